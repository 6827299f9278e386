// Organisations by what their names end in, by what stands before them, and places.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "lists.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

bool ending(std::string_view word) {  // these make a name an organisation's
  return one_of(
      "ltd limited plc llp llc inc corp corporation gmbh group holdings trust foundation council university college "
      "school "
      "academy hospital hospice bank logistics solutions services systems consulting consultancy engineering "
      "construction "
      "foods motors homes care hotel hotels airways airlines media studios insurance energy association church charity "
      "brewery bakery bakeries dental textiles retail stores supermarket supermarkets pharma biotech technologies "
      "technology labs laboratories industries software associates solicitors surgery clinic nursery partnership co "
      "company "
      "freight haulage couriers transport travel coaches ferries rail packaging printing press publishing plastics "
      "steel "
      "metals ceramics glass timber joinery plumbing electrical electronics instruments optics aerospace robotics "
      "farms "
      "farm dairy dairies fisheries seafoods meats catering cleaning security recruitment staffing estates properties "
      "lettings housing interiors furniture fashions footwear cosmetics pharmacy pharmacies opticians veterinary vets "
      "leisure fitness gym theatre gallery museum library radio television telecom telecoms networks digital analytics "
      "capital finance financial wealth mortgages brokers accountants advisers advisors architects surveyors legal "
      "chambers "
      "federation union society institute network alliance trading supplies wholesale distribution warehousing mining "
      "quarries cement chemicals fabrications mouldings castings forge foundry mills yarns weavers knitwear garments "
      "utilities water power gas electric renewables solar wind marine offshore shipping boats yachts aviation",
      word);
}

bool company_form(std::string_view word) { return one_of("ltd limited plc llp llc inc corp corporation gmbh", word); }

struct Finder {
  Draft& draft;
  const Text& text = draft.text;

  const Token& token(std::size_t i) const { return text.tokens[i]; }
  bool capital(std::size_t i) const {
    const Token* t = text.get(i);
    return t != nullptr && t->capital && !t->number && !text.shouted;
  }
  bool harmless(std::size_t i) const {
    for (const auto& span : draft.spans) {
      if (span.rank >= Rank::listed && span.begin < token(i).end && token(i).begin < span.end) return true;
    }
    return false;
  }
  bool common(std::size_t i) const {  // starts no name of an organisation
    return one_of(
               "the a an my our your i we he she it they this that if when in on at for and but so as or to of no not",
               token(i).lower) ||
           is_public(token(i).lower) || cues::title(token(i).lower);
  }

  // The last token of the capitalised run from `i`; "&", "and", "of" and apostrophes may stand inside.
  std::size_t run_end(std::size_t i) const {
    std::size_t last = i;
    while (last - i < 6 && !token(last).possessive) {
      const Token* next = text.get(last + 1);
      if (next == nullptr || next->sentence != token(i).sentence) break;
      if (capital(last + 1) &&
          (next->before == ' ' || next->before == '&' || next->before == '-' || next->before == '\'') &&
          !harmless(last + 1)) {
        ++last;
      } else if (token(last).possessive ||
                 (one_of("of and for the in", next->lower) && next->before == ' ' && capital(last + 2) &&
                  token(last + 2).before == ' ' && !one_of("and", next->lower))) {
        last += 2;
      } else {
        break;
      }
    }
    return last;
  }
  // "Bright Harbour Trust", "St Brannoc's Primary School": possessives inside.
  std::size_t long_run_end(std::size_t i) const {
    std::size_t last = run_end(i);
    while (token(last).possessive && capital(last + 1) && token(last + 1).before == ' ' && last - i < 6)
      last = std::max(last + 1, run_end(last + 1));
    return last;
  }

