#include "markup.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace sotto::api {
namespace {

std::size_t length_of(std::uint8_t lead) { return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

std::uint32_t code_point(std::string_view c) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(c[at]); };
  if (c.size() == 1) return byte(0);
  std::uint32_t out = byte(0) & (0xffU >> (c.size() + 1));
  for (std::size_t at = 1; at < c.size(); ++at) out = out << 6 | (byte(at) & 0x3fU);
  return out;
}

// Controls but tab and line break; Unicode's Bidi_Control (UAX 9), zero-width characters, line and paragraph
// separators.
bool hides(std::uint32_t code) {
  if (code == '\t' || code == '\n') return false;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c || code == 0xfeff) return true;
  return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f);
}

std::string escaped(std::string_view line) {
  std::string out;
  for (const char c : line) {
    if (std::string_view("\\`*_[]<>#|&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = text.substr(at, length_of(static_cast<std::uint8_t>(text[at])));
    at += c.size();
    const auto code = code_point(c);
    if (!hides(code)) {
      out += c;
      continue;
    }
    std::array<char, 16> shown{};
    const int size = std::snprintf(shown.data(), shown.size(), "<U+%04X>", static_cast<unsigned>(code));
    out.append(shown.data(), static_cast<std::size_t>(size));
  }
  return out;
}

std::string markdown_line(std::string_view text) {
  std::string one_line = visible(text);
  for (char& c : one_line) {
    if (c == '\n') c = ' ';
  }
  return escaped(one_line);
}

std::string markdown_quote(std::string_view text) {
  std::string out;
  const std::string shown = visible(text);
  for (std::string_view rest = shown;;) {
    const auto end = rest.find('\n');
    out += "> " + escaped(rest.substr(0, end)) + "\n";
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

std::string in_html(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace sotto::api
