// Whether a word that is also a name is used as one.
#pragma once

#include "text.hpp"

namespace sotto::deid {

bool used_as_name(const Text& text, std::size_t token);    // Will, Grace; with or without a capital
bool lowercase_name(const Text& text, std::size_t token);  // "spoke to bea"
bool something_said(const Text& text, std::size_t token);  // "bea says", "bea's", and not "may says"

}  // namespace sotto::deid
