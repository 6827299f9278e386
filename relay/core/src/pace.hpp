// A token bucket in eight bytes (the "generic cell rate algorithm"): the time up to which what was taken is paid for.
#pragma once

#include <algorithm>

#include <sotto/relay_core/core.hpp>

namespace sotto::relay_core {

class Meter {
 public:
  // False: over the pace, nothing is taken.
  bool take(const Pace& pace, std::int64_t units, Instant now) {
    if (pace.per_second <= 0) return true;
    const std::int64_t now_ns = now.ms * 1'000'000;
    const std::int64_t start = std::max(paid_until_ns_, now_ns);
    const std::int64_t next = start + nanoseconds_for(units, pace.per_second);
    if (next - now_ns > nanoseconds_for(pace.burst, pace.per_second)) return false;
    paid_until_ns_ = next;
    return true;
  }
  bool at_rest(Instant now) const { return paid_until_ns_ <= now.ms * 1'000'000; }

 private:
  static std::int64_t nanoseconds_for(std::int64_t units, std::int64_t per_second) {
    return static_cast<std::int64_t>(static_cast<double>(units) * (1e9 / static_cast<double>(per_second)));
  }
  std::int64_t paid_until_ns_ = 0;
};

}  // namespace sotto::relay_core
