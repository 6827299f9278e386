// Sessions and crisis as they travel: kinds 32 to 38 and 48 to 52 of docs/protocol.md section 15. Who takes part is
// named by random participant ids, so that the same messages serve a pair and a circle; a seat is a position in the
// list of participants, which is also the rota: seat 0 keeps the time first.
#pragma once

#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>

namespace sotto::proto {

enum class LabelCode : std::uint8_t;  // practice.hpp

using SessionId = Id<struct SessionIdTag, 16>;
using ParticipantId = Id<struct ParticipantIdTag, 16>;
using PingId = Id<struct PingIdTag, 16>;

namespace limits_of_session {
inline constexpr std::size_t people_max = 12;
inline constexpr std::size_t steps_max = 32;
inline constexpr std::uint32_t step_least = 10;     // seconds
inline constexpr std::uint32_t step_most = 3600;    // seconds
inline constexpr std::uint32_t minutes_most = 180;  // of a whole session
inline constexpr std::uint32_t extension = 300;     // seconds, once in a step and with everybody's consent
inline constexpr std::uint32_t pause = 120;         // seconds
inline constexpr std::uint32_t terms_most = 1000;   // how often the rota may move on
}  // namespace limits_of_session

// ---- sessions ----
enum class SessionKind : std::uint8_t { buddy = 1, reciprocal = 2, companion = 3 };  // companion never travels
enum class SessionPhase : std::uint8_t { arrive = 1, listen, clarify, explore, action, review, close };
struct SessionStep {
  SessionPhase phase = SessionPhase::arrive;
  std::uint32_t seconds = 0;
  std::uint32_t presenter = 0;  // a seat
  bool operator==(const SessionStep&) const = default;
};
struct SessionInvite {
  SessionId session;
  SessionKind kind = SessionKind::buddy;
  Timestamp starts_at;
  std::uint32_t minutes = 60;
  LabelCode label{1};  // vault or think: how what is said in it is treated
  std::vector<ParticipantId> people;
  std::uint32_t sender = 0, receiver = 1;  // their seats
  std::uint32_t presenter = 0;             // who presents, or presents first
};
enum class SessionAnswer : std::uint8_t { yes = 1, no = 2, another_time = 3 };
struct SessionReply {
  SessionId session;
  SessionAnswer answer = SessionAnswer::yes;
  Timestamp starts_at;  // of another_time only
};
struct SessionStart {
  SessionId session;
  std::vector<SessionStep> steps;
};
struct SessionClock {  // from whoever keeps the time: where we are
  SessionId session;
  std::uint32_t term = 0;  // how often the rota has moved on; seat term mod people keeps the time
  std::uint32_t step = 0;
  std::uint32_t seconds_left = 0;
  std::uint32_t pause_left = 0;  // seconds; 0: it runs
  bool extended = false;
};
struct SessionPause {
  SessionId session;
  bool on = true;
};
enum class SessionExtending : std::uint8_t { ask = 1, agree = 2, no = 3 };
struct SessionExtend {
  SessionId session;
  std::uint32_t step = 0;
  SessionExtending how = SessionExtending::ask;
};
enum class SessionEnding : std::uint8_t { finished = 1, stopped = 2, cancelled = 3 };
struct SessionEnd {
  SessionId session;
  SessionEnding how = SessionEnding::finished;
  std::uint32_t term = 0;
};

// ---- crisis ----
enum class CrisisKind : std::uint8_t { upset = 1, decision = 2, safety = 3, exec = 4 };
inline constexpr std::uint32_t every_crisis_kind = 15;  // one bit for each kind: 1 << (kind - 1)
struct CrisisAvailable {
  Timestamp until;  // 0, and no kinds: no longer
  std::uint32_t kinds = 0;
};
struct CrisisPing {  // nothing else: no content, ever
  PingId ping;
  CrisisKind kind = CrisisKind::upset;
};
struct CrisisTake {
  PingId ping;
};
enum class CrisisOutcome : std::uint8_t { yours = 1, taken = 2, over = 3 };
struct CrisisAnswer {
  PingId ping;
  CrisisOutcome outcome = CrisisOutcome::yours;
};
enum class CheckInWord : std::uint8_t { propose = 1, yes = 2, no = 3 };
struct CrisisCheckIn {
  PingId ping;
  CheckInWord word = CheckInWord::propose;
  Timestamp at;  // of propose only
};

}  // namespace sotto::proto
