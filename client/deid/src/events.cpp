// Events that people nearby remember, and what was in the news.
#include "cues.hpp"
#include "draft.hpp"
#include "pattern.hpp"
#include "phrase.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

bool happening(std::string_view word) {
  return one_of(
      "fire flood explosion crash collision accident collapse robbery burglary raid break-in strike walkout walk-out "
      "inquest scandal "
      "takeover stabbing shooting fatality drowning derailment protest riot leak outbreak poisoning evacuation assault "
      "fall incident prosecution recall blaze landslide electrocution theft heist sit-in lockout buyout insolvency "
      "administration closure merger documentary",
      word);
}
bool mild(std::string_view word) {  // needs more than an article to be known by
  return one_of(
      "accident incident fall recall strike leak merger closure assault administration protest prosecution theft "
      "takeover insolvency",
      word);
}

void named_events(Draft& draft, std::size_t i) {
  const auto& text = draft.text;
  const Token& t = text.tokens[i];
  if (!happening(t.lower) || t.possessive) return;
  std::size_t first = i;
  while (first > 0 && i - first < 4 && !text.tokens[first].first &&
         (text.tokens[first].before == ' ' || text.tokens[first].before == '-') &&
         !cues::determiner(text.tokens[first].lower) &&
         (!cues::stop(text.tokens[first - 1].lower) || text.tokens[first - 1].lower == "that") &&
         !cues::preposition(text.tokens[first - 1].lower)) {
    --first;
  }
  if (!one_of("the that our last", text.tokens[first].lower)) return;
  const Token* next = text.get(i + 1);
  if (next != nullptr && next->before == ' ' &&
      one_of("drill drills door doors alarm safety book report procedure policy risk assessment exit marshal warden "
             "ballot action fund pay form log line process notice",
             next->lower)) {
    return;
  }
  std::size_t last = i;
  if (next != nullptr && !next->first && next->before == ' ' && one_of("at in on outside near of", next->lower)) {
    std::size_t from = i + 2;
    if (text.get(from) != nullptr && cues::determiner(text.tokens[from].lower)) ++from;
    const std::size_t end = phrase_end(text, from, 3);
    if (end >= from && end < text.tokens.size()) last = end;
  }
  const bool said_more = i - first > 1 || last > i;
  if (mild(t.lower) && !said_more) return;
  if (one_of("incident closure administration fall assault protest theft recall", t.lower) &&
      !(last > i &&
        (text.tokens[last].capital ||
         one_of("car park canteen party depot warehouse roof stage news yard site floor", text.tokens[last].lower)))) {
    return;
  }
  draft.add(first, last, Type::event, Sub::none, Reason::event, Rank::event);
}

}  // namespace

void find_events(Draft& draft) {
  const auto& text = draft.text;
  for (std::size_t i = 0; i < text.tokens.size(); ++i) named_events(draft, i);
  static Pattern media(
      R"((?i)\b((?:in|on|made|hit|over|across) (?:all )?(?:the |our )(?:local |national |regional |evening |front )*(?:newspapers?|papers?|news|press|headlines|gazette|echo|telly|radio|pages?))\b)");
  static Pattern viral(R"((?i)\b((?:the video |it |that |which )?went viral)\b)");
  static Pattern award(
      R"(\b(?i:won|wins|winner of|named|was|is|made|got|became|voted) ((?i:the |an? |our )*(?:[A-Z][\w'-]+ ){1,4}(?:of the (?:Year|Month)|Award|Prize|Medal)|(?i:employee|manager|nurse|carer|driver|apprentice|teacher|worker) of the (?i:year|month))\b)");
  static Pattern party(
      R"((?i)\b((?:at|after|since|from|during) (?:the|our|last year's|this year's) (?:[\w']+ )?(?:christmas|summer|leaving|office|works|staff) (?:\w+ )?(?:party|do|night out|barbecue|bbq|dinner))\b)");
  const auto add = [&](std::size_t b, std::size_t e) {
    if (b < e) draft.spans.push_back({b, e, Type::event, Sub::none, Reason::event, Rank::event, {}, -1});
  };
  // What each cannot do without, before it is compiled.
  if (draft.has_word("paper papers newspaper newspapers news press headlines gazette echo telly radio page pages"))
    media.each(text.plain, add);
  if (draft.has_word("viral")) viral.each(text.plain, add);
  if (draft.has_word("year month award prize medal")) award.each(text.plain, add);
  if (draft.has_word("party do night barbecue bbq dinner") &&
      draft.has_word("christmas summer leaving office works staff"))
    party.each(text.plain, add);
}

}  // namespace sotto::deid
