#include "keeping.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

#include "attachments.hpp"
#include "conversation.hpp"
#include "outbox.hpp"

namespace sotto::messaging {
namespace {

constexpr int deleted_at_once = 500;  // rows in one event

std::optional<Duration> own_override(Turn& turn, std::int64_t channel) {
  auto row = turn.tx.query("SELECT mine FROM keeping WHERE channel = ? AND mine IS NOT NULL", channel);
  if (!row.next()) return std::nullopt;
  return seconds(row.integer(0));
}

Duration theirs_of(Turn& turn, std::int64_t channel) {
  auto row = turn.tx.query("SELECT theirs FROM keeping WHERE channel = ?", channel);
  return row.next() ? seconds(row.integer(0)) : keep_default;
}

std::uint32_t wire(Duration keep) { return static_cast<std::uint32_t>(keep.ms / 1000); }

bool may_be_set(Duration keep) {
  return keep == until_deleted || (keep >= seconds(limits::keep_min) && keep <= seconds(limits::keep_max));
}

// The buddy's program hears of it, and both conversations say it.
void tell(Turn& turn, Channel& channel, const Keeping& before) {
  const auto after = keeping_of(turn, channel);
  if (after.mine == before.mine || !channel.paired() || channel.over != Over::no) return;
  // What was not even sealed has been overtaken.
  turn.tx.run("DELETE FROM outbox WHERE channel = ? AND kind = ? AND state = 0 AND seq IS NULL", channel.row,
              RowKind::keep);
  write_body(turn, channel, RowKind::keep, proto::Keep{wire(after.mine)});
  add_line(turn, channel,
           "You changed how long messages are kept: " + keep_words(after.mine) +
               ". The shorter of both settings counts: " + keep_words(after.counts()) + ".");
}

struct Due {
  std::int64_t row;
  MessageId id;
  Way way;
  MessageState state;
};
std::vector<Due> due_rows(Turn& turn, const Channel& channel) {
  std::vector<Due> out;
  auto row = turn.tx.query(
      "SELECT row, id, way, state FROM message WHERE channel = ? AND expires > 0 AND expires <= ? ORDER BY expires "
      "LIMIT ?",
      channel.row, turn.calendar, deleted_at_once);
  while (row.next()) {
    out.push_back({row.integer(0), row.id<MessageId>(1), static_cast<Way>(row.integer(2)),
                   static_cast<MessageState>(row.integer(3))});
  }
  return out;
}

bool waits(const Due& due) {
  return due.way == Way::out && (due.state == MessageState::written || due.state == MessageState::relayed);
}

// Parts of a text whose rest did not come. A sender who is still there has taken it back long before (after the longer
// of its time and thirty days), so no tick can say *delivered* about something that is not whole here.
constexpr Duration parts_wait = limits::address_grace;
bool delete_parts(Turn& turn, const Channel& channel) {
  return turn.tx.run("DELETE FROM inbox WHERE channel = ? AND seq < ? AND keep > 0 AND counted + keep * 1000 + ? <= ?",
                     channel.row, channel.next_show, parts_wait, turn.calendar) > 0;
}

}  // namespace

bool held(Turn& turn, const Channel& channel) {
  return turn.handler != nullptr && turn.handler->holds(turn.tx, channel.buddy);
}

Duration shorter(Duration a, Duration b) {
  if (a == until_deleted) return b;
  return b == until_deleted ? a : std::min(a, b);
}

Duration Keeping::counts() const { return shorter(mine, theirs); }

Duration default_keep(Turn& turn) {
  auto row = turn.tx.query("SELECT value FROM setting WHERE name = 'keep'");
  return row.next() ? seconds(row.integer(0)) : keep_default;
}

Keeping keeping_of(Turn& turn, const Channel& channel) {
  const auto own = own_override(turn, channel.row);
  return {own ? *own : default_keep(turn), theirs_of(turn, channel.row), own.has_value()};
}

std::string keep_words(Duration keep) {
  if (keep == until_deleted) return "until deleted";
  const auto counted = [](std::int64_t number, const char* unit) {
    return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
  };
  if (keep.ms % days(1).ms == 0) return counted(keep.ms / days(1).ms, "day");
  if (keep.ms % hours(1).ms == 0) return counted(keep.ms / hours(1).ms, "hour");
  return counted(keep.ms / minutes(1).ms, "minute");
}

Status set_keep(Turn& turn, Channel& channel, std::optional<Duration> keep) {
  if (keep && !may_be_set(*keep)) return Error{Errc::usage, "Messages are kept from 1 hour to 366 days, or forever."};
  const auto before = keeping_of(turn, channel);
  std::optional<std::int64_t> number;
  if (keep) number = wire(*keep);
  turn.tx.run("INSERT INTO keeping VALUES(?1, ?2, ?3) ON CONFLICT(channel) DO UPDATE SET mine = ?2", channel.row,
              number, wire(before.theirs));
  tell(turn, channel, before);
  return ok();
}

Result<Duration> set_default_keep(Turn& turn, Duration keep) {
  if (!may_be_set(keep)) return Error{Errc::usage, "Messages are kept from 1 hour to 366 days, or forever."};
  const Duration before = default_keep(turn);
  turn.tx.run("INSERT OR REPLACE INTO setting VALUES('keep', ?)", wire(keep));
  return before;
}

void follow_default(Turn& turn, Channel& channel, Duration before) {
  if (own_override(turn, channel.row)) return;
  tell(turn, channel, {before, theirs_of(turn, channel.row), false});
}

void hear_keep(Turn& turn, const Channel& channel, Duration keep) {
  const auto before = keeping_of(turn, channel);
  if (keep == before.theirs) return;
  turn.tx.run("INSERT INTO keeping VALUES(?1, NULL, ?2) ON CONFLICT(channel) DO UPDATE SET theirs = ?2", channel.row,
              wire(keep));
  const Duration counts = shorter(before.mine, keep);
  // What is still on its way there will be kept no longer than that, so it is not kept longer here.
  turn.tx.run(
      "UPDATE message SET keep = ?2 WHERE channel = ?1 AND way = 1 AND state IN (?3, ?4) AND ?2 > 0 AND (keep = 0 OR "
      "keep > ?2)",
      channel.row, wire(counts), MessageState::written, MessageState::relayed);
  add_line(turn, channel,
           "Your buddy changed how long messages are kept: " + keep_words(keep) +
               ". The shorter of both settings counts: " + keep_words(counts) + ".");
}

void introduce_keep(Turn& turn, Channel& channel) {
  const Duration mine = keeping_of(turn, channel).mine;
  if (mine != keep_default) write_body(turn, channel, RowKind::keep, proto::Keep{wire(mine)});
}

Timer incoming_timer(Turn& turn, const Channel& channel, Duration sent_with) {
  const Duration keep = shorter(sent_with, keeping_of(turn, channel).mine);
  return {keep, turn.calendar, keep == until_deleted ? Timestamp{} : turn.calendar + keep};
}

Timer outgoing_timer(Turn& turn, const Channel& channel) {
  const Duration keep = keeping_of(turn, channel).counts();
  const Duration waiting = std::max(keep, limits::keep_undelivered);
  return {keep, {}, keep == until_deleted ? Timestamp{} : turn.calendar + waiting};
}

void count_from_now(Turn& turn, const MessageId& id, MessageState state) {
  const bool over = state == MessageState::delivered || state == MessageState::recalled;
  if (!over && state != MessageState::relayed) return;
  turn.tx.run("UPDATE message SET counted = ? WHERE way = 1 AND id = ? AND counted = 0", turn.calendar, id);
  if (!over) return;
  // Of an attachment more than its name has to arrive.
  turn.tx.run(
      "UPDATE message SET expires = counted + keep * 1000 WHERE way = 1 AND id = ? AND keep > 0 AND row NOT IN "
      "(SELECT message FROM attachment WHERE state IN (?, ?))",
      id, Carrying::offered, Carrying::carrying);
}

void count_anew(Turn& turn, std::int64_t message_row) {
  turn.tx.run("UPDATE message SET counted = ?1, expires = ?1 + keep * 1000 WHERE row = ?2 AND keep > 0", turn.calendar,
              message_row);
}

void stand_still(Turn& turn, std::int64_t message_row) {
  turn.tx.run("UPDATE message SET expires = 0 WHERE row = ?", message_row);
}

std::optional<Timestamp> shown_expiry(Turn& turn, Timestamp expires) {
  if (expires.ms == 0) return std::nullopt;
  // The two clocks drift by milliseconds; whole minutes between them are a clock that was set.
  constexpr std::int64_t minute = minutes(1).ms;
  const std::int64_t apart = (turn.now.timestamp - turn.calendar).ms;
  const std::int64_t set = (apart + (apart < 0 ? -minute : minute) / 2) / minute * minute;
  return expires + Duration{set};
}

bool delete_due(Turn& turn, Channel& channel) {
  const auto next = next_deletion(turn, channel);
  if (!next || *next > turn.calendar) return false;
  bool gone = delete_parts(turn, channel);
  gone = give_up_attachments(turn, channel) || gone;
  for (const auto& due : due_rows(turn, channel)) {
    if (waits(due)) {
      if (const auto back = recall_text(turn, channel, due.id); !back) turn.tx.fail(back.error());
      add_line(
          turn, channel,
          "A message of yours was not delivered within 30 days. Its time is over: it is deleted here, and taken back "
          "unless it still arrives.");
    }
    // Whoever still waits for the rest of an attachment hears that it will not come.
    static_cast<void>(stop_attachment(turn, channel, due.id));
    delete_message(turn, channel, due.row);
    turn.emit(Event{GoneEvent{due.id, channel.buddy}});
    gone = true;
  }
  return gone;
}

std::optional<Timestamp> next_deletion(Turn& turn, const Channel& channel) {
  std::optional<Timestamp> out;
  const auto consider = [&](store::Row row) {
    if (!row.next() || row.null(0)) return;
    const Timestamp when{row.integer(0)};
    if (!out || when < *out) out = when;
  };
  consider(turn.tx.query("SELECT min(expires) FROM message WHERE channel = ? AND expires > 0", channel.row));
  consider(turn.tx.query("SELECT min(counted + keep * 1000) + ? FROM inbox WHERE channel = ? AND keep > 0 AND seq < ?",
                         parts_wait, channel.row, channel.next_show));
  if (const auto when = next_giving_up(turn, channel); when && (!out || *when < *out)) out = when;
  if (!out || held(turn, channel)) return std::nullopt;
  return out;
}

}  // namespace sotto::messaging
