#include "ping.hpp"

#include <algorithm>

#include "agreement.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

constexpr Duration check_in_ahead_max = days(14);

// Whom a ping may reach at all: an agreement is active. That casework is paused does not matter here.
std::vector<BuddyId> agreed_buddies(store::Transaction& tx) {
  std::vector<BuddyId> out;
  auto row = tx.query("SELECT DISTINCT buddy FROM agreement WHERE phase = ?", Phase::active);
  while (row.next()) out.push_back(row.id<BuddyId>(0));
  return out;
}

bool ask_one(Moment& moment, const PingRow& row, const BuddyId& buddy) {
  if (!moment.send(buddy, proto::encode(proto::CrisisPing{row.id, row.kind}))) return false;
  moment.transaction().run("INSERT OR IGNORE INTO crisis_asked VALUES(?, ?)", row.id, buddy);
  return true;
}

std::size_t ask_available(Moment& moment, const PingRow& row) {
  auto& tx = moment.transaction();
  const auto asked = asked_buddies(tx, row.id);
  const auto agreed = agreed_buddies(tx);
  const std::uint32_t bit = 1U << (static_cast<unsigned>(row.kind) - 1);
  std::size_t reached = 0;
  for (const auto& one : read_availability(tx, moment.now().timestamp)) {
    if (!one.buddy || (one.kinds & bit) == 0) continue;
    if (std::find(asked.begin(), asked.end(), *one.buddy) != asked.end()) continue;
    if (std::find(agreed.begin(), agreed.end(), *one.buddy) == agreed.end()) continue;
    reached += ask_one(moment, row, *one.buddy) ? 1 : 0;
  }
  return reached;
}

Result<PingRow> row_of(store::Transaction& tx, const PingId& id) {
  auto row = load_ping(tx, id);
  if (!row) return Error{Errc::not_found, words::no_ping};
  return *row;
}

void answer_all(Moment& moment, const PingRow& row, const std::optional<BuddyId>& but, proto::CrisisOutcome outcome) {
  for (const auto& buddy : asked_buddies(moment.transaction(), row.id)) {
    if (buddy != but) static_cast<void>(moment.send(buddy, proto::encode(proto::CrisisAnswer{row.id, outcome})));
  }
}

void forget_old(store::Transaction& tx, Timestamp now) {
  const Timestamp before = now + Duration{-ping_keep.ms};
  tx.run("DELETE FROM crisis_asked WHERE ping IN (SELECT id FROM crisis WHERE at_time < ? AND check_in < ?)", before,
         before);
  tx.run("DELETE FROM crisis WHERE at_time < ? AND check_in < ?", before, before);
  tx.run("DELETE FROM availability WHERE until <= ?", now);
}

// What is due of one ping; the next thing, as time since it began.
std::optional<Duration> next_of(const PingRow& row) {
  switch (row.stage) {
    case PingStage::waiting: return ping_widens;
    case PingStage::wider: return ping_lonely;
    case PingStage::nobody:
    case PingStage::ringing:
    case PingStage::asked_for: return ping_life;
    default: return std::nullopt;
  }
}

void step_on(Moment& moment, PingRow& row) {
  switch (row.stage) {
    case PingStage::waiting:
      row.stage = PingStage::wider;
      ask_available(moment, row);
      break;
    case PingStage::wider:
      row.stage = PingStage::nobody;
      ask_available(moment, row);  // who became available meanwhile
      break;
    case PingStage::nobody:
      row.stage = PingStage::over;
      answer_all(moment, row, std::nullopt, proto::CrisisOutcome::over);
      break;
    case PingStage::ringing:
    case PingStage::asked_for: row.stage = PingStage::gone; break;
    default: break;
  }
}

void remind(Moment& moment, PingRow& row) {
  const bool agreed = row.check_in_stage == CheckInStage::agreed && row.check_in <= moment.now().timestamp;
  if (!agreed) return;
  row.check_in_stage = CheckInStage::passed;
  if (row.buddy) moment.notice(*row.buddy, say(words::check_in_now));
}

}  // namespace

Result<std::size_t> say_available(Moment& moment, std::uint32_t hours_long, std::uint32_t kinds) {
  auto& tx = moment.transaction();
  const auto most = static_cast<std::uint32_t>(available_most.ms / hours(1).ms);
  if (hours_long > most) return Error{Errc::usage, words::available_hours};
  if (kinds == 0 || kinds > proto::every_crisis_kind) kinds = proto::every_crisis_kind;
  proto::CrisisAvailable said;
  if (hours_long > 0) said = {moment.now().timestamp + hours(hours_long), kinds};
  tx.run("DELETE FROM availability WHERE length(buddy) = 0");
  if (hours_long > 0) tx.run("INSERT INTO availability VALUES(?, ?, ?)", ByteView{}, said.until, kinds);
  std::size_t told = 0;
  for (const auto& buddy : agreed_buddies(tx)) told += moment.send(buddy, proto::encode(said)) ? 1 : 0;
  return told;
}

