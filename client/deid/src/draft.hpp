// What the rules write into: the text, and spans that may still overlap. Each group of rules is one function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sotto/deid/check.hpp>

#include "text.hpp"

namespace sotto::deid {

// When two spans meet, the higher stays and the lower keeps what is left of it.
enum class Rank : std::uint8_t {
  place,
  given,
  fact,  // sensitive
  number,
  event,
  org,
  role,
  unique,
  relation,
  listed_given,
  surname,
  listed,
  shape,
  harmless,  // statutes, case names, aliases: nothing may be found in them
};

struct Span {
  std::size_t begin = 0, end = 0;  // bytes of Text::plain
  Type type = Type::person;
  Sub sub = Sub::none;
  Reason why = Reason::shape;
  Rank rank = Rank::shape;
  std::string suggest;
  int who = -1;        // which entry of the case's list
  std::string core{};  // folded: what a sensitive finding says, without the words around it
};

struct Draft {
  const Text& text;
  const Setting& setting;
  std::vector<Span> spans;

  bool taken(std::size_t begin, std::size_t end) const {
    for (const auto& span : spans) {
      if (span.begin < end && begin < span.end) return true;
    }
    return false;
  }
  bool taken(const Token& token) const { return taken(token.begin, token.end); }
  std::string_view slice(std::size_t begin, std::size_t end) const {
    return std::string_view(text.plain).substr(begin, end - begin);
  }
  // Whether any of these pieces (space separated) is in the text: a pattern that cannot match is not even compiled.
  bool says_any(std::string_view pieces) const;
  bool says(std::string_view piece) const { return text.plain.find(piece) != std::string::npos; }
  bool has_word(std::string_view words) const;  // any of these (space separated) is a token, in lower case
  // Tokens [first, last], both included; the possessive s stays outside.
  void add(std::size_t first, std::size_t last, Type type, Sub sub, Reason why, Rank rank) {
    spans.push_back({text.tokens[first].begin, text.tokens[last].end, type, sub, why, rank, {}, -1});
  }
};

// In the order they run: later ones look at what earlier ones took.
void find_harmless(Draft& draft);
void find_shapes(Draft& draft);
void find_listed(Draft& draft);  // the case's own people, organisations and places; the not-here list
void find_names(Draft& draft);
void find_organisations(Draft& draft);  // and places
void find_relations(Draft& draft);
void find_uniqueness(Draft& draft);
void find_roles(Draft& draft);
void find_events(Draft& draft);
void find_figures(Draft& draft);  // dates, ages, service, pay
void find_sensitive(Draft& draft);

}  // namespace sotto::deid
