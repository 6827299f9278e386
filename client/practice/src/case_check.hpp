// What the check is told about a case, and what it remembers: kept words (sealed under the key of the case's names,
// gone with them) and how often which choice was made.
#pragma once

#include <sotto/practice/checking.hpp>

#include "cases.hpp"

namespace sotto::practice {

// Everybody and everything named in the cases whose names were not forgotten; `except`: but not in this one.
std::vector<deid::Entry> named_in_cases(store::Transaction& tx, std::int64_t except = 0);
// For texts of one case; `elsewhere` may be empty.
deid::Setting setting_of(store::Transaction& tx, const CaseRow& row, Elsewhere elsewhere);
// For texts of no case: `listed` takes the names of every case as the text's own list.
deid::Setting setting_of_none(store::Transaction& tx, bool listed, Elsewhere elsewhere);
Result<deid::Report> check_text(store::Transaction& tx, const CheckAsk& ask, Elsewhere elsewhere);

void remember_choice(store::Transaction& tx, Random& random, const Chosen& chosen);
void count_despite(store::Transaction& tx, Despite why);
CheckCounts read_counts(store::Transaction& tx);
void forget_kept_terms(store::Transaction& tx, std::int64_t casefile);

}  // namespace sotto::practice
