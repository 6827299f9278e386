// The facade: agreements, exchanges, and messaging's side of the practice.
#include <sotto/practice/practice.hpp>

#include "agreement.hpp"
#include "exchange.hpp"
#include "impl.hpp"
#include "opinion.hpp"
#include "ping.hpp"
#include "session.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

Practice::Practice(store::Vault& vault) : impl_(std::make_unique<Impl>(*this, vault)) {}
Practice::~Practice() = default;
void Practice::speak_through(messaging::Messaging& messaging) { impl_->speak_through(messaging); }

// ---- agreement ----
namespace {

auto agreement_with(const BuddyId& buddy, Now now) {
  return [&buddy, now](Transaction& tx) -> Result<Agreement> { return read_agreement(tx, buddy, now); };
}

auto exchange_of(const ExchangeId& id) {
  return [&id](Transaction& tx) -> Result<Exchange> {
    auto found = read_exchange(tx, id);
    if (!found) return Error{Errc::not_found, words::no_exchange};
    return std::move(*found);
  };
}

// Offers that have run out are out before anybody answers them.
template <class Body>
auto in_time(Body&& body) {
  return [body](Moment& moment) {
    expire_offers(moment);
    return body(moment);
  };
}

}  // namespace

Result<Agreement> Practice::agreement(const BuddyId& buddy, Now now) { return impl_->read(agreement_with(buddy, now)); }
Result<Agreement> Practice::draft(const BuddyId& buddy, const Wishes& wishes, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return make_draft(moment, buddy, wishes); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::offer(const BuddyId& buddy, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return send_draft(moment, buddy); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::counter(const BuddyId& buddy, const Wishes& wishes, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return send_counter(moment, buddy, wishes); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::accept(const BuddyId& buddy, const std::vector<std::string>& ticks, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return accept_cards(moment, buddy, ticks); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::pause(const BuddyId& buddy, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return pause_casework(moment, buddy); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::resume(const BuddyId& buddy, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return resume_casework(moment, buddy); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::end(const BuddyId& buddy, bool purge_request, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return end_agreement(moment, buddy, purge_request); }, agreement_with(buddy, now));
}
Result<std::string> Practice::copy(const BuddyId& buddy, bool paper) {
  return impl_->read([&](Transaction& tx) { return copy_agreement(tx, buddy, paper); });
}
Result<std::vector<Change>> Practice::changes(const BuddyId& buddy) {
  return impl_->read([&](Transaction& tx) { return compare_versions(tx, buddy); });
}
Result<Agreement> Practice::check_boundaries(const BuddyId& buddy, const proto::BoundaryAsk& ask, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return ask_boundaries(moment, buddy, ask); }, agreement_with(buddy, now));
}
Result<Agreement> Practice::reply_boundaries(const BuddyId& buddy, const proto::BoundaryReply& reply, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return answer_boundaries(moment, buddy, reply); }, agreement_with(buddy, now));
}

