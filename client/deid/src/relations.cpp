// Relations that lead to somebody known: the owner's daughter, married to our finance director.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "phrase.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

struct Finder : Phrases {
  // the owner's daughter, Ifeoma's sister
  bool possessed_kin(std::size_t i) const {
    const Token& t = text.tokens[i];
    if (!t.possessive ||
        one_of(
            "patient customer child pupil student resident client girl boy today week year other one somebody someone",
            t.lower))
      return false;
    std::size_t k = i + 1;
    while (k < i + 3 && close(k) &&
           one_of("own younger older elder eldest youngest late new second first ex former twin only estranged teenage "
                  "best big little step half",
                  lower(k)))
      ++k;
    const bool friends = k > i + 1 && lower(k) == "friend";
    if (!close(k) || !(cues::kin(lower(k)) || friends)) return false;
    std::size_t first = i;
    while (first > 0 && i - first < 4 && text.tokens[first].before != ',' && close(first) &&
           !cues::determiner(lower(first)) && !cues::stop(lower(first - 1)) &&
           (!cues::preposition(lower(first - 1)) || lower(first - 1) == "of") && lower(first - 1) != "is" &&
           lower(first - 1) != "by" &&
           (cues::determiner(lower(first - 1)) || cues::rank(t.lower) || text.tokens[first - 1].capital)) {
      --first;
    }
    std::size_t last = k;
    if (one_of("in", lower(last + 1)) && lower(last + 2) == "law") last += 2;  // brother-in-law in its parts
    add(first, last, Type::relation, Sub::none, Reason::relation, Rank::relation);
    return true;
  }
  // married to the operations director, daughter of our chair, dating the head of sales
  bool related(std::size_t i) const {
    const bool tie = (one_of("married engaged related close", lower(i)) && lower(i + 1) == "to") ||
                     (cues::kin(lower(i)) && one_of("of to", lower(i + 1))) ||
                     (one_of("sleeping living lives affair relationship", lower(i)) && lower(i + 1) == "with") ||
                     (lower(i) == "in" && lower(i + 1) == "law" && one_of("of to", lower(i + 2)));
    const bool seeing = one_of("dating dated", lower(i)) || (lower(i) == "friends" && lower(i + 1) == "with");
    if (!tie && !seeing) return false;
    std::size_t at = i + (tie || lower(i) == "friends" ? 2 : 1);
    if (lower(at) == "of") ++at;
    if (!close(at) || one_of("me us i myself it that this", lower(at))) return false;
    if (lower(i) == "related" && !cues::determiner(lower(at)) && !text.tokens[at].capital) return false;
    if (one_of("close friends living lives relationship", lower(i)) && !one_of("the our my one", lower(at)) &&
        !text.tokens[at].capital)
      return false;
    if (one_of("lives living", lower(i)) && cues::kin(lower(at + 1))) return false;
    const std::size_t from = cues::determiner(lower(at)) || lower(at) == "one" ? at + 1 : at;
    std::size_t last = std::max(at, phrase_end(text, from, 4));
    if (one_of("of", lower(last + 1)) && close(last + 1))
      last = std::max(last, phrase_end(text, last + (cues::determiner(lower(last + 2)) ? 3 : 2), 3));
    if (last >= text.tokens.size()) return false;
    std::size_t first = i;
    if (i > 0 && close(i) && cues::determiner(lower(i - 1))) --first;
    add(first, last, Type::relation, Sub::none, Reason::relation, Rank::relation);
    return true;
  }
  // his wife works in my team
  bool kin_at_work(std::size_t i) const {
    if (!one_of("his her their", lower(i))) return false;
    std::size_t k = i + 1;
    if (one_of("own older younger twin ex big little new", lower(k))) ++k;
    if (!close(k) || !cues::kin(lower(k))) return false;
    static constexpr std::string_view work = "works worked manages runs chairs sits reports joined owns owned used";
    std::size_t verb = k + 1;
    if (lower(verb) == "also" || lower(verb) == "who") ++verb;
    const bool here =
        one_of(work, lower(verb)) ||
        (one_of("is was", lower(verb)) && one_of("on in our my the a", lower(verb + 1)) &&
         (cues::rank(lower(verb + 2)) || cues::human(lower(verb + 2)) || executive_end(*this, verb + 2) >= verb + 2 ||
          one_of("board team panel union same", lower(verb + 2)) || one_of("board team panel", lower(verb + 3))));
    if (!here || !close(verb)) return false;
    std::size_t last = verb;
    while (close(last + 1) && last < verb + 5 &&
           (last == verb || !one_of("and but so who which that because", lower(last + 1))))
      ++last;
    while (last > verb && (cues::determiner(lower(last)) || cues::preposition(lower(last)))) --last;
    add(i, last, Type::relation, Sub::none, Reason::relation, Rank::relation);
    return true;
  }
};

}  // namespace

void find_relations(Draft& draft) {
  const Finder finder{{draft}};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) {
    static_cast<void>(finder.possessed_kin(i) || finder.related(i) || finder.kin_at_work(i));
  }
}

}  // namespace sotto::deid
