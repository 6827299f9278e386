#include "seeded_random.hpp"

#include <cstdlib>

namespace sotto::test {

std::uint64_t seed() {
  static const std::uint64_t value = [] {
    const char* text = std::getenv("SOTTO_SEED");
    return text != nullptr ? std::strtoull(text, nullptr, 10) : 1ULL;
  }();
  return value;
}

std::uint64_t SeededRandom::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

void SeededRandom::fill(MutableBytes out) {
  std::size_t i = 0;
  while (i < out.size()) {
    std::uint64_t word = next();
    for (int k = 0; k < 8 && i < out.size(); ++k, word >>= 8) out[i++] = static_cast<std::uint8_t>(word);
  }
}

}  // namespace sotto::test
