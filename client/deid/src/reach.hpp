// How much of a sentence belongs to a sensitive fact: "seven months pregnant", "has bipolar disorder", "three rounds of
// IVF", "a conviction for theft". Whoever reads the finding sees the whole of it, with the verb that ties it to
// somebody.
#pragma once

#include "draft.hpp"

namespace sotto::deid {

class Reach {
 public:
  explicit Reach(const Draft& draft) : draft_(draft), text_(draft.text) {}
  std::size_t left(std::size_t i) const;  // from the fact's first word
  std::size_t verbs(std::size_t i) const;
  std::size_t right(std::size_t i, Type type) const;  // from its last word
  bool joined(std::size_t i) const;                   // nothing but a space or a hyphen before it, in one sentence

 private:
  std::string_view lower(std::size_t i) const;
  bool free(std::size_t i) const;  // one may go left from `i`
  std::size_t qualifiers(std::size_t i) const;
  std::size_t article(std::size_t i) const;
  std::size_t head(std::size_t i) const;
  bool tied_verb(std::size_t i) const;
  std::size_t object(std::size_t i) const;
  std::size_t compound(std::size_t i, Type type) const;

  const Draft& draft_;
  const Text& text_;
};

}  // namespace sotto::deid
