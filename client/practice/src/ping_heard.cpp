// What the others' programs say in a crisis. Whose ping it is decides who has it: two who take at once are told apart
// by whose word came first.
#include <algorithm>

#include "agreement.hpp"
#include "ping.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;
using proto::Verdict;

constexpr Duration clock_skew = hours(1);  // how far two people's clocks may be apart
constexpr Duration check_in_ahead_admitted = days(15);

bool agreed(Moment& moment, const BuddyId& from) {
  return find_agreement(moment.transaction(), from, Phase::active).has_value();
}

bool was_asked(store::Transaction& tx, const PingRow& row, const BuddyId& who) {
  const auto asked = asked_buddies(tx, row.id);
  return std::find(asked.begin(), asked.end(), who) != asked.end();
}

void answer(Moment& moment, const PingRow& row, const BuddyId& to, proto::CrisisOutcome outcome) {
  static_cast<void>(moment.send(to, proto::encode(proto::CrisisAnswer{row.id, outcome})));
}

std::string asks_for_someone(proto::CrisisKind kind) {
  switch (kind) {
    case proto::CrisisKind::upset: return say(words::ping_upset);
    case proto::CrisisKind::decision: return say(words::ping_decision);
    case proto::CrisisKind::safety: return say(words::ping_safety);
    case proto::CrisisKind::exec: return say(words::ping_exec);
  }
  return say(words::ping_upset);
}

}  // namespace

Verdict hear(Moment& moment, const BuddyId& from, const proto::CrisisAvailable& said) {
  if (!agreed(moment, from)) return Verdict::refused;
  if (said.until > moment.now().timestamp + Duration{available_most.ms + clock_skew.ms}) return Verdict::refused;
  auto& tx = moment.transaction();
  if (said.kinds == 0)
    tx.run("DELETE FROM availability WHERE buddy = ?", from);
  else
    tx.run("INSERT OR REPLACE INTO availability VALUES(?, ?, ?)", from, said.until, said.kinds);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::CrisisPing& said) {
  auto& tx = moment.transaction();
  if (!agreed(moment, from) || load_ping(tx, said.ping)) return Verdict::refused;
  {
    auto open = tx.query("SELECT count(*) FROM crisis WHERE mine = 0 AND buddy = ? AND stage IN (?, ?)", from,
                         PingStage::ringing, PingStage::asked_for);
    if (open.next() && open.integer(0) >= open_pings_max) return Verdict::refused;
  }
  PingRow row;
  row.id = said.ping;
  row.kind = said.kind;
  row.stage = PingStage::ringing;
  row.buddy = from;
  row.at = anchor(moment.now());
  insert_ping(tx, row);
  moment.notice(from, asks_for_someone(said.kind));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::CrisisTake& said) {
  auto& tx = moment.transaction();
  auto row = load_ping(tx, said.ping);
  if (!row || !row->mine || !was_asked(tx, *row, from)) return Verdict::refused;
  if (!row->waits()) {
    const bool again = row->stage == PingStage::taken && row->buddy == from;
    using O = proto::CrisisOutcome;
    if (!again) answer(moment, *row, from, row->stage == PingStage::taken ? O::taken : O::over);
    return Verdict::kept;
  }
  row->stage = PingStage::taken;
  row->buddy = from;
  row->taken_at = moment.now().timestamp;
  row->check_in = row->taken_at + check_in_after;
  answer(moment, *row, from, proto::CrisisOutcome::yours);
  for (const auto& other : asked_buddies(tx, row->id)) {
    if (other != from) answer(moment, *row, other, proto::CrisisOutcome::taken);
  }
  static_cast<void>(
      moment.send(from, proto::encode(proto::CrisisCheckIn{row->id, proto::CheckInWord::propose, row->check_in})));
  save_ping(tx, *row);
  moment.notice(from, say(words::ping_taken));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::CrisisAnswer& said) {
  auto& tx = moment.transaction();
  auto row = load_ping(tx, said.ping);
  if (!row || row->mine || row->buddy != from) return Verdict::refused;
  using O = proto::CrisisOutcome;
  if (said.outcome == O::yours) {
    if (row->stage != PingStage::asked_for) return row->stage == PingStage::gone ? Verdict::kept : Verdict::refused;
    row->stage = PingStage::holding;
    row->taken_at = moment.now().timestamp;
    moment.notice(from, say(words::ping_yours));
  } else {
    if (row->stage == PingStage::gone) return Verdict::kept;
    row->stage = PingStage::gone;
    moment.notice(from, said.outcome == O::taken ? say(words::ping_taken_by_other) : say(words::ping_over));
  }
  save_ping(tx, *row);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::CrisisCheckIn& said) {
  auto& tx = moment.transaction();
  auto row = load_ping(tx, said.ping);
  if (!row || !row->held() || row->buddy != from) return Verdict::refused;
  if (said.word == proto::CheckInWord::propose) {
    if (said.at > moment.now().timestamp + check_in_ahead_admitted) return Verdict::refused;
    row->check_in = said.at;
    row->check_in_stage = CheckInStage::proposed;
    moment.notice(from, say(words::check_in_asked));
  } else {
    const bool asked = row->check_in.ms > 0 && row->check_in_stage == CheckInStage::none;
    if (!asked) return Verdict::refused;
    const bool yes = said.word == proto::CheckInWord::yes;
    row->check_in_stage = yes ? CheckInStage::agreed : CheckInStage::declined;
    moment.notice(from, yes ? say(words::check_in_yes) : say(words::check_in_no));
  }
  save_ping(tx, *row);
  return Verdict::kept;
}

}  // namespace sotto::practice
