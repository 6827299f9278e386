// Dates, ages, service and pay: one of them narrows a group down, several together name somebody.
#include <algorithm>

#include "draft.hpp"
#include "pattern.hpp"

namespace sotto::deid {
namespace {

// The sentence around a byte.
std::string_view sentence_at(const Draft& draft, std::size_t byte) {
  const auto& tokens = draft.text.tokens;
  const std::size_t here = std::min(draft.text.tokens_from(byte), tokens.empty() ? 0 : tokens.size() - 1);
  if (tokens.empty()) return draft.text.plain;
  std::size_t first = here, last = here;
  while (first > 0 && tokens[first - 1].sentence == tokens[here].sentence) --first;
  while (last + 1 < tokens.size() && tokens[last + 1].sentence == tokens[here].sentence) ++last;
  return draft.slice(tokens[first].begin, tokens[last].end);
}

Pattern& law() {
  static Pattern pattern(
      R"((?i)\b(?:statutory|law|legislation|regulations?|act|tax year|rates?|thresholds?|allowance|minimum wage|living wage|national insurance|bank holiday|budget|comes? into force|came into force|commence(?:s|d|ment)|in force|deadline for|gender pay|every year|each year|financial year|year end|unfair dismissal|qualif(?:y|ies|ying)|guidance|code of practice|consultation paper|public holiday|new rules|the rules|cap|ssp|smp|guidelines|policy|vento|bands?)\b)");
  return pattern;
}
Pattern& somebody() {
  static Pattern pattern(R"((?i)\b(?:he|she|him|her|his|hers|he's|she's)\b)");
  return pattern;
}

bool general(const Draft& draft, std::size_t byte) {  // of the law, and of nobody
  const auto sentence = sentence_at(draft, byte);
  return law().in(sentence) && !somebody().in(sentence);
}

struct Figures {
  Draft& draft;

  void add(std::size_t begin, std::size_t end, Type type, Reason why) const {
    if (begin < end && !draft.taken(begin, end))
      draft.spans.push_back({begin, end, type, Sub::none, why, Rank::number, {}, -1});
  }

  void dates() const {
    static Pattern day_month(R"(\b((?:the )?{day}(?: of)? {month}\b(?:,? (?:19|20)\d\d\b)?))");
    static Pattern month_day(R"(\b({month}\.? (?:the )?{day}\b(?:,? (?:19|20)\d\d\b)?))");
    static Pattern numeric(R"(\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d-\d{2}-\d{2})\b)");
    static Pattern two_part(
        R"((?i)\b(?:on|by|since|from|until|till|dated|before|after|of) (?:the )?((?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2]))\b)");
    static Pattern lower_may(R"(^(?:may|march) )");
    static Pattern day_first(
        R"((?i)\b((?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-\w+|thirtieth|thirty-first) of {month})\b)");
    const auto date = [&](std::size_t b, std::size_t e) {
      if (!general(draft, b)) add(b, e, Type::date, Reason::date);
    };
    day_month.each(draft.text.plain, date);
    month_day.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
      if (!lower_may.in(draft.slice(b, e))) date(b, e);
    });
    numeric.each(draft.text.plain, date);
    two_part.each(draft.text.plain, date);
    day_first.each(draft.text.plain, date);
  }

  void ages() const {
    static Pattern old(R"((?i)\b((?:an? )?(?:\d\d|(?:twenty|thirty|forty|fifty|sixty)(?:-\w+)?)[- ]years?[- ]olds?))");
    static Pattern aged(R"((?i)\b(aged? (?:of )?(?:1[5-9]|[2-8]\d))\b)");
    static Pattern is(
        R"(\b(?:[Hh]e|[Ss]he|[Ww]ho|[Tt]hey|[A-Z][a-z]+|man|woman|colleague|employee|manager|worker|lad|girl|lady)(?:'s| is| was| turns| turned| has turned| just turned| will be| are)(?: just| only| nearly| almost| now| about to turn| turning| about| over| still)* (1[6-9]|[2-7]\d)(?: years old)?(?:[.,;:!?)]| and\b| but\b| next\b| this\b| in\b| or\b| with\b| now\b| on\b| when\b|$))");
    static Pattern apposed(R"((?:[a-z]|[A-Z][a-z]+),? \(?(1[6-9]|[2-7]\d)(?:,|\)))");
    static Pattern decade(
        R"((?i)\b(in (?:his|her|their) (?:early |mid |mid-|late )?(?:twenties|thirties|forties|fifties|sixties|seventies|[2-7]0'?s))\b)");
    static Pattern birthday(R"((?i)\b(?:his|her|their) (\d\d(?:th|st|nd|rd) birthday)\b)");
    static Pattern at_age(R"((?i)\b(?:he|she|him|her) (?:\w+ ){0,4}(at (?:1[6-9]|[2-7]\d))\b(?:[.,;!?]| and| but|$))");
    static Pattern unit(R"((?i)^ ?(?:%|per ?cent|people|minutes|hours|days|weeks|pages|of them))");
    const auto age = [&](std::size_t b, std::size_t e) {
      if (!unit.in(draft.slice(e, draft.text.plain.size())) && !general(draft, b)) add(b, e, Type::age, Reason::age);
    };
    for (Pattern* pattern : {&old, &aged, &is, &apposed, &decade, &birthday, &at_age})
      pattern->each(draft.text.plain, age);
  }

