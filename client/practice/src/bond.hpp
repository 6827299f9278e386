// What stands between me and one buddy beside the words of the agreement: who has paused, who asked about boundaries.
#pragma once

#include <sotto/practice/types.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::practice {

struct Bond {
  bool paused_me = false;
  bool paused_them = false;
  BoundaryCheck boundaries;
  bool purge_me = false;  // asked with the end: what the other engine does is its own
  bool purge_them = false;
  std::uint32_t checks_sent = 0;   // since the agreement began: a resume that has not heard them all
  std::uint32_t checks_heard = 0;  // crossed with one, and does not end the pause that it began
};
Bond load_bond(store::Transaction& tx, const BuddyId& buddy);
void save_bond(store::Transaction& tx, const BuddyId& buddy, const Bond& bond);

}  // namespace sotto::practice
