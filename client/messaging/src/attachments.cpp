#include "attachments.hpp"

#include <algorithm>

#include <sotto/crypto/attachment.hpp>

#include "acks.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "keeping.hpp"
#include "outbox.hpp"
#include "outbox_sql.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_attachment{Errc::not_found, "There is no attachment with this id."};
constexpr Error not_waiting{Errc::refused, "This attachment does not wait for an answer."};
constexpr Error not_whole{Errc::refused, "This attachment is not here yet, or no longer."};
constexpr Error no_room{
    Errc::refused, "There is no room for this attachment: delete others, or give files more room in the settings."};
constexpr Error no_files{Errc::refused, "This profile keeps no attachments."};

constexpr std::uint32_t ahead_max = 2 * limits::spool_blocks;  // of the lowest that is missing
constexpr std::size_t repeats_max = 8;                         // whole ones whose blocks may still come again
constexpr std::uint32_t told_every = 16;                       // blocks between two progress events

struct Attachment {
  std::int64_t message = 0;
  store::FileId file;
  crypto::Key key;
  std::uint64_t size = 0;
  std::uint32_t next = 0;  // mine: to be sent next; theirs: the lowest that is missing
  std::uint32_t done = 0;  // blocks that are through
  Carrying state{};
  Way way{};
  MessageId id;
  Timestamp moved;     // when it began to be carried, or its last block came through, by the calendar
  bool there = false;  // its key is: it was not stopped, or a hold has kept it

  std::uint32_t blocks() const { return static_cast<std::uint32_t>(blocks_of(size)); }
  std::size_t piece_size(std::uint32_t index) const {
    const std::uint64_t left = size - std::uint64_t{index} * limits::block_data;
    return static_cast<std::size_t>(std::min<std::uint64_t>(left, limits::block_data));
  }
};

constexpr Literal of_message =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.message = ?";
constexpr Literal mine_carried =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ? AND a.state = ? AND m.way = 1 ORDER BY a.message";
constexpr Literal theirs_expected =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ? AND a.state IN (?, ?) AND m.way = 0 "
    "ORDER BY a.state, a.message DESC LIMIT ?";
