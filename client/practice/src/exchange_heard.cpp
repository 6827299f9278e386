// What the buddy's program says about exchanges. Each function refuses what the rules do not allow, before anything is
// kept: this, not the sender's good will, is what the promise rests on.
#include <algorithm>

#include "agreement.hpp"
#include "exchange_rows.hpp"
#include "plant.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "standing.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;
using proto::Verdict;

constexpr std::int64_t open_offers_max = 64;  // of one buddy; more wait in their outbox, refused

std::string size_words(proto::Size size) {
  switch (size) {
    case proto::Size::line: return say(words::size_line);
    case proto::Size::paragraph: return say(words::size_paragraph);
    case proto::Size::page: return say(words::size_page);
    case proto::Size::pages: return say(words::size_pages);
    case proto::Size::long_text: return say(words::size_long);
  }
  return {};
}

std::optional<ExchangeRow> of(Moment& moment, const BuddyId& from, const ExchangeId& id) {
  auto row = load_exchange(moment.transaction(), id);
  if (!row || row->buddy != from) return std::nullopt;
  return row;
}

void save(Moment& moment, const ExchangeRow& row) { save_exchange(moment.transaction(), moment.random(), row); }

Verdict refuse_body(Moment& moment, const BuddyId& from, std::optional<ExchangeRow> row) {
  if (!row || !row->warned) moment.notice(from, say(words::body_refused));
  if (row) {
    row->warned = true;
    save(moment, *row);
  }
  return Verdict::refused;
}

// The offer again, under another label: the same body, or it is another exchange.
Verdict hear_again(Moment& moment, ExchangeRow row, const proto::ExchangeOffer& said) {
  const bool waits = !row.mine && (row.stage == Stage::offered || row.stage == Stage::countered);
  if (!waits || !admits_label(row.kind, said.label) || row.commitment != said.commitment || row.size != said.size)
    return Verdict::refused;
  row.label = said.label;
  row.counter.reset();
  row.stage = Stage::offered;
  row.expires = moment.now().timestamp + offer_life;
  save(moment, row);
  moment.notice(row.buddy,
                say(words::asks_to_share, label_words(row.label.code), topic_words(row.topic), size_words(row.size)));
  return Verdict::kept;
}

bool too_many(store::Transaction& tx, const BuddyId& from) {
  auto row = tx.query("SELECT count(*) FROM exchange WHERE buddy = ? AND mine = 0 AND stage IN (?, ?)", from,
                      Stage::offered, Stage::countered);
  return row.next() && row.integer(0) >= open_offers_max;
}

Verdict accepted_by_them(Moment& moment, ExchangeRow& row, const proto::ExchangeReply& said) {
  if (row.stage != Stage::offered || *said.label != row.label) return Verdict::refused;
  row.stage = Stage::accepted;
  row.keep_days = std::min(row.keep_days, said.keep_days);
  save(moment, row);
  send_accepted(moment, row.buddy);  // not while casework is paused: then it waits
  return Verdict::kept;
}

}  // namespace

