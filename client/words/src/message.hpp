// The form of a text in the catalogue, a part of ICU's: {name} is a gap, {name, plural, one {# day} other {# days}}
// chooses by a number (=0 is exactly none), and # in a form is that number. Forms may hold gaps. Apostrophes mean
// nothing special.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::words {

struct Node {
  std::string_view text;                                             // said as it is, when `name` is empty
  std::string_view name;                                             // a gap
  std::vector<std::pair<std::string_view, std::string_view>> forms;  // which form -> its text; empty: a plain gap
};

std::optional<std::vector<Node>> parse(std::string_view text);   // nullopt: the braces or the forms do not fit
std::vector<std::string_view> gap_names(std::string_view text);  // each once, in the order of first appearance
bool has_plural_rule(std::string_view language);
std::string_view plural_form(std::string_view language, std::int64_t number);  // one, few, many or other

}  // namespace sotto::words
