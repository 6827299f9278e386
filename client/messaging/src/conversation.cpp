#include "conversation.hpp"

#include "attachments.hpp"
#include "history.hpp"
#include "history_sql.hpp"
#include "keeping.hpp"

namespace sotto::messaging {
namespace {

std::int64_t end_place(Turn& turn, std::int64_t channel) {
  auto row = turn.tx.query(sql::last_place, channel);
  return ((row.next() ? row.integer(0) : 0) / place_step + 1) * place_step;
}

struct NewMessage {
  Message message;
  std::int64_t place;
  bool unread = false;
  std::optional<MessageId> quoted = std::nullopt;
  Timer timer{};
};
bool insert(Turn& turn, std::int64_t channel, const NewMessage& in) {
  Message m = in.message;
  m.keep = in.timer.keep;
  m.expires = shown_expiry(turn, in.timer.expires);
  if (turn.tx.run("INSERT OR IGNORE INTO message(channel, id, way, kind, text, sent_at, state, place, unread, quoted, "
                  "keep, counted, expires) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  channel, m.id, m.way, m.kind, m.text, m.sent_at, m.state, in.place, in.unread, in.quoted,
                  m.keep.ms / 1000, in.timer.counted, in.timer.expires) == 0) {
    return false;
  }
  if (m.kind == MessageKind::text) {
    turn.tx.run("INSERT INTO message_text(rowid, text) VALUES(?, ?)", turn.tx.last_row_id(), m.text);
  }
  Message shown = m;
  if (in.quoted) shown.quote = quote_of(turn, channel, *in.quoted);
  turn.emit(Event{MessageEvent{std::move(shown)}});
  return true;
}

// written < relayed < delivered < read; a recall leaves that order and ends as recalled or delivered.
bool forward(MessageState from, MessageState to) {
  using S = MessageState;
  switch (to) {
    case S::relayed: return from == S::written;
    case S::delivered: return from == S::written || from == S::relayed || from == S::recalling;
    case S::read: return from == S::delivered || from == S::written || from == S::relayed;  // it says that it was
    case S::recalling: return from == S::written || from == S::relayed;
    case S::recalled: return from == S::written || from == S::recalling;
    default: return false;
  }
}

}  // namespace

void add_incoming(Turn& turn, const Channel& channel, const IncomingText& text) {
  NewMessage row;
  row.message = {text.id, channel.buddy, Way::in, MessageKind::text, text.text, text.time, MessageState::received};
  row.timer = incoming_timer(turn, channel, text.keep);
  row.place = text.place ? *text.place : end_place(turn, channel.row);
  row.unread = true;
  row.quoted = text.quoted;
  if (insert(turn, channel.row, row)) ++turn.outcome.received;
}

void add_outgoing(Turn& turn, const Channel& channel, const OutgoingText& text) {
  NewMessage row;
  row.message = {text.id, channel.buddy, Way::out, MessageKind::text, std::string(text.text), turn.now.timestamp, {}};
  row.timer = outgoing_timer(turn, channel);
  row.place = end_place(turn, channel.row);
  row.quoted = text.quoted;
  insert(turn, channel.row, row);
}

bool add_attachment_message(Turn& turn, const Channel& channel, const AttachmentMessage& what) {
  const bool mine = what.way == Way::out;
  NewMessage row;
  row.message = {what.id,
                 channel.buddy,
                 what.way,
                 MessageKind::attachment,
                 std::string(what.name),
                 what.time,
                 mine ? MessageState::written : MessageState::received};
  row.message.attachment = AttachmentInfo{what.size, 0, Carrying::offered};
  row.place = what.place ? *what.place : end_place(turn, channel.row);
  row.timer = mine ? outgoing_timer(turn, channel) : incoming_timer(turn, channel, what.keep);
  row.unread = !mine;
  if (!insert(turn, channel.row, row)) return false;
  if (!mine) ++turn.outcome.received;
  return true;
}

void add_notice(Turn& turn, Channel& channel, std::string_view sentence) {
  channel.notice = sentence;
  add_line(turn, channel, sentence);
  announce(turn, channel);
}

void add_line(Turn& turn, const Channel& channel, std::string_view sentence) {
  NewMessage row;
  row.message = {turn.random.id<MessageId>(), channel.buddy,         Way::in,
                 MessageKind::notice,         std::string(sentence), turn.now.timestamp,
                 MessageState::received};
  row.timer = incoming_timer(turn, channel, keeping_of(turn, channel).theirs);
  row.place = end_place(turn, channel.row);
  insert(turn, channel.row, row);
}

Gap add_gap(Turn& turn, const Channel& channel) {
  NewMessage row;
  row.message = {turn.random.id<MessageId>(), channel.buddy,         Way::in, MessageKind::gap, {},
                 turn.now.timestamp,          MessageState::received};
  row.place = end_place(turn, channel.row);
  insert(turn, channel.row, row);
  return {row.message.id, row.place};
}

void remove_message(Turn& turn, const Channel& channel, const MessageId& id) {
  turn.tx.run("DELETE FROM message WHERE channel = ? AND way = 0 AND id = ?", channel.row, id);
}

void set_state(Turn& turn, const Channel& channel, const MessageId& id, MessageState state) {
  const auto own = find_own(turn, id);
  if (!own || own->buddy != channel.buddy || !forward(own->state, state)) return;
  turn.tx.run("UPDATE message SET state = ? WHERE way = 1 AND id = ?", state, id);
  count_from_now(turn, id, state);
  const bool was_delivered = own->state == MessageState::delivered;
  if (state == MessageState::delivered || (state == MessageState::read && !was_delivered)) ++turn.outcome.delivered;
  turn.emit(Event{StateEvent{id, channel.buddy, state}});
}

void wipe_text(Turn& turn, const Channel& channel, const MessageId& id) {
  std::optional<std::int64_t> row_id;
  {
    auto row = turn.tx.query("SELECT row FROM message WHERE way = 1 AND id = ? AND channel = ?", id, channel.row);
    if (row.next()) row_id = row.integer(0);
  }
  if (!row_id || held(turn, channel)) return;
  replace_text(turn, *row_id, {});
  drop_attachment(turn, *row_id);
}

void replace_text(Turn& turn, std::int64_t message_row, std::string_view text) {
  turn.tx.run(
      "INSERT INTO message_text(message_text, rowid, text) SELECT 'delete', row, text FROM message "
      "WHERE row = ? AND kind = 0 AND text <> ''",
      message_row);
  turn.tx.run("UPDATE message SET text = ? WHERE row = ?", text, message_row);
  if (!text.empty()) turn.tx.run("INSERT INTO message_text(rowid, text) VALUES(?, ?)", message_row, text);
}

void delete_message(Turn& turn, const Channel& channel, std::int64_t row) {
  turn.tx.run(
      "INSERT INTO message_text(message_text, rowid, text) SELECT 'delete', row, text FROM message "
      "WHERE row = ? AND kind = ? AND text <> ''",
      row, MessageKind::text);
  drop_attachment(turn, row);
  const bool unread = turn.tx.run("DELETE FROM message WHERE row = ? AND unread = 1", row) > 0;
  turn.tx.run("DELETE FROM message WHERE row = ?", row);
  if (unread) announce(turn, channel);
}

}  // namespace sotto::messaging
