#include "conversation.hpp"

#include <algorithm>
#include <cctype>

#include "keeping.hpp"

namespace sotto::messaging {
namespace {

std::int64_t end_place(Turn& turn, std::int64_t channel) {
  auto row = turn.tx.query("SELECT coalesce(max(place), 0) FROM message WHERE channel = ?", channel);
  return ((row.next() ? row.integer(0) : 0) / place_step + 1) * place_step;
}

struct NewMessage {
  Message message;
  std::int64_t place;
  bool unread = false;
  Timer timer{};
};
bool insert(Turn& turn, std::int64_t channel, const NewMessage& in) {
  Message m = in.message;
  m.keep = in.timer.keep;
  m.expires = shown_expiry(turn, in.timer.expires);
  if (turn.tx.run("INSERT OR IGNORE INTO message(channel, id, way, kind, text, sent_at, state, place, unread, keep, "
                  "counted, expires) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  channel, m.id, m.way, m.kind, m.text, m.sent_at, m.state, in.place, in.unread, m.keep.ms / 1000,
                  in.timer.counted, in.timer.expires) == 0) {
    return false;
  }
  if (m.kind == MessageKind::text) {
    turn.tx.run("INSERT INTO message_text(rowid, text) VALUES(?, ?)", turn.tx.last_row_id(), m.text);
  }
  turn.emit(Event{MessageEvent{m}});
  return true;
}

Message read_message(Turn& turn, const store::Row& row) {
  Message out;
  out.id = row.id<MessageId>(0);
  out.buddy = row.id<BuddyId>(1);
  out.way = static_cast<Way>(row.integer(2));
  out.kind = static_cast<MessageKind>(row.integer(3));
  out.text = row.text(4);
  out.sent_at = {row.integer(5)};
  out.state = static_cast<MessageState>(row.integer(6));
  out.keep = seconds(row.integer(7));
  out.expires = shown_expiry(turn, {row.integer(8)});
  return out;
}

// written < relayed < delivered < read; a recall leaves that order and ends as recalled or delivered.
bool forward(MessageState from, MessageState to) {
  using S = MessageState;
  switch (to) {
    case S::relayed: return from == S::written;
    case S::delivered: return from == S::written || from == S::relayed || from == S::recalling;
    case S::read: return from == S::delivered;
    case S::recalling: return from == S::written || from == S::relayed;
    case S::recalled: return from == S::written || from == S::recalling;
    default: return false;
  }
}

// Every word of what was typed, as the beginning of a word, in any order. Quoted, so that nothing in it is query
// syntax.
std::string query_of(std::string_view text) {
  std::string out;
  std::string word;
  bool letters = false;
  const auto finish = [&] {
    if (letters) out += (out.empty() ? "\"" : " \"") + word + "\"*";
    word.clear();
    letters = false;
  };
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte <= 0x20)
      finish();
    else if (byte >= 0x80 || std::isalnum(byte) != 0)
      word += c, letters = true;
    else
      word += ' ';  // punctuation separates words for the tokenizer, too
  }
  finish();
  return out;
}

}  // namespace

void add_incoming(Turn& turn, const Channel& channel, const IncomingText& text) {
  NewMessage row;
  row.message = {text.id, channel.buddy, Way::in, MessageKind::text, text.text, text.time, MessageState::received};
  row.timer = incoming_timer(turn, channel, text.keep);
  row.place = text.place ? *text.place : end_place(turn, channel.row);
  row.unread = true;
  if (insert(turn, channel.row, row)) ++turn.outcome.received;
}

Message add_outgoing(Turn& turn, const Channel& channel, const MessageId& id, std::string_view text) {
  NewMessage row;
  row.message = {id, channel.buddy, Way::out, MessageKind::text, std::string(text), turn.now.timestamp, {}};
  row.timer = outgoing_timer(turn, channel);
  row.place = end_place(turn, channel.row);
  insert(turn, channel.row, row);
  return row.message;
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

std::optional<Message> find_own(Turn& turn, const MessageId& id) {
  auto row = turn.tx.query(
      "SELECT m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.keep, m.expires FROM message m JOIN channel "
      "c "
      "ON c.row = m.channel WHERE m.way = 1 AND m.id = ?",
      id);
  if (!row.next()) return std::nullopt;
  return read_message(turn, row);
}

void set_state(Turn& turn, const Channel& channel, const MessageId& id, MessageState state) {
  const auto own = find_own(turn, id);
  if (!own || own->buddy != channel.buddy || !forward(own->state, state)) return;
  turn.tx.run("UPDATE message SET state = ? WHERE way = 1 AND id = ?", state, id);
  count_from_now(turn, id, state);
  if (state == MessageState::delivered) ++turn.outcome.delivered;
  turn.emit(Event{StateEvent{id, channel.buddy, state}});
}

void wipe_text(Turn& turn, const Channel& channel, const MessageId& id) {
  turn.tx.run(
      "INSERT INTO message_text(message_text, rowid, text) SELECT 'delete', row, text FROM message "
      "WHERE channel = ? AND way = 1 AND id = ? AND text <> ''",
      channel.row, id);
  turn.tx.run("UPDATE message SET text = '' WHERE channel = ? AND way = 1 AND id = ?", channel.row, id);
}

void delete_message(Turn& turn, const Channel& channel, std::int64_t row) {
  turn.tx.run(
      "INSERT INTO message_text(message_text, rowid, text) SELECT 'delete', row, text FROM message "
      "WHERE row = ? AND kind = ? AND text <> ''",
      row, MessageKind::text);
  const bool unread = turn.tx.run("DELETE FROM message WHERE row = ? AND unread = 1", row) > 0;
  turn.tx.run("DELETE FROM message WHERE row = ?", row);
  if (unread) announce(turn, channel);
}

std::vector<Message> read_history(Turn& turn, const Channel& channel, const std::optional<MessageId>& before,
                                  std::size_t limit) {
  std::vector<Message> out;
  auto row = before
                 ? turn.tx.query(
                       "SELECT m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.keep, m.expires FROM "
                       "message m JOIN channel c "
                       "ON c.row = m.channel WHERE m.channel = ?1 AND m.place < "
                       "(SELECT min(place) FROM message WHERE channel = ?1 AND id = ?2) ORDER BY m.place DESC LIMIT ?3",
                       channel.row, *before, limit)
                 : turn.tx.query(
                       "SELECT m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.keep, m.expires FROM "
                       "message m JOIN channel c "
                       "ON c.row = m.channel WHERE m.channel = ? ORDER BY m.place DESC LIMIT ?",
                       channel.row, limit);
  while (row.next()) out.push_back(read_message(turn, row));
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<Message> search_texts(Turn& turn, std::string_view text, std::size_t limit) {
  std::vector<Message> out;
  const std::string query = query_of(text);
  if (query.empty()) return out;
  auto row = turn.tx.query(
      "SELECT m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.keep, m.expires FROM message_text t JOIN "
      "message m ON m.row = "
      "t.rowid "
      "JOIN channel c ON c.row = m.channel WHERE message_text MATCH ? ORDER BY t.rowid DESC LIMIT ?",
      query, limit);
  while (row.next()) out.push_back(read_message(turn, row));
  return out;
}

}  // namespace sotto::messaging
