// The word lists, one word a line, sorted by bytes; they are searched where they lie. Sources and licences: ../data.
#pragma once

#include <string_view>

namespace sotto::deid::lists {

extern const std::string_view given, given_words, surnames, places, words, proper, public_, nicknames, sensitive,
    sensitive_forms;

}  // namespace sotto::deid::lists

namespace sotto::deid {

bool listed(std::string_view sorted_lines, std::string_view word);

inline bool is_given(std::string_view lower) { return listed(lists::given, lower); }
inline bool is_given_word(std::string_view lower) { return listed(lists::given_words, lower); }  // Will, Grace
inline bool is_surname(std::string_view lower) { return listed(lists::surnames, lower); }
inline bool is_place(std::string_view lower) { return listed(lists::places, lower); }
inline bool is_public(std::string_view lower) { return listed(lists::public_, lower); }  // Acas, TUPE, Monday, Teams
inline bool is_proper(std::string_view lower) { return listed(lists::proper, lower); }   // Amazonian, Zurich's cousins
bool is_ordinary(std::string_view lower);  // an English word that is not only a name, or a form of one

}  // namespace sotto::deid
