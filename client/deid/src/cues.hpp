// Small closed classes of words that the rules look for. Lower case.
#pragma once

#include <string_view>

namespace sotto::deid::cues {

bool one_of(std::string_view space_separated, std::string_view word);

bool says(std::string_view word);        // a verb of speech or action in the third person: says, told, resigned
bool to_be(std::string_view word);       // is, was, has, had, will ...
bool pronoun(std::string_view word);     // he, she, him ... of somebody else
bool determiner(std::string_view word);  // the, a, my, our, this ...
bool kin(std::string_view word);         // wife, son, cousin ...
bool human(std::string_view word);       // woman, colleague, driver ...
bool rank(std::string_view word);        // manager, director ...: the last word of a role
bool title(std::string_view word);       // mr, dr ...
bool stop(std::string_view word);        // where a noun phrase ends: verbs, conjunctions, relative pronouns
bool preposition(std::string_view word);
bool site(std::string_view word);  // office, depot, kitchen: what stands after a place

}  // namespace sotto::deid::cues
