// Randomness that a failing test can repeat: every test draws from SOTTO_SEED (default 1), printed when a test fails.
#pragma once

#include <cstdint>

#include <sotto/base/random.hpp>

namespace sotto::test {

std::uint64_t seed();

class SeededRandom : public Random {  // splitmix64; for tests only
 public:
  explicit SeededRandom(std::uint64_t from = seed()) : state_(from) {}
  void fill(MutableBytes out) override;
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

}  // namespace sotto::test
