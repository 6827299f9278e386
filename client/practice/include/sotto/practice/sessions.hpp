// Sessions: an hour for one person's work, with phases, roles and one shared clock. Whoever keeps the time sends where
// we are; the others count down by themselves and are set right by each word. Casework does not travel in these
// messages: they carry the clock alone. Each public call is one event of messaging's, as in practice.hpp.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <sotto/practice/practice.hpp>
#include <sotto/practice/session_guide.hpp>

namespace sotto::practice {

using proto::SessionId;

//   mine:    invited <--another time--> asked  :theirs
//               |  yes                    |  yes
//               +-------> agreed <--------+          either, before the start: no -> declined, never mind -> cancelled
//                           |  start, by seat 0 of the rota; needs an active agreement on both ends
//                           v
//                        running ----last phase over, or anybody ends it----> ended --90 days--> gone
//
//   While it runs: anybody pauses (2 minutes, no reason; who paused may go on earlier); a phase is made 5 minutes
//   longer once, if everybody agrees; who keeps the time and is silent for 60 s is followed by the next in the rota
//   (term + 1). A companion session begins as running, has one seat, and sends nothing.
enum class SessionStage : std::uint8_t { invited = 1, asked = 2, agreed = 3, running, ended, declined, cancelled };

struct Seat {
  std::optional<BuddyId> buddy;  // none: me, or somebody I have no channel with
  bool me = false;
  bool said_yes = false;
};
struct OutcomeNote {  // the presenter's, on this device only
  std::string noticed, will, will_not, find_out, by_when, who_else;
  bool operator==(const OutcomeNote&) const = default;
};
struct Session {
  SessionId id;
  proto::SessionKind kind = proto::SessionKind::buddy;
  SessionStage stage = SessionStage::invited;
  proto::LabelCode label = proto::LabelCode::vault;
  Timestamp starts_at;
  std::uint32_t minutes = 60;
  std::vector<Seat> seats;
  std::vector<proto::SessionStep> steps;
  std::size_t step = 0;
  Duration left;        // of this step
  Duration pause_left;  // 0: it runs
  bool extended = false;
  std::optional<std::size_t> extension_asked_by;  // a seat
  bool extension_agreed_by_me = false;
  std::size_t me = 0, timekeeper = 0;  // seats
  bool timekeeper_silent = false;
  SessionRole role = SessionRole::presenter;  // mine in this step
  std::array<std::size_t, 3> prompts{};       // of session_prompts()
  std::string case_ref;
  std::optional<OutcomeNote> note;
  std::optional<Timestamp> started, ended, purge_on;
  bool held = false;
};
struct NewSession {
  std::vector<BuddyId> with;
  proto::SessionKind kind = proto::SessionKind::buddy;
  Timestamp starts_at;        // 0: now
  std::uint32_t minutes = 0;  // 0: as long as the kind is
  proto::LabelCode label = proto::LabelCode::vault;
  bool i_present = true;
  std::string case_ref;  // of mine; it is not sent
};
struct Reply {
  proto::SessionAnswer answer = proto::SessionAnswer::yes;
  Timestamp starts_at;  // of another_time
};

class Sessions {
 public:
  explicit Sessions(Practice& practice) : practice_(practice) {}
  Result<Session> invite(const NewSession& what, Now now);
  Result<Session> companion(const NewSession& what, Now now);  // beside a call or a coffee
  Result<Session> reply(const SessionId& id, const Reply& reply, Now now);
  Result<Session> start(const SessionId& id, Now now);
  Result<Session> next(const SessionId& id, Now now);  // who keeps the time moves on
  Result<Session> pause(const SessionId& id, Now now);
  Result<Session> resume(const SessionId& id, Now now);
  Result<Session> extend(const SessionId& id, bool agree, Now now);  // asks, or answers who asked
  Result<Session> end(const SessionId& id, Now now);
  Result<Session> swap_prompt(const SessionId& id, std::size_t which, Now now);  // 0 to 2
  Result<Session> deal_prompts(const SessionId& id, Now now);                    // three others
  Result<Session> set_note(const SessionId& id, const OutcomeNote& note, Now now);
  Result<Session> delete_note(const SessionId& id, Now now);
  Result<std::vector<Session>> list(Now now);  // newest first
  Result<Session> find(const SessionId& id, Now now);
  Result<Session> current(Now now);                          // the one that runs, or the next; not_found
  Result<CpdEntry> cpd_entry(const SessionId& id, Now now);  // filled in as far as it can be, without names

 private:
  template <class Act>
  Result<Session> change(const SessionId& id, Now now, Act&& act);
  Practice& practice_;
};

}  // namespace sotto::practice
