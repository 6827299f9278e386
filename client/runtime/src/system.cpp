#include <algorithm>
#include <cstdlib>

#include <sys/random.h>
#include <time.h>

#include <sotto/runtime/system.hpp>

namespace sotto::runtime {
namespace {

std::int64_t read_clock(clockid_t which) {
  timespec time{};
  clock_gettime(which, &time);
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

Now SystemClock::now() const { return {{read_clock(CLOCK_BOOTTIME)}, {read_clock(CLOCK_REALTIME)}}; }
Instant SystemClock::awake_only() { return {read_clock(CLOCK_MONOTONIC)}; }

void SystemRandom::fill(MutableBytes out) {
  constexpr std::size_t most = 256;  // what getentropy(3) gives at once
  while (!out.empty()) {
    const auto part = out.first(std::min(out.size(), most));
    if (getentropy(part.data(), part.size()) != 0) std::abort();
    out = out.subspan(part.size());
  }
}

}  // namespace sotto::runtime
