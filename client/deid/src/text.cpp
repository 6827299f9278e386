#include "text.hpp"

#include <algorithm>

#include <sotto/deid/check.hpp>

namespace sotto::deid {
namespace {

// One code point of well-formed UTF-8; what is malformed is one byte, read as U+FFFD.
char32_t next(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned lead = byte(at);
  const std::size_t size = lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (size == 1) return static_cast<char32_t>(text[at++]);
  char32_t code = lead & (size == 4 ? 0x07U : size == 3 ? 0x0fU : 0x1fU);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80) return ++at, U'\ufffd';
    code = code << 6U | (byte(at + i) & 0x3fU);
  }
  at += size == 0 ? 1 : size;
  return size == 0 || lead >= 0xf5 ? U'\ufffd' : code;
}

// U+00C0 to U+017F without their accents; the capitals keep their case.
constexpr std::string_view kLatin1 = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
constexpr std::string_view kLatinA =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUu"
    "UuWwYyYZzZzZzs";

void append_utf8(std::string& out, char32_t code) {
  if (code < 0x800) {
    out += static_cast<char>(0xc0U | code >> 6U);
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xe0U | code >> 12U);
    } else {
      out += static_cast<char>(0xf0U | code >> 18U);
      out += static_cast<char>(0x80U | (code >> 12U & 0x3fU));
    }
    out += static_cast<char>(0x80U | (code >> 6U & 0x3fU));
  }
  out += static_cast<char>(0x80U | (code & 0x3fU));
}

bool invisible(char32_t c) {
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xfeff || (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f);
}

char32_t letter_of(char32_t c) {
  if (c >= 0xc0 && c <= 0xff) return static_cast<char32_t>(kLatin1[c - 0xc0]);
  if (c >= 0x100 && c <= 0x17e) return static_cast<char32_t>(kLatinA[c - 0x100]);
  if (c >= 0x218 && c <= 0x21b) return static_cast<char32_t>("SsTt"[c - 0x218]);  // Romanian, comma below
  if (c == 0x18f || c == 0x259) return c == 0x18f ? U'E' : U'e';                  // Azerbaijani schwa
  if (c >= 0xff01 && c <= 0xff5e) return c - 0xfee0;                              // full width
  return c;
}

// Vietnamese and other letters of U+1E00 to U+1EFF, by runs of one base letter.
char32_t extended(char32_t c) {
  struct Run {
    char32_t last;
    char base;
  };
  static constexpr Run runs[] = {
      {0x1e01, 'a'}, {0x1e07, 'b'}, {0x1e09, 'c'}, {0x1e13, 'd'}, {0x1e1d, 'e'}, {0x1e1f, 'f'}, {0x1e21, 'g'},
      {0x1e2b, 'h'}, {0x1e2f, 'i'}, {0x1e35, 'k'}, {0x1e3d, 'l'}, {0x1e43, 'm'}, {0x1e4b, 'n'}, {0x1e53, 'o'},
      {0x1e57, 'p'}, {0x1e5f, 'r'}, {0x1e69, 's'}, {0x1e71, 't'}, {0x1e7b, 'u'}, {0x1e7f, 'v'}, {0x1e89, 'w'},
      {0x1e8d, 'x'}, {0x1e8f, 'y'}, {0x1e95, 'z'}, {0x1e9f, 's'}, {0x1eb7, 'a'}, {0x1ec7, 'e'}, {0x1ecb, 'i'},
      {0x1ee3, 'o'}, {0x1ef1, 'u'}, {0x1eff, 'y'}};
  for (const auto& run : runs) {
    if (c <= run.last) return static_cast<char32_t>(c % 2 == 0 ? run.base - 32 : run.base);
  }
  return c;
}

char32_t punctuation(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2bc:
    case 0x2032:
    case 0x60:
    case 0xb4: return U'\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2033:
    case 0xab:
    case 0xbb: return U'"';
    case 0x2010:
    case 0x2011: return U'-';
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212: return U'-';
    case 0xa0:
    case 0x202f:
    case 0x2009:
    case 0x3000:
    case U'\t': return U' ';
    case 0x2024: return U'.';
    case 0xa3:
    case 0x20ac: return U'$';  // one sign for money
    default: break;
  }
  const bool symbol =
      (c >= 0x80 && c < 0xc0) || (c >= 0x2000 && c < 0x2c00) || (c >= 0x3000 && c < 0x3040) || c >= 0x1f000;
  return symbol ? U' ' : c;
}

