#include "reach.hpp"

#include "cues.hpp"
#include "lists.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

constexpr std::size_t words_max = 3;  // before a fact, behind its preposition, and of its verb

}  // namespace

std::string_view Reach::lower(std::size_t i) const {
  return i < text_.tokens.size() ? std::string_view(text_.tokens[i].lower) : std::string_view();
}

bool Reach::joined(std::size_t i) const {
  return i > 0 && i < text_.tokens.size() && text_.tokens[i].sentence == text_.tokens[i - 1].sentence &&
         (text_.tokens[i].before == ' ' || text_.tokens[i].before == '-');
}

bool Reach::free(std::size_t i) const { return joined(i) && !draft_.taken(text_.tokens[i - 1]); }

// Adjectives, nouns and counts: "severe", "breast", "seven months". A word that stands in no list is one, too:
// "rheumatoid".
std::size_t Reach::qualifiers(std::size_t i) const {
  for (std::size_t k = 0; k < words_max && free(i); ++k) {
    const Token& t = text_.tokens[i - 1];
    const bool word = !cues::stop(t.lower) && !cues::preposition(t.lower) && !cues::determiner(t.lower) &&
                      !cues::pronoun(t.lower) && !t.capital && !cues::says(t.lower) && !cues::human(t.lower) &&
                      !one_of("so very with through by now already still also just", t.lower);
    if (!word && !t.number) break;
    --i;
  }
  return i;
}

std::size_t Reach::article(std::size_t i) const {
  return free(i) && text_.tokens[i].before == ' ' &&
                 one_of("a an the his her their another some this that", lower(i - 1))
             ? i - 1
             : i;
}

// "rounds of", "diagnosed with", "off with": what a preposition ties to the fact.
std::size_t Reach::head(std::size_t i) const {
  if (!free(i) || !free(i - 1) || !one_of("with of for from on in to as about after over", lower(i - 1))) return i;
  return one_of(
             "diagnosed off living struggling struggles treated treatment suffering suffers suffered recovering sick "
             "ill dying died bout history rounds round course symptoms signs case forms charge charges charged "
             "conviction convicted guilty arrested cautioned jailed sentenced allergic addicted list tests signed "
             "admitted months weeks years member identifies identified identify lives presenting registered out "
             "attack attacks spell episode episodes risk fear grounds because type kind form part background",
             lower(i - 2))
             ? i - 2
             : i;
}

// "is on", "was in a", "wants to": a verb with the little word behind it.
bool Reach::tied_verb(std::size_t i) const {
  if (!free(i) || !free(i - 1)) return false;
  if (one_of("on in off under out as at", lower(i - 1))) {
    return one_of("is was were are be been being am isn't wasn't went gone goes going put living born still now back",
                  lower(i - 2));
  }
  return lower(i - 1) == "to" && one_of(
                                     "began begun started starting wants wanted going hopes hoped plans decided tried "
                                     "trying needs used has had about due refuses refused belongs",
                                     lower(i - 2));
}

// "has been", "was still", "wears", "is on their fourth": up to the verb.
std::size_t Reach::verbs(std::size_t i) const {
  while (free(i) && (text_.tokens[i - 1].number || one_of("first second third fourth fifth new", lower(i - 1)))) --i;
  i = article(i);
  if (tied_verb(i)) i -= 2;
  for (std::size_t k = 0; k < words_max && free(i); ++k) {
    if (!one_of(
            "is was are were be been being am isn't wasn't has had have having got gets get getting suffers suffered "
            "suffering wears wore wearing takes took taking undergoing underwent attends attended needs needed "
            "became becoming came come coming gone going did doing pays paid paying still currently now openly already "
            "recently newly "
            "also really "
            "clearly seriously severely once again practising practicing devout observant strict",
            lower(i - 1))) {
      break;
    }
    --i;
  }
  return i;
}

std::size_t Reach::left(std::size_t i) const {
  std::size_t first = article(qualifiers(i));
  if (const std::size_t tied = head(first); tied < first) first = article(qualifiers(tied));
  return verbs(first);
}

// Up to three words behind a preposition: "for drink driving", "in one ear".
std::size_t Reach::object(std::size_t i) const {
  const auto side = [&](std::size_t k) { return lower(k) == "left" && joined(k + 1); };  // of a body
  if (!joined(i + 1) || !joined(i + 2)) return i;
  std::size_t last = i + 1;
  if (cues::determiner(lower(i + 2)) || one_of("one both", lower(i + 2))) ++last;
  const std::size_t named = last;
  while (last < named + words_max && joined(last + 1) && (!cues::stop(lower(last + 1)) || side(last + 1)) &&
         !cues::preposition(lower(last + 1)) && !cues::says(lower(last + 1)) && !draft_.taken(text_.tokens[last + 1])) {
    ++last;
  }
  return last > named ? last : i;
}

// Words that name the fact together with it: "union rep", "maternity leave", "bipolar disorder".
std::size_t Reach::compound(std::size_t i, Type type) const {
  if (!joined(i + 1)) return i;
  const auto with = [&](std::string_view words) { return one_of(words, lower(i + 1)) ? i + 1 : i; };
  switch (type) {
    case Type::union_:
      return with(
          "rep reps representative steward member official branch convenor convener membership organiser "
          "activist secretary");
    case Type::pregnancy: return with("leave pay cover");
    case Type::criminal: return with("charge charges conviction convictions offence offences case");
    case Type::health:
      return with(
          "disorder syndrome disease condition diagnosis illness attack attacks surgery problem problems issue "
          "issues episode episodes symptoms treatment impairment injury medication tablets pain patient clinic bypass "
          "failure transplant "
          "replacement operation murmur");
    default: return i;
  }
}

// And what a preposition adds: "a conviction for theft", "deaf in one ear", "miscarried at eleven weeks", "a lay
// preacher at his chapel".
std::size_t Reach::right(std::size_t i, Type type) const {
  const std::size_t last = compound(i, type);
  const auto next = lower(last + 1), then = lower(last + 2);
  if (type == Type::ethnicity || type == Type::age_protected || text_.get(last + 2) == nullptr) return last;
  const bool his = one_of("one both his her their", then) || text_.tokens[last + 2].number ||
                   one_of("two three four five six seven eight nine ten eleven twelve", then);
  const bool of = type == Type::criminal ? one_of("for of over", next) : next == "of" && type != Type::religion;
  return of || (his && one_of("in at on to with for", next)) ||
                 (one_of("in", next) && then == "the" && type == Type::health)
             ? object(last)
             : last;
}

}  // namespace sotto::deid
