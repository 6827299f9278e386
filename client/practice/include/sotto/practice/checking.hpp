// The check on what a person is about to share: the text is read with the names of its case, what the person has
// decided to keep there, and the names of other cases and other profiles. It points out; whether it goes is the
// person's choice.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sotto/deid/check.hpp>
#include <sotto/practice/types.hpp>

namespace sotto::practice {

struct CheckAsk {
  std::string text;
  std::string case_ref;              // none: a text of no case, which should name nobody of any
  std::optional<Audience> audience;  // none: the case's; without a case what a buddy knows
};

// What a person does with a finding, and why a text goes although the check said stop. Counted on this device only.
enum class Choice : std::uint8_t { replace = 1, reword = 2, keep = 3, not_identifier = 4 };
enum class Despite : std::uint8_t { they_agreed = 1, about_me = 2, false_alarm = 3, safety = 4 };
struct ChoiceCount {
  deid::Type type = deid::Type::person;
  std::int64_t replaced = 0, reworded = 0, kept = 0, not_identifier = 0;
  bool dot = false;  // it was said so often that it is none, that findings of this type are a dot from now on
};
struct DespiteCount {
  Despite why = Despite::they_agreed;
  std::int64_t times = 0;
};
struct CheckCounts {
  std::vector<ChoiceCount> choices;
  std::vector<DespiteCount> despite;
};
struct Chosen {
  std::string case_ref;  // none: counted, not remembered
  std::string surface;   // the words of the text
  deid::Type type = deid::Type::person;
  Choice choice = Choice::keep;
};

// Whether a folded run of words belongs to another profile of this device.
using Elsewhere = std::function<std::optional<deid::Kind>(std::string_view folded)>;

}  // namespace sotto::practice