void add(Text& text, char32_t raw, std::uint32_t index) {
  if (invisible(raw)) return;
  char32_t c = punctuation(letter_of(raw));
  if (c >= 0x1e00 && c <= 0x1eff) c = extended(c);
  std::string bytes;
  if (raw == 0xdf)
    bytes = "ss";
  else if (raw == 0xc6 || raw == 0xe6)
    bytes = raw == 0xc6 ? "Ae" : "ae";
  else if (raw == 0x152 || raw == 0x153)
    bytes = raw == 0x152 ? "Oe" : "oe";
  else if (raw == 0x2026)
    bytes = ".";
  else if (c < 0x80)
    bytes = static_cast<char>(c == 0 ? U' ' : c);
  else
    append_utf8(bytes, c);
  text.plain += bytes;
  text.at.insert(text.at.end(), bytes.size(), index);
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_upper(c) || is_lower(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

// Lower case of ASCII, Greek and Cyrillic; the length in bytes stays.
void lower_into(std::string& out, std::string_view word) {
  for (std::size_t i = 0; i < word.size();) {
    const std::size_t from = i;
    char32_t c = next(word, i);
    if (c < 0x80) {
      out += is_upper(word[from]) ? static_cast<char>(word[from] + 32) : word[from];
      continue;
    }
    if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
      c += 0x20;
    else if (c >= 0x400 && c <= 0x40f)
      c += 0x50;
    append_utf8(out, c);
  }
}

bool capital_at(std::string_view word) {
  if (is_upper(word[0])) return true;
  std::size_t at = 0;
  const char32_t c = next(word, at);
  return (c >= 0x391 && c <= 0x3a9) || (c >= 0x400 && c <= 0x42f);
}

// Where the word that starts at `from` ends: letters, digits, and an apostrophe between letters.
std::size_t word_end(const std::string& s, std::size_t from) {
  std::size_t i = from;
  while (i < s.size() && (is_word(s[i]) || (s[i] == '\'' && i > from && i + 1 < s.size() && is_word(s[i + 1])))) ++i;
  return i;
}

char gap(std::string_view between) {
  char seen = ' ';
  for (const char c : between) {
    if (c == '\n' || c == '!' || c == '?' || c == ';' || c == ':') return c;
    if (c != ' ' && seen != '.') seen = c;
  }
  return seen;
}

bool title_or_initial(const Token& token) {  // whose full stop ends no sentence
  static constexpr std::string_view titles[] = {"mr",   "mrs", "ms",  "dr",  "prof", "st",  "rev", "no",
                                                "cllr", "mx",  "emp", "ref", "jan",  "feb", "mar", "apr",
                                                "jun",  "jul", "aug", "sep", "sept", "oct", "nov", "dec"};
  return token.end - token.begin == 1 ||
         std::find(std::begin(titles), std::end(titles), token.lower) != std::end(titles);
}

bool ends_sentence(const Text& text, const Token& last, std::string_view between) {
  for (std::size_t i = 0; i < between.size(); ++i) {
    const char c = between[i];
    if (c == '\n' || c == '!' || c == '?') return true;
    if (c == '.' && (i + 1 < between.size()) && !title_or_initial(last)) return true;
  }
  static_cast<void>(text);
  return false;
}

Token token_at(const Text& text, std::size_t begin, std::size_t end) {
  Token token;
  const std::string_view whole(text.plain.data() + begin, end - begin);
  std::string_view word = whole;
  const bool s = word.size() > 2 && word[word.size() - 2] == '\'' && (word.back() == 's' || word.back() == 'S');
  if (s) word.remove_suffix(2);
  token.possessive = s || (word.back() == 's' && end < text.plain.size() && text.plain[end] == '\'');
  token.begin = begin;
  token.end = begin + word.size();
  lower_into(token.lower, word);
  token.capital = capital_at(word);
  token.number = is_digit(word[0]);
  const bool letters = std::any_of(word.begin(), word.end(), is_lower);
  token.upper = word.size() > 1 && token.capital && !letters;
  return token;
}

}  // namespace

std::size_t Text::tokens_from(std::size_t byte) const {
  const auto found = std::partition_point(tokens.begin(), tokens.end(), [&](const Token& t) { return t.end <= byte; });
  return static_cast<std::size_t>(found - tokens.begin());
}

Text read(std::string_view utf8) {
  Text text;
  text.plain.reserve(utf8.size());
  text.at.reserve(utf8.size() + 1);
  std::uint32_t index = 0;
  for (std::size_t i = 0; i < utf8.size(); ++index) add(text, next(utf8, i), index);
  text.at.push_back(index);

  std::size_t capitals = 0, small = 0, last_end = 0;
  std::uint32_t sentence = 0;
  for (std::size_t i = 0; i < text.plain.size();) {
    if (!is_word(text.plain[i])) {
      ++i;
      continue;
    }
    const std::size_t end = word_end(text.plain, i);
    Token token = token_at(text, i, end);
    const std::string_view between(text.plain.data() + last_end, i - last_end);
    const Token* last = text.tokens.empty() ? nullptr : &text.tokens.back();
    token.first = last == nullptr || ends_sentence(text, *last, between);
    if (token.first && last != nullptr) ++sentence;
    token.sentence = sentence;
    token.before = last == nullptr ? '\0' : gap(between);
    capitals += token.upper ? 1 : 0;
    small += token.upper || token.number ? 0 : 1;
    text.tokens.push_back(std::move(token));
    i = last_end = end;
  }
  text.shouted = capitals > 4 && capitals > 2 * small;
  return text;
}

std::string fold(std::string_view utf8) {
  std::string out;
  for (const auto& token : read(utf8).tokens) {
    if (!out.empty()) out += ' ';
    out += token.lower;
  }
  return out;
}

}  // namespace sotto::deid
