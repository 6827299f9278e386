#include "texts.hpp"

#include <cstdint>

#include <sotto/base/bytes.hpp>
#include <sotto/base/limits.hpp>

namespace sotto::messaging {
namespace {

std::size_t length_of(std::uint8_t lead) { return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

// Unicode: Bidi_Control (UAX 9), the byte order mark, and the zero-width characters that make two names look alike.
bool invisible(std::string_view c) {
  if (c == "\u061c" || c == "\ufeff") return true;
  return (c >= "\u200b" && c <= "\u200f") || (c >= "\u202a" && c <= "\u202e") || (c >= "\u2060" && c <= "\u206f");
}
bool blank(std::string_view c) {  // C0, DEL, C1, the line and paragraph separators
  const auto first = static_cast<std::uint8_t>(c[0]);
  if (c.size() == 1) return first <= 0x20 || first == 0x7f;
  if (c.size() == 2) return first == 0xc2 && static_cast<std::uint8_t>(c[1]) <= 0xa0;
  return c == "\u2028" || c == "\u2029";
}

}  // namespace

std::string clean_name(std::string_view name) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < name.size();) {
    const auto c = name.substr(at, length_of(static_cast<std::uint8_t>(name[at])));
    at += c.size();
    if (invisible(c)) continue;
    if (blank(c)) {
      gap = !out.empty();
      continue;
    }
    if (out.size() + (gap ? 1 : 0) + c.size() > limits::name_max) break;
    if (gap) out += ' ';
    gap = false;
    out += c;
  }
  return out;
}

std::string whole_text(std::string_view bytes) {
  if (valid_utf8(bytes)) return std::string(bytes);
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto c = bytes.substr(at, length_of(static_cast<std::uint8_t>(bytes[at])));
    if (valid_utf8(c)) {
      out += c;
      at += c.size();
    } else {
      out += "\ufffd";
      ++at;
    }
  }
  return out;
}

}  // namespace sotto::messaging
