// The record of continuing professional development: no names, no cases, no content. A text that names somebody or
// something from a case is not taken; one that turns out to later is blanked whenever it is shown.
#pragma once

#include <sotto/practice/types.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::practice {

inline constexpr Duration impact_after = days(60);

Result<std::int64_t> add_cpd(store::Transaction& tx, const CpdEntry& entry);
Status set_impact(store::Transaction& tx, std::int64_t number, std::string_view impact);
std::vector<CpdEntry> read_cpd(store::Transaction& tx, Timestamp from, Timestamp to);
std::optional<CpdEntry> find_cpd(store::Transaction& tx, std::int64_t number);

}  // namespace sotto::practice
