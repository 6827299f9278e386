// Names of people. What is in the list of given names counts by itself; a word that is also a name needs to be used
// like one; what stands in no list and is written like a name counts inside a sentence.
#include "names.hpp"

#include "cues.hpp"
#include "draft.hpp"
#include "lists.hpp"

namespace sotto::deid {

namespace {

using cues::one_of;

bool joins(const Token& next) { return next.before == ' ' || next.before == '-'; }

// Before a word that is a name: "spoke to", "my manager", "between", "and".
bool leads(const Text& text, std::size_t i) {
  if (i == 0) return false;
  const Token& last = text.tokens[i - 1];
  if (last.sentence != text.tokens[i].sentence || text.tokens[i].before == ',') return false;
  if (one_of(
          "to from about with for by at told asked met saw tell ask named called against between believe believes "
          "suspended "
          "dismissed sacked fired promoted hired thanked emailed phoned rang text texted invited interviewed warned "
          "meet "
          "meeting and when because that if but like only poor since while then where whether says said until than "
          "defended blames blamed blame support supported helped trust trusted hear heard over of before after via cc",
          last.lower)) {
    return true;
  }
  return cues::human(last.lower) || cues::rank(last.lower) || cues::kin(last.lower);
}

// "spoke to joy", "her manager lorcan": strong enough for a word in lower case.
bool leads_surely(const Text& text, std::size_t i) {
  if (i == 0 || text.tokens[i].before != ' ') return false;
  const std::string& last = text.tokens[i - 1].lower;
  const std::string_view earlier = i > 1 ? std::string_view(text.tokens[i - 2].lower) : std::string_view();
  if (one_of("to with from by about", last)) {
    return one_of(
        "spoke speak talked talk spoken listened wrote chat chatted sat met listen email emailed complained sent gave "
        "said apologised reported talking speaking call argument row meeting conversation 1:1 happened complaint "
        "heard dealing worried word lunch coffee 121 working works meeting something grievance statement note "
        "message call text concerns concerned problem problems issue issues trouble",
        earlier);
  }
  if (one_of("told asked named called met emailed phoned texted suspended sacked interviewed", last)) return true;
  return one_of("manager colleague employee supervisor boss director witness rep investigator apprentice trainee",
                last) &&
         one_of("my our her his their the a", earlier);
}

bool follows(const Text& text, std::size_t i) {
  const Token& token = text.tokens[i];
  if (token.possessive) return true;
  const Token* next = text.get(i + 1);
  if (next == nullptr || next->sentence != token.sentence || next->before != ' ') return false;
  return cues::says(next->lower) || one_of("is was has had isn't wasn't hasn't won't doesn't didn't", next->lower);
}

// "may resign", "Will you", "Mark this", "Art, not science": the word and not the name.
bool plain_word(const Text& text, std::size_t i) {
  const Token& token = text.tokens[i];
  const Token* next = text.get(i + 1);
  const bool follows_close = next != nullptr && next->sentence == token.sentence && next->before == ' ';
  if (follows_close &&
      one_of("i you we he she it they this that these those the a an my your our their his be there not to me us",
             next->lower)) {
    return token.first || !token.capital || next->lower == "be" || next->lower == "the";
  }
  if (i > 0 && token.before == ' ' && text.tokens[i - 1].sentence == token.sentence) {
    const std::string& last = text.tokens[i - 1].lower;
    if (cues::determiner(last) && !cues::one_of("that this", last)) return true;
    if (!token.capital && one_of("i you we he she it they who to not", last)) return true;
    if (one_of("in on next last early late mid this since of until by during", last) &&
        one_of("april may june august summer autumn winter", token.lower)) {
      return true;
    }
  }
  return false;
}

bool month(const Text& text, std::size_t i) {  // "May 3", "5 June", "June 2024"
  if (!one_of("april may june august july march", text.tokens[i].lower)) return false;
  const Token* next = text.get(i + 1);
  const bool dated = (i > 0 && text.tokens[i - 1].number && text.tokens[i].before == ' ') ||
                     (next != nullptr && next->number && joins(*next));
  if (dated || next == nullptr || next->sentence != text.tokens[i].sentence) return dated;
  if (!one_of("is was", next->lower)) return false;
  for (std::size_t k = i + 2; k < i + 6 && k < text.tokens.size(); ++k) {  // "May is a bad month"
    if (one_of("month busy quiet soon late early", text.tokens[k].lower)) return true;
  }
  return false;
}

bool unknown(const Token& token) {  // in no list of words: made up, foreign or a name
  const auto& w = token.lower;
  if (w.rfind("i'", 0) == 0) return false;
  return w.size() > 2 && !token.number && !is_ordinary(w) && !is_proper(w) && !is_public(w) && !is_place(w);
}

}  // namespace

bool used_as_name(const Text& text, std::size_t i) {
  const Token& token = text.tokens[i];
  if (!token.capital && leads_surely(text, i)) return true;
  if (month(text, i) || plain_word(text, i)) return false;
  if (!token.capital) return leads_surely(text, i) || (leads(text, i) && follows(text, i));
  if (follows(text, i)) return true;
  if (token.first) {
    const Token* next = text.get(i + 1);
    return next != nullptr && next->lower == "and" && text.get(i + 2) != nullptr && text.tokens[i + 2].capital &&
           (is_given(text.tokens[i + 2].lower) || is_given_word(text.tokens[i + 2].lower));
  }
  return true;  // a capital letter inside a sentence
}

bool lowercase_name(const Text& text, std::size_t i) {
  return leads_surely(text, i) || (leads(text, i) && follows(text, i));
}

bool something_said(const Text& text, std::size_t i) { return follows(text, i) && !plain_word(text, i); }

namespace {

struct Namer {
  Draft& draft;
  const Text& text = draft.text;

