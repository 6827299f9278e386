// What the program says to people: one catalogue a language, client/words/*.json. The build makes a header of every
// group of keys (sotto/words/practice.hpp from "practice.no_buddy" and its like) with a constant for each sentence, so
// that a key which is not there, or a gap too many or too few, does not compile. A text that a language lacks is said
// in English. Codes, JSON members and words of the protocol are no sentences and never stand here.
// Thread: speak() on the main thread before others start; everything else from any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sotto/base/result.hpp>

namespace sotto::words {

// `Gaps`: how many placeholders there are; they are filled in the order in which the English text first names them.
template <std::size_t Gaps>
struct Sentence {
  std::string_view key;
  Literal english;
  constexpr operator Literal() const  // NOLINT(google-explicit-constructor): an Error carries the English; see spoken()
      requires(Gaps == 0) {
    return english;
  }
};

// What fills a placeholder: text, or a whole number, which may choose a plural form.
struct Gap {
  std::string text;
  std::optional<std::int64_t> number;
  template <class Text>
  requires std::is_convertible_v<const Text&, std::string_view> Gap(const Text& words)
      : text(std::string_view(words)) {}  // NOLINT(google-explicit-constructor)
  template <class Number>
  requires std::is_integral_v<Number> Gap(Number value)  // NOLINT(google-explicit-constructor)
      : text(std::to_string(value)), number(static_cast<std::int64_t>(value)) {}
};

struct Piece {
  std::string text;
  std::optional<std::size_t> gap;  // which one it fills
};
std::vector<Piece> pieces(std::string_view key, std::string_view english, std::span<const Gap> gaps);
std::string joined(const std::vector<Piece>& pieces);

template <std::size_t Gaps, class... Fillings>
requires(sizeof...(Fillings) == Gaps) std::string say(const Sentence<Gaps>& sentence, const Fillings&... fillings) {
  const std::array<Gap, Gaps> gaps{Gap(fillings)...};
  return joined(pieces(sentence.key, sentence.english.text, gaps));
}
// The same, in pieces: for whoever shows what fills a gap in another style.
template <std::size_t Gaps, class... Fillings>
requires(sizeof...(Fillings) == Gaps) std::vector<Piece> say_in_pieces(const Sentence<Gaps>& sentence,
                                                                       const Fillings&... fillings) {
  const std::array<Gap, Gaps> gaps{Gap(fillings)...};
  return pieces(sentence.key, sentence.english.text, gaps);
}

// The sentence of an Error, which carries the English, in the language in effect; any other text comes back unchanged.
std::string spoken(std::string_view english);
std::string_view key_of(std::string_view english);  // of that sentence; empty: it is none of the catalogue's
// What follows a sentence in a terminal and nowhere else: the command that helps. It is the sentence of KEY.hint, which
// has no gaps; empty: there is none.
std::string hint(std::string_view key);

struct Entry {
  std::string_view key, text;
};
struct Language {
  std::string_view code;           // as in ISO 639: en
  std::span<const Entry> entries;  // sorted by key; English has all of them, others what is translated
};
std::span<const Language> languages();  // English first
std::string_view language();            // the code of the one in effect
// `locale` as the environment names it (de_DE.UTF-8): speaks its language, or English when there is none.
void speak_as_the_environment(std::string_view locale);
bool speak(std::string_view code);        // "system" is the environment's; false: there is no such language
void speak(const Language& language);     // one that is not built in; it has to outlive what is said
std::string json(std::string_view code);  // every key with its text, one JSON object: what the app's pages read

}  // namespace sotto::words
