// Forms of speech, for what no list of words can hold: "diagnosed with ~ *". A form is a row of elements: words
// (a/b/c: one of them), ~ an article or possessive, which may lack, # a count, _ any word, * a noun phrase of one to
// three words; with a ? behind it an element may lack. The first element is words or #.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "draft.hpp"

namespace sotto::deid {

class Forms {
 public:
  explicit Forms(std::string_view list);  // lines of a type, a tab, and forms between bars

  struct Found {
    Type type{};
    std::size_t tokens = 0;  // 0: none
  };
  Found longest(const Draft& draft, std::size_t i) const;

 private:
  struct Form {
    Type type{};
    std::string_view elements;
  };
  std::unordered_map<std::string_view, std::vector<Form>> by_first_word_;
};

}  // namespace sotto::deid