  const Token& token(std::size_t i) const { return text.tokens[i]; }
  bool free(std::size_t i) const { return !draft.taken(text.tokens[i]); }

  bool given(std::size_t i) const { return is_given(token(i).lower); }

  // A capitalised word that can be the second part of a name.
  bool family(std::size_t i) const {
    const Token* t = text.get(i);
    if (t == nullptr || !t->capital || t->first || !joins(*t) || t->number || !free(i) || text.shouted) return false;
    if (t->upper && t->lower.size() > 3) return false;
    return t->lower.size() > 1 && (!is_public(t->lower) || is_surname(t->lower)) && t->lower != "i" &&
           !t->lower.starts_with("i'");
  }
  bool particle(std::size_t i) const {
    const Token* t = text.get(i);
    return t != nullptr && joins(*t) &&
           one_of("al el bin ibn van von de der den da di du la le mac mc o san st ter ap dos del abu", t->lower);
  }

  // The last token of the surname that starts at `i`; `i - 1` when there is none.
  std::size_t surname_end(std::size_t i) const {
    std::size_t last = i - 1;
    for (std::size_t parts = 0; parts < 4; ++parts) {
      std::size_t at = last + 1;
      while (particle(at) && text.get(at + 1) != nullptr && (particle(at + 1) || family(at + 1))) ++at;
      if (!family(at) || (at > 0 && token(at - 1).possessive)) break;
      last = at;
      if (token(at).possessive) break;
    }
    return last;
  }

  void add(std::size_t first, std::size_t last, Sub sub, Reason why) const {
    const bool direct = sub == Sub::full || sub == Sub::surname;
    draft.add(first, last, Type::person, sub, why, direct ? Rank::surname : Rank::given);
  }

