// PNG (ISO 15948) and WebP (RFC 9649): rows of chunks with a name. Kept are those that change what is seen.
#include <algorithm>
#include <array>

#include "kinds.hpp"

namespace sotto::clean {
namespace {

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";
constexpr std::array<std::string_view, 20> png_seen{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
                                                    "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "hIST", "sPLT",
                                                    "acTL", "fcTL", "fdAT", "cICP", "mDCV", "cLLI"};
constexpr std::array<std::string_view, 7> webp_seen{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
constexpr std::uint8_t webp_exif = 0x08, webp_xmp = 0x04;  // flags of VP8X

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Trace what_png_says(std::string_view name) {
  if (name == "eXIf") return Trace::exif;
  if (name == "tIME") return Trace::change_time;
  if (name == "tEXt" || name == "zTXt" || name == "iTXt") return Trace::text_notes;
  return Trace::program_notes;
}

}  // namespace

bool is_png(ByteView file) { return begins(file, png_signature); }

std::optional<Cleaned> clean_png(ByteView file) {
  Cleaned out;
  append(out.bytes, file.first(png_signature.size()));
  for (std::size_t at = png_signature.size(); at + 12 <= file.size();) {
    const std::size_t length = big_endian(file.subspan(at, 4));
    if (length > file.size() - at - 12) return std::nullopt;
    const auto name = text_of(file.subspan(at + 4, 4));
    if (one_of(png_seen, name))
      append(out.bytes, file.subspan(at, length + 12));
    else
      note(out, what_png_says(name));
    at += length + 12;
    if (name != "IEND") continue;
    if (at < file.size()) note(out, Trace::behind_the_picture);
    return out;
  }
  return std::nullopt;
}

bool is_webp(ByteView file) {
  return file.size() >= 12 && begins(file, "RIFF") && text_of(file.subspan(8, 4)) == "WEBP";
}

std::optional<Cleaned> clean_webp(ByteView file) {
  Cleaned out;
  append(out.bytes, file.first(12));
  const std::size_t claimed = std::size_t{little_endian(file.subspan(4, 4))} + 8;
  if (claimed > file.size()) return std::nullopt;
  if (claimed < file.size()) note(out, Trace::behind_the_picture);
  std::size_t at = 12;
  while (at + 8 <= claimed) {
    const std::size_t length = little_endian(file.subspan(at + 4, 4));
    const std::size_t whole = 8 + length + (length & 1);
    if (length > claimed - at - 8 || whole > claimed - at) return std::nullopt;
    const auto name = text_of(file.subspan(at, 4));
    if (one_of(webp_seen, name)) {
      const std::size_t from = out.bytes.size();
      append(out.bytes, file.subspan(at, whole));
      if (name == "VP8X" && length > 0)
        out.bytes[from + 8] = static_cast<std::uint8_t>(out.bytes[from + 8] & ~(webp_exif | webp_xmp));
    } else {
      note(out, name == "EXIF" ? Trace::exif : Trace::program_notes);
    }
    at += whole;
  }
  if (at != claimed) return std::nullopt;
  const std::size_t size = out.bytes.size() - 8;
  for (std::size_t i = 0; i < 4; ++i) out.bytes[4 + i] = static_cast<std::uint8_t>(size >> (8 * i));
  return out;
}

}  // namespace sotto::clean
