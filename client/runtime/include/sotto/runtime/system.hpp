// The operating system's clocks and randomness. Instants count the time a machine slept (CLOCK_BOOTTIME), so that a
// resend that became due during the night is due in the morning. Thread: any.
#pragma once

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>

namespace sotto::runtime {

class SystemClock : public Clock {
 public:
  Now now() const override;
  static Instant awake_only();  // CLOCK_MONOTONIC
};

class SystemRandom : public Random {  // getrandom(2); ends the process when the kernel has none
 public:
  void fill(MutableBytes out) override;
};

}  // namespace sotto::runtime
