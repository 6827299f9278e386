// The names that the writer has given: found in lower case, with a possessive or plural s, by one part, by a nickname,
// by the initials and one letter off. And the names of other profiles and cases, which the caller keeps under a key.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "lists.hpp"
#include "names.hpp"

namespace sotto::deid {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view text) {
  Words out;
  for (auto& token : read(text).tokens) out.push_back(std::move(token.lower));
  return out;
}

// Optimal string alignment distance of at most one: a letter more, less, other, or two swapped.
bool one_edit(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
  if (i == a.size()) return false;  // equal
  if (a.substr(i + 1) == b.substr(i + 1)) return true;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

// The other names on the line of `given` in the list of nicknames.
Words nicknames(std::string_view given) {
  Words out;
  std::string_view rest = lists::nicknames;
  while (!rest.empty()) {
    const std::size_t eol = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, eol);
    rest.remove_prefix(std::min(eol + 1, rest.size()));
    if (!cues::one_of(line, given)) continue;
    const std::string_view formal = line.substr(0, line.find(' '));
    if (formal != given) {
      out.emplace_back(formal);  // Bob may be Robert; he is not Bert
      continue;
    }
    for (auto& word : words_of(line)) out.push_back(std::move(word));
  }
  return out;
}

enum class Near : std::uint8_t { no, close, same };

struct Finder {
  Draft& draft;
  const Text& text = draft.text;

  Near match(std::size_t i, const std::string& word) const {
    const std::string& have = text.tokens[i].lower;
    if (have == word) return Near::same;
    if (have.size() == word.size() + 1 && have.back() == 's' && have.compare(0, word.size(), word) == 0)
      return Near::same;  // the Callowmeres
    if (word.size() < 5 || have.size() < 4 || text.tokens[i].number || !one_edit(have, word)) return Near::no;
    return is_ordinary(have) || is_given(have) ? Near::no : Near::close;
  }
  // The words in a row from `i`; answers the last token, or nothing.
  std::optional<std::size_t> sequence(std::size_t i, const Words& words, bool* near) const {
    std::size_t at = i;
    for (std::size_t k = 0; k < words.size(); ++k, ++at) {
      if (k > 0 && at < text.tokens.size() && text.tokens[at].lower == "and") ++at;  // Quill & Sons, Quill and Sons
      if (at >= text.tokens.size() || (k > 0 && text.tokens[at].first && text.tokens[at].before != '.'))
        return std::nullopt;
      const Near hit = match(at, words[k]);
      if (hit == Near::no) return std::nullopt;
      *near |= hit == Near::close;
    }
    return words.empty() ? std::nullopt : std::optional(at - 1);
  }
  void add(std::size_t first, std::size_t last, Type type, Sub sub, bool near, const Entry& entry) const {
    if (draft.taken(text.tokens[first].begin, text.tokens[last].end)) return;
    const bool led =
        type == Type::person && first > 0 && cues::title(text.tokens[first - 1].lower) && !text.tokens[first].first;
    if (led) --first;
    const bool weak = type != Type::person || sub == Sub::given || sub == Sub::initials || sub == Sub::nick;
    draft.add(first, last, type, sub, near ? Reason::known_near : Reason::known,
              type == Type::location         ? Rank::place
              : weak && type == Type::person ? Rank::listed_given
                                             : Rank::listed);
    if (type == Type::location) draft.spans.back().rank = Rank::org;
    draft.spans.back().suggest = entry.alias;
    draft.spans.back().who = static_cast<int>(&entry - draft.setting.people.data());
  }