// ---- exchanges ----
Status Practice::may_share(const Share& share, Now now) {
  return impl_->read([&](Transaction& tx) -> Status {
    const auto found = practice::may_share(tx, share, now);
    return found ? ok() : Status(found.error());
  });
}
Result<Shared> Practice::share(const Share& share, Now now) {
  if (!share.replaced.empty()) impl_->names_changed();
  return impl_->act(now, in_time([&](Moment& moment) { return practice::share(moment, share); }));
}
Result<std::vector<Exchange>> Practice::inbox(Now now) {
  auto all = exchanges(std::nullopt, now);
  if (all) std::erase_if(*all, [](const Exchange& exchange) { return !waits_for_me(exchange); });
  return all;
}
Result<std::vector<Exchange>> Practice::exchanges(const std::optional<BuddyId>& buddy, Now now) {
  if (const auto passed = pass_time(now); !passed) return passed.error();
  return impl_->read([&](Transaction& tx) -> Result<std::vector<Exchange>> { return read_exchanges(tx, buddy); });
}
Result<Exchange> Practice::exchange(const ExchangeId& id, Now now) {
  if (const auto passed = pass_time(now); !passed) return passed.error();
  return impl_->read(exchange_of(id));
}
Result<Exchange> Practice::accept(const ExchangeId& id, Now now) {
  return impl_->change(now, in_time([&](Moment& moment) { return accept_exchange(moment, id); }), exchange_of(id));
}
Result<Exchange> Practice::counter(const ExchangeId& id, const proto::Label& label, Now now) {
  return impl_->change(now, in_time([&](Moment& moment) { return counter_exchange(moment, id, label); }),
                       exchange_of(id));
}
Result<Exchange> Practice::decline(const ExchangeId& id, proto::Reason why, Now now) {
  return impl_->change(now, in_time([&](Moment& moment) { return decline_exchange(moment, id, why); }),
                       exchange_of(id));
}
Result<Exchange> Practice::withdraw(const ExchangeId& id, Now now) {
  return impl_->change(now, in_time([&](Moment& moment) { return withdraw_exchange(moment, id); }), exchange_of(id));
}
Result<Exchange> Practice::relabel(const ExchangeId& id, const proto::Label& label, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return relabel_exchange(moment, id, label); }, exchange_of(id));
}
Result<Exchange> Practice::close(const ExchangeId& id, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return close_exchange(moment, id); }, exchange_of(id));
}
Result<Exchange> Practice::attach(const ExchangeId& id, std::string_view case_ref, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return attach_exchange(moment, id, case_ref); }, exchange_of(id));
}
Result<Exchange> Practice::hold(const ExchangeId& id, std::string_view reason, bool tell, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return hold_exchange(moment, id, reason, tell); }, exchange_of(id));
}
Result<Exchange> Practice::lift_hold(const ExchangeId& id, std::string_view typed_label, Now now) {
  return impl_->change(
      now, [&](Moment& moment) { return lift_exchange_hold(moment, id, typed_label); }, exchange_of(id));
}
Result<std::vector<Exchange>> Practice::search(std::string_view text, Now now) {
  auto all = exchanges(std::nullopt, now);
  if (!all) return all;
  const auto fold = [](std::string_view in) {
    std::string out(in);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  };
  const std::string wanted = fold(text);
  std::erase_if(*all, [&](const Exchange& exchange) { return fold(exchange.text).find(wanted) == std::string::npos; });
  return all;
}

// ---- second opinions, sessions and crisis ----
Opinions& Practice::opinions() { return impl_->opinions; }
Sessions& Practice::sessions() { return impl_->sessions; }
Crisis& Practice::crisis() { return impl_->crisis; }
Practice::Changes Practice::take_changes() { return std::exchange(impl_->changes, {}); }

// ---- messaging's side ----
proto::Verdict Practice::receive(Moment& moment, const BuddyId& from, const proto::Practice& content) {
  const auto said = proto::decode_said(content);
  if (!said) return proto::Verdict::refused;
  expire_offers(moment);
  impl_->note_change(content.kind);
  return std::visit(
      [&](const auto& one) -> proto::Verdict {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, proto::HoldNote>) {
          moment.notice(from, say(words::please_keep));
          return proto::Verdict::kept;
        } else {
          return hear(moment, from, one);
        }
      },
      *said);
}

bool Practice::holds(Transaction& tx, const BuddyId& buddy) { return anything_held(tx, buddy); }

void Practice::settled(Moment& moment, const BuddyId& to, const MessageId& id, proto::Verdict verdict) {
  if (session_word_settled(moment, id, verdict)) return;
  if (verdict == proto::Verdict::refused) moment.notice(to, say(words::other_side_refused));
  exchange_settled(moment, id, verdict);
  opinion_settled(moment, to, id, verdict);
}

}  // namespace sotto::practice