  void service() const {
    static Pattern of_service(
        R"((?i)\b((?:(?:over|nearly|almost|about|more than|some) )?{count} years?'?s?'? (?:of |continuous |long )*(?:service|in (?:the )?(?:job|post|role|team|company|firm|trade|business)|in\b|with (?:us|them|the \w+)|here|there|(?:on|behind|at|under|of) (?:the |his |her |a )?\w+|loyal|behind (?:him|her)))\b)");
    static Pattern has_been(
        R"((?i)\b(?:(?:he|she|who|they|[a-z]+)(?:'s| has| have| had|'ve|'d)|having) (?:been |worked |served |done |managed |run |led |taught |driven |clocked up |given )+(?:\w+ ){0,6}?((?:for |since )?(?:(?:over|nearly|almost|about|more than|some|the last|the past) )*(?:{count} (?:years|months)|(?:19|20)\d\d))\b)");
    static Pattern since(
        R"((?i)\b((?:been )?(?:with (?:us|them|the \w+)|here|there|in (?:post|the job|role)) (?:since|from) (?:{month} )?(?:19|20)\d\d)\b)");
    static Pattern joined(
        R"((?i)\b(?:he|she|who|they|[a-z]+) (?:(?:only |first |just )?(?:joined|started|came|qualified|arrived))(?: \w+){0,3}? ((?:back )?in (?:{month} )?(?:19|20)\d\d|{count} (?:years|months|weeks) ago)\b)");
    static Pattern since_year(R"((?i)\b(since (?:19|20)\d\d)\b)");
    static Pattern after_years(
        R"((?i)\b((?:after|for) (?:(?:over|nearly|almost|more than|all|those) )*{count} years)\b)");
    static Pattern years_at(R"((?i)\b({count} years (?:at|with|as|on|under|running|managing|working)) )");
    static Pattern writer(R"((?i)\b(?:i|i've|we|we've|i'd)(?: have| had)? (?:been|worked|done|spent|served|lived)\b)");
    const auto found = [&](std::size_t b, std::size_t e) {
      const std::size_t from = b > 30 ? b - 30 : 0;
      if (!writer.in(draft.slice(from, b)) && !general(draft, b)) add(b, e, Type::tenure, Reason::tenure);
    };
    const auto of_somebody = [&](std::size_t b, std::size_t e) {
      if (somebody().in(sentence_at(draft, b)) || draft.taken(sentence_begin(b), b)) found(b, e);
    };
    of_service.each(draft.text.plain, found);
    since.each(draft.text.plain, found);
    has_been.each(draft.text.plain, found);
    joined.each(draft.text.plain, found);
    static Pattern joined_in(R"((?i)\b(joined (?:us )?in (?:{month} )?(?:19|20)\d\d)\b)");
    joined_in.each(draft.text.plain, found);
    for (Pattern* pattern : {&since_year, &after_years, &years_at}) pattern->each(draft.text.plain, of_somebody);
  }

  std::size_t sentence_begin(std::size_t byte) const {
    return static_cast<std::size_t>(sentence_at(draft, byte).data() - draft.text.plain.data());
  }

  void pay() const {
    static Pattern money(
        R"((?i)[$] ?\d[\d,]*(?:\.\d+)?(?: ?(?:k|grand|m)\b)?(?: ?(?:an hour|per hour|a year|a month|a week|p\.?a\.?|ph)\b)?)");
    static Pattern thousand(R"((?i)\b(\d{2,3}(?:\.\d)? ?k|\d{2,3} grand)\b)");
    static Pattern cue(
        R"((?i)\b(?:salary|salaries|pay|paid|pays|earn|earns|earned|earning|wage|wages|bonus|offered|offer|offering|gets?|getting|on|rise|package|settle(?:d|ment)?|makes?|grade|band|raise|owed?|overpaid|underpaid|redundancy|payoff|worth|take home)\b)");
    static Pattern large(R"((?i)\d{2},?\d{3}|k$|grand)");
    money.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
      const auto sentence = sentence_at(draft, b);
      if (!general(draft, b) && (large.in(draft.slice(b, e)) || cue.in(sentence))) add(b, e, Type::pay, Reason::pay);
    });
    thousand.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
      if (!general(draft, b) && cue.in(sentence_at(draft, b))) add(b, e, Type::pay, Reason::pay);
    });
  }
};

}  // namespace

void find_figures(Draft& draft) {
  const Figures figures{draft};
  const auto& plain = draft.text.plain;
  const bool digit = std::any_of(plain.begin(), plain.end(), [](char c) { return c >= '0' && c <= '9'; });
  static Pattern words(R"((?i)\b(?:years?|months?|old|twenties|thirties|forties|fifties|sixties|grand)\b)");
  const bool word = words.in(plain);
  if (!digit && !word) {
    static Pattern ordinal(R"((?i)\b(?:first|second|third|\w+th) of {month}\b)");
    if (ordinal.in(plain)) figures.dates();
    return;
  }
  if (draft.says_any("year month week since joined started 19 20")) figures.service();
  figures.ages();
  if (digit) figures.dates();
  if (digit) figures.pay();
}

}  // namespace sotto::deid
