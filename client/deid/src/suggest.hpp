// What the sentence could say instead, so that it still reads: an alias for a person, the season for a day.
#pragma once

#include <vector>

#include "draft.hpp"

namespace sotto::deid {

void suggest(const Text& text, std::vector<Span>& spans);

}  // namespace sotto::deid
