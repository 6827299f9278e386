// What a session is made of, as pure functions: its plan by the minute, the cue card of each phase, what the composer
// lets through, the nudge away from advice, and the prompts.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/proto/practice.hpp>

namespace sotto::practice {

enum class SessionRole : std::uint8_t { presenter = 1, listener = 2 };

// The plan of practice, stretched or shortened to `minutes` (0: 60, reciprocal 90). `first` presents; in a reciprocal
// session every other seat follows.
std::vector<proto::SessionStep> session_plan(proto::SessionKind kind, std::uint32_t minutes, std::uint32_t first,
                                             std::uint32_t seats);
std::uint32_t usual_minutes(proto::SessionKind kind);

struct CueCard {
  std::string_view name;       // "Listen"
  std::string_view presenter;  // what to do in this phase, for each role
  std::string_view listener;
};
const CueCard& cue_card(proto::SessionPhase phase);

// ---- the composer ----
enum class ComposerRule : std::uint8_t {
  free = 1,
  acknowledge = 2,   // "go on", and nothing that leads
  one_question = 3,  // one line that ends with a question mark
  nudge = 4,         // free, but advice is pointed out
};
ComposerRule composer_rule(proto::SessionPhase phase, SessionRole role, proto::Ask ask = proto::Ask::reflect);
bool admits(ComposerRule rule, std::string_view draft);
const std::vector<std::string_view>& acknowledgements();
// The question to ask instead, when a sentence of the text begins as advice does; none when it does not.
std::optional<std::string_view> reads_as_advice(std::string_view text);

// ---- prompts ----
enum class PromptKind : std::uint8_t { normative = 1, formative = 2, restorative = 3, seven_eyes = 4 };
struct Prompt {
  PromptKind kind = PromptKind::formative;
  std::string_view text;
};
const std::vector<Prompt>& session_prompts();
// Three from a pack that the seed shuffles; the rest of the pack follows before anything comes again.
class PromptHand {
 public:
  explicit PromptHand(std::uint64_t seed, std::uint32_t drawn = 0, std::array<std::uint8_t, 3> hand = {});
  void deal();                   // three others
  void swap(std::size_t which);  // one other
  const std::array<std::uint8_t, 3>& hand() const { return hand_; }
  std::uint32_t drawn() const { return drawn_; }

 private:
  std::uint8_t draw();  // the next of the pack that is not in the hand
  std::uint64_t seed_;
  std::uint32_t drawn_;  // cards so far
  std::array<std::uint8_t, 3> hand_;
};

}  // namespace sotto::practice
