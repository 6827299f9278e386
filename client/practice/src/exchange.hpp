// Exchanges: offer without body, an answer, then the body. States as drawn in types.hpp. Who sends a body that was not
// accepted, or another one than was offered, is refused here, whatever program they run.
#pragma once

#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/types.hpp>

#include "cases.hpp"

namespace sotto::practice {

inline constexpr Duration offer_life = days(7);
inline constexpr Duration purge_request_wait = days(7);

// ---- reading ----
std::optional<Exchange> read_exchange(store::Transaction& tx, const ExchangeId& id);
std::vector<Exchange> read_exchanges(store::Transaction& tx, const std::optional<BuddyId>& buddy);
std::vector<Exchange> read_exchanges_of_case(store::Transaction& tx, std::int64_t casefile);
bool waits_for_me(const Exchange& exchange);
std::string label_words(proto::LabelCode code);
std::string topic_words(proto::Topic topic);
std::string reason_words(proto::Reason reason);

// ---- the person ----
Result<CaseRow> may_share(store::Transaction& tx, const Share& share, Now now);  // whatever its words are
Result<Shared> share(messaging::Moment& moment, const Share& share);
Status accept_exchange(messaging::Moment& moment, const ExchangeId& id);
Status counter_exchange(messaging::Moment& moment, const ExchangeId& id, const proto::Label& label);
Status decline_exchange(messaging::Moment& moment, const ExchangeId& id, proto::Reason why);
Status withdraw_exchange(messaging::Moment& moment, const ExchangeId& id);
Status relabel_exchange(messaging::Moment& moment, const ExchangeId& id, const proto::Label& label);
Status close_exchange(messaging::Moment& moment, const ExchangeId& id);

Status attach_exchange(messaging::Moment& moment, const ExchangeId& id, std::string_view case_ref);
Status hold_exchange(messaging::Moment& moment, const ExchangeId& id, std::string_view reason, bool tell);
Status lift_exchange_hold(messaging::Moment& moment, const ExchangeId& id, std::string_view typed_label);
// A held exchange of theirs, or a held case that was shared with this buddy, in whatever way.
bool anything_held(store::Transaction& tx, const BuddyId& buddy);

// ---- in the course of things ----
// Closed or taken back because its case closes; here in any case, there if the channel still carries it.
void end_with_case(messaging::Moment& moment, const ExchangeId& id);
void send_accepted(messaging::Moment& moment, const BuddyId& buddy);  // bodies that waited for a pause to end
// Every exchange with this buddy closes; `purge_soon`: they asked for it to be deleted.
void close_all(messaging::Moment& moment, const BuddyId& buddy, bool purge_soon);
void expire_offers(messaging::Moment& moment);
void exchange_settled(messaging::Moment& moment, const MessageId& message, proto::Verdict verdict);

// ---- what the buddy's program says ----
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::ExchangeOffer& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::ExchangeReply& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::ExchangeBody& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::ExchangeRelabel& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::ExchangeEnd& said);

}  // namespace sotto::practice
