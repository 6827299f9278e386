// Noun phrases: how far one goes from a word. Shared by the rules about people and events.
#pragma once

#include <string_view>

#include "draft.hpp"

namespace sotto::deid {

// From `i`: up to `most` words until something that ends a noun phrase; answers the last token, or i - 1.
std::size_t phrase_end(const Text& text, std::size_t i, std::size_t most);
// The same with a prepositional phrase behind it: "wheelchair user in the Dundee office".
std::size_t long_phrase_end(const Text& text, std::size_t i, std::size_t most);

struct Phrases {  // what the rules that read word by word have in common
  Draft& draft;
  const Text& text = draft.text;

  std::string_view lower(std::size_t i) const {
    return i < text.tokens.size() ? std::string_view(text.tokens[i].lower) : std::string_view();
  }
  bool close(std::size_t i) const {  // nothing but a space or a hyphen before it
    return i < text.tokens.size() && !text.tokens[i].first &&
           (text.tokens[i].before == ' ' || text.tokens[i].before == '-');
  }
  void add(std::size_t first, std::size_t last, Type type, Sub sub, Reason why, Rank rank) const {
    draft.add(first, last, type, sub, why, rank);
  }
};

// The words of an executive's title from `i`: chief executive, finance director, MD. Answers their last token or i - 1.
std::size_t executive_end(const Phrases& at, std::size_t i);

}  // namespace sotto::deid
