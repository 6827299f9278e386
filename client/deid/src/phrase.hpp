// Where a noun phrase ends.
#pragma once

#include "text.hpp"

namespace sotto::deid {

std::size_t phrase_end(const Text& text, std::size_t from, std::size_t most);       // "wheelchair user"
std::size_t long_phrase_end(const Text& text, std::size_t from, std::size_t most);  // "... in the Dundee office"

}  // namespace sotto::deid
