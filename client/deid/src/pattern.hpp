// A pattern of RE2 (linear time, whatever the text), compiled when it is first needed: a text without a digit costs
// no pattern that asks for one.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace sotto::deid {

class Pattern {
 public:
  constexpr explicit Pattern(const char* source) : source_(source) {}

  // Calls `found(begin, end)` with the bytes of group 1 of each match, or of the whole match if there is no group.
  template <class Found>
  void each(std::string_view text, const Found& found) {
    const RE2& re = compiled();
    re2::StringPiece groups[2];
    const int count = re.NumberOfCapturingGroups() > 0 ? 2 : 1;
    std::size_t at = 0;
    while (at <= text.size() && re.Match({text.data(), text.size()}, at, text.size(), RE2::UNANCHORED, groups, count)) {
      const auto& hit = groups[count - 1].data() == nullptr ? groups[0] : groups[count - 1];
      const auto begin = static_cast<std::size_t>(hit.data() - text.data());
      found(begin, begin + hit.size());
      const auto whole = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
      at = whole > at ? whole : at + 1;
    }
  }
  bool in(std::string_view text) { return RE2::PartialMatch({text.data(), text.size()}, compiled()); }

 private:
  const RE2& compiled();

  const char* source_;
  std::once_flag once_;
  std::unique_ptr<const RE2> re_;
};

}  // namespace sotto::deid
