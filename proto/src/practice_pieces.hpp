// What the codecs of the practice share: choices, texts, times.
#pragma once

#include <algorithm>
#include <string>

#include <sotto/proto/practice.hpp>

#include "wire.hpp"

namespace sotto::proto {

inline constexpr std::uint64_t time_max = 253'402'300'799'999;  // the last millisecond of the year 9999

template <class Enum>
bool read_choice(std::uint32_t number, Enum last, Enum& out) {
  if (number == 0 || number > static_cast<std::uint32_t>(last)) return false;
  out = static_cast<Enum>(number);
  return true;
}
inline bool read_text(const std::string& in, std::size_t max, std::string& out) {
  out = in;
  return in.size() <= max && valid_utf8(in);
}
inline bool read_time(std::uint64_t in, Timestamp& out) {
  out = {static_cast<std::int64_t>(in)};
  return in <= time_max;
}
template <class Item>
bool all_differ(std::vector<Item> items) {
  std::sort(items.begin(), items.end());
  return std::adjacent_find(items.begin(), items.end()) == items.end();
}
template <class Enum>
std::uint32_t number(Enum value) {
  return static_cast<std::uint32_t>(value);
}
inline std::uint64_t number(Timestamp time) { return static_cast<std::uint64_t>(time.ms); }

}  // namespace sotto::proto
