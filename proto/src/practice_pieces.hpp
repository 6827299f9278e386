// What the codecs of the practice are made of: fields that are read only when they are in range.
#pragma once

#include <algorithm>

#include <sotto/base/limits.hpp>
#include <sotto/proto/practice.hpp>

#include "practice.pb.h"
#include "wire.hpp"

namespace sotto::proto {

namespace pb = sotto::wire::v1;
namespace most = limits_of_practice;

inline constexpr Literal practice_bad = "practice: a field that is unknown, missing or out of range";
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
inline bool is_code(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= most::code_max && std::all_of(text.begin(), text.end(), fits);
}
template <class Value>
bool all_differ(std::vector<Value> values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}
template <class Enum>
std::uint32_t number(Enum value) {
  return static_cast<std::uint32_t>(value);
}
inline std::uint64_t number(Timestamp time) { return static_cast<std::uint64_t>(time.ms); }

}  // namespace sotto::proto
