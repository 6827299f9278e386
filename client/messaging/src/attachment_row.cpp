#include "attachment_row.hpp"

#include "delivery.hpp"
#include "keeping.hpp"
#include "outbox.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

constexpr std::uint32_t told_every = 16;  // blocks between two progress events

constexpr Literal of_message =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.message = ?";

}  // namespace

Attachment read_attachment(const store::Row& row) {
  Attachment out;
  out.message = row.integer(0);
  out.file = row.id<store::FileId>(1);
  out.there = !row.null(2);
  if (auto key = crypto::Key::from(row.blob(2)); key) out.key = std::move(*key);
  out.size = static_cast<std::uint64_t>(row.integer(3));
  out.next = static_cast<std::uint32_t>(row.integer(4));
  out.done = static_cast<std::uint32_t>(row.integer(5));
  out.state = static_cast<Carrying>(row.integer(6));
  out.way = static_cast<Way>(row.integer(7));
  out.id = row.id<MessageId>(8);
  out.moved = {row.integer(9)};
  return out;
}

std::optional<Attachment> load_attachment(Turn& turn, std::int64_t message_row) {
  auto row = turn.tx.query(of_message, message_row);
  if (!row.next()) return std::nullopt;
  return read_attachment(row);
}

std::optional<Attachment> find_attachment(Turn& turn, const Channel& channel, const MessageId& id) {
  const auto message = find_message(turn, channel, id);
  return message ? load_attachment(turn, message->row) : std::nullopt;
}

void save(Turn& turn, const Attachment& a) {
  turn.tx.run("UPDATE attachment SET next = ?, done = ?, state = ?, moved = ? WHERE message = ?", a.next, a.done,
              a.state, a.moved, a.message);
}

void tell(Turn& turn, const Channel& channel, const Attachment& a) {
  const auto info = attachment_info(turn, a.message);
  if (info) turn.emit(Event{ProgressEvent{a.id, channel.buddy, *info}});
}

void tell_sometimes(Turn& turn, const Channel& channel, const Attachment& a) {
  if (a.done % told_every == 0 || a.done == a.blocks()) tell(turn, channel, a);
}

void say(Turn& turn, Channel& channel, const MessageId& id, proto::AttachmentWord word) {
  write_body(turn, channel, RowKind::amend, proto::AttachmentSays{id, word});
  touch_traffic(turn, channel);
}

void forget_file(Turn& turn, const Attachment& a) {
  turn.tx.run("UPDATE attachment SET key = NULL WHERE message = ?", a.message);
  turn.outcome.removed.push_back(a.file);
}

void stop(Turn& turn, const Channel& channel, Attachment& a) {
  turn.tx.run("DELETE FROM outbox WHERE channel = ? AND id = ? AND kind = ?", channel.row, a.id, RowKind::block);
  turn.tx.run("DELETE FROM early_block WHERE message = ?", a.message);
  if (!held(turn, channel)) forget_file(turn, a);
  a.state = Carrying::stopped;
  save(turn, a);
  count_anew(turn, a.message);
  tell(turn, channel, a);
}

void begin(Turn& turn, Attachment& a) {
  a.state = Carrying::carrying;
  a.moved = turn.calendar;
  save(turn, a);
  stand_still(turn, a.message);
}

void move_on(Turn& turn, Attachment& a) {
  ++a.done;
  a.moved = turn.calendar;
  if (a.done == a.blocks()) a.state = Carrying::carried;
  save(turn, a);
  if (a.state == Carrying::carried) count_anew(turn, a.message);
}

}  // namespace sotto::messaging
