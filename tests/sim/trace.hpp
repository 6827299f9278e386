// What a run did, folded into one number: the same seed must give the same number (I15). With `show` it also prints.
#pragma once

#include <cstdio>
#include <string>

#include <sotto/base/bytes.hpp>
#include <sotto/base/clock.hpp>

namespace sotto::sim {

class Trace {
 public:
  explicit Trace(bool show) : show_(show) {}
  void note(Instant when, const char* what, std::uint64_t who, std::uint64_t detail = 0, ByteView bytes = {}) {
    mix(static_cast<std::uint64_t>(when.ms));
    for (const char* p = what; *p != '\0'; ++p) mix_byte(static_cast<std::uint8_t>(*p));
    mix(who);
    mix(detail);
    for (const auto byte : bytes.first(bytes.size() < 64 ? bytes.size() : 64)) mix_byte(byte);
    if (show_) {
      std::fprintf(stderr, "%14.3f  %-22s %llu %llu %s\n", static_cast<double>(when.ms - 1'000'000) / 1000.0, what,
                   static_cast<unsigned long long>(who), static_cast<unsigned long long>(detail),
                   hex(bytes.first(bytes.size() < 8 ? bytes.size() : 8)).c_str());
    }
  }
  std::uint64_t hash() const { return hash_; }
  bool shown() const { return show_; }

 private:
  void mix_byte(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3ULL; }  // FNV-1a, 64 bit
  void mix(std::uint64_t word) {
    for (int i = 0; i < 8; ++i, word >>= 8) mix_byte(static_cast<std::uint8_t>(word));
  }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
  bool show_;
};

// An invariant does not hold. It ends the run of its seed.
struct Break {
  std::string what;
};

}  // namespace sotto::sim
