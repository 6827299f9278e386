// A language made of English: accented, longer, between brackets. What comes out without brackets passed the catalogue
// by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sotto/words/words.hpp>

namespace sotto::test {

class PseudoLanguage {
 public:
  PseudoLanguage() {
    texts_.reserve(words::languages().front().entries.size());
    for (const auto& entry : words::languages().front().entries) {
      texts_.push_back(accented(entry.text));
      entries_.push_back({entry.key, texts_.back()});
    }
    language_ = {"en", entries_};
    words::speak(language_);
  }
  ~PseudoLanguage() { words::speak("en"); }
  PseudoLanguage(const PseudoLanguage&) = delete;
  PseudoLanguage& operator=(const PseudoLanguage&) = delete;

  static bool said(std::string_view text) { return text.find("⟦") != std::string_view::npos; }
  // Outside of gaps and their forms: vowels with an accent, and a third more of it.
  static std::string accented(std::string_view text) {
    std::string out = "⟦";
    int depth = 0;
    for (const char c : text) {
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      out += depth > 0 ? std::string(1, c) : accent(c);
    }
    return out + std::string(text.size() / 3, '~') + "⟧";
  }

 private:
  static std::string accent(char c) {
    switch (c) {
      case 'a': return "á";
      case 'e': return "ë";
      case 'i': return "ï";
      case 'o': return "ø";
      case 'u': return "ü";
      default: return std::string(1, c);
    }
  }

  std::vector<std::string> texts_;
  std::vector<words::Entry> entries_;
  words::Language language_;
};

}  // namespace sotto::test
