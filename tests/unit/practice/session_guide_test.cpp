#include <numeric>
#include <set>

#include <doctest/doctest.h>

#include <sotto/practice/session_guide.hpp>

using namespace sotto;
using namespace sotto::practice;
using proto::SessionKind;
using proto::SessionPhase;

namespace {

std::uint32_t total(const std::vector<proto::SessionStep>& steps) {
  return std::accumulate(steps.begin(), steps.end(), std::uint32_t{0},
                         [](std::uint32_t sum, const auto& step) { return sum + step.seconds; });
}

}  // namespace

TEST_CASE("session guide: an hour has the minutes of practice, and shorter ones keep their proportions") {
  const auto hour = session_plan(SessionKind::buddy, 0, 0, 2);
  std::vector<std::uint32_t> minutes;
  for (const auto& step : hour) minutes.push_back(step.seconds / 60);
  CHECK(minutes == std::vector<std::uint32_t>{5, 10, 5, 20, 10, 7, 3});
  CHECK(total(session_plan(SessionKind::reciprocal, 0, 1, 2)) == 90 * 60);
  for (const std::uint32_t wanted : {2U, 17U, 30U, 45U, 180U}) {
    CHECK(total(session_plan(SessionKind::buddy, wanted, 0, 2)) <= wanted * 60 + 30);
    CHECK(total(session_plan(SessionKind::buddy, wanted, 0, 2)) + 60 >= wanted * 60);
  }
  const auto both = session_plan(SessionKind::reciprocal, 0, 1, 2);
  CHECK(both.front().presenter == 1);
  CHECK(both[6].presenter == 0);
}

TEST_CASE("session guide: who listens acknowledges, then asks for facts, then asks openly; the presenter is free") {
  using R = SessionRole;
  CHECK(composer_rule(SessionPhase::listen, R::listener) == ComposerRule::acknowledge);
  CHECK(composer_rule(SessionPhase::clarify, R::listener) == ComposerRule::one_question);
  CHECK(composer_rule(SessionPhase::explore, R::listener) == ComposerRule::nudge);
  CHECK(composer_rule(SessionPhase::explore, R::listener, proto::Ask::view) == ComposerRule::free);
  for (int phase = 1; phase <= 7; ++phase) {
    CHECK(composer_rule(static_cast<SessionPhase>(phase), R::presenter) == ComposerRule::free);
  }
  CHECK(admits(ComposerRule::acknowledge, "go on."));
  CHECK(admits(ComposerRule::acknowledge, "  I hear you\n"));
  CHECK_FALSE(admits(ComposerRule::acknowledge, "go on, and then leave"));
  CHECK(admits(ComposerRule::one_question, "When was that?"));
  CHECK_FALSE(admits(ComposerRule::one_question, "When was that"));
  CHECK_FALSE(admits(ComposerRule::one_question, "It was late.\nWhen was that?"));
  CHECK(admits(ComposerRule::nudge, "You should ring them."));  // a nudge never blocks
}

TEST_CASE("session guide: a sentence that begins as advice does is offered as a question") {
  for (const auto* advice :
       {"You should ring them", "have you tried talking to her?", "If I were you, I would wait.", "I would wait",
        "Why don't you ask?", "Why don\xe2\x80\x99t you ask?", "Well, maybe you could write it down.",
        "That sounds hard. You need to stop.", "I'd tell him"}) {
    INFO(advice);
    const auto question = reads_as_advice(advice);
    REQUIRE(question);
    CHECK(question->ends_with("?"));
    CHECK_FALSE(reads_as_advice(*question));
  }
  for (const auto* open : {"What would happen if you told her?", "Who else knows?", "I wonder what it cost you.", "",
                           "What should you do?", "Could you say more?", "I wouldn't know.", "Your shouldering this"}) {
    INFO(open);
    CHECK_FALSE(reads_as_advice(open));
  }
}

TEST_CASE("session guide: three prompts at a time, the same for the same seed, and all before any comes again") {
  const auto all = session_prompts().size();
  CHECK(all == 17);
  PromptHand hand(42);
  CHECK(PromptHand(42).hand() == hand.hand());
  CHECK(PromptHand(42, hand.drawn(), hand.hand()).hand() == hand.hand());
  std::set<std::uint8_t> seen(hand.hand().begin(), hand.hand().end());
  CHECK(seen.size() == 3);
  for (std::size_t i = 3; i < all; ++i) {
    const auto before = hand.hand();
    hand.swap(i % 3);
    CHECK(hand.hand()[(i + 1) % 3] == before[(i + 1) % 3]);
    CHECK(seen.insert(hand.hand()[i % 3]).second);
  }
  for (int i = 0; i < 50; ++i) {
    hand.deal();
    CHECK(std::set<std::uint8_t>(hand.hand().begin(), hand.hand().end()).size() == 3);
    for (const auto card : hand.hand()) CHECK(card < all);
  }
  CHECK(PromptHand(43).hand() != PromptHand(42).hand());
}

TEST_CASE("session guide: every phase has a cue card for both") {
  for (int phase = 1; phase <= 7; ++phase) {
    const auto& card = cue_card(static_cast<SessionPhase>(phase));
    CHECK_FALSE(card.name.empty());
    CHECK_FALSE(card.presenter.empty());
    CHECK_FALSE(card.listener.empty());
  }
}
