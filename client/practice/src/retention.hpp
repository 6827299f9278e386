// How long things are kept, what stops their deletion, and the purge: a key is deleted, then the rows it opened.
#pragma once

#include <sotto/practice/types.hpp>
#include <sotto/store/transaction.hpp>

#include "cases.hpp"

namespace sotto::practice {

Retention load_retention(store::Transaction& tx);
void save_retention(store::Transaction& tx, const Retention& retention);
void note_change(store::Transaction& tx, Timestamp when, std::string_view what);
std::vector<RetentionChange> read_changes(store::Transaction& tx);
// A hold, or an open exchange about leaving, whistleblowing or discrimination: deleting may destroy evidence.
bool dispute_is_near(store::Transaction& tx);
// Offers run out by the wall clock; what deletes goes by the calendar, which a wrong clock does not move.
bool anything_due(store::Transaction& tx, Timestamp now, Timestamp calendar);
std::size_t purge_due(messaging::Moment& moment);  // how many keys or bodies went
// What is still on its way goes, too. The caller has asked about a hold.
void purge(messaging::Moment& moment, const CaseRow& row);

}  // namespace sotto::practice