  void add(std::size_t first, std::size_t last, Type type, Reason why) const {
    const bool place = type == Type::location;
    if (!place) remove_names(first, last);
    if (place && draft.taken(token(first).begin, token(last).end)) return;
    draft.add(first, last, type, Sub::none, why, place ? Rank::place : Rank::org);
  }
  // What looked like a name is part of the organisation's.
  void remove_names(std::size_t first, std::size_t last) const {
    const std::size_t begin = token(first).begin, end = token(last).end;
    auto& spans = draft.spans;
    spans.erase(std::remove_if(spans.begin(), spans.end(),
                               [&](const Span& s) {
                                 return s.begin < end && begin < s.end && s.type == Type::person &&
                                        s.rank < Rank::listed && s.rank != Rank::listed_given;
                               }),
                spans.end());
  }

  bool named_by_ending(std::size_t i) const {
    if (!capital(i) || common(i) || harmless(i)) return false;
    std::size_t last = long_run_end(i);
    while (last > i && !ending(token(last).lower)) --last;
    if (last == i) return false;
    if (i + 1 == last && token(i).first && is_ordinary(token(i).lower) && !company_form(token(last).lower) &&
        !is_given_word(token(i).lower))
      return false;
    add(i, last, Type::org, Reason::organisation);
    return true;
  }
  bool company_in_lower_case(std::size_t i) const {  // "hollin bakery ltd"
    if (!company_form(token(i).lower) || i == 0 || token(i).before != ' ' || draft.taken(token(i))) return false;
    if (one_of("limited", token(i).lower) && !capital(i - 1)) return false;
    std::size_t first = i - 1;
    while (first > 0 && i - first < 3 && token(first).before == ' ' && !cues::determiner(token(first - 1).lower) &&
           !cues::stop(token(first - 1).lower) && !cues::preposition(token(first - 1).lower)) {
      --first;
    }
    add(first, i, Type::org, Reason::organisation);
    return true;
  }

  bool ampersand(std::size_t i) const {  // Marrow & Finch
    const Token* next = text.get(i + 1);
    if (!capital(i) || next == nullptr || next->before != '&' || !capital(i + 1) || harmless(i)) return false;
    if (one_of("q r d l t m p h", token(i).lower)) return false;  // Q&A, R&D, L&D, T&Cs, M&A
    add(i, long_run_end(i + 1), Type::org, Reason::organisation);
    return true;
  }

  bool after_cue(std::size_t i) const {
    if (i == 0 || !capital(i) || token(i).before != ' ' || common(i) || harmless(i)) return false;
    const std::string& last = token(i - 1).lower;
    const std::string_view earlier = i > 1 ? std::string_view(token(i - 2).lower) : std::string_view();
    const bool sure =
        one_of("joined joining client clients employer firm company charity called", last) ||
        (one_of("for at with by from", last) &&
         one_of(
             "work works worked working job hr role contract days week employed hired bought acquired sold started "
             "consultant consulting merger merged career manager director taken interview tupe'd transferred candidate "
             "applicant starter joiner hire recruit moved poached",
             earlier));
    if (!sure && !one_of("at for left leave leaving from", last)) return false;
    const std::size_t end = long_run_end(i);
    const bool letters = token(i).upper && token(i).lower.size() >= 3 && token(i).lower.size() <= 6;
    const bool strange = !is_ordinary(token(i).lower) && !is_proper(token(i).lower) && !is_surname(token(i).lower);
    const bool person = is_given(token(i).lower) || (is_given_word(token(i).lower) && end == i);
    if (person && !(last == "client" && end > i)) return false;
    if (is_place(token(i).lower) && end == i) return false;
    if (last == "called" && !one_of("company firm charity business client agency school organisation place", earlier))
      return false;
    if (is_ordinary(token(i).lower) && end == i && !(sure && !one_of("with by from", last)) && last != "at")
      return false;
    if (!letters && !strange && !sure && end == i && last != "at") return false;
    if (last == "from" && !sure && !letters) return false;
    add(i, end, Type::org, Reason::organisation);
    return true;
  }

