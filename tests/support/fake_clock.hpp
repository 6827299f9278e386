// A clock the test owns: it moves only when told to.
#pragma once

#include <sotto/base/clock.hpp>

namespace sotto::test {

class FakeClock : public Clock {
 public:
  Now now() const override { return now_; }
  void advance(Duration by) {
    now_.instant = now_.instant + by;
    now_.timestamp = now_.timestamp + by;
  }
  void step_wall(Duration by) { now_.timestamp = now_.timestamp + by; }  // the user set the clock

 private:
  Now now_{{1'000'000}, {1'790'000'000'000}};
};

}  // namespace sotto::test
