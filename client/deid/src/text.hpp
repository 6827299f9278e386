// A text as the rules read it: accents, typographic quotes and invisible characters are folded away, each byte knows
// which code point it came from, and words are tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sotto::deid {

struct Token {
  std::size_t begin = 0, end = 0;  // bytes of Text::plain; a possessive 's is not part of it
  std::string lower;
  bool capital = false;     // starts with a capital letter
  bool upper = false;       // two letters or more, all capitals
  bool number = false;      // starts with a digit
  bool possessive = false;  // followed by 's, or ends in s'
  bool first = false;       // first of its sentence
  char before =
      ' ';  // what stands between this token and the one before: ' ', '-', '.', ',', '&', '"', '(', 0 at the start
  std::uint32_t sentence = 0;
};

struct Text {
  std::string plain;
  std::vector<std::uint32_t> at;  // code point of each byte of `plain`, and one more for the end
  std::vector<Token> tokens;
  bool shouted = false;  // capitals mean nothing: the text is all capitals

  std::size_t tokens_from(std::size_t byte) const;  // index of the first token that ends after `byte`
  const Token* get(std::size_t index) const { return index < tokens.size() ? &tokens[index] : nullptr; }
};

Text read(std::string_view utf8);

}  // namespace sotto::deid
