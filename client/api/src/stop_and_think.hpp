// Where the check has a word before something is sent or kept: a `stop` needs a reason, and it is counted here.
#pragma once

#include <optional>

#include "call.hpp"

namespace sotto::api {

// The refusal, with what was found: {"check": {...}}. nullopt: nothing stands in the way.
std::optional<Problem> stop_and_think(const deid::Report& report, std::string_view text,
                                      const std::optional<practice::Despite>& despite,
                                      Said said = Said::stop_and_think);
// The same for what leaves at once, without an offer: each text by itself, with the names of its case.
std::optional<Problem> stop_before_sending(const Call& call, const std::vector<std::string>& texts,
                                           const std::string& case_ref,
                                           const std::optional<practice::Despite>& despite);
// The same for notes and the record, which name nobody: each text by itself. nullopt: they may be kept.
std::optional<Problem> stop_before_keeping(const Call& call, const std::vector<std::string>& texts,
                                           const std::optional<practice::Despite>& despite);

}  // namespace sotto::api
