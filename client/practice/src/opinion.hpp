// Second opinions, inside: what the person does, what the buddy's program says, what time does. States as drawn in
// opinions.hpp. A program that shows its view too early, another one than it sealed, or changes what was asked, is
// refused here, whatever the sender's engine thinks.
#pragma once

#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/opinions.hpp>
#include <sotto/practice/types.hpp>

namespace sotto::practice {

// ---- reading ----
std::optional<Opinion> read_opinion(store::Transaction& tx, const OpinionId& id, Timestamp now);
std::vector<Opinion> read_opinions(store::Transaction& tx, const std::optional<BuddyId>& buddy, Timestamp now);

// ---- the person ----
Result<OpinionId> ask_opinion(messaging::Moment& moment, const NewOpinion& what);
Status seal_view(messaging::Moment& moment, const OpinionId& id, const View& mine);
Status withdraw_opinion(messaging::Moment& moment, const OpinionId& id, proto::Reason why);
void introduce(store::Transaction& tx, const ParticipantId& participant, const BuddyId& buddy);

// ---- in the course of things ----
void open_due_opinions(messaging::Moment& moment);                      // whose time is up, and what waited
void send_held_views(messaging::Moment& moment, const BuddyId& buddy);  // a pause is over
void leave_opinions(messaging::Moment& moment, const BuddyId& buddy, bool purge_soon);  // the agreement has ended
void end_opinions_with_case(messaging::Moment& moment, std::int64_t casefile);
void opinion_settled(messaging::Moment& moment, const BuddyId& to, const MessageId& message, proto::Verdict verdict);
bool opinions_due(store::Transaction& tx, Timestamp now);
std::optional<Instant> next_opinion_due(store::Transaction& tx, Now now);
void purge_opinions_of_case(messaging::Moment& moment, std::int64_t casefile);
std::size_t purge_due_opinions(messaging::Moment& moment, Timestamp now);

// ---- what the buddy's program says ----
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::OpinionOpen& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::OpinionSeal& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::OpinionReveal& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::OpinionEnd& said);

}  // namespace sotto::practice
