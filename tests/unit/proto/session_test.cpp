#include <doctest/doctest.h>

#include <sotto/proto/practice.hpp>

namespace sotto::proto {
namespace {

bool taken(const Said& said) { return static_cast<bool>(decode_said(encode(said))); }

SessionInvite invite() {
  SessionInvite out;
  out.people = {ParticipantId{{1}}, ParticipantId{{2}}};
  return out;
}

}  // namespace

TEST_CASE("sessions: every shortened and every flipped message is refused or means exactly what it says") {
  for (const auto& said :
       {Said{invite()}, Said{SessionReply{{}, SessionAnswer::another_time, {1}}},
        Said{SessionStart{{}, {{SessionPhase::listen, 600, 0}}}}, Said{SessionClock{{}, 1, 2, 3, 4, true}},
        Said{SessionExtend{{}, 1, SessionExtending::ask}}, Said{SessionEnd{{}, SessionEnding::stopped, 1}},
        Said{CrisisAvailable{{1}, 1}}, Said{CrisisPing{}}, Said{CrisisAnswer{}},
        Said{CrisisCheckIn{{}, CheckInWord::propose, {1}}}}) {
    const auto whole = encode(said);
    REQUIRE(decode_said(whole));
    for (std::size_t at = 0; at < whole.body.size(); ++at) {
      const auto cut =
          decode_said({whole.kind, Bytes(whole.body.begin(), whole.body.begin() + static_cast<std::ptrdiff_t>(at))});
      if (cut) CHECK(encode(*cut).body.size() == at);
      for (int bit = 0; bit < 8; ++bit) {
        auto flipped = whole;
        flipped.body[at] = static_cast<std::uint8_t>(flipped.body[at] ^ (1 << bit));
        const auto read = decode_said(flipped);
        if (read) CHECK(encode(*read).body == flipped.body);
      }
    }
  }
}

TEST_CASE(
    "sessions: an invitation names two to twelve different people, two seats among them, and a label that keeps") {
  CHECK(taken(invite()));
  for (int i = 0; i < 9; ++i) {
    INFO(i);
    auto bad = invite();
    if (i == 0) bad.people.pop_back();
    if (i == 1) bad.people.assign(13, ParticipantId{});
    if (i == 2) bad.people[1] = bad.people[0];
    if (i == 3) bad.receiver = 0;
    if (i == 4) bad.sender = 2;
    if (i == 5) bad.presenter = 2;
    if (i == 6) bad.minutes = limits_of_session::minutes_most + 1;
    if (i == 7) bad.label = LabelCode::influence;
    if (i == 8) bad.kind = SessionKind::companion;  // nothing of it travels
    CHECK_FALSE(taken(bad));
  }
}

TEST_CASE("sessions: a plan has phases that exist, and seconds that a person could sit through") {
  const SessionStep good{SessionPhase::explore, 1200, 0};
  CHECK(taken(SessionStart{{}, {good}}));
  CHECK_FALSE(taken(SessionStart{{}, {}}));
  CHECK_FALSE(taken(SessionStart{{}, {{static_cast<SessionPhase>(8), 600, 0}}}));
  CHECK_FALSE(taken(SessionStart{{}, {{SessionPhase::listen, 9, 0}}}));
  CHECK_FALSE(taken(SessionStart{{}, {{SessionPhase::listen, 3601, 0}}}));
  CHECK_FALSE(taken(SessionStart{{}, {{SessionPhase::listen, 600, 12}}}));
  CHECK_FALSE(taken(SessionStart{{}, std::vector<SessionStep>(33, {SessionPhase::listen, 10, 0})}));
  CHECK_FALSE(taken(SessionStart{{}, std::vector<SessionStep>(13, good)}));  // more than three hours
}

TEST_CASE("sessions: a word of the clock has no absurd number in it") {
  CHECK(taken(SessionClock{{}, 0, 31, 3900, 120, true}));
  CHECK_FALSE(taken(SessionClock{{}, 1001, 0, 0, 0, false}));
  CHECK_FALSE(taken(SessionClock{{}, 0, 32, 0, 0, false}));
  CHECK_FALSE(taken(SessionClock{{}, 0, 0, 3901, 0, false}));
  CHECK_FALSE(taken(SessionClock{{}, 0, 0, 0, 121, false}));
  CHECK_FALSE(taken(SessionReply{{}, SessionAnswer::yes, {1}}));
  CHECK_FALSE(taken(SessionReply{{}, SessionAnswer::another_time, {}}));
}

TEST_CASE("crisis: availability has kinds exactly when it has an end, and a proposal has a time") {
  CHECK(taken(CrisisAvailable{}));
  CHECK_FALSE(taken(CrisisAvailable{{1}, 0}));
  CHECK_FALSE(taken(CrisisAvailable{{}, 1}));
  CHECK_FALSE(taken(CrisisAvailable{{1}, 16}));
  CHECK_FALSE(taken(CrisisPing{{}, static_cast<CrisisKind>(5)}));
  CHECK_FALSE(taken(CrisisCheckIn{{}, CheckInWord::propose, {}}));
  CHECK_FALSE(taken(CrisisCheckIn{{}, CheckInWord::yes, {1}}));
}

}  // namespace sotto::proto