  // A single word of a listed name. Words of the language in lower case are the name only where a name would stand.
  void part(const std::string& word, Type type, Sub sub, const Entry& entry) const {
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      const Near hit = match(i, word);
      if (hit == Near::no) continue;
      const Token& t = text.tokens[i];
      if (is_ordinary(t.lower) && type == Type::person) {
        const bool start = t.first && !used_as_name(text, i);
        if (!t.capital ? !lowercase_name(text, i) && !something_said(text, i) : start && starts_with_word(i)) continue;
      } else if ((is_ordinary(t.lower) || is_public(t.lower)) && !t.capital) {
        continue;
      }
      add(i, i, type, sub, hit == Near::close, entry);
    }
  }
  bool starts_with_word(std::size_t i) const {  // "Will you", "Mark the", "May I"
    const Token* next = text.get(i + 1);
    return next != nullptr &&
           cues::one_of("i you we he she it they this that these the a an my your our there not", next->lower);
  }

  void initials(const Words& words, const Entry& entry) const {
    if (words.size() < 2) return;
    std::string letters;
    for (const auto& word : words) letters += word[0];
    std::string ends{words.front()[0], words.back()[0]};
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      const Token& t = text.tokens[i];
      if (t.upper && !text.shouted && (t.lower == letters || t.lower == ends)) {
        add(i, i, Type::person, Sub::initials, false, entry);
      } else if (t.capital && t.lower.size() == 1 && t.lower[0] == ends[0] && i + 1 < text.tokens.size()) {
        const Token& next = text.tokens[i + 1];
        const bool dotted = text.plain.compare(t.end, next.begin - t.end, ".") == 0 ||
                            text.plain.compare(t.end, next.begin - t.end, ". ") == 0;
        if (dotted && next.capital && next.lower.size() == 1 && next.lower[0] == ends[1])
          add(i, i + 1, Type::person, Sub::initials, false, entry);
      }
    }
  }

  void person(const Entry& entry) const {
    Words words = words_of(entry.text);
    const bool titled = !words.empty() && cues::title(words.front());
    if (titled) words.erase(words.begin());
    if (words.empty()) return;
    const bool single = words.size() == 1;
    if (!single && std::all_of(words.begin(), words.end(), [](const std::string& w) { return w.size() == 1; }))
      return initials(words, entry);
    for (std::size_t i = 0; !single && i < text.tokens.size(); ++i) {
      bool near = false;
      if (const auto last = sequence(i, words, &near)) add(i, *last, Type::person, Sub::full, near, entry);
    }
    if (single) {
      const std::string_view raw = entry.text;
      const bool letters = words[0].size() <= 3 && std::all_of(raw.begin(), raw.end(), [](char c) {
                             return (c >= 'A' && c <= 'Z') || c == '.' || c == ' ';
                           });
      if (letters) return exact_initials(words[0], entry);
      const bool given =
          !titled && (is_given(words[0]) || is_given_word(words[0]) || (!is_surname(words[0]) && words[0].size() <= 7));
      part(words[0], Type::person, given ? Sub::given : Sub::surname, entry);
      if (given) nicks(words[0], entry);
      return;
    }
    if (words.back().size() > 1) part(words.back(), Type::person, Sub::surname, entry);
    if (words.front().size() > 1) {
      part(words.front(), Type::person, Sub::given, entry);
      nicks(words.front(), entry);
    }
    for (std::size_t k = 1; k + 1 < words.size(); ++k) {
      if (words[k].size() > 2 && !cues::one_of("van von del della der den bin ibn the and", words[k]))
        part(words[k], Type::person, Sub::surname, entry);
    }
    initials(words, entry);
  }
  void exact_initials(const std::string& letters, const Entry& entry) const {
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      if (text.tokens[i].upper && text.tokens[i].lower == letters) add(i, i, Type::person, Sub::initials, false, entry);
    }
  }
  void nicks(const std::string& given, const Entry& entry) const {
    for (const auto& nick : nicknames(given)) {
      for (std::size_t i = 0; nick != given && i < text.tokens.size(); ++i) {
        const Token& t = text.tokens[i];
        if (t.lower != nick || (t.upper && !text.shouted)) continue;
        if (!is_ordinary(nick) ||
            (t.capital ? used_as_name(text, i) : lowercase_name(text, i) || something_said(text, i))) {
          add(i, i, Type::person, Sub::given, false, entry);
        }
      }
    }
  }

  void place_or_org(const Entry& entry, Type type) const {
    Words words = words_of(entry.text);
    while (words.size() > 1 && cues::one_of("the our a my in at", words.front())) words.erase(words.begin());
    words.erase(std::remove(words.begin(), words.end(), "and"), words.end());
    if (words.empty()) return;
    const Words whole = words;
    while (words.size() > 1 && cues::one_of("ltd limited plc llp llc inc co company corporation group holdings trust "
                                            "foundation site office depot branch",
                                            words.back())) {
      words.pop_back();
    }
    for (const Words* form : {&whole, static_cast<const Words*>(&words)}) {
      for (std::size_t i = 0; i < text.tokens.size(); ++i) {
        bool near = false;
        const auto last = sequence(i, *form, &near);
        if (!last) continue;
        const bool word = form->size() == 1 && (is_ordinary(text.tokens[i].lower) || is_public(text.tokens[i].lower));
        if (!word || text.tokens[i].capital) add(i, *last, type, Sub::none, near, entry);
      }
    }
    if (words.size() > 1 && !is_ordinary(words[0]) && words[0].size() > 3 && !is_given(words[0]) && !is_place(words[0]))
      part(words[0], type, Sub::none, entry);
    if (words.size() < 2) return;
    std::string letters;
    for (const auto& word : whole) {
      if (!cues::one_of("and of the for", word)) letters += word[0];
    }
    for (std::size_t i = 0; letters.size() > 1 && i < text.tokens.size(); ++i) {
      if (text.tokens[i].upper && text.tokens[i].lower == letters && !is_public(letters))
        add(i, i, type, Sub::none, false, entry);
    }
  }

  void elsewhere() const {
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
      std::string key;
      std::optional<std::size_t> best;
      Kind kind = Kind::person;
      for (std::size_t k = i; k < i + 4 && k < text.tokens.size(); ++k) {
        if (k > i && text.tokens[k].first) break;
        key += (k > i ? " " : "") + text.tokens[k].lower;
        auto hit = draft.setting.not_here(key);
        if (!hit && key.size() > 4 && key.back() == 's')
          hit = draft.setting.not_here(key.substr(0, key.size() - 1));  // the Callowmeres
        if (hit) best = k, kind = *hit;
      }
      if (!best || draft.taken(text.tokens[i].begin, text.tokens[*best].end)) continue;
      const Type type = kind == Kind::person ? Type::person : kind == Kind::org ? Type::org : Type::location;
      draft.add(i, *best, type, type == Type::person ? (*best > i ? Sub::full : Sub::given) : Sub::none,
                Reason::not_here, Rank::listed);
    }
  }
};

}  // namespace

void find_listed(Draft& draft) {
  const Finder finder{draft};
  // Whole names of everybody first: a surname alone must not cut another person's full name in two.
  std::vector<const Entry*> entries;
  for (const auto& entry : draft.setting.people) entries.push_back(&entry);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry* a, const Entry* b) { return a->text.size() > b->text.size(); });
  for (const Entry* entry : entries) {
    if (entry->kind == Kind::person)
      finder.person(*entry);
    else
      finder.place_or_org(*entry, entry->kind == Kind::org ? Type::org : Type::location);
  }
  if (draft.setting.not_here) finder.elsewhere();
}

}  // namespace sotto::deid
