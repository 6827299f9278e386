// Roles that one person holds, relations, and what makes somebody the only one.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "lists.hpp"
#include "phrase.hpp"

namespace sotto::deid {

// From `i`: up to `most` words until something that ends a noun phrase; answers the last token, or i - 1.
std::size_t phrase_end(const Text& text, std::size_t i, std::size_t most) {
  std::size_t last = i - 1;
  for (std::size_t k = i; k < i + most && k < text.tokens.size(); ++k) {
    const Token& t = text.tokens[k];
    const bool close = t.before == ' ' || t.before == '-' || t.before == '\'' || t.before == '/';
    if (t.first || (k > 0 && k > i - 1 && !close) || cues::stop(t.lower) || cues::preposition(t.lower)) break;
    last = k;
  }
  return last;
}

// The same with a prepositional phrase behind it: "wheelchair user in the Dundee office".
std::size_t long_phrase_end(const Text& text, std::size_t i, std::size_t most) {
  std::size_t last = phrase_end(text, i, most);
  if (last + 1 == i) return last;
  const Token* next = text.get(last + 1);
  if (next == nullptr || next->before != ' ' || next->first || !cues::preposition(next->lower)) return last;
  std::size_t from = last + 2;
  if (text.get(from) != nullptr && cues::determiner(text.tokens[from].lower)) ++from;
  const std::size_t end = phrase_end(text, from, 3);
  return end >= from && text.get(end) != nullptr ? end : last;
}

namespace {

using cues::one_of;

struct Finder {
  Draft& draft;
  const Text& text = draft.text;

  std::string_view lower(std::size_t i) const {
    return i < text.tokens.size() ? std::string_view(text.tokens[i].lower) : std::string_view();
  }
  bool close(std::size_t i) const {  // nothing but a space or a hyphen before it
    return i < text.tokens.size() && !text.tokens[i].first &&
           (text.tokens[i].before == ' ' || text.tokens[i].before == '-');
  }
  void add(std::size_t first, std::size_t last, Type type, Sub sub, Reason why, Rank rank) const {
    draft.add(first, last, type, sub, why, rank);
  }

  // The words of an executive's title from `i`: chief executive, finance director, MD. Answers their last token or i
  // - 1.
  std::size_t executive(std::size_t i) const {
    const auto w = lower(i), next = close(i + 1) ? lower(i + 1) : std::string_view(),
               third = close(i + 2) ? lower(i + 2) : std::string_view();
    if (w == "chief") {
      if (one_of("executive exec", next)) return one_of("officer", third) ? i + 2 : i + 1;
      if (third == "officer") return i + 2;
      if (next == "of" && third == "staff") return i + 2;
      if (one_of("constable", next)) return i + 1;
    }
    if (one_of("vice deputy", w) && one_of("president chancellor chair chairman ceo principal head", next))
      return i + 1;
    if (one_of("head", w) && one_of("teacher master", next)) return i + 1;
    if (one_of("managing senior founding equity", w) && next == "partner") return i + 1;
    if (one_of("ceo cfo coo cto cio cpo chro cmo ciso md fd hrd vp gm headteacher headmaster headmistress chairman "
               "chairwoman chairperson "
               "treasurer bursar provost",
               w)) {
      return i;
    }
    if (w == "chair" && next == "of") {
      const std::size_t from = one_of("the our", third) ? i + 3 : i + 2;
      if (one_of("trustees governors board directors council committee", lower(from))) return from;
    }
    if (one_of("board", w) && one_of("chair chairman", next)) return i + 1;
    for (std::size_t k = i + 1; k <= i + 3 && close(k); ++k) {
      if (lower(k) == "director" && !one_of("investigating", w)) return k;
      if (cues::stop(lower(k)) || (cues::preposition(lower(k)) && lower(k) != "of")) break;
    }
    if (w == "director" && next == "of") {
      const std::size_t end = phrase_end(text, i + 2, 3);
      if (end > i + 1) return end;
    }
    return i - 1;
  }
  // Titles that point at one person only when they are mine or ours.
  bool own_executive(std::size_t i) const {
    return one_of("director directors chair president founder principal head ceo owner dean trustee", lower(i));
  }

  bool exec(std::size_t i) const {
    const bool own = one_of("my our", lower(i));
    if (!own && lower(i) != "the") {
      // without an article: "CEO has asked me"
      if (!one_of("ceo cfo coo cto md", lower(i)) || !text.tokens[i].upper || text.shouted ||
          draft.taken(text.tokens[i]))
        return false;
      if (i > 0 && one_of("a an the your any every their his her to as", lower(i - 1)) && !text.tokens[i].first)
        return false;
      add(i, i, Type::role, Sub::exec, Reason::role_exec, Rank::role);
      return true;
    }
    std::size_t at = i + 1;
    while (one_of("own new current former old acting interim outgoing previous then ex late big overall global group "
                  "regional executive non-executive",
                  lower(at)) &&
           close(at) && lower(at + 1) != "officer")
      ++at;
    if (at >= text.tokens.size() || !close(at)) return false;
    std::size_t last = executive(at);
    if (last + 1 == at) {
      const bool speaks =
          lower(at) == "head" && (cues::says(lower(at + 1)) || one_of("is was has wants", lower(at + 1)));
      if (!(own && own_executive(at)) && !one_of("owner founder", lower(at)) && !speaks) return false;
      last = at;
    }
    if (one_of("of", lower(last + 1)) && one_of("a an any every each", lower(last + 2))) return false;
    add(i, last, Type::role, Sub::exec, Reason::role_exec, Rank::role);
    return true;
  }

