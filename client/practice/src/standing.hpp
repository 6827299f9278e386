// The standing vault: the agreement may let a few vault offers be accepted by themselves, for a while. Both ends count.
#pragma once

#include <sotto/practice/types.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::practice {

// `mine`: offers of mine to this buddy; else theirs to me.
bool standing_admits(store::Transaction& tx, const BuddyId& buddy, bool mine, const proto::Label& label, Timestamp now);

}  // namespace sotto::practice
