// Virtual time: one heap of events, one thread. Events at the same instant run in the order in which they were made, so
// a run depends on its seed alone.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <sotto/base/clock.hpp>

namespace sotto::sim {

class Heap {
 public:
  Instant now() const { return now_; }
  void at(Instant when, std::function<void()> run);
  void after(Duration wait, std::function<void()> run) { at(now_ + wait, std::move(run)); }
  bool step();  // runs the next event; false when there is none
  std::uint64_t steps() const { return steps_; }

 private:
  struct Event {
    Instant when;
    std::uint64_t order;
    std::function<void()> run;
  };
  static bool later(const Event& a, const Event& b) { return a.when != b.when ? a.when > b.when : a.order > b.order; }
  Instant now_{1'000'000};
  std::uint64_t order_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<Event> events_;
};

}  // namespace sotto::sim
