// Two kinds of time. Instant is monotonic and drives every timer; Timestamp is the wall clock and is only shown and
// used for expiry dates. Cores never read a clock: both arrive as a Now with each event.
#pragma once

#include <compare>
#include <cstdint>

namespace sotto {
inline namespace base {

struct Duration {
  std::int64_t ms = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
};
constexpr Duration milliseconds(std::int64_t n) { return {n}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return {n * 60'000}; }
constexpr Duration hours(std::int64_t n) { return {n * 3'600'000}; }
constexpr Duration days(std::int64_t n) { return {n * 86'400'000}; }

struct Instant {  // milliseconds since an arbitrary start, never goes back
  std::int64_t ms = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant a, Duration d) { return {a.ms + d.ms}; }
  friend constexpr Instant operator-(Instant a, Duration d) { return {a.ms - d.ms}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
};

struct Timestamp {  // milliseconds since 1970-01-01T00:00:00Z
  std::int64_t ms = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
  friend constexpr Timestamp operator+(Timestamp a, Duration d) { return {a.ms + d.ms}; }
  friend constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.ms - b.ms}; }
};

struct Now {
  Instant instant;
  Timestamp timestamp;
};

class Clock {  // implemented by the runtime and by the tests' own clock
 public:
  virtual ~Clock() = default;
  virtual Now now() const = 0;
};

}  // namespace base
}  // namespace sotto
