#include "heap.hpp"

#include <algorithm>

namespace sotto::sim {

void Heap::at(Instant when, std::function<void()> run) {
  events_.push_back({std::max(when, now_), order_++, std::move(run)});
  std::push_heap(events_.begin(), events_.end(), later);
}

bool Heap::step() {
  if (events_.empty()) return false;
  std::pop_heap(events_.begin(), events_.end(), later);
  auto event = std::move(events_.back());
  events_.pop_back();
  now_ = event.when;
  ++steps_;
  event.run();
  return true;
}

}  // namespace sotto::sim
