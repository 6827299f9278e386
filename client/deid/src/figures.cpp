// Dates, ages, service and pay: one of them narrows a group down, several together name somebody.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "pattern.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

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

// Words that speak of rules, and pairs of words that do.
bool of_rules(const Draft& draft, std::size_t i) {
  const auto& tokens = draft.text.tokens;
  const std::string& word = tokens[i].lower;
  if (one_of(
          "statutory law legislation regulation regulations act rate rates threshold thresholds allowance budget "
          "commences commenced commencement qualify qualifies qualifying guidance cap ssp smp guidelines policy vento "
          "band bands",
          word)) {
    return true;
  }
  const Token* next = draft.text.get(i + 1);
  if (next == nullptr) return false;
  struct Pair {
    const char *first, *second;
  };
  static constexpr Pair pairs[] = {{"tax every each financial", "year"},
                                   {"minimum living", "wage"},
                                   {"national", "insurance"},
                                   {"bank public", "holiday"},
                                   {"in into", "force"},
                                   {"deadline", "for"},
                                   {"gender", "pay"},
                                   {"year", "end"},
                                   {"unfair", "dismissal"},
                                   {"code", "of"},
                                   {"consultation", "paper"},
                                   {"new the", "rules"}};
  return std::any_of(std::begin(pairs), std::end(pairs),
                     [&](const Pair& pair) { return one_of(pair.first, word) && next->lower == pair.second; });
}

struct Sentence {
  bool rules = false, somebody = false;
};
Sentence sentence_of(const Draft& draft, std::size_t byte) {
  const auto& tokens = draft.text.tokens;
  Sentence out;
  if (tokens.empty()) return out;
  const auto here = tokens[std::min(draft.text.tokens_from(byte), tokens.size() - 1)].sentence;
  const auto first =
      std::partition_point(tokens.begin(), tokens.end(), [&](const Token& t) { return t.sentence < here; });
  for (auto it = first; it != tokens.end() && it->sentence == here; ++it) {
    out.rules = out.rules || of_rules(draft, static_cast<std::size_t>(it - tokens.begin()));
    out.somebody = out.somebody || one_of("he she him her his hers he's she's he'd she'd he'll she'll", it->lower);
  }
  return out;
}

bool general(const Draft& draft, std::size_t byte) {  // of the law, and of nobody
  const auto sentence = sentence_of(draft, byte);
  return sentence.rules && !sentence.somebody;
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
    // A pattern costs more to compile than to run: what it cannot do without is looked for first.
    if (draft.says_any(
            "Jan jan Feb feb Mar mar Apr apr May may Jun jun Jul jul Aug aug Sep sep Oct oct Nov nov Dec dec")) {
      day_month.each(draft.text.plain, date);
      month_day.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
        if (!lower_may.in(draft.slice(b, e))) date(b, e);
      });
      if (counted_day()) day_first.each(draft.text.plain, date);
    }
    if (joined_digits()) {
      numeric.each(draft.text.plain, date);
      if (draft.says("/")) two_part.each(draft.text.plain, date);
    }
  }

  bool counted_day() const {  // "third of May"
    return draft.says("th of ") || draft.says("st of ") || draft.says("nd of ") || draft.says("rd of ");
  }
  bool joined_digits() const {  // 14/5, 2026-05-14, 14.5.26
    const auto& plain = draft.text.plain;
    const auto digit = [&](std::size_t i) { return plain[i] >= '0' && plain[i] <= '9'; };
    for (std::size_t i = 1; i + 1 < plain.size(); ++i) {
      const bool joint = plain[i] == '/' || plain[i] == '-' || plain[i] == '.';
      if (joint && digit(i - 1) && digit(i + 1)) return true;
    }
    return false;
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
    static Pattern at_age(
        R"((?i)\b(?:he|she|him|her) (?:\w+ ){0,4}(at (?:1[6-9]|[2-7]\d))\b(?:[.,;!?]| and| but| that| who| she| he|$))");
    static Pattern of_age(
        R"((?i)\b(?:woman|man|lad|girl|boy|lady|guy|bloke|person|colleague|employee|worker|manager) of (1[6-9]|[2-7]\d)\b)");
    static Pattern unit(R"((?i)^ ?(?:%|per ?cent|people|minutes|hours|days|weeks|pages|of them))");
    const auto age = [&](std::size_t b, std::size_t e) {
      if (!unit.in(draft.slice(e, draft.text.plain.size())) && !general(draft, b)) add(b, e, Type::age, Reason::age);
    };
    struct Gate {
      Pattern* pattern;
      bool open;
    };
    const bool digit = draft.says_any("0 1 2 3 4 5 6 7 8 9");
    for (const auto& gate :
         {Gate{&old, draft.says("old")}, Gate{&aged, digit && draft.says_any("age Age")}, Gate{&is, digit},
          Gate{&apposed, digit}, Gate{&decade, draft.says_any("ties 0s 0's")}, Gate{&birthday, draft.says("birthday")},
          Gate{&at_age, digit && draft.says(" at ")}, Gate{&of_age, digit && draft.says(" of ")}}) {
      if (gate.open) gate.pattern->each(draft.text.plain, age);
    }
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
      if (sentence_of(draft, b).somebody || draft.taken(sentence_begin(b), b)) found(b, e);
    };
    static Pattern joined_in(R"((?i)\b(joined (?:us )?in (?:{month} )?(?:19|20)\d\d)\b)");
    struct Gate {
      Pattern* pattern;
      bool open;
    };
    const bool years = draft.says_any("year Year YEAR");
    const bool spell = years || draft.says_any("month 19 20");
    const bool from = draft.says_any("since Since from From");
    const bool came = draft.says_any("joined started came qualified arrived Joined");
    const bool been = draft.says_any("been worked served done managed run led taught driven clocked given");
    for (const auto& gate :
         {Gate{&of_service, years}, Gate{&since, from && draft.says_any("19 20")}, Gate{&has_been, spell && been},
          Gate{&joined, came && (spell || draft.says("week"))}, Gate{&joined_in, came && draft.says_any("19 20")}}) {
      if (gate.open) gate.pattern->each(draft.text.plain, found);
    }
    for (const auto& gate :
         {Gate{&since_year, from && draft.says_any("19 20")}, Gate{&after_years, years}, Gate{&years_at, years}}) {
      if (gate.open) gate.pattern->each(draft.text.plain, of_somebody);
    }
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
    static constexpr std::string_view thousands = "0k 1k 2k 3k 4k 5k 6k 7k 8k 9k 0K 1K 2K 3K 4K 5K 6K 7K 8K 9K";
    static Pattern large(R"((?i)\d{2},?\d{3}|k$|grand)");
    if (draft.says("$"))
      money.each(draft.text.plain, [&](std::size_t b, std::size_t e) {
        const auto sentence = sentence_at(draft, b);
        if (!general(draft, b) && (large.in(draft.slice(b, e)) || cue.in(sentence))) add(b, e, Type::pay, Reason::pay);
      });
    if (draft.has_word("k grand") || draft.says_any(thousands))
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
  const bool word = draft.has_word("year years month months old twenties thirties forties fifties sixties grand");
  if (!digit && !word) {
    if (figures.counted_day()) figures.dates();
    return;
  }
  if (draft.says_any("year month week since joined started 19 20")) figures.service();
  figures.ages();
  if (digit || figures.counted_day()) figures.dates();
  if (digit) figures.pay();
}

}  // namespace sotto::deid
