#include <algorithm>

#include <sotto/clean/clean.hpp>

#include "kinds.hpp"

namespace sotto::clean {
namespace {

// [MS-CFB]: documents of before 2007, and newer ones behind a password.
constexpr std::string_view compound_file = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

Cleaned unknown(Why why) {
  Cleaned out;
  out.why = why;
  return out;
}

bool plain_text(ByteView file) {
  const auto control = [](std::uint8_t byte) { return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r'; };
  return valid_utf8(text_of(file)) && std::none_of(file.begin(), file.end(), control);
}

Cleaned untouched(ByteView file) {
  Cleaned out;
  out.outcome = Outcome::nothing;
  out.bytes = to_bytes(file);
  return out;
}

Cleaned decided(std::optional<Cleaned> cleaned) {
  if (!cleaned) return unknown(Why::broken);
  if (cleaned->why != Why::known) return unknown(cleaned->why);
  cleaned->outcome = cleaned->removed.empty() ? Outcome::nothing : Outcome::cleaned;
  return std::move(*cleaned);
}

}  // namespace

Cleaned without_traces(ByteView file) {
  if (file.size() > size_max) return unknown(Why::too_large);
  if (is_jpeg(file)) return decided(clean_jpeg(file));
  if (is_png(file)) return decided(clean_png(file));
  if (is_webp(file)) return decided(clean_webp(file));
  if (is_pdf(file)) return decided(clean_pdf(file));
  if (is_zip(file)) return decided(clean_ooxml(file));
  if (begins(file, compound_file)) return unknown(Why::old_document);
  if (plain_text(file)) return untouched(file);
  return unknown(Why::no_idea);
}

// ---- shared ----
bool begins(ByteView bytes, std::string_view with) {
  return bytes.size() >= with.size() && equal(bytes.first(with.size()), view_of(with));
}

std::uint32_t big_endian(ByteView bytes) {
  std::uint32_t out = 0;
  for (const auto byte : bytes) out = out << 8 | byte;
  return out;
}

std::uint32_t little_endian(ByteView bytes) {
  std::uint32_t out = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) out = out << 8 | bytes[i - 1];
  return out;
}

namespace {

template <class What>
void once(std::vector<What>& all, What what) {
  if (std::find(all.begin(), all.end(), what) == all.end()) all.push_back(what);
}

}  // namespace

void note(Cleaned& cleaned, Trace what) { once(cleaned.removed, what); }
void note(Cleaned& cleaned, Stays what) { once(cleaned.stays, what); }

std::optional<Cleaned> clean_picture_inside(ByteView file) {
  auto cleaned = is_jpeg(file)   ? clean_jpeg(file)
                 : is_png(file)  ? clean_png(file)
                 : is_webp(file) ? clean_webp(file)
                                 : std::nullopt;
  if (cleaned && cleaned->removed.empty()) return std::nullopt;
  return cleaned;
}

}  // namespace sotto::clean
