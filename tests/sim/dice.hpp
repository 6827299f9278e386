// The draws of a schedule. They come from a stream of their own: what the product draws does not shift what happens to
// it.
#pragma once

#include <vector>

#include <sotto/base/clock.hpp>

#include "seeded_random.hpp"

namespace sotto::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : random_.next() % bound; }
  bool chance(unsigned per_mille) { return below(1000) < per_mille; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return low + below(high - low + 1); }
  Duration upto(Duration most) { return {static_cast<std::int64_t>(below(static_cast<std::uint64_t>(most.ms) + 1))}; }
  // Spread over orders of magnitude: half of the draws lie below the geometric mean.
  Duration spread(Duration least, Duration most) {
    if (most < least) return upto(most);
    Duration bound = least;
    while (bound.ms < most.ms && chance(800)) bound.ms *= 2;
    bound.ms = bound.ms < most.ms ? bound.ms : most.ms;
    return {
        static_cast<std::int64_t>(between(static_cast<std::uint64_t>(least.ms), static_cast<std::uint64_t>(bound.ms)))};
  }
  template <class T>
  T& pick(std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  test::SeededRandom random_;
};

}  // namespace sotto::sim
