// Sessions: what a person does, what happens as time passes, and what the others' programs say. States as drawn in
// sessions.hpp.
#pragma once

#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/sessions.hpp>

namespace sotto::practice {

inline constexpr Duration session_beat = seconds(20);     // who keeps the time says where we are
inline constexpr Duration session_silence = seconds(60);  // after so long the next in the rota goes on
// A little less: what the other side waited 60 s for may look shorter from here.
inline constexpr Duration session_silence_admitted = seconds(45);
inline constexpr Duration session_patience = days(1);  // an invitation lives until a day after its time
inline constexpr std::int64_t open_sessions_max = 16;  // with one buddy

// ---- the person ----
Result<SessionId> invite_to_session(messaging::Moment& moment, const NewSession& what);
Result<SessionId> begin_companion(messaging::Moment& moment, const NewSession& what);
Status reply_to_session(messaging::Moment& moment, const SessionId& id, const Reply& reply);
Status start_session(messaging::Moment& moment, const SessionId& id);
Status next_step(messaging::Moment& moment, const SessionId& id);
Status pause_session(messaging::Moment& moment, const SessionId& id, bool on);
Status extend_session(messaging::Moment& moment, const SessionId& id, bool agree);
Status end_session(messaging::Moment& moment, const SessionId& id);
Status change_prompts(messaging::Moment& moment, const SessionId& id, std::optional<std::size_t> swap);
Status write_note(messaging::Moment& moment, const SessionId& id, const std::optional<OutcomeNote>& note);

// ---- in the course of things ----
void pass_session_time(messaging::Moment& moment);
std::optional<Instant> next_session_due(store::Transaction& tx, Now now);
void end_sessions_with(messaging::Moment& moment, const BuddyId& buddy);  // their agreement is over
// True: it was a word of a session, and nothing is to be said about it.
bool session_word_settled(messaging::Moment& moment, const MessageId& word, proto::Verdict verdict);

// ---- reading ----
Result<Session> read_session(store::Transaction& tx, const SessionId& id, Now now);
Result<std::vector<Session>> read_sessions(store::Transaction& tx, Now now);

// ---- what the others' programs say ----
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionInvite& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionReply& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionStart& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionClock& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionPause& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionExtend& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::SessionEnd& said);

}  // namespace sotto::practice
