// Planted bugs: the tests' own test. They exist only in a build with SOTTO_PLANTS; elsewhere every question is a
// constant no, and the compiler drops the wrong branch.
#pragma once

#include <cstdint>
#include <string_view>

namespace sotto::messaging {

enum class Plant : std::uint8_t {
  none,
  commit_after_send,            // frames are handed out before the commit that holds their bytes
  ack_before_commit,            // the relay may forget a cell that the vault has not committed
  swallow_store_error,          // a failed transaction is reported as done
  chain_span_off,               // rows are sealed however far back the oldest unacknowledged chain lies
  seen_not_written,             // a repeated cell is not recognised
  epoch_with_row_waiting,       // the epoch moves although a row of an earlier one is unacknowledged
  seq_at_writing,               // numbers are given out before the window opens
  tombstone_ended_by_original,  // the row of a recall ends with the token of what it replaced
  late_original_kept,           // an original that comes after its tombstone is acknowledged as kept
};

#ifdef SOTTO_PLANTS
bool planted(Plant plant);
void plant(std::string_view name);  // one at a time; an empty name takes it out
#else
constexpr bool planted(Plant) { return false; }
#endif

}  // namespace sotto::messaging