Verdict hear(Moment& moment, const BuddyId& from, const proto::ExchangeOffer& said) {
  auto& tx = moment.transaction();
  const Timestamp now = moment.now().timestamp;
  if (!gate(tx, from, moment.now())) {
    if (!find_agreement(tx, from, Phase::active)) moment.notice(from, say(words::casework_refused));
    return Verdict::refused;
  }
  if (auto known = load_exchange(tx, said.exchange); known) {
    return known->buddy == from ? hear_again(moment, std::move(*known), said) : Verdict::refused;
  }
  if (too_many(tx, from) || !admits_label(said.kind, said.label)) return Verdict::refused;
  ExchangeRow row;
  row.id = said.exchange;
  row.buddy = from;
  row.label = said.label;
  row.kind = said.kind;
  row.topic = said.topic;
  row.size = said.size;
  row.check = said.check;
  row.commitment = said.commitment;
  row.shelf = shelf_of(tx, moment.random(), from, said.case_tag);
  row.offered_at = now;
  row.expires = now + offer_life;
  row.keep_days = std::min(said.label.keep_days, load_retention(tx).exchange_days);
  row.standing = said.standing && standing_admits(tx, from, false, said.label, now);
  row.stage = row.standing ? Stage::accepted : Stage::offered;
  if (row.standing) row.named = label_hash(row.label);
  row.warned = said.standing && !row.standing;  // we count differently; the body that follows is no trick
  insert_exchange(tx, moment.random(), row);
  if (!row.standing) {
    moment.notice(from,
                  say(words::asks_to_share, label_words(row.label.code), topic_words(row.topic), size_words(row.size)));
  }
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::ExchangeReply& said) {
  auto row = of(moment, from, said.exchange);
  if (!row || !row->mine) return Verdict::refused;
  if (said.label && !admits_label(row->kind, *said.label)) return Verdict::refused;
  if (said.answer == proto::Consent::accept) return accepted_by_them(moment, *row, said);
  if (row->stage != Stage::offered && row->stage != Stage::countered) return Verdict::refused;
  row->keep_days = std::min(row->keep_days, said.keep_days);
  if (said.answer == proto::Consent::counter) {
    row->counter = said.label;
    row->stage = Stage::countered;
    moment.notice(from, say(words::suggests_label, label_words(said.label->code)));
  } else {
    row->stage = Stage::declined;
    moment.notice(from, say(words::declines, reason_words(*said.reason)));
  }
  save(moment, *row);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::ExchangeBody& said) {
  auto row = of(moment, from, said.exchange);
  // A standing offer that crossed with a pause was refused here, and its body comes behind it: no trick, either.
  const bool crossed = !row && find_agreement(moment.transaction(), from, Phase::active) &&
                       !gate(moment.transaction(), from, moment.now());
  if (crossed) return Verdict::refused;
  if (!row || row->mine) return refuse_body(moment, from, std::nullopt);
  // Accepted: under the label that was offered. Countered: under the one suggested here, which they then agreed to.
  // A label that was made stricter since may cross with the body.
  const bool known = said.label_hash == label_hash(row->label) || said.label_hash == row->named;
  const bool accepted = row->stage == Stage::accepted && known;
  const bool agreed = row->stage == Stage::countered && row->counter && said.label_hash == label_hash(*row->counter);
  const bool any = planted(Plant::any_body_taken);
  if (!accepted && !agreed && !any) return refuse_body(moment, from, std::move(row));
  const Body body{said.nonce, said.text};
  const bool offered =
      said.text.size() <= proto::size_max(row->size) && commitment_of(said.exchange, body) == row->commitment;
  if (!offered && !any) {
    return refuse_body(moment, from, std::move(row));
  }
  if (agreed) {
    row->label = *row->counter;
    row->counter.reset();
  }
  row->keep_days = std::min(row->keep_days, row->label.keep_days);
  row->stage = Stage::arrived;
  save(moment, *row);
  keep_body(moment.transaction(), moment.random(), *row, body);
  moment.notice(from, say(words::body_arrived, label_words(row->label.code), topic_words(row->topic)));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::ExchangeRelabel& said) {
  auto row = of(moment, from, said.exchange);
  if (!row || !is_open(row->stage)) return Verdict::refused;
  const bool loosening = loosens(row->label, said.label);
  if (row->mine && loosening && !planted(Plant::receiver_may_loosen))
    return Verdict::refused;  // only whoever shared it
  if (!admits_label(row->kind, said.label)) return Verdict::refused;
  row->named = label_hash(said.label);
  // They loosened what I had made stricter in the meantime: mine stands, and reaches them.
  const bool crossed = said.before != label_hash(row->label);
  if (crossed && loosening && !loosens(said.label, row->label)) {
    save(moment, *row);
    return Verdict::kept;
  }
  row->label = said.label;
  row->keep_days = std::min(row->keep_days, said.label.keep_days);
  save(moment, *row);
  moment.notice(from, say(loosening ? words::relabelled : words::stricter, label_words(said.label.code)));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::ExchangeEnd& said) {
  auto row = of(moment, from, said.exchange);
  if (!row) return Verdict::kept;  // it was taken back before it came here
  if (said.how == proto::Ending::withdrawn) {
    if (row->mine) return Verdict::refused;
    const bool waits = row->stage == Stage::offered || row->stage == Stage::countered || row->stage == Stage::accepted;
    if (!waits) return Verdict::kept;
    row->stage = Stage::withdrawn;
    save(moment, *row);
    moment.notice(from, say(words::withdrawn));
  } else if (is_open(row->stage)) {
    moment.notice(from, say(words::closed, row->keep_days));
    close_row(moment.transaction(), moment.random(), std::move(*row), moment.calendar());
  }
  return Verdict::kept;
}

void exchange_settled(Moment& moment, const MessageId& message, Verdict verdict) {
  std::optional<ExchangeId> id;
  {
    auto row = moment.transaction().query("SELECT id FROM exchange WHERE message = ?", message);
    if (row.next()) id = row.id<ExchangeId>(0);
  }
  auto row = id ? load_exchange(moment.transaction(), *id) : std::nullopt;
  if (!row) return;
  if (verdict == Verdict::kept && row->stage == Stage::sent) {
    row->stage = Stage::delivered;
  } else if (verdict == Verdict::refused && row->stage == Stage::sent && row->standing) {
    row->stage = Stage::offered;  // the other side wants to be asked after all
    row->standing = false;
  } else if (verdict == Verdict::refused && (row->stage == Stage::offered || row->stage == Stage::sent ||
                                             (row->stage == Stage::accepted && !row->mine))) {
    row->stage = Stage::refused;
  } else {
    return;
  }
  save(moment, *row);
}

}  // namespace sotto::practice