  // "Pennick Glass want her out": a name that no person has, and something is said of it.
  bool spoken_of(std::size_t i) const {
    if (!capital(i) || common(i) || harmless(i) || is_given(token(i).lower) || is_given_word(token(i).lower))
      return false;
    const std::size_t last = run_end(i);
    const Token* next = text.get(last + 1);
    if (next == nullptr || next->before != ' ' || token(last).possessive) return false;
    const bool plural =
        one_of("want are have were pay say expect insist employ offer make ask run keep do won't don't aren't haven't",
               next->lower);
    const bool does =
        one_of("is has was pays employs made lost closed sacked dismissed went bought sold announced", next->lower);
    const bool strange = !is_ordinary(token(i).lower) && !is_proper(token(i).lower);
    if (last == i) {
      if (!(plural && strange) || is_place(token(i).lower) || token(i).lower.size() < 3) return false;
      if (i > 1 && token(i - 1).lower == "and") return false;
    } else if (!(plural || does) || !strange || is_surname(token(last).lower) || !is_ordinary(token(last).lower)) {
      return false;
    }
    add(i, last, Type::org, Reason::organisation);
    return true;
  }

  bool site(std::size_t i) const {  // our Fort William kitchen, the Leeds depot, a depot in Goole
    if (!capital(i) || common(i) || harmless(i) || is_given(token(i).lower)) return false;
    std::size_t last = i;
    while (capital(last + 1) && token(last + 1).before == ' ' && last - i < 2) ++last;
    const Token* next = text.get(last + 1);
    if (next == nullptr || next->before != ' ' || !cues::site(next->lower) || token(last).possessive) return false;
    const bool strange = !is_ordinary(token(i).lower) && !is_proper(token(i).lower);
    const bool determined = i > 0 && token(i).before == ' ' && one_of("the our my their in at", token(i - 1).lower);
    if (!is_place(token(i).lower) && !((strange || last > i) && determined)) return false;
    if (token(i).upper && !is_place(token(i).lower)) return false;
    remove_names(i, last);
    add(i, last + 1, Type::location, Reason::place);
    return true;
  }

  bool place(std::size_t i) const {
    const Token& t = token(i);
    if (!is_place(t.lower) || t.number || draft.taken(t) || t.possessive) return false;
    const bool word = is_ordinary(t.lower) || is_given(t.lower) || is_surname(t.lower);
    const bool led =
        i > 0 && (t.before == ' ' && one_of("in at from near to our the outside of around", token(i - 1).lower));
    if (!t.capital && (word || !led)) return false;
    if (word && !(i > 0 && one_of("in near from at our", token(i - 1).lower))) return false;
    if (t.first && word) return false;
    if (i > 0 && token(i - 1).lower == "the" && t.before == ' ') return false;  // the Birmingham conference
    std::size_t last = i;
    if (capital(i + 1) && token(i + 1).before == ' ' && !draft.taken(token(i + 1)) &&
        one_of("east west north south central road bay valley green", token(i + 1).lower))
      ++last;
    add(i, last, Type::location, Reason::place);
    return true;
  }

  // "in Mytholm", "near Little Wexcombe": a name in no list, where a place would stand.
  bool unknown_place(std::size_t i) const {
    if (i == 0 || !capital(i) || token(i).before != ' ' || draft.taken(token(i)) || common(i) || token(i).upper)
      return false;
    if (!one_of("in near", token(i - 1).lower) || is_ordinary(token(i).lower) || is_proper(token(i).lower) ||
        is_given(token(i).lower))
      return false;
    std::size_t last = i;
    while (capital(last + 1) && token(last + 1).before == ' ' && last - i < 2) ++last;
    remove_names(i, last);
    add(i, last, Type::location, Reason::place);
    return true;
  }
};

}  // namespace

void find_organisations(Draft& draft) {
  const Finder finder{draft};
  const auto& tokens = draft.text.tokens;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool inside = std::any_of(draft.spans.begin(), draft.spans.end(), [&](const Span& s) {
      return s.type == Type::org && s.begin < tokens[i].end && tokens[i].begin < s.end;
    });
    if (inside) continue;
    static_cast<void>(finder.named_by_ending(i) || finder.ampersand(i) || finder.company_in_lower_case(i) ||
                      finder.site(i) || finder.after_cue(i) || finder.spoken_of(i) || finder.unknown_place(i) ||
                      finder.place(i));
  }
}

}  // namespace sotto::deid
