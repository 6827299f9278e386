// What the person does with an exchange.
#include "exchange.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

#include "agreement.hpp"
#include "cases.hpp"
#include "exchange_rows.hpp"
#include "opinion.hpp"
#include "plant.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "standing.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

bool acts(const proto::Label& label) { return label.code >= proto::LabelCode::influence; }

Status check_label(const proto::Label& label, Timestamp now) {
  const bool scope = !label.what.empty() && !label.whom.empty() && label.until.ms > 0;
  if (acts(label) && !scope) return Error{Errc::usage, words::act_needs_scope};
  if (acts(label) && (label.until <= now || label.until > now + days(366))) {
    return Error{Errc::usage, words::until_is_past};
  }
  if (!acts(label) && (!label.what.empty() || !label.whom.empty() || label.until.ms != 0)) {
    return Error{Errc::usage, words::scope_only_to_act};
  }
  if (!proto::decode_label(proto::canonical_label(label))) return Error{Errc::limit, words::terms_too_long};
  return ok();
}

Status say(Moment& moment, ExchangeRow& row, const proto::Said& said) {
  const auto sent = moment.send(row.buddy, proto::encode(said));
  if (!sent) return sent.error();
  row.message = *sent;
  return ok();
}

// Of what is not followed: labels and endings say everything themselves.
Status tell(Moment& moment, const ExchangeRow& row, const proto::Said& said) {
  const auto sent = moment.send(row.buddy, proto::encode(said));
  return sent ? ok() : Status(sent.error());
}

proto::ExchangeOffer offer_of(const ExchangeRow& row, const proto::CaseTag& tag) {
  return {row.id, row.label, row.kind, row.topic, row.size, row.check, row.commitment, tag, row.standing};
}

// Only ever called with the other side's consent: accepted, countered and agreed, or a standing vault.
Status send_body(Moment& moment, ExchangeRow& row) {
  auto body = load_body(moment.transaction(), row);
  if (!body) return Error{Errc::refused, words::not_open};
  if (const auto said =
          say(moment, row, proto::ExchangeBody{row.id, label_hash(row.label), body->nonce, std::move(body->text)});
      !said) {
    return said;
  }
  row.stage = Stage::sent;
  save_exchange(moment.transaction(), moment.random(), row);
  return ok();
}

Result<ExchangeRow> mine_or_theirs(store::Transaction& tx, const ExchangeId& id) {
  auto row = load_exchange(tx, id);
  if (!row) return Error{Errc::not_found, words::no_exchange};
  return std::move(*row);
}

bool waits_for_me(const ExchangeRow& row) {
  return row.mine ? row.stage == Stage::countered : row.stage == Stage::offered;
}

// Two exchanges closed and thirty days together; before that, something smaller may be wiser.
bool young(store::Transaction& tx, const BuddyId& buddy, Timestamp now) {
  const auto active = find_agreement(tx, buddy, Phase::active);
  auto row = tx.query("SELECT count(*) FROM exchange WHERE buddy = ? AND stage = ?", buddy, Stage::closed);
  const bool few = !row.next() || row.integer(0) < 2;
  return few || !active || now < active->active_at + days(30);
}

}  // namespace

bool waits_for_me(const Exchange& exchange) {
  return exchange.mine ? exchange.stage == Stage::countered : exchange.stage == Stage::offered;
}

Result<CaseRow> may_share(store::Transaction& tx, const Share& what, Now now) {
  if (const auto open = gate(tx, what.buddy, now); !open) return open.error();
  if (const auto fits = check_label(what.label, now.timestamp); !fits) return fits.error();
  if (!admits_label(what.kind, what.label)) return Error{Errc::refused, words::crisis_is_vault};
  auto found = find_case_row(tx, what.case_ref);
  if (!found) return found;
  if (found->closed.ms != 0) return Error{Errc::refused, words::case_closed};
  if (now.timestamp > review_on(*found) + case_review_grace) return Error{Errc::refused, words::case_stale};
  return found;
}

