#include <sotto/base/bytes.hpp>

namespace sotto {
inline namespace base {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string hex(ByteView view) {
  std::string out;
  out.reserve(view.size() * 2);
  for (const auto byte : view) {
    out += hex_digits[byte >> 4];
    out += hex_digits[byte & 15];
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

std::string base64url(ByteView view) {
  std::string out;
  out.reserve((view.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const auto byte : view) {
    bits = (bits << 8) | byte;
    for (count += 8; count >= 6; count -= 6) out += base64_digits[(bits >> (count - 6)) & 63];
  }
  if (count > 0) out += base64_digits[(bits << (6 - count)) & 63];
  return out;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto value = base64_digits.find(c);
    if (value == std::string_view::npos || c == '\0') return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> count));
    }
  }
  if ((bits & ((1U << count) - 1U)) != 0) return std::nullopt;  // only one spelling of each value
  return out;
}

bool valid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto first = static_cast<std::uint8_t>(text[i]);
    std::size_t more = 0;
    std::uint32_t point = 0;
    std::uint32_t least = 0;
    if (first < 0x80) {
      ++i;
      continue;
    }
    if ((first & 0xE0) == 0xC0)
      more = 1, point = first & 0x1FU, least = 0x80;
    else if ((first & 0xF0) == 0xE0)
      more = 2, point = first & 0x0FU, least = 0x800;
    else if ((first & 0xF8) == 0xF0)
      more = 3, point = first & 0x07U, least = 0x10000;
    else
      return false;
    if (text.size() - i <= more) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<std::uint8_t>(text[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      point = (point << 6) | (next & 0x3FU);
    }
    if (point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    i += more + 1;
  }
  return true;
}

}  // namespace base
}  // namespace sotto
