// The one source of randomness a core may use. The runtime's fills from the operating system; the simulator's is
// seeded. Not thread-safe: one per thread.
#pragma once

#include <cstdint>

#include <sotto/base/bytes.hpp>
#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>

namespace sotto {
inline namespace base {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(MutableBytes out) = 0;

  template <std::size_t N>
  ByteArray<N> array() {
    ByteArray<N> out;
    fill(out);
    return out;
  }
  template <class IdType>
  IdType id() {
    return IdType{array<IdType::size>()};
  }
  std::uint64_t number() {
    const auto raw = array<8>();
    std::uint64_t n = 0;
    std::memcpy(&n, raw.data(), sizeof n);
    return n;
  }
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : number() % bound; }  // for timers, not for keys
  Duration jitter(Duration d) {
    return {d.ms - d.ms / 4 + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(d.ms / 2 + 1)))};
  }  // +-25 %
};

}  // namespace base
}  // namespace sotto
