// What cannot be promised, by country: versioned data files (client/practice/packs), embedded at build time. Not legal
// advice; a card whose legal ground nobody has confirmed says so in its own text.
#pragma once

#include <string>
#include <vector>

#include <sotto/base/result.hpp>
#include <sotto/proto/practice.hpp>

namespace sotto::practice {

struct PackCard {
  proto::CarveOut card;
  std::string title, source;
  bool confirmed = false;
  bool addon = false;  // only on request: not everybody's work meets it
};
struct Pack {
  std::string code, name, reviewed, review_by;
  std::uint32_t version = 0;
  std::vector<PackCard> cards;
};
const std::vector<Pack>& packs();
const Pack* find_pack(std::string_view code);
Result<Pack> parse_pack(std::string_view file);  // malformed

}  // namespace sotto::practice
