#include "acks.hpp"
#include "attachment_row.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "outbox.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_room{
    Errc::refused, "There is no room for this attachment: delete others, or give files more room in the settings."};
constexpr Error no_files{Errc::refused, "This profile keeps no attachments."};

constexpr std::size_t repeats_max = 8;  // whole ones whose blocks may still come again

constexpr Literal theirs_expected =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ? AND a.state IN (?, ?) AND m.way = 0 "
    "ORDER BY a.state, a.message DESC LIMIT ?";

std::uint64_t setting(Turn& turn, std::string_view name, std::uint64_t otherwise) {
  auto row = turn.tx.query("SELECT value FROM setting WHERE name = ?", name);
  return row.next() ? static_cast<std::uint64_t>(row.integer(0)) : otherwise;
}

bool has_room(Turn& turn, const Channel& channel, std::uint64_t size) {
  auto row = turn.tx.query(
      "SELECT coalesce(sum(size), 0), coalesce(sum(size) FILTER (WHERE channel = ?1), 0) FROM attachment "
      "WHERE state IN (?2, ?3) OR (state = ?4 AND key IS NOT NULL)",
      channel.row, Carrying::carrying, Carrying::carried, Carrying::stopped);
  if (!row.next()) return false;
  const auto all = static_cast<std::uint64_t>(row.integer(0)) + size;
  const auto here = static_cast<std::uint64_t>(row.integer(1)) + size;
  return all <= setting(turn, "files_quota", limits::files_quota) &&
         here <= setting(turn, "files_buddy_quota", limits::files_buddy_quota);
}

Status accept(Turn& turn, Channel& channel, Attachment& a) {
  if (turn.blocks == nullptr) return no_files;
  if (!has_room(turn, channel, a.size)) return no_room;
  begin(turn, a);
  say(turn, channel, a.id, proto::AttachmentWord::accept);
  tell(turn, channel, a);
  return ok();
}

bool have(Turn& turn, const Attachment& a, std::uint32_t index) {
  if (a.state == Carrying::carried || index < a.next) return true;
  return turn.tx.query("SELECT 1 FROM early_block WHERE message = ? AND idx = ?", a.message, index).next();
}

void note_piece(Turn& turn, Attachment& a, std::uint32_t index) {
  turn.tx.run("INSERT INTO early_block VALUES(?, ?)", a.message, index);
  while (turn.tx.run("DELETE FROM early_block WHERE message = ? AND idx = ?", a.message, a.next) > 0) ++a.next;
  move_on(turn, a);
}

void take_piece(Turn& turn, Channel& channel, Attachment& a, const crypto::Piece& piece, ByteView block) {
  if (piece.index >= a.blocks() || piece.data.size() != a.piece_size(piece.index)) return;
  if (!have(turn, a, piece.index)) {
    if (piece.index >= a.next + ahead_max) return;
    auto written = turn.blocks->write(a.file, piece.index, block);
    if (written) written = turn.blocks->sync(a.file);
    if (!written) {
      constexpr std::string_view sentence = "An attachment waits: the disk has no room for it.";
      if (channel.notice != sentence) add_notice(turn, channel, sentence);
      return;
    }
    note_piece(turn, a, piece.index);
    tell_sometimes(turn, channel, a);
  }
  queue_prompt_ack(turn, channel, crypto::block_token(a.key, piece.index), proto::Verdict::kept);
}

// Those under way, and the newest whole ones, whose acknowledgement may have been lost.
std::vector<Attachment> expected(Turn& turn, const Channel& channel) {
  std::vector<Attachment> out;
  auto row = turn.tx.query(theirs_expected, channel.row, Carrying::carrying, Carrying::carried, repeats_max);
  while (row.next()) out.push_back(read_attachment(row));
  return out;
}

}  // namespace

Status accept_attachment(Turn& turn, Channel& channel, const MessageId& id) {
  auto a = find_attachment(turn, channel, id);
  if (!a) return no_attachment;
  if (a->way != Way::in || a->state != Carrying::offered) return not_waiting;
  if (const auto may = may_send(channel); !may) return may;
  return accept(turn, channel, *a);
}

void take_attachment(Turn& turn, Channel& channel, const NewAttachment& offered, const Found& message) {
  turn.tx.run("INSERT INTO attachment(message, channel, file, key, size, state) VALUES(?, ?, ?, ?, ?, ?)", message.row,
              channel.row, turn.random.id<store::FileId>(), offered.key.expose(), offered.size, Carrying::offered);
  auto a = load_attachment(turn, message.row);
  const bool asks = offered.size > setting(turn, "files_ask_above", limits::files_ask_above);
  // What does not fit waits for the person, who can make room.
  if (a && !asks) static_cast<void>(accept(turn, channel, *a));
}

void receive_block(Turn& turn, Channel& channel, ByteView block) {
  if (turn.blocks == nullptr || channel.has_ended()) return;
  for (auto& a : expected(turn, channel)) {
    const auto piece = crypto::open_block(crypto::block_key(a.key), block);
    if (piece) return take_piece(turn, channel, a, *piece, block);
  }
}

}  // namespace sotto::messaging