  bool field(std::string_view w) const {  // what only one manager has
    return one_of(
        "payroll finance warehouse it facilities site branch store plant depot practice office operations ops "
        "marketing sales "
        "production quality lab laboratory ward kitchen night transport fleet compliance estates stores catering "
        "workshop factory "
        "centre center general shop hotel restaurant bar area regional security safety data procurement purchasing "
        "logistics "
        "maintenance technical engineering creative digital communications comms press events fundraising volunteer "
        "programme "
        "business legal risk audit treasury tax credit legal health safeguarding admissions exams curriculum "
        "sixth-form pastoral "
        "boarding housing care home clinic theatre pharmacy laundry housekeeping reception front-desk bakery deli "
        "dairy farm yard "
        "dispatch goods-in machine print post mail room export import customer service contact call brand product "
        "design studio "
        "r&d research grants membership policy training learning talent reward benefits recruitment resourcing wages "
        "accounts "
        "ledger commercial contracts bid estimating planning shift duty deputy assistant senior lead duty school",
        w);
  }
  bool sole_post(std::size_t i, std::size_t* last) const {  // posts there is one of
    const auto w = lower(i), next = close(i + 1) ? lower(i + 1) : std::string_view();
    if (one_of("caretaker bookkeeper receptionist matron chaplain janitor groundsman gardener postmaster quartermaster "
               "librarian registrar "
               "senco dpo beekeeper webmaster sysadmin nightwatchman",
               w)) {
      return *last = i, true;
    }
    if ((w == "company" && next == "secretary") || (w == "financial" && next == "controller") ||
        (w == "night" && next == "porter") || (w == "data" && next == "protection") ||
        (w == "personal" && next == "assistant") ||
        (w == "head" && one_of("chef gardener porter cook nurse girl boy brewer baker", next)) ||
        (w == "school" && one_of("nurse secretary", next)) || (w == "office" && next == "junior") ||
        (w == "executive" && one_of("assistant chef", next))) {
      *last = i + 1 + (next == "protection" && lower(i + 2) == "officer" ? 1 : 0);
      return true;
    }
    if (w == "head" && next == "of") {
      const std::size_t end = phrase_end(text, i + 2, 3);
      return *last = end, end > i + 1;
    }
    return false;
  }
  bool unique_role(std::size_t i) const {
    if (!one_of("my our the", lower(i))) return false;
    std::size_t at = i + 1, last = 0;
    while (one_of("own new current former old acting interim previous then ex lone", lower(at)) && close(at)) ++at;
    if (!close(at)) return false;
    bool found = sole_post(at, &last);
    for (std::size_t k = at; !found && k < at + 3 && field(lower(k)) && close(k + 1); ++k) {
      if (cues::rank(lower(k + 1)) && !one_of("head partner", lower(k + 1))) last = k + 1, found = true;
    }
    if (!found && one_of("pa bookkeeper accountant solicitor", lower(at)) && one_of("my our", lower(i)))
      last = at, found = true;
    if (!found) return false;
    add(i, last, Type::role, Sub::unique, Reason::role_unique, Rank::role);
    return true;
  }

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
         (cues::rank(lower(verb + 2)) || cues::human(lower(verb + 2)) || executive(verb + 2) >= verb + 2 ||
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

  bool about_writer(std::size_t i) const {  // "I am the only one who ..."
    for (std::size_t k = i; k > 0 && i - k < 5; --k) {
      if (text.tokens[k].first) return one_of("i i'm im we we're", lower(k)) && i != k;
      if (one_of("i i'm im me being feel", lower(k - 1))) return true;
      if (one_of("he she who they it there", lower(k - 1))) return false;
    }
    return false;
  }
  // Words that end like a doer or belonger: speaker, pianist, librarian.
  bool doer(std::string_view w) const {
    if (w.size() < 5 ||
        one_of("manner matter letter number order offer factor answer paper computer error other never rather "
               "remainder reminder "
               "chapter folder helper header trainer matters letters numbers orders answers papers corner danger power",
               w)) {
      return false;
    }
    const auto ends = [&](std::string_view tail) {
      return w.size() > tail.size() && w.substr(w.size() - tail.size()) == tail;
    };
    return ends("er") || ends("ers") || ends("ist") || ends("ian") || ends("ee") || ends("man") || ends("woman") ||
           ends("ess") || ends("hand");
  }
  bool people_in(std::size_t first, std::size_t last) const {
    for (std::size_t k = first; k <= last; ++k) {
      if (cues::human(lower(k)) || cues::rank(lower(k)) || doer(lower(k))) return true;
      if (text.tokens[k].capital && k > first) return true;
    }
    return one_of("one black asian deaf blind muslim gay", lower(first));
  }

  // the only wheelchair user in the Dundee office
  bool only(std::size_t i) const {
    const auto w = lower(i);
    if (!one_of("only sole lone single", w) || i == 0 || !close(i)) return false;
    const bool determined =
        one_of("the our my their its an", lower(i - 1)) || (i > 1 && one_of("the our", lower(i - 2)));
    if (!determined) return false;
    const auto next = lower(i + 1);
    if (!close(i + 1) || cues::stop(next) || cues::preposition(next)) return false;
    if (one_of("thing things way ways time times reason question option options part day week step problem answer "
               "point difference choice "
               "place good bad real other solution alternative exception evidence issue note advice comfort rule "
               "document record "
               "policy meeting fair honest sensible safe right kind sort long quick source proof fact outcome route "
               "word words thread",
               next)) {
      return false;
    }
    if (about_writer(i)) return false;
    const std::size_t last = long_phrase_end(text, i + 1, 5);
    if (last < i + 1 || last >= text.tokens.size()) return false;
    if (next == "one" && !one_of("in on at of with here there", lower(i + 2))) return false;
    if (one_of("thing question way reason point option document", lower(last))) return false;
    if (!people_in(i + 1, last)) return false;
    if (lower(i - 1) == "an" || (w == "single" && !people_in(i + 1, last))) return false;
    const bool there = close(last + 1) && one_of("here there", lower(last + 1));
    add(one_of("the our my their its", lower(i - 1)) ? i - 1 : i, there ? last + 1 : last, Type::unique, Sub::none,
        Reason::unique, Rank::unique);
    return true;
  }
  // one of (only) two women; only one Black manager; our one receptionist
  bool few(std::size_t i) const {
    if (lower(i) == "one" && lower(i + 1) == "of") {
      std::size_t k = i + 2;
      while (one_of("only just the our about", lower(k))) ++k;
      if (!one_of("two three four 2 3 4", lower(k)) || about_writer(i)) return false;
      const std::size_t last = long_phrase_end(text, k + 1, 4);
      if (last >= text.tokens.size() || (last > k && !people_in(k + 1, last) && !one_of("who on in", lower(last + 1))))
        return false;
      add(i, std::max(last, k), Type::unique, Sub::none, Reason::unique, Rank::unique);
      return true;
    }
    const bool counted = one_of("one 1 two", lower(i)) && i > 0 && close(i);
    if (!counted || one_of("of", lower(i + 1))) return false;
    const bool limited =
        one_of("only just", lower(i - 1)) ||
        (i > 1 && lower(i - 2) == "only" && one_of("have had got has employ employs is", lower(i - 1)));
    const bool ours = one_of("our my", lower(i - 1)) || (lower(i - 1) == "the" && lower(i) == "one");
    if (!limited && !ours) return false;
    const std::size_t last = long_phrase_end(text, i + 1, 4);
    if (last < i + 1 || last >= text.tokens.size() || !people_in(i + 1, last)) return false;
    if (ours && lower(i) == "two") return false;
    add(i - 1, last, Type::unique, Sub::none, Reason::unique, Rank::unique);
    return true;
  }
  // the first woman to run the foundry, our oldest driver, nobody else here has
  bool ranked(std::size_t i) const {
    std::size_t k = i;
    if (!one_of("the our my their", lower(i))) return false;
    ++k;
    const bool most = (lower(k) == "most" && one_of("senior junior", lower(k + 1))) ||
                      (one_of("longest", lower(k)) && lower(k + 1) == "serving");
    if (most) ++k;
    if (!most && !one_of("first last oldest youngest eldest tallest longest-serving newest", lower(k))) return false;
    std::size_t last = phrase_end(text, k + 1, 4);
    if (last < k + 1 || last >= text.tokens.size() || !people_in(k + 1, last)) return false;
    if (one_of("first last newest", lower(k)) &&
        !one_of("woman man female male black asian muslim gay deaf blind disabled openly", lower(k + 1)))
      return false;
    if (close(last + 1) && lower(last + 1) == "to")
      last = std::max(last + 1, long_phrase_end(text, last + 2, 4));
    else
      last = std::max(last, long_phrase_end(text, k + 1, 4));
    if (last >= text.tokens.size()) return false;
    add(i, last, Type::unique, Sub::none, Reason::unique, Rank::unique);
    return true;
  }
};

}  // namespace

void find_people(Draft& draft) {
  const Finder finder{draft};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) {
    static_cast<void>(finder.possessed_kin(i) || finder.related(i) || finder.kin_at_work(i));
    static_cast<void>(finder.only(i) || finder.few(i) || finder.ranked(i));
    static_cast<void>(finder.exec(i) || finder.unique_role(i));
  }
}

}  // namespace sotto::deid
