#include "suggest.hpp"

#include <algorithm>
#include <map>

#include "cues.hpp"

namespace sotto::deid {
namespace {

std::string season(std::string_view date) {
  struct Month {
    const char* name;
    const char* season;
  };
  static constexpr Month months[] = {{"jan", "in the winter"}, {"feb", "in late winter"}, {"mar", "in early spring"},
                                     {"apr", "in the spring"}, {"may", "in late spring"}, {"jun", "in early summer"},
                                     {"jul", "in the summer"}, {"aug", "in late summer"}, {"sep", "in early autumn"},
                                     {"oct", "in the autumn"}, {"nov", "in late autumn"}, {"dec", "in early winter"}};
  const std::string lower = fold(date);
  for (const auto& month : months) {
    if (lower.find(month.name) != std::string::npos) return std::string(month.season).substr(3);
  }
  return "recently";
}

std::string decade(std::string_view age) {
  const std::size_t digit = age.find_first_of("123456789");
  if (digit == std::string_view::npos || digit + 1 >= age.size()) return "of a certain age";
  static constexpr const char* decades[] = {"",
                                            "a teenager",
                                            "in their twenties",
                                            "in their thirties",
                                            "in their forties",
                                            "in their fifties",
                                            "in their sixties",
                                            "over seventy",
                                            "over seventy",
                                            "over seventy"};
  return decades[age[digit] - '0'];
}

std::string plain_words(const Span& span, std::string_view surface) {
  switch (span.type) {
    case Type::email: return "their e-mail address";
    case Type::phone: return "their number";
    case Type::nino:
    case Type::ssn:
    case Type::nhs_number:
    case Type::employee_id: return "their record number";
    case Type::case_ref: return "the case";
    case Type::bank: return "their account";
    case Type::url: return "a web page";
    case Type::handle: return "an account";
    case Type::dob: return "their date of birth";
    case Type::address: return "their home";
    case Type::postcode: return "their area";
    case Type::role: return span.sub == Sub::exec ? "a senior leader" : "a colleague in that team";
    case Type::relation: return "a relative of somebody senior";
    case Type::unique: return "one of very few in that position";
    case Type::event: return "something that happened there";
    case Type::location: return "one of our sites";
    case Type::date: return season(surface);
    case Type::age: return decade(surface);
    case Type::tenure: return "for a good while";
    case Type::pay: return "their pay";
    case Type::health: return "a health condition";
    default: return {};  // usually kept
  }
}

// Manager, Witness, Rep when the word stands before the name; else Employee.
std::string_view part_of(const Text& text, const Span& span) {
  const std::size_t at = text.tokens_from(span.begin);
  const std::string_view last =
      at > 0 && at < text.tokens.size() ? std::string_view(text.tokens[at - 1].lower) : std::string_view();
  if (cues::one_of("manager boss supervisor leader", last)) return "Manager ";
  if (last == "witness") return "Witness ";
  if (last == "rep" || last == "representative") return "Rep ";
  return "Employee ";
}

// One letter means one person in the whole case, whatever the role: Manager B keeps Employee B away.
bool dealt_already(const std::string& taken, const std::string& alias) {
  return taken.find(alias.substr(alias.size() - 2) + '\n') != std::string::npos;
}

// An initial of the name would give half of it away.
bool begins_with(const Text& words, char initial) {
  return std::any_of(words.tokens.begin(), words.tokens.end(),
                     [&](const Token& word) { return word.lower[0] == initial - 'A' + 'a'; });
}

}  // namespace

void suggest(const Text& text, std::vector<Span>& spans, const std::vector<std::string>& aliases) {
  std::map<std::string, std::string> people, firms;  // by folded word: Maeve Tarrington and Maeve are one person
  std::string taken = "\n";                          // aliases the case itself has dealt
  for (const auto& alias : aliases) taken += alias + '\n';
  for (const auto& span : spans) taken += span.suggest + '\n';
  std::map<int, std::string> dealt;  // by entry of the case's list
  std::size_t letter = 0;
  for (auto& span : spans) {
    const std::string_view surface = std::string_view(text.plain).substr(span.begin, span.end - span.begin);
    if (!span.suggest.empty()) continue;
    if (span.type == Type::org) {
      auto& alias = firms[fold(surface)];
      const bool first = firms.size() == 1 && taken.find("\nthe Organisation\n") == std::string::npos;
      if (alias.empty()) alias = first ? "the organisation" : "another organisation";
      span.suggest = alias;
      continue;
    }
    if (span.type != Type::person) {
      span.suggest = plain_words(span, surface);
      continue;
    }
    const auto listed = dealt.find(span.who);
    if (span.who >= 0 && listed != dealt.end()) {
      span.suggest = listed->second;
      continue;
    }
    const Text words = read(surface);
    for (const auto& word : words.tokens) {
      const auto found = people.find(word.lower);
      if (found != people.end() && word.lower.size() > 1 && !cues::title(word.lower)) span.suggest = found->second;
    }
    while (span.suggest.empty()) {
      const char initial = static_cast<char>('A' + letter++ % 26);
      const std::string alias = std::string(part_of(text, span)) + initial;
      const bool hidden = !dealt_already(taken, alias) && !begins_with(words, initial);
      if (hidden || letter > 26) span.suggest = alias;
    }
    if (span.who >= 0) dealt[span.who] = span.suggest;
    for (const auto& word : words.tokens) {
      if (word.lower.size() > 1 && !cues::title(word.lower)) people.emplace(word.lower, span.suggest);
    }
  }
}

}  // namespace sotto::deid