  bool titled(std::size_t i) const {
    if (!cues::title(token(i).lower) || token(i).number) return false;
    const Token* next = text.get(i + 1);
    if (next == nullptr || token(i).possessive || !(next->before == ' ' || next->before == '.') || !free(i + 1))
      return false;
    const bool small = !token(i).capital && (is_surname(next->lower) || unknown(*next) || given(i + 1));
    if (!next->capital && !small) return false;
    if (one_of("Miss miss sir prof rev fr", token(i).lower) && !next->capital) return false;
    std::size_t last = i + 1;
    if (next->lower.size() == 1 && family(i + 2)) last = i + 2;
    if (next->capital) last = std::max(last, surname_end(last + 1));
    add(i, last, last > i + 1 && given(i + 1) ? Sub::full : Sub::surname, Reason::titled);
    return true;
  }

  // K. Abernethy, J. K. Abernethy
  bool initial_and_surname(std::size_t i) const {
    if (token(i).lower.size() != 1 || !token(i).capital || token(i).number) return false;
    std::size_t at = i + 1;
    const auto dotted = [&](std::size_t k) {
      return token(k).end < text.plain.size() && text.plain[token(k).end] == '.';
    };
    if (text.get(at) != nullptr && token(at).lower.size() == 1 && token(at).capital) ++at;
    const Token* name = text.get(at);
    if (name == nullptr || !name->capital || name->lower.size() < 3 || name->upper ||
        !(name->before == ' ' || name->before == '.'))
      return false;
    if ((!dotted(i) || token(i).lower == "i") && is_ordinary(name->lower)) return false;  // "and so did I. How ..."
    if (!dotted(i) && (token(i).lower == "i" || token(i).lower == "a")) return false;
    if (token(i).first && is_ordinary(name->lower) && !is_surname(name->lower)) return false;  // "B. Next point"
    if (is_public(name->lower) || !free(at) ||
        (dotted(i) && token(i).first == false && i > 0 && cues::human(token(i - 1).lower)))
      return false;
    if (dotted(i) && is_ordinary(name->lower) && !is_surname(name->lower) && at + 1 < text.tokens.size() && i > 0 &&
        token(i).before == ' ' && token(i - 1).capital && !token(i - 1).first)
      return false;
    add(i, std::max(at, surname_end(at + 1)), Sub::full, Reason::name);
    return true;
  }

  // R.P., T.M. and, where something is said of it, JK
  bool initials(std::size_t i) const {
    const Token& t = token(i);
    const auto& plain = text.plain;
    if (t.lower.size() == 1 && t.capital) {
      std::size_t last = i;
      while (text.get(last + 1) != nullptr && token(last + 1).lower.size() == 1 && token(last + 1).capital &&
             plain.compare(token(last).end, token(last + 1).begin - token(last).end, ".") == 0) {
        ++last;
      }
      if (last == i || last > i + 2 || one_of("uk us eu ai id hr pm am ni gp", t.lower + token(i + 1).lower))
        return false;
      const std::size_t end =
          token(last).end < plain.size() && plain[token(last).end] == '.' ? token(last).end + 1 : token(last).end;
      draft.spans.push_back({t.begin, end, Type::person, Sub::initials, Reason::initials, Rank::given, {}, -1});
      return true;
    }
    if (!t.upper || text.shouted || t.lower.size() > 3 || is_public(t.lower) || is_ordinary(t.lower) ||
        is_place(t.lower))
      return false;
    if (t.lower.size() == 3 &&
        !one_of("says said told asked wants thinks refused", text.get(i + 1) != nullptr ? token(i + 1).lower : ""))
      return false;
    const bool cue = follows(text, i) || leads(text, i) ||
                     (text.get(i + 1) != nullptr && (cues::to_be(token(i + 1).lower) || token(i + 1).lower == "and"));
    if (!cue || (i > 0 && one_of("at for in the a an our", token(i - 1).lower))) return false;
    add(i, i, Sub::initials, Reason::initials);
    return true;
  }

