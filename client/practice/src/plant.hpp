// Planted bugs: the tests' own test. They exist only in a build with SOTTO_PLANTS; elsewhere every question is a
// constant no, and the compiler drops the wrong branch.
#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::practice {

enum class Plant : std::uint8_t {
  none,
  body_with_the_offer,      // the body leaves before anybody accepted
  any_body_taken,           // a body is kept whatever was offered or accepted
  view_before_all_sealed,   // my view leaves as soon as I have one
  any_view_taken,           // a view is kept although I have not sealed mine
  purge_ignores_a_hold,     // what is due goes, held or not
  receiver_may_loosen,      // a label gets looser because the receiver says so
  purge_leaves_the_outbox,  // what was purged still waits to be sent
  time_of_a_pause_counts,   // a session's phase runs out while it is paused
  end_of_a_session_untold,  // who ends a session tells nobody
};

#ifdef SOTTO_PLANTS
bool planted(Plant plant);
void plant(std::string_view name);  // one at a time; an empty name takes it out
#else
constexpr bool planted(Plant) { return false; }
#endif

}  // namespace sotto::practice
