#include "amend.hpp"

#include <limits>

#include <sotto/base/limits.hpp>

#include "attachments.hpp"
#include "conversation.hpp"
#include "keeping.hpp"
#include "outbox.hpp"
#include "standing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_message{Errc::not_found, "There is no message with this id."};
constexpr Error not_mine{Errc::refused, "Only the person who wrote a message can change or delete it."};
constexpr Error not_a_text{Errc::refused, "Only a message can be answered, reworded or deleted."};
constexpr Error on_hold{Errc::refused,
                        "This conversation is on hold: nothing of it is deleted until the hold is lifted."};
constexpr Error taken_back{Errc::refused, "This message was taken back or deleted already."};

constexpr std::int64_t mine = 1;  // reaction.way, as message.way
constexpr std::int64_t theirs = 0;
constexpr std::size_t receipts_back = 1000;  // texts that one receipt marks at most

bool is_said(const Message& message) {
  return message.kind == MessageKind::text || message.kind == MessageKind::attachment;
}

bool is_gone(const Message& message) {
  return message.erasure != Erasure::none || message.state == MessageState::recalling ||
         message.state == MessageState::recalled;
}

void show_change(Turn& turn, const Channel& channel, const MessageId& id) {
  auto found = find_message(turn, channel, id);
  if (!found) return;
  complete(turn, *found);
  turn.emit(Event{ChangeEvent{std::move(found->message)}});
}

Result<Found> own_text(Turn& turn, const Channel& channel, const MessageId& id) {
  auto found = find_message(turn, channel, id);
  if (!found) return no_message;
  if (!is_said(found->message)) return not_a_text;
  if (found->message.way != Way::out) return not_mine;
  return std::move(*found);
}

void set_reaction(Turn& turn, const Found& message, std::int64_t way, const Change& change) {
  turn.tx.run(
      "INSERT INTO reaction(message, way, emoji, seq) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(message, way) DO UPDATE SET "
      "emoji = excluded.emoji, seq = excluded.seq WHERE excluded.seq >= reaction.seq",
      message.row, way, change.text, change.seq);
}

void empty_message(Turn& turn, std::int64_t row, Erasure erasure) {
  replace_text(turn, row, {});
  drop_attachment(turn, row);
  turn.tx.run("DELETE FROM reaction WHERE message = ?", row);
  turn.tx.run("UPDATE message SET erased = ?, unread = 0, quoted = NULL WHERE row = ?", erasure, row);
}

bool follows_wishes(Turn& turn) {
  auto row = turn.tx.query("SELECT value FROM setting WHERE name = 'keep_deleted'");
  return !(row.next() && row.flag(0));
}

void erase_theirs(Turn& turn, const Channel& channel, const Found& message) {
  if (follows_wishes(turn) && !held(turn, channel)) {
    empty_message(turn, message.row, Erasure::done);
    announce(turn, channel);  // one unread less, perhaps
  } else {
    turn.tx.run("UPDATE message SET erased = ? WHERE row = ?", Erasure::asked, message.row);
  }
}

// A hold lets nothing go, and a new wording takes the place of an old one.
void keep_wording(Turn& turn, const Channel& channel, const Message& message) {
  if (held(turn, channel)) add_line(turn, channel, "On hold, so the earlier wording stays: " + message.text);
}

void edit_theirs(Turn& turn, const Channel& channel, const Found& message, const Change& change) {
  if (turn.tx.run("UPDATE message SET edited = ?1 WHERE row = ?2 AND edited < ?1", change.seq, message.row) == 0)
    return;
  keep_wording(turn, channel, message.message);
  replace_text(turn, message.row, change.text);
}

bool gap_open(Turn& turn, const Channel& channel) {
  return turn.tx.query("SELECT 1 FROM missing WHERE channel = ? LIMIT 1", channel.row).next();
}

void await(Turn& turn, const Channel& channel, const Change& change) {
  turn.tx.run(
      "INSERT INTO awaited(channel, id, seq, change, text) VALUES(?, ?, ?, ?, ?) ON CONFLICT(channel, id, change) DO "
      "UPDATE SET seq = excluded.seq, text = excluded.text WHERE excluded.seq > awaited.seq",
      channel.row, change.target, change.seq, change.kind, change.text);
}

}  // namespace

Status edit_mine(Turn& turn, Channel& channel, const MessageId& id, std::string_view text) {
  if (const auto may = may_send(channel); !may) return may;
  const auto found = own_text(turn, channel, id);
  if (!found) return found.error();
  if (found->message.kind != MessageKind::text) return not_a_text;
  if (is_gone(found->message)) return taken_back;
  if (found->message.text == text) return ok();
  keep_wording(turn, channel, found->message);
  replace_text(turn, found->row, text);
  turn.tx.run("UPDATE message SET edited = 1 WHERE row = ?", found->row);
  write_edit(turn, channel, id, text);
  touch_traffic(turn, channel);
  show_change(turn, channel, id);
  return ok();
}

