// Where a noun phrase ends, and which words are an executive's title.
#include "phrase.hpp"

#include "cues.hpp"
#include "draft.hpp"

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
}

// The words of an executive's title from `i`: chief executive, finance director, MD. Answers their last token or i
// - 1.
std::size_t executive_end(const Phrases& at, std::size_t i) {
  const auto w = at.lower(i), next = at.close(i + 1) ? at.lower(i + 1) : std::string_view(),
             third = at.close(i + 2) ? at.lower(i + 2) : std::string_view();
  if (w == "chief") {
    if (one_of("executive exec", next)) return one_of("officer", third) ? i + 2 : i + 1;
    if (third == "officer") return i + 2;
    if (next == "of" && third == "staff") return i + 2;
    if (one_of("constable", next)) return i + 1;
  }
  if (w == "general" && next == "counsel") return i + 1;
  if (one_of("vice deputy", w) && one_of("president chancellor chair chairman ceo principal head", next)) return i + 1;
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
    if (one_of("trustees governors board directors council committee", at.lower(from))) return from;
  }
  if (one_of("board", w) && one_of("chair chairman", next)) return i + 1;
  for (std::size_t k = i + 1; k <= i + 3 && at.close(k); ++k) {
    if (at.lower(k) == "director" && !one_of("investigating", w)) return k;
    if (cues::stop(at.lower(k)) || (cues::preposition(at.lower(k)) && at.lower(k) != "of")) break;
  }
  if (w == "director" && next == "of") {
    const std::size_t end = phrase_end(at.text, i + 2, 3);
    if (end > i + 1) return end;
  }
  return i - 1;
}

}  // namespace sotto::deid
