#include "session_time.hpp"

#include <algorithm>

#include "plant.hpp"

namespace sotto::practice {

Duration since(const Anchor& then, Now now) {
  if (now.instant >= then.instant) return now.instant - then.instant;
  return std::max(Duration{}, now.timestamp - then.timestamp);
}

bool SessionTime::run(const std::vector<proto::SessionStep>& steps, Now now, bool leads) {
  std::int64_t passed = since(at, now).ms;
  at = anchor(now);
  const std::int64_t paused = std::min(pause.ms, passed);
  pause.ms -= paused;
  if (!planted(Plant::time_of_a_pause_counts)) passed -= paused;
  while (step < steps.size()) {
    if (pause.ms > 0 || passed < left.ms) {
      left.ms -= passed;
      return false;
    }
    passed -= left.ms;
    left = {};
    if (!leads) return false;
    extended = false;
    ++step;
    if (step < steps.size()) left = seconds(steps[step].seconds);
  }
  return true;
}

void SessionTime::enter(const std::vector<proto::SessionStep>& steps, std::size_t to, Now now) {
  step = to;
  left = to < steps.size() ? seconds(steps[to].seconds) : Duration{};
  pause = {};
  extended = false;
  at = anchor(now);
}

}  // namespace sotto::practice
