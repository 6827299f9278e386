#include "attachments.hpp"

#include "attachment_row.hpp"
#include "outbox.hpp"

namespace sotto::messaging {
namespace {

constexpr Error not_whole{Errc::refused,
                          "This attachment is not here yet, or no longer. Ask for it again if you need it."};

constexpr Literal abandoned =
    "SELECT a.message, a.file, a.key, a.size, a.next, a.done, a.state, m.way, m.id, a.moved FROM attachment a "
    "JOIN message m ON m.row = a.message WHERE a.channel = ?1 AND ((a.state = ?2 AND a.moved > 0 AND a.moved <= ?3) OR "
    "(a.state = ?4 AND a.key IS NOT NULL))";

}  // namespace

Status stop_attachment(Turn& turn, Channel& channel, const MessageId& id) {
  auto a = find_attachment(turn, channel, id);
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
  const auto a = load_attachment(turn, message_row);
  if (!a) return;
  turn.tx.run("DELETE FROM outbox WHERE id = ? AND kind = ?", a->id, RowKind::block);
  turn.tx.run("DELETE FROM attachment WHERE message = ?", message_row);
  turn.outcome.removed.push_back(a->file);
}

void take_attachment_word(Turn& turn, Channel& channel, const proto::AttachmentSays& says) {
  using W = proto::AttachmentWord;
  auto a = find_attachment(turn, channel, says.about);
  if (!a || (a->state != Carrying::offered && a->state != Carrying::carrying)) return;
  if (a->way == Way::in) {
    if (says.word == W::cancel) stop(turn, channel, *a);
  } else if (says.word == W::decline) {
    stop(turn, channel, *a);
  } else if (says.word == W::accept && a->state == Carrying::offered) {
    begin(turn, *a);
    tell(turn, channel, *a);
    send_blocks(turn, channel);
  }
}

std::optional<AttachmentInfo> attachment_info(Turn& turn, std::int64_t message_row) {
  const auto a = load_attachment(turn, message_row);
  if (!a) return std::nullopt;
  AttachmentInfo out;
  out.size = a->size;
  out.done = std::min<std::uint64_t>(a->size, std::uint64_t{a->done} * limits::block_data);
  if (a->state == Carrying::carried) out.done = a->size;
  out.state = a->state;
  return out;
}

Result<SealedFile> attachment_file(Turn& turn, const Channel& channel, const MessageId& id) {
  auto a = find_attachment(turn, channel, id);
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