Result<PingId> send_ping(Moment& moment, proto::CrisisKind kind, const std::optional<BuddyId>& first) {
  auto& tx = moment.transaction();
  for (const auto& id : ping_ids(tx)) {
    const auto open = load_ping(tx, id);
    if (open && open->mine && open->waits()) return Error{Errc::refused, words::ping_open};
  }
  PingRow row;
  row.id = moment.random().id<PingId>();
  row.mine = true;
  row.kind = kind;
  row.buddy = first;
  row.at = anchor(moment.now());
  if (!first) {
    row.stage = PingStage::wider;
    insert_ping(tx, row);
    if (ask_available(moment, row) == 0) {  // nobody is there: no reason to wait ten minutes for the phone lines
      row.stage = PingStage::nobody;
      save_ping(tx, row);
    }
    return row.id;
  }
  if (!find_agreement(tx, *first, Phase::active)) return Error{Errc::refused, words::no_agreement_for_ping};
  if (const auto sent = moment.send(*first, proto::encode(proto::CrisisPing{row.id, kind})); !sent) return sent.error();
  insert_ping(tx, row);
  tx.run("INSERT INTO crisis_asked VALUES(?, ?)", row.id, *first);
  return row.id;
}

Status take_ping(Moment& moment, const PingId& id) {
  auto row = row_of(moment.transaction(), id);
  if (!row) return row.error();
  if (row->mine || row->stage != PingStage::ringing) return Error{Errc::refused, words::ping_gone};
  if (const auto sent = moment.send(*row->buddy, proto::encode(proto::CrisisTake{id})); !sent) return sent.error();
  row->stage = PingStage::asked_for;
  save_ping(moment.transaction(), *row);
  return ok();
}

Status withdraw_ping(Moment& moment, const PingId& id) {
  auto row = row_of(moment.transaction(), id);
  if (!row) return row.error();
  if (!row->mine || !(row->waits() || row->held())) return Error{Errc::refused, words::ping_gone};
  answer_all(moment, *row, std::nullopt, proto::CrisisOutcome::over);
  row->stage = PingStage::over;
  save_ping(moment.transaction(), *row);
  return ok();
}

Status send_check_in(Moment& moment, const PingId& id, Timestamp at) {
  auto row = row_of(moment.transaction(), id);
  if (!row) return row.error();
  if (!row->held()) return Error{Errc::refused, words::ping_not_held};
  if (at <= moment.now().timestamp || at > moment.now().timestamp + check_in_ahead_max) {
    return Error{Errc::usage, words::check_in_date};
  }
  const auto sent = moment.send(*row->buddy, proto::encode(proto::CrisisCheckIn{id, proto::CheckInWord::propose, at}));
  if (!sent) return sent.error();
  row->check_in = at;
  row->check_in_stage = CheckInStage::none;  // theirs to answer
  save_ping(moment.transaction(), *row);
  return ok();
}

Status reply_check_in(Moment& moment, const PingId& id, bool yes) {
  auto row = row_of(moment.transaction(), id);
  if (!row) return row.error();
  if (row->check_in_stage != CheckInStage::proposed) return Error{Errc::refused, words::check_in_not_asked};
  const auto word = yes ? proto::CheckInWord::yes : proto::CheckInWord::no;
  const auto sent = moment.send(*row->buddy, proto::encode(proto::CrisisCheckIn{id, word, {}}));
  if (!sent) return sent.error();
  row->check_in_stage = yes ? CheckInStage::agreed : CheckInStage::declined;
  save_ping(moment.transaction(), *row);
  return ok();
}

void pass_ping_time(Moment& moment) {
  auto& tx = moment.transaction();
  forget_old(tx, moment.now().timestamp);
  for (const auto& id : ping_ids(tx)) {
    auto row = load_ping(tx, id);
    if (!row) continue;
    for (auto due = next_of(*row); due && since(row->at, moment.now()) >= *due; due = next_of(*row))
      step_on(moment, *row);
    remind(moment, *row);
    save_ping(tx, *row);
  }
}

std::optional<Instant> next_ping_due(store::Transaction& tx, Now now) {
  std::optional<Instant> out;
  const auto consider = [&](std::int64_t left) {
    const Instant when = now.instant + Duration{std::max<std::int64_t>(0, left)};
    if (!out || when < *out) out = when;
  };
  for (const auto& id : ping_ids(tx)) {
    const auto row = load_ping(tx, id);
    if (!row) continue;
    if (const auto due = next_of(*row); due) consider(due->ms - since(row->at, now).ms);
    if (row->check_in_stage == CheckInStage::agreed) consider(row->check_in.ms - now.timestamp.ms);
  }
  return out;
}

}  // namespace sotto::practice
