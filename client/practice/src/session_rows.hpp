// Rows of `session` and `session_seat`. The note is sealed under the shelf of the case that the session names, else
// under a shelf of its own. Inside session*.cpp only.
#pragma once

#include <sotto/practice/sessions.hpp>
#include <sotto/store/transaction.hpp>

#include "session_time.hpp"

namespace sotto::practice {

struct SeatRow {
  proto::ParticipantId id;
  std::optional<BuddyId> buddy;
  bool said_yes = false;
  std::optional<MessageId> word;  // the last word of the clock to this seat, while nobody has confirmed it
};
struct SessionRow {
  SessionId id;
  proto::SessionKind kind = proto::SessionKind::buddy;
  SessionStage stage = SessionStage::invited;
  proto::LabelCode label = proto::LabelCode::vault;
  Timestamp starts_at;
  std::uint32_t minutes = 60;
  std::uint32_t presenter = 0;
  std::vector<SeatRow> seats;
  std::uint32_t me = 0;
  std::vector<proto::SessionStep> steps;
  SessionTime time;
  std::uint32_t term_before = 0;  // before I took the time over; back to it when that is refused
  Anchor heard;   // who keeps the time: when the last confirmed word of mine was sent; else when one last came
  Anchor spoken;  // when a word was last due
  Anchor sent;    // when one was last sent
  std::optional<std::uint32_t> paused_by;
  std::optional<std::uint32_t> asked_by;  // for more time in this step
  std::uint32_t agreed = 0;               // seats that want it, one bit each
  std::uint64_t seed = 0;
  std::uint32_t drawn = 0;
  std::array<std::uint8_t, 3> hand{};
  std::int64_t shelf = 0;
  std::optional<std::int64_t> casefile;
  Timestamp started, ended, purge_on;  // 0: not yet

  std::size_t timekeeper() const { return time.term % seats.size(); }
  bool leads() const { return timekeeper() == me; }
  bool runs() const { return stage == SessionStage::running; }
  bool is_open() const { return stage <= SessionStage::running; }
};

std::optional<SessionRow> load_session(store::Transaction& tx, const SessionId& id);
std::vector<SessionId> session_ids(store::Transaction& tx);  // newest first
std::vector<SessionId> open_sessions(store::Transaction& tx);
std::vector<SessionId> running_sessions(store::Transaction& tx);
std::vector<SessionId> open_sessions_with(store::Transaction& tx, const BuddyId& buddy);
std::optional<SessionId> session_of_word(store::Transaction& tx, const MessageId& word);
void insert_session(store::Transaction& tx, const SessionRow& row);
void save_session(store::Transaction& tx, const SessionRow& row);

void keep_note(store::Transaction& tx, Random& random, const SessionRow& row, const OutcomeNote& note);
void drop_note(store::Transaction& tx, const SessionRow& row);
std::optional<OutcomeNote> load_note(store::Transaction& tx, const SessionRow& row);

// ---- retention ----
bool sessions_due(store::Transaction& tx, Timestamp now);
std::size_t purge_sessions(store::Transaction& tx, Timestamp now);  // how many went
void purge_sessions_of_case(store::Transaction& tx, std::int64_t casefile);

}  // namespace sotto::practice
