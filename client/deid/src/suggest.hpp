// What the sentence could say instead, so that it still reads: an alias for a person, the season for a day.
#pragma once

#include <vector>

#include "draft.hpp"

namespace sotto::deid {

// `aliases`: what the case has dealt already.
void suggest(const Text& text, std::vector<Span>& spans, const std::vector<std::string>& aliases);

}  // namespace sotto::deid
