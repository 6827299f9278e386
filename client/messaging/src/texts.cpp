#include "texts.hpp"

#include <algorithm>
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

// `text` must be UTF-8.
char32_t code_point(std::string_view c) {
  const auto byte = [&](std::size_t at) { return static_cast<char32_t>(static_cast<std::uint8_t>(c[at])); };
  switch (c.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3: return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    default: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
  }
}

// The blocks in which Unicode has its emoji (UTS 51), and the few that stand alone.
bool pictograph(char32_t c) {
  constexpr struct {
    char32_t first, last;
  } blocks[] = {{0xa9, 0xa9},     {0xae, 0xae},      {0x203c, 0x203c}, {0x2049, 0x2049}, {0x2122, 0x2122},
                {0x2139, 0x2139}, {0x2190, 0x21ff},  {0x2300, 0x23ff}, {0x24c2, 0x24c2}, {0x25a0, 0x27bf},
                {0x2934, 0x2935}, {0x2b00, 0x2bff},  {0x3030, 0x3030}, {0x303d, 0x303d}, {0x3297, 0x3297},
                {0x3299, 0x3299}, {0x1f000, 0x1faff}};
  for (const auto& block : blocks) {
    if (c >= block.first && c <= block.last) return true;
  }
  return false;
}
// Joiner, variation selector, keycap, the tags of regional flags.
bool part_of_emoji(char32_t c) { return c == 0x200d || c == 0xfe0f || c == 0x20e3 || (c >= 0xe0020 && c <= 0xe007f); }

}  // namespace

bool is_reaction(std::string_view text) {
  if (text.empty() || text.size() > limits::reaction_max || !valid_utf8(text)) return false;
  bool any = text.ends_with("\ufe0f\u20e3") && text.size() == 7;  // a keycap: its sign is ASCII
  if (any) return std::string_view("0123456789#*").find(text.front()) != std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = text.substr(at, length_of(static_cast<std::uint8_t>(text[at])));
    at += c.size();
    const char32_t code = code_point(c);
    if (!pictograph(code) && !part_of_emoji(code)) return false;
    any = any || pictograph(code);
  }
  return any;
}

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

std::string safe_file_name(std::string_view name) {
  constexpr std::size_t name_max = 120, extension_max = 16;
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 is 0
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto c = name.substr(at, length_of(static_cast<std::uint8_t>(name[at])));
    at += c.size();
    if (invisible(c)) continue;
    const bool hostile = c.size() == 1 && std::string_view("<>:\"|?*\x7f").find(c[0]) != std::string_view::npos;
    if (blank(c))
      out += ' ';
    else
      out += hostile ? std::string_view("_") : c;
  }
  const auto trimmed = [](std::string& text) {
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    text.erase(0, std::min(text.find_first_not_of(". "), text.size()));
  };
  trimmed(out);
  const auto dot = out.rfind('.');
  std::string extension = dot == std::string::npos ? std::string() : out.substr(dot + 1);
  std::string stem = out.substr(0, dot);
  if (extension.size() > extension_max) extension.clear(), stem = out;
  std::replace(stem.begin(), stem.end(), '.', '_');
  trimmed(stem);
  while (stem.size() > name_max || (!stem.empty() && !valid_utf8(stem))) stem.pop_back();
  std::string upper;
  for (const char c : stem.substr(0, 4)) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  const bool device = upper == "CON" || upper == "PRN" || upper == "AUX" || upper == "NUL" ||
                      (stem.size() == 4 && (upper.starts_with("COM") || upper.starts_with("LPT")));
  if (stem.empty() || device) stem = "attachment" + (stem.empty() ? stem : "_" + stem);
  return extension.empty() ? stem : stem + "." + extension;
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