Result<Shared> share(Moment& moment, const Share& what) {
  auto& tx = moment.transaction();
  const Timestamp now = moment.now().timestamp;
  const auto found = may_share(tx, what, moment.now());
  if (!found) return found.error();
  if (!valid_utf8(what.text)) return Error{Errc::malformed, words::not_text};
  if (what.text.empty() || what.text.size() > limits::text_max) return Error{Errc::limit, words::text_size};

  ExchangeRow row;
  row.id = moment.random().id<ExchangeId>();
  row.buddy = what.buddy;
  row.mine = true;
  row.label = what.label;
  row.kind = what.kind;
  row.topic = what.topic.value_or(found->topic);
  row.size = proto::size_of(what.text.size());
  row.check = what.check;
  row.shelf = found->shelf;
  row.casefile = found->row;
  row.offered_at = now;
  row.expires = now + offer_life;
  row.keep_days = std::min(what.label.keep_days, load_retention(tx).exchange_days);
  row.standing = standing_admits(tx, what.buddy, true, what.label, now);
  const bool with_body = row.standing || planted(Plant::body_with_the_offer);
  const Body body{moment.random().array<32>(), what.text};
  row.commitment = commitment_of(row.id, body);
  insert_exchange(tx, moment.random(), row);
  keep_body(tx, moment.random(), row, body);
  const auto tag = case_tag(tx, moment.random(), found->row, what.buddy);
  if (const auto said = say(moment, row, offer_of(row, tag)); !said) return said.error();
  if (with_body) {
    if (const auto sent = send_body(moment, row); !sent) return sent.error();
  } else {
    save_exchange(tx, moment.random(), row);
  }
  learn_names(tx, moment.random(), *found, what.replaced);
  const bool heavy = row.topic == proto::Topic::exec_conduct;
  return Shared{row.id, row.stage, heavy && young(tx, what.buddy, now)};
}

Status accept_exchange(Moment& moment, const ExchangeId& id) {
  auto& tx = moment.transaction();
  auto row = mine_or_theirs(tx, id);
  if (!row) return row.error();
  if (!waits_for_me(*row)) return Error{Errc::refused, words::not_waiting};
  if (const auto open = gate(tx, row->buddy, moment.now()); !open) return open;
  if (row->mine) {
    row->label = *row->counter;
    row->counter.reset();
    return send_body(moment, *row);
  }
  row->keep_days = std::min({row->label.keep_days, load_retention(tx).exchange_days, row->keep_days});
  const auto said = say(moment, *row, proto::ExchangeReply{id, proto::Consent::accept, row->label, {}, row->keep_days});
  if (!said) return said;
  row->stage = Stage::accepted;
  row->named = label_hash(row->label);
  save_exchange(tx, moment.random(), *row);
  return ok();
}

Status counter_exchange(Moment& moment, const ExchangeId& id, const proto::Label& label) {
  auto& tx = moment.transaction();
  auto row = mine_or_theirs(tx, id);
  if (!row) return row.error();
  const bool again = !row->mine && row->stage == Stage::countered;  // another suggestion while the first is unanswered
  if (!waits_for_me(*row) && !again) return Error{Errc::refused, words::not_waiting};
  if (const auto open = gate(tx, row->buddy, moment.now()); !open) return open;
  if (const auto fits = check_label(label, moment.now().timestamp); !fits) return fits;
  if (!admits_label(row->kind, label)) return Error{Errc::refused, words::crisis_is_vault};
  if (label == row->label && !row->mine) return Error{Errc::usage, words::same_label};
  if (row->mine) {  // the offer again, under another label
    row->label = label;
    row->counter.reset();
    row->stage = Stage::offered;
    row->standing = false;
    row->expires = moment.now().timestamp + offer_life;
    row->keep_days = std::min(label.keep_days, row->keep_days);
    const auto tag = case_tag(tx, moment.random(), *row->casefile, row->buddy);
    if (const auto said = say(moment, *row, offer_of(*row, tag)); !said) return said;
  } else {
    row->counter = label;
    row->stage = Stage::countered;
    row->keep_days = std::min(load_retention(tx).exchange_days, row->keep_days);
    const auto said = say(moment, *row, proto::ExchangeReply{id, proto::Consent::counter, label, {}, row->keep_days});
    if (!said) return said;
  }
  save_exchange(tx, moment.random(), *row);
  return ok();
}

Status decline_exchange(Moment& moment, const ExchangeId& id, proto::Reason why) {
  auto& tx = moment.transaction();
  auto row = mine_or_theirs(tx, id);
  if (!row) return row.error();
  if (row->mine) return withdraw_exchange(moment, id);
  if (row->stage != Stage::offered && row->stage != Stage::countered) return Error{Errc::refused, words::not_waiting};
  const auto said = say(moment, *row, proto::ExchangeReply{id, proto::Consent::decline, {}, why, row->keep_days});
  if (!said) return said;
  row->stage = Stage::declined;
  save_exchange(tx, moment.random(), *row);
  return ok();
}

