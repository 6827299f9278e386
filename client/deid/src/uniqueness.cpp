// What makes somebody the only one, or one of very few.
#include <algorithm>

#include "cues.hpp"
#include "draft.hpp"
#include "phrase.hpp"

namespace sotto::deid {
namespace {

using cues::one_of;

struct Finder : Phrases {
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

void find_uniqueness(Draft& draft) {
  const Finder finder{{draft}};
  for (std::size_t i = 0; i < draft.text.tokens.size(); ++i) {
    static_cast<void>(finder.only(i) || finder.few(i) || finder.ranked(i));
  }
}

}  // namespace sotto::deid
