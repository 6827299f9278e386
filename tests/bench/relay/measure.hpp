// What is measured: a latency histogram and what another process used.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace sotto::bench {

std::uint64_t now_ns();

class Histogram {  // log-linear: 64 steps per power of two, at most 1.6 % off
 public:
  void add(std::uint64_t ns);
  double microseconds(double quantile) const;
  std::uint64_t count() const { return count_; }

 private:
  std::vector<std::uint64_t> steps_ = std::vector<std::uint64_t>(64 * 64, 0);
  std::uint64_t count_ = 0;
};

struct Process {
  int pid = 0;
  double cpu_seconds() const;  // user and system, all threads
  double resident_bytes() const;
};
double own_cpu_seconds();

}  // namespace sotto::bench
