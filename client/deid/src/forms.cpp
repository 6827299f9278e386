#include "forms.hpp"

#include <algorithm>

#include "cues.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

constexpr std::size_t phrase_max = 3;  // words of a noun phrase
constexpr std::size_t none = 0;

// What stands before `end`; `rest` goes on behind it.
std::string_view take(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view out = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return out;
}

bool among(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    if (take(words, '/') == word) return true;
  }
  return false;
}

bool counts(const Token& token) {
  return token.number || one_of(
                             "one two three four five six seven eight nine ten eleven twelve fifteen eighteen twenty "
                             "thirty few several some many",
                             token.lower);
}

struct Reader {
  const Draft& draft;
  std::size_t begin;  // the form's first token

  const Token* at(std::size_t i) const {  // a word that follows the one before without a pause
    const Token* token = draft.text.get(i);
    if (token == nullptr || token->sentence != draft.text.tokens[begin].sentence) return nullptr;
    return i == begin || token->before == ' ' || token->before == '-' ? token : nullptr;
  }
  bool of_a_phrase(std::size_t i) const {
    const Token* token = at(i);
    return token != nullptr && !cues::stop(token->lower) && !cues::preposition(token->lower) &&
           !cues::determiner(token->lower) && !cues::pronoun(token->lower) && !draft.taken(*token);
  }
  bool fits(std::string_view element, std::size_t i) const {
    const Token* token = at(i);
    if (token == nullptr) return false;
    if (element == "~") return cues::determiner(token->lower) || one_of("another both", token->lower);
    if (element == "#") return counts(*token);
    return element == "_" || among(element, token->lower);
  }
  // The token behind the last one that the elements take from `i` on, or none.
  std::size_t end(std::string_view elements, std::size_t i) const {
    if (elements.empty()) return i;
    std::string_view rest = elements;
    std::string_view element = take(rest, ' ');
    const bool may_lack = element == "~" || element.ends_with('?');
    if (element.ends_with('?')) element.remove_suffix(1);
    if (element == "*") return noun_phrase(rest, i);
    if (fits(element, i)) {
      if (const auto found = end(rest, i + 1); found != none) return found;
    }
    return may_lack ? end(rest, i) : none;
  }
  std::size_t noun_phrase(std::string_view rest, std::size_t i) const {
    std::size_t words = 0;
    while (words < phrase_max && of_a_phrase(i + words)) ++words;
    for (; words > 0; --words) {
      if (const auto found = end(rest, i + words); found != none) return found;
    }
    return none;
  }
};

}  // namespace

Forms::Forms(std::string_view list) {
  while (!list.empty()) {
    std::string_view line = take(list, '\n');
    const Type type = type_named(take(line, '\t')).value_or(Type::health);
    while (!line.empty()) {
      const std::string_view elements = take(line, '|');
      std::string_view rest = elements;
      for (std::string_view words = take(rest, ' '); !words.empty();) {
        by_first_word_[take(words, '/')].push_back({type, elements});
      }
    }
  }
}

Forms::Found Forms::longest(const Draft& draft, std::size_t i) const {
  Found out;
  const Reader reader{draft, i};
  for (const std::string_view first : {std::string_view(draft.text.tokens[i].lower), std::string_view("#")}) {
    if (first == "#" && !counts(draft.text.tokens[i])) continue;
    const auto found = by_first_word_.find(first);
    if (found == by_first_word_.end()) continue;
    for (const Form& form : found->second) {
      const std::size_t end = reader.end(form.elements, i);
      if (end > i + out.tokens) out = {form.type, end - i};
    }
  }
  return out;
}

}  // namespace sotto::deid