constexpr Literal abandoned =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ?1 AND ((a.state = ?2 AND a.moved > 0 AND a.moved <= ?3) OR "
    "(a.state = ?4 AND a.key IS NOT NULL))";

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

std::optional<Attachment> load(Turn& turn, std::int64_t message_row) {
  auto row = turn.tx.query(of_message, message_row);
  if (!row.next()) return std::nullopt;
  return read_attachment(row);
}

std::optional<Attachment> find(Turn& turn, const Channel& channel, const MessageId& id) {
  const auto message = find_message(turn, channel, id);
  return message ? load(turn, message->row) : std::nullopt;
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

// ---- mine ----
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

// The oldest attachment first; what the relay keeps for an absent buddy is shared by all of them. Never further ahead
// of a block that was lost than the other side takes: it would drop the rest, and each would wait for its own
// repetition.
void fill(Turn& turn, const Channel& channel) {
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

// ---- theirs ----
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

void begin(Turn& turn, Attachment& a) {
  a.state = Carrying::carrying;
  a.moved = turn.calendar;
  save(turn, a);
  stand_still(turn, a.message);
}

// One more block is through.
void move_on(Turn& turn, Attachment& a) {
  ++a.done;
  a.moved = turn.calendar;
  if (a.done == a.blocks()) a.state = Carrying::carried;
  save(turn, a);
  if (a.state == Carrying::carried) count_anew(turn, a.message);
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

Status accept_attachment(Turn& turn, Channel& channel, const MessageId& id) {
  auto a = find(turn, channel, id);
  if (!a) return no_attachment;
  if (a->way != Way::in || a->state != Carrying::offered) return not_waiting;
  if (const auto may = may_send(channel); !may) return may;
  return accept(turn, channel, *a);
}

Status stop_attachment(Turn& turn, Channel& channel, const MessageId& id) {
  auto a = find(turn, channel, id);
  if (!a) return no_attachment;
  if (a->state != Carrying::offered && a->state != Carrying::carrying) return not_waiting;
  stop(turn, channel, *a);
  if (channel.has_ended()) return ok();
  say(turn, channel, id, a->way == Way::out ? proto::AttachmentWord::cancel : proto::AttachmentWord::decline);
  return ok();
}

bool give_up_attachments(Turn& turn, Channel& channel) {
  std::vector<Attachment> due;
  {
    auto row = turn.tx.query(abandoned, channel.row, Carrying::carrying,
                             Timestamp{turn.calendar.ms - limits::keep_undelivered.ms}, Carrying::stopped);
    while (row.next()) due.push_back(read_attachment(row));
  }
  for (auto& a : due) {
    if (a.state == Carrying::stopped)
      forget_file(turn, a);
    else if (const auto done = stop_attachment(turn, channel, a.id); !done)
      turn.tx.fail(done.error());
  }
  return !due.empty();
}

std::optional<Timestamp> next_giving_up(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query(
      "SELECT min(CASE WHEN state = ?2 THEN moved + ?4 ELSE 0 END) FROM attachment WHERE channel = ?1 AND "
      "((state = ?2 AND moved > 0) OR (state = ?3 AND key IS NOT NULL))",
      channel.row, Carrying::carrying, Carrying::stopped, limits::keep_undelivered);
  if (!row.next() || row.null(0)) return std::nullopt;
  return Timestamp{row.integer(0)};
}

void drop_attachment(Turn& turn, std::int64_t message_row) {
  const auto a = load(turn, message_row);
  if (!a) return;
  turn.tx.run("DELETE FROM outbox WHERE id = ? AND kind = ?", a->id, RowKind::block);
  turn.tx.run("DELETE FROM attachment WHERE message = ?", message_row);
  turn.outcome.removed.push_back(a->file);
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
  auto a = find(turn, channel, id);
  if (!a || a->way != Way::out || a->state != Carrying::carrying) return;
  if (verdict != proto::Verdict::kept) return stop(turn, channel, *a);
  move_on(turn, *a);
  tell_sometimes(turn, channel, *a);
  // A relay keeps the order at an address: what others have overtaken is lost, and need not wait for its time.
  const First first = first_under_way(turn, channel, *a);
  if (first.row && first.index + limits::spool_blocks < a->next) send_again(turn, channel, *first.row);
  fill(turn, channel);
}

void take_attachment(Turn& turn, Channel& channel, const NewAttachment& offered, const Found& message) {
  turn.tx.run("INSERT INTO attachment(message, channel, file, key, size, state) VALUES(?, ?, ?, ?, ?, ?)", message.row,
              channel.row, turn.random.id<store::FileId>(), offered.key.expose(), offered.size, Carrying::offered);
  auto a = load(turn, message.row);
  const bool asks = offered.size > setting(turn, "files_ask_above", limits::files_ask_above);
  // What does not fit waits for the person, who can make room.
  if (a && !asks) static_cast<void>(accept(turn, channel, *a));
}

void take_attachment_word(Turn& turn, Channel& channel, const proto::AttachmentSays& says) {
  using W = proto::AttachmentWord;
  auto a = find(turn, channel, says.about);
  if (!a || (a->state != Carrying::offered && a->state != Carrying::carrying)) return;
  if (a->way == Way::in) {
    if (says.word == W::cancel) stop(turn, channel, *a);
  } else if (says.word == W::decline) {
    stop(turn, channel, *a);
  } else if (says.word == W::accept && a->state == Carrying::offered) {
    begin(turn, *a);
    tell(turn, channel, *a);
    fill(turn, channel);
  }
}

void receive_block(Turn& turn, Channel& channel, ByteView block) {
  if (turn.blocks == nullptr || channel.has_ended()) return;
  for (auto& a : expected(turn, channel)) {
    const auto piece = crypto::open_block(crypto::block_key(a.key), block);
    if (piece) return take_piece(turn, channel, a, *piece, block);
  }
}

std::optional<AttachmentInfo> attachment_info(Turn& turn, std::int64_t message_row) {
  const auto a = load(turn, message_row);
  if (!a) return std::nullopt;
  AttachmentInfo out;
  out.size = a->size;
  out.done = std::min<std::uint64_t>(a->size, std::uint64_t{a->done} * limits::block_data);
  if (a->state == Carrying::carried) out.done = a->size;
  out.state = a->state;
  return out;
}

Result<SealedFile> attachment_file(Turn& turn, const Channel& channel, const MessageId& id) {
  auto a = find(turn, channel, id);
  if (!a) return no_attachment;
  const bool here = a->way == Way::out ? a->there : a->state == Carrying::carried;
  if (!here) return not_whole;
  return SealedFile{a->file, std::move(a->key), a->size};
}

std::vector<store::FileId> known_files(Turn& turn) {
  std::vector<store::FileId> out;
  auto row = turn.tx.query("SELECT file FROM attachment WHERE key IS NOT NULL");
  while (row.next()) out.push_back(row.id<store::FileId>(0));
  return out;
}

}  // namespace sotto::messaging
