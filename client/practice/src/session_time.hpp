// The clock of a running session, as a value: no state of its own beyond what a row holds. Time that passed while the
// process was gone or the machine slept has passed.
#pragma once

#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/proto/practice_session.hpp>

namespace sotto::practice {

struct Anchor {  // a moment, on both clocks
  Instant instant;
  Timestamp timestamp;
};
inline Anchor anchor(Now now) { return {now.instant, now.timestamp}; }
// By the steady clock, which counts sleep. After the computer was started again that clock began anew: then by the
// wall clock, as far as it went forward.
Duration since(const Anchor& then, Now now);

struct SessionTime {
  std::uint32_t term = 0;
  std::size_t step = 0;
  Duration left;   // of this step, at the anchor
  Duration pause;  // what is left of a pause, at the anchor
  bool extended = false;
  Anchor at;

  // Moves to `now`. Only who keeps the time (`leads`) goes on to the next step; the others wait at zero for the word.
  // True when the last step is over.
  bool run(const std::vector<proto::SessionStep>& steps, Now now, bool leads);
  void enter(const std::vector<proto::SessionStep>& steps, std::size_t to, Now now);
};

}  // namespace sotto::practice
