#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include <sotto/cli/inert.hpp>

namespace sotto::cli {
namespace {

struct Range {
  char32_t first, last;
};
template <std::size_t N>
bool within(char32_t c, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

// Controls, line and paragraph separators, bidi controls, and every other Default_Ignorable_Code_Point (Unicode 15),
// private use and noncharacters: what a reader cannot see or trust.
constexpr std::array<Range, 25> unseen{
    {{0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},      {0x61c, 0x61c},
     {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},    {0x2028, 0x202e},
     {0x2060, 0x206f},   {0x3164, 0x3164},   {0xd800, 0xdfff},   {0xe000, 0xf8ff},    {0xfdd0, 0xfdef},
     {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},    {0xfffe, 0xffff},
     {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}, {0x1fffe, 0x1ffff}}};
constexpr std::array<Range, 10> combining{{{0x300, 0x36f},
                                           {0x483, 0x489},
                                           {0x591, 0x5bd},
                                           {0x610, 0x61a},
                                           {0x64b, 0x65f},
                                           {0xe47, 0xe4e},
                                           {0x1ab0, 0x1aff},
                                           {0x1dc0, 0x1dff},
                                           {0x20d0, 0x20ff},
                                           {0xfe20, 0xfe2f}}};
constexpr std::array<Range, 10> wide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0xa4cf},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1faff},
                                      {0x20000, 0x3fffd}}};
constexpr std::size_t stacked_max = 4;  // combining marks on one base; more is a flood, not a language

struct Point {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

Point next_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xf0 && lead < 0xf5   ? 4
                           : lead >= 0xe0 && lead < 0xf0 ? 3
                           : lead >= 0xc2 && lead < 0xe0 ? 2
                                                         : 0;
  if (size == 0 || text.size() < size) return {lead, 1, false};
  char32_t value = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {lead, 1, false};
    value = (value << 6) | (byte(i) & 0x3fU);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {lead, 1, false};
  return {value, size, true};
}

bool pictograph(char32_t c) { return (c >= 0x2190 && c <= 0x2bff) || (c >= 0x1f000 && c <= 0x1faff); }

// A pictograph may carry its presentation selector, and be joined to the next one by U+200D: one drawn emoji.
bool part_of_emoji(char32_t c, char32_t before, char32_t after) {
  if (c == 0xfe0e || c == 0xfe0f) return pictograph(before);
  return c == 0x200d && (pictograph(before) || before == 0xfe0f) && pictograph(after);
}

void escape(std::string& out, const Point& point) {
  std::array<char, 16> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), point.valid ? "<U+%04X>" : "<0x%02x>",
                                  static_cast<unsigned>(point.value)));
  out += text.data();
}

}  // namespace

std::string inert(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char32_t before = 0;
  std::size_t stacked = 0;
  while (!text.empty()) {
    const Point point = next_point(text);
    const char32_t c = point.value;
    const auto rest = text.substr(point.size);
    stacked = within(c, combining) ? stacked + 1 : 0;
    const char32_t after = rest.empty() ? 0 : next_point(rest).value;
    if (c == '\t')
      out += ' ';
    else if (!point.valid || stacked > stacked_max || (within(c, unseen) && !part_of_emoji(c, before, after)))
      escape(out, point);
    else
      out += text.substr(0, point.size);
    before = c;
    text = rest;
  }
  return out;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const Point point = next_point(text);
    if (!within(point.value, combining) && !within(point.value, unseen)) count += within(point.value, wide) ? 2 : 1;
    text.remove_prefix(point.size);
  }
  return count;
}

namespace {

// Bytes of the longest beginning of `text` that fits in `width` columns: at a word if there is one, else anywhere.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t at = 0;
  std::size_t used = 0;
  std::size_t word = 0;
  while (at < text.size()) {
    const Point point = next_point(text.substr(at));
    used += columns(text.substr(at, point.size));
    if (used > width) return word != 0 ? word : std::max(at, point.size);
    if (point.value == ' ') word = at + 1;
    at += point.size;
  }
  return at;
}

}  // namespace

std::vector<std::string> paragraphs(std::string_view text, std::size_t width) {
  std::vector<std::string> out;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  for (bool more = true; more;) {
    const auto end = text.find('\n');
    more = end != std::string_view::npos;
    auto line = text.substr(0, end);
    if (more && line.ends_with('\r')) line.remove_suffix(1);
    const std::string safe = inert(line);
    std::string_view rest = safe;
    do {
      const auto size = width == 0 ? rest.size() : fitting(rest, width);
      out.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
      while (!rest.empty() && out.back().ends_with(' ')) out.back().pop_back();  // the space at which it was folded
    } while (!rest.empty());
    if (more) text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace sotto::cli