Status withdraw_exchange(Moment& moment, const ExchangeId& id) {
  auto& tx = moment.transaction();
  auto row = mine_or_theirs(tx, id);
  if (!row) return row.error();
  const bool may =
      row->mine && (row->stage == Stage::offered || row->stage == Stage::countered || row->stage == Stage::accepted);
  if (!may) return Error{Errc::refused, words::not_waiting};
  if (row->message) moment.take_back(row->buddy, *row->message);  // if it has not been received
  if (const auto said = tell(moment, *row, proto::ExchangeEnd{id, proto::Ending::withdrawn}); !said) return said;
  row->stage = Stage::withdrawn;
  save_exchange(tx, moment.random(), *row);
  return ok();
}

Status relabel_exchange(Moment& moment, const ExchangeId& id, const proto::Label& label) {
  auto& tx = moment.transaction();
  auto row = mine_or_theirs(tx, id);
  if (!row) return row.error();
  if (!is_open(row->stage)) return Error{Errc::refused, words::not_open};
  if (const auto fits = check_label(label, moment.now().timestamp); !fits) return fits;
  if (!admits_label(row->kind, label)) return Error{Errc::refused, words::crisis_is_vault};
  if (label == row->label) return Error{Errc::usage, words::same_label};
  if (!row->mine && loosens(row->label, label)) return Error{Errc::refused, words::not_yours_to_loosen};
  if (const auto said = tell(moment, *row, proto::ExchangeRelabel{id, label, label_hash(row->label)}); !said) {
    return said;
  }
  row->label = label;
  row->keep_days = std::min(label.keep_days, row->keep_days);
  save_exchange(tx, moment.random(), *row);
  return ok();
}

Status close_exchange(Moment& moment, const ExchangeId& id) {
  auto row = mine_or_theirs(moment.transaction(), id);
  if (!row) return row.error();
  if (!is_open(row->stage)) return Error{Errc::refused, words::not_open};
  if (const auto said = tell(moment, *row, proto::ExchangeEnd{id, proto::Ending::closed}); !said) return said;
  close_row(moment.transaction(), moment.random(), *row, moment.calendar());
  return ok();
}

void end_with_case(Moment& moment, const ExchangeId& id) {
  auto& tx = moment.transaction();
  auto row = load_exchange(tx, id);
  if (!row) return;
  const bool travelled = row->stage == Stage::sent || row->stage == Stage::delivered;
  const bool waits = row->stage == Stage::offered || row->stage == Stage::countered || row->stage == Stage::accepted;
  const auto told = travelled ? close_exchange(moment, id) : waits ? withdraw_exchange(moment, id) : ok();
  if (told) return;
  if (travelled) return close_row(tx, moment.random(), std::move(*row), moment.calendar());
  row->stage = Stage::withdrawn;
  save_exchange(tx, moment.random(), *row);
}

void send_accepted(Moment& moment, const BuddyId& buddy) {
  auto& tx = moment.transaction();
  if (!gate(tx, buddy, moment.now())) return;
  for (const auto& id : exchanges_in(tx, buddy, true, Stage::accepted)) {
    auto row = load_exchange(tx, id);
    if (!row) continue;
    // A channel that cannot send now keeps it accepted; the next resume tries again.
    if (const auto sent = send_body(moment, *row); !sent) return;
  }
  send_held_views(moment, buddy);
}

void close_all(Moment& moment, const BuddyId& buddy, bool purge_soon) {
  auto& tx = moment.transaction();
  for (const bool mine : {false, true}) {
    for (const auto stage : {Stage::offered, Stage::countered, Stage::accepted, Stage::sent, Stage::delivered,
                             Stage::arrived, Stage::closed}) {
      for (const auto& id : exchanges_in(tx, buddy, mine, stage)) {
        auto row = load_exchange(tx, id);
        if (!row) continue;
        if (is_open(stage)) close_row(tx, moment.random(), *row, moment.calendar());
        if (stage == Stage::offered || stage == Stage::countered) {
          row->stage = Stage::withdrawn;
          save_exchange(tx, moment.random(), *row);
        }
        if (mine || !purge_soon) continue;
        tx.run("UPDATE exchange SET purge_on = min(purge_on, ?) WHERE id = ? AND purge_on > 0",
               moment.calendar() + purge_request_wait, id);
      }
    }
  }
  leave_opinions(moment, buddy, purge_soon);
}

}  // namespace sotto::practice
