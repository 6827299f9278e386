#include "measure.hpp"

#include <bit>
#include <ctime>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <unistd.h>

namespace sotto::bench {

std::uint64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(t.tv_nsec);
}

void Histogram::add(std::uint64_t ns) {
  std::size_t step = ns;
  if (ns >= 64) {
    const int e = 63 - std::countl_zero(ns);
    step = static_cast<std::size_t>(e - 5) * 64 + ((ns >> (e - 6)) & 63);
  }
  ++steps_[step];
  ++count_;
}

double Histogram::microseconds(double quantile) const {
  const auto wanted = static_cast<std::uint64_t>(quantile * static_cast<double>(count_));
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    seen += steps_[step];
    if (seen <= wanted) continue;
    if (step < 64) return static_cast<double>(step) / 1000.0;
    const auto e = static_cast<unsigned>(step / 64) + 5;
    return static_cast<double>((std::uint64_t{1} << e) + ((step % 64) << (e - 6))) / 1000.0;
  }
  return 0;
}

double Process::cpu_seconds() const {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  unsigned long user = 0, system = 0;
  const auto after_name = line.rfind(')');
  if (after_name == std::string::npos ||
      std::sscanf(line.c_str() + after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                  &system) != 2) {
    return 0;
  }
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Process::resident_bytes() const {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  double total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double own_cpu_seconds() {
  rusage r{};
  getrusage(RUSAGE_SELF, &r);
  return static_cast<double>(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
         static_cast<double>(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

}  // namespace sotto::bench