Status react(Turn& turn, Channel& channel, const MessageId& id, std::string_view emoji) {
  if (const auto may = may_send(channel); !may) return may;
  const auto found = find_message(turn, channel, id);
  if (!found) return no_message;
  if (!is_said(found->message)) return not_a_text;
  if (is_gone(found->message)) return taken_back;
  if (found->message.my_reaction == emoji) return ok();
  set_reaction(turn, *found, mine, {ChangeKind::reaction, id, 0, std::string(emoji)});
  write_body(turn, channel, RowKind::amend, proto::Reaction{id, std::string(emoji)});
  touch_traffic(turn, channel);
  show_change(turn, channel, id);
  return ok();
}

Result<MessageState> erase_mine(Turn& turn, Channel& channel, const MessageId& id) {
  const auto found = own_text(turn, channel, id);
  if (!found) return found.error();
  if (held(turn, channel)) return on_hold;
  if (found->message.state == MessageState::recalled) wipe_text(turn, channel, id);  // a hold had kept it
  if (found->message.erasure != Erasure::none || found->message.state == MessageState::recalled)
    return found->message.state;
  take_back_edits(turn, channel, id);
  const bool left = take_back_text(turn, channel, id);
  const bool ask = left && !channel.has_ended();
  empty_message(turn, found->row, ask ? Erasure::asked : left ? Erasure::done : Erasure::none);
  if (ask) {
    write_body(turn, channel, RowKind::amend, proto::Erase{id});
    touch_traffic(turn, channel);
  }
  show_change(turn, channel, id);
  const auto after = find_message(turn, channel, id);
  return after ? after->message.state : found->message.state;
}

Status read_up_to(Turn& turn, Channel& channel, const std::optional<MessageId>& up_to, bool tell) {
  std::int64_t place = std::numeric_limits<std::int64_t>::max();
  if (up_to) {
    const auto found = find_message(turn, channel, *up_to);
    if (!found) return no_message;
    place = found->place;
  }
  std::optional<MessageId> last;
  {
    auto row = turn.tx.query(
        "SELECT id FROM message WHERE channel = ? AND unread = 1 AND place <= ? ORDER BY place DESC LIMIT 1",
        channel.row, place);
    if (row.next()) last = row.id<MessageId>(0);
  }
  if (!last) return ok();
  turn.tx.run("UPDATE message SET unread = 0 WHERE channel = ? AND unread = 1 AND place <= ?", channel.row, place);
  if (tell && may_send(channel)) write_body(turn, channel, RowKind::amend, proto::Read{*last});
  announce(turn, channel);
  return ok();
}

void take_change(Turn& turn, const Channel& channel, const Change& change) {
  const bool reaction = change.kind == ChangeKind::reaction;
  const auto found = reaction ? find_message(turn, channel, change.target) : find_theirs(turn, channel, change.target);
  if (!found) {
    if (gap_open(turn, channel)) await(turn, channel, change);
    return;
  }
  const Message& message = found->message;
  const bool there = message.erasure == Erasure::none && message.state != MessageState::recalled;
  if (!is_said(message) || !there) return;
  if (change.kind == ChangeKind::edit && message.kind != MessageKind::text) return;
  switch (change.kind) {
    case ChangeKind::erase: erase_theirs(turn, channel, *found); break;
    case ChangeKind::edit: edit_theirs(turn, channel, *found, change); break;
    case ChangeKind::reaction: set_reaction(turn, *found, theirs, change); break;
  }
  show_change(turn, channel, change.target);
}

void take_receipt(Turn& turn, const Channel& channel, const MessageId& up_to) {
  const auto found = find_message(turn, channel, up_to);
  if (!found || found->message.way != Way::out) return;
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  {
    auto row = turn.tx.query("SELECT place FROM receipt WHERE channel = ?", channel.row);
    if (row.next()) from = row.integer(0);
  }
  if (found->place <= from) return;
  std::vector<MessageId> read;
  {
    auto row = turn.tx.query(
        "SELECT id, way, kind FROM message WHERE channel = ? AND place > ? AND place <= ? ORDER BY place DESC LIMIT ?",
        channel.row, from, found->place, receipts_back);
    while (row.next()) {
      const auto kind = static_cast<MessageKind>(row.integer(2));
      const bool said = kind == MessageKind::text || kind == MessageKind::attachment;
      if (row.integer(1) == mine && said) read.push_back(row.id<MessageId>(0));
    }
  }
  turn.tx.run("INSERT OR REPLACE INTO receipt VALUES(?, ?)", channel.row, found->place);
  for (auto id = read.rbegin(); id != read.rend(); ++id) set_state(turn, channel, *id, MessageState::read);
}

void take_awaited(Turn& turn, const Channel& channel, const MessageId& arrived) {
  std::vector<Change> changes;
  {
    auto row = turn.tx.query("SELECT change, seq, text FROM awaited WHERE channel = ? AND id = ? ORDER BY seq",
                             channel.row, arrived);
    while (row.next()) {
      changes.push_back(
          {static_cast<ChangeKind>(row.integer(0)), arrived, static_cast<std::uint64_t>(row.integer(1)), row.text(2)});
    }
  }
  turn.tx.run("DELETE FROM awaited WHERE channel = ? AND id = ?", channel.row, arrived);
  for (const auto& change : changes) take_change(turn, channel, change);
}

void forget_awaited(Turn& turn, const Channel& channel) {
  if (!gap_open(turn, channel)) turn.tx.run("DELETE FROM awaited WHERE channel = ?", channel.row);
}

}  // namespace sotto::messaging
