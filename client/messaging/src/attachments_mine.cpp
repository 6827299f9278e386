#include "acks.hpp"
#include "attachment_row.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "keeping.hpp"
#include "outbox.hpp"
#include "outbox_sql.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

constexpr Literal mine_carried =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ? AND a.state = ? AND m.way = 1 ORDER BY a.message";

std::size_t under_way(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query(sql::blocks, channel.row, RowKind::block);
  return row.next() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

// The row and the number of the first block that is not through; the number of the next to come when none is under way.
struct First {
  std::optional<std::int64_t> row;
  std::uint32_t index = 0;
};
First first_under_way(Turn& turn, const Channel& channel, const Attachment& a) {
  auto row =
      turn.tx.query("SELECT row, part FROM outbox WHERE channel = ? AND id = ? AND kind = ? ORDER BY part LIMIT 1",
                    channel.row, a.id, RowKind::block);
  if (!row.next()) return {{}, a.next};
  return {row.integer(0), static_cast<std::uint32_t>(row.integer(1))};
}

}  // namespace

// The oldest attachment first; what the relay keeps for an absent buddy is shared by all of them. Never further ahead
// of a block that was lost than the other side takes: it would drop the rest, and each would wait for its own
// repetition.
void send_blocks(Turn& turn, const Channel& channel) {
  std::size_t free = limits::spool_blocks - std::min(limits::spool_blocks, under_way(turn, channel));
  std::vector<Attachment> waiting;
  {
    auto row = turn.tx.query(mine_carried, channel.row, Carrying::carrying);
    while (row.next()) waiting.push_back(read_attachment(row));
  }
  for (auto& a : waiting) {
    const std::uint32_t end = std::min(a.blocks(), first_under_way(turn, channel, a).index + ahead_max);
    for (; free > 0 && a.next < end; --free, ++a.next) {
      turn.tx.run(
          "INSERT INTO outbox(channel, kind, id, part, token, content, time, state) VALUES(?, ?, ?, ?, ?, x'', ?, 1)",
          channel.row, RowKind::block, a.id, a.next, crypto::block_token(a.key, a.next), turn.now.timestamp);
    }
    save(turn, a);
  }
}

Status attach(Turn& turn, Channel& channel, const Outgoing& what, const SealedFile& file) {
  if (const auto may = may_send(channel); !may) return may;
  add_attachment_message(turn, channel, {what.id, what.name, file.size, Way::out, turn.now.timestamp});
  const auto message = find_message(turn, channel, what.id);
  if (!message) return no_attachment;
  turn.tx.run("INSERT INTO attachment(message, channel, file, key, size, state) VALUES(?, ?, ?, ?, ?, ?)", message->row,
              channel.row, file.file, file.key.expose(), file.size, Carrying::offered);
  proto::Content content;
  content.token = turn.random.id<Token>();
  content.id = what.id;
  content.time = turn.now.timestamp;
  content.keep = static_cast<std::uint32_t>(keeping_of(turn, channel).counts().ms / 1000);
  content.body =
      proto::Attachment{std::string(what.name), file.size, exactly<32>(file.key.expose()).value_or(ByteArray<32>{})};
  write_row(turn, channel, RowKind::text, content);
  touch_traffic(turn, channel);
  return ok();
}

std::optional<Bytes> block_of_row(Turn& turn, std::int64_t outbox_row) {
  std::optional<store::FileId> file;
  std::uint32_t index = 0;
  {
    auto row = turn.tx.query(
        "SELECT a.file, o.part FROM outbox o JOIN message m ON m.way = 1 AND m.id = o.id JOIN attachment a ON "
        "a.message = "
        "m.row WHERE o.row = ? AND o.kind = ?",
        outbox_row, RowKind::block);
    if (row.next()) {
      file = row.id<store::FileId>(0);
      index = static_cast<std::uint32_t>(row.integer(1));
    }
  }
  if (!file || turn.blocks == nullptr) {  // its message was deleted meanwhile
    turn.tx.run("DELETE FROM outbox WHERE row = ?", outbox_row);
    return std::nullopt;
  }
  auto block = turn.blocks->read(*file, index);
  if (block) return std::move(*block);
  // The disk has lost it: what cannot be read cannot be sent, now or later.
  turn.tx.run("UPDATE attachment SET state = ? WHERE file = ?", Carrying::stopped, *file);
  turn.tx.run("DELETE FROM outbox WHERE row = ?", outbox_row);
  return std::nullopt;
}

void block_arrived(Turn& turn, Channel& channel, const MessageId& id, proto::Verdict verdict) {
  auto a = find_attachment(turn, channel, id);
  if (!a || a->way != Way::out || a->state != Carrying::carrying) return;
  if (verdict != proto::Verdict::kept) return stop(turn, channel, *a);
  move_on(turn, *a);
  tell_sometimes(turn, channel, *a);
  // A relay keeps the order at an address: what others have overtaken is lost, and need not wait for its time.
  const First first = first_under_way(turn, channel, *a);
  if (first.row && first.index + limits::spool_blocks < a->next) send_again(turn, channel, *first.row);
  send_blocks(turn, channel);
}

}  // namespace sotto::messaging