  // "Everyone calls him Tosh", Robert "Bobbo" Tancred, known as Spike
  bool nickname(std::size_t i) const {
    if (!token(i).capital || i < 2 || token(i).lower.size() < 2) return false;
    const std::string& last = token(i - 1).lower;
    const std::string& earlier = token(i - 2).lower;
    const bool calls = one_of("call calls called calling", earlier) && one_of("him her them", last);
    const bool known = last == "as" && one_of("known nicknamed", earlier);
    const bool by = last == "by" && one_of("goes went go", earlier);
    const bool named = last == "nicknamed" || (last == "is" && earlier == "nickname");
    if (!(calls || known || by || named) || token(i).first) return false;
    add(i, i, Sub::nick, Reason::name_cue);
    return true;
  }
  bool quoted_nickname(std::size_t i) const {
    if (token(i).before != '"' || !token(i).capital || i == 0 || text.get(i + 1) == nullptr) return false;
    if (!given(i - 1) || !token(i - 1).capital || token(i + 1).before != '"' || !token(i + 1).capital) return false;
    add(i - 1, i + 1, Sub::full, Reason::name);
    return true;
  }

  bool full(std::size_t i) const {
    const Token& t = token(i);
    if (!t.capital || t.number || t.possessive) return false;
    const bool known = given(i);
    const bool word = !known && is_given_word(t.lower) && !plain_word(text, i) && !month(text, i);
    const bool strange = !known && !word && unknown(t) && !t.upper;
    if (!known && !word && !strange) return false;
    const std::size_t last = surname_end(i + 1);
    if (last == i) return false;
    const Token& family_name = token(i + 1);
    const bool surname_known = is_surname(family_name.lower) || is_given(family_name.lower);
    const bool surname_strange = unknown(family_name);
    if (word && t.first && !surname_known && !surname_strange) return false;
    if (strange && !surname_known && !(surname_strange && !organisation_before(i))) return false;
    if (strange && organisation_before(i)) return false;
    add(i, last, Sub::full, Reason::name);
    return true;
  }
  bool organisation_before(std::size_t i) const {
    return i > 0 && one_of("at for joined joining client clients left", token(i - 1).lower);
  }

  bool single(std::size_t i) const {
    const Token& t = token(i);
    if (t.number || t.lower.size() < 2) return false;
    if (is_given(t.lower) && (t.capital || t.lower.size() > 3 || lowercase_name(text, i))) {
      if (t.upper && t.lower.size() < 4 && !text.shouted && !follows(text, i)) return false;
      add(i, i, Sub::given, Reason::name);
      return true;
    }
    if (is_given_word(t.lower) && !text.shouted && used_as_name(text, i)) {
      add(i, i, Sub::given, Reason::name_cue);
      return true;
    }
    if (t.capital) return strange(i);
    if (t.lower.size() > 3 && unknown(t) && leads_surely(text, i)) {
      add(i, i, Sub::given, Reason::name_cue);
      return true;
    }
    return false;
  }

  bool strange(std::size_t i) const {
    const Token& t = token(i);
    if (t.upper || text.shouted || !unknown(t)) return false;
    const bool surname = is_surname(t.lower);
    const Token* next = text.get(i + 1);
    const bool subject = next != nullptr && next->before == ' ' && (cues::to_be(next->lower) || next->lower == "and");
    if (t.first && !follows(text, i) && !subject) return false;
    const bool before =
        i > 0 && t.before == ' ' && one_of("in at for joined near joining client the our left", token(i - 1).lower);
    if (before || t.before == '-') return false;
    // The list of given names is long, so a long name outside of it is more likely a surname.
    add(i, i, surname || t.lower.size() > 7 ? Sub::surname : Sub::given, Reason::name);
    return true;
  }

  void at(std::size_t i) const {
    if (!free(i)) return;
    static_cast<void>(titled(i) || quoted_nickname(i) || initial_and_surname(i) || initials(i) || nickname(i) ||
                      full(i) || single(i));
  }
};

}  // namespace

void find_names(Draft& draft) {
  const Namer namer{draft};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) namer.at(i);
}

}  // namespace sotto::deid
