#include "outbox.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

#include "attachments.hpp"
#include "conversation.hpp"
#include "history.hpp"
#include "keeping.hpp"
#include "moment.hpp"
#include "outbox_sql.hpp"
#include "plant.hpp"

namespace sotto::messaging {
namespace {

struct Row {
  std::int64_t row = 0;
  RowKind kind{};
  MessageId id;
  bool old_kept = false;
  std::optional<std::uint64_t> epoch;
};

// Found by its own token and sealed; what is still plain cannot have been received.
std::optional<Row> find_sealed(Turn& turn, const Channel& channel, const Token& token) {
  auto row = turn.tx.query(sql::sealed, channel.row, token);
  if (!row.next()) return std::nullopt;
  Row out{row.integer(0), static_cast<RowKind>(row.integer(1)), row.id<MessageId>(2), row.flag(3), {}};
  if (!row.null(4)) out.epoch = static_cast<std::uint64_t>(row.integer(4));
  return out;
}

bool rows_left(Turn& turn, const Channel& channel, const MessageId& id) {
  return turn.tx
      .query("SELECT 1 FROM outbox WHERE channel = ? AND id = ? AND kind <> ?", channel.row, id, RowKind::block)
      .next();
}

// What became of a recalled text: any tombstone that came first makes it recalled; too late when every original
// arrived.
void settle_recall(Turn& turn, Channel& channel, const MessageId& id) {
  std::int64_t open = 0;
  std::int64_t too_late = 0;
  std::int64_t recalled = 0;
  {
    auto row = turn.tx.query(
        "SELECT (SELECT count(*) FROM outbox WHERE channel = ?1 AND id = ?2), "
        "(SELECT count(*) FROM outbox WHERE channel = ?1 AND id = ?2 AND old_kept = 1), "
        "(SELECT recalled_parts FROM message WHERE way = 1 AND id = ?2)",
        channel.row, id);
    if (!row.next()) return;
    open = row.integer(0);
    too_late = row.integer(1);
    recalled = row.integer(2);
  }
  if (recalled > 0) {
    const auto message = find_own(turn, id);
    if (!message || message->state != MessageState::recalling) return;
    set_state(turn, channel, id, MessageState::recalled);
    wipe_text(turn, channel, id);
  } else if (open == too_late) {
    const auto message = find_own(turn, id);
    const bool was_open = message && message->state == MessageState::recalling;
    set_state(turn, channel, id, MessageState::delivered);
    // The recall took a waiting edit back with it: what the buddy has now is the first wording.
    if (was_open && message->edited && message->erasure == Erasure::none) write_edit(turn, channel, id, message->text);
  }
}

// All parts are decided alike, with the last of them; the sentence is the handler's.
void settle_practice(Turn& turn, Channel& channel, const MessageId& id, proto::Verdict verdict) {
  if (turn.handler == nullptr || rows_left(turn, channel, id)) return;
  TurnMoment moment(turn, &channel);
  turn.handler->settled(moment, channel.buddy, id, verdict);
  turn.emit(Event{PracticeEvent{channel.buddy}});
  moment.finish();
}

void end_row(Turn& turn, Channel& channel, const Row& row, proto::Verdict verdict) {
  turn.tx.run("DELETE FROM outbox WHERE row = ?", row.row);
  if (row.epoch == channel.send_epoch) channel.epoch_acked = true;
  if (row.kind == RowKind::block) {
    block_arrived(turn, channel, row.id, verdict);
  } else if (row.kind == RowKind::practice) {
    settle_practice(turn, channel, row.id, verdict);
  } else if (verdict == proto::Verdict::refused && row.kind == RowKind::amend) {
    add_line(turn, channel, "Your buddy's program did not take over a change of a message. It may be an older one.");
  } else if (verdict == proto::Verdict::refused && row.kind != RowKind::end && row.kind != RowKind::keepalive &&
             row.kind != RowKind::keep) {
    add_notice(turn, channel, "A message was not accepted: the rules on the other side do not allow it yet.");
  } else if (row.kind == RowKind::tombstone) {
    if (verdict == proto::Verdict::kept) {
      turn.tx.run("UPDATE message SET recalled_parts = recalled_parts + 1 WHERE way = 1 AND id = ?", row.id);
    }
    settle_recall(turn, channel, row.id);
  } else if (row.kind == RowKind::text && verdict == proto::Verdict::kept && !rows_left(turn, channel, row.id)) {
    set_state(turn, channel, row.id, MessageState::delivered);
  }
}

// An original's token after a recall: it was there first. The tombstone's row stays until its own token comes, or the
// counters it burnt would pile up beyond GAP_MAX.
void original_arrived(Turn& turn, Channel& channel, const Token& token) {
  std::optional<Row> found;
  {
    auto row = turn.tx.query(sql::recalled, channel.row, token);
    if (!row.next()) return;
    found = Row{row.integer(0), static_cast<RowKind>(row.integer(1)), row.id<MessageId>(2), true, {}};
  }
  turn.tx.run("UPDATE outbox SET old_kept = 1 WHERE row = ?", found->row);
  if (planted(Plant::tombstone_ended_by_original)) turn.tx.run("DELETE FROM outbox WHERE row = ?", found->row);
  settle_recall(turn, channel, found->id);
}

// Rows of this message become tombstones, or go when none of them was ever sealed. True: some were.
Result<bool> entomb(Turn& turn, Channel& channel, const MessageId& id, RowKind kind) {
  struct Part {
    std::int64_t row;
    proto::Content content;
  };
  std::vector<Part> parts;
  bool any_sealed = false;
  {
    auto row = turn.tx.query("SELECT row, state, content, seq FROM outbox WHERE channel = ? AND id = ? AND kind = ?",
                             channel.row, id, kind);
    while (row.next()) {
      auto content = proto::decode_content(row.blob(2));
      if (!content) return Error{Errc::damaged, "A message in the outbox cannot be read."};
      // A row that was sealed before a reset keeps its number: it may have arrived.
      const bool sealed = row.integer(1) > 0 || (!row.null(3) && !planted(Plant::seq_at_writing));
      any_sealed = any_sealed || sealed;
      parts.push_back({row.integer(0), std::move(*content)});
    }
  }
  if (!any_sealed) {
    turn.tx.run("DELETE FROM outbox WHERE channel = ? AND id = ? AND kind = ?", channel.row, id, kind);
    return false;
  }
  for (auto& part : parts) {
    const Token old = part.content.token;
    part.content.token = turn.random.id<Token>();
    part.content.body = proto::Tombstone{};
    part.content.keep = 0;
    turn.tx.run(
        "UPDATE outbox SET kind = ?, token = ?, old_token = ?, content = ?, state = 0, epoch = NULL, ordinal = NULL, "
        "cell = NULL WHERE row = ?",
        RowKind::tombstone, part.content.token, old, proto::encode(part.content), part.row);
  }
  return true;
}

// Parts are cut at bytes: sixteen of them must hold a text of the full size whatever its characters are.
template <class MakeBody>
void write_parts(Turn& turn, Channel& channel, RowKind kind, const TextToWrite& text, MakeBody&& body) {
  proto::Content content;
  content.id = text.id;
  content.time = turn.now.timestamp;
  content.parts = static_cast<std::uint32_t>((text.text.size() + limits::text_part_max - 1) / limits::text_part_max);
  if (kind == RowKind::text) content.keep = static_cast<std::uint32_t>(keeping_of(turn, channel).counts().ms / 1000);
  for (content.part = 0; content.part < content.parts; ++content.part) {
    content.token = turn.random.id<Token>();
    content.body =
        body(content.part, std::string(text.text.substr(content.part * limits::text_part_max, limits::text_part_max)));
    write_row(turn, channel, kind, content);
  }
}

// An earlier wording that never left need not leave any more.
void forget_unsealed_edits(Turn& turn, const Channel& channel, const MessageId& target) {
  turn.tx.run(
      "DELETE FROM outbox WHERE channel = ?1 AND rewords = ?2 AND id NOT IN "
      "(SELECT id FROM outbox WHERE channel = ?1 AND rewords = ?2 AND (state > 0 OR seq IS NOT NULL))",
      channel.row, target);
}

}  // namespace

void write_row(Turn& turn, Channel& channel, RowKind kind, const proto::Content& content) {
  std::optional<std::uint64_t> seq;
  if (kind == RowKind::confirm) seq = 0;
  if (planted(Plant::seq_at_writing) && kind != RowKind::confirm) {
    seq = content.part == 0 ? channel.next_seq++ : channel.next_seq - 1;
  }
  turn.tx.run(
      "INSERT INTO outbox(channel, kind, id, part, token, content, time, state, seq) VALUES(?, ?, ?, ?, ?, ?, ?, 0, ?)",
      channel.row, kind, content.id, content.part, content.token, proto::encode(content), turn.now.timestamp, seq);
}

void write_text(Turn& turn, Channel& channel, const TextToWrite& text) {
  write_parts(turn, channel, RowKind::text, text, [&](std::uint32_t part, std::string piece) -> proto::Body {
    if (!text.quoted) return proto::Text{std::move(piece)};
    return proto::Reply{part == 0 ? text.quoted : std::nullopt, std::move(piece)};
  });
}

void write_edit(Turn& turn, Channel& channel, const MessageId& target, std::string_view text) {
  forget_unsealed_edits(turn, channel, target);
  const auto id = turn.random.id<MessageId>();
  write_parts(turn, channel, RowKind::amend, {id, text}, [&](std::uint32_t part, std::string piece) -> proto::Body {
    return proto::Edit{part == 0 ? std::optional(target) : std::nullopt, std::move(piece)};
  });
  turn.tx.run("UPDATE outbox SET rewords = ? WHERE channel = ? AND id = ?", target, channel.row, id);
}

void write_practice(Turn& turn, Channel& channel, const MessageId& id, const proto::Practice& practice) {
  const ByteView all = practice.body;
  proto::Content content;
  content.id = id;
  content.time = turn.now.timestamp;
  const std::size_t parts = (all.size() + limits::practice_part_max - 1) / limits::practice_part_max;
  content.parts = static_cast<std::uint32_t>(std::max<std::size_t>(parts, 1));
  for (content.part = 0; content.part < content.parts; ++content.part) {
    const std::size_t from = content.part * limits::practice_part_max;
    content.token = turn.random.id<Token>();
    content.body = proto::Practice{practice.kind,
                                   to_bytes(all.subspan(from, std::min(limits::practice_part_max, all.size() - from)))};
    write_row(turn, channel, RowKind::practice, content);
  }
}

void write_body(Turn& turn, Channel& channel, RowKind kind, proto::Body body) {
  proto::Content content;
  content.token = turn.random.id<Token>();
  content.id = turn.random.id<MessageId>();
  content.time = turn.now.timestamp;
  content.body = std::move(body);
  write_row(turn, channel, kind, content);
}

void write_cell(Turn& turn, std::int64_t channel, RowKind kind, const FinalCell& cell) {
  turn.tx.run(
      "INSERT INTO outbox(channel, kind, id, part, token, content, time, state, seq, cell) "
      "VALUES(?, ?, ?, 0, ?, x'', ?, 1, -1, ?)",
      channel, kind, turn.random.id<MessageId>(), cell.token, turn.now.timestamp, cell.cell);
}

void delete_rows(Turn& turn, std::int64_t channel, RowKind kind) {
  turn.tx.run("DELETE FROM outbox WHERE channel = ? AND kind = ?", channel, kind);
}

void unseal_all(Turn& turn, Channel& channel) {
  turn.tx.run(
      "UPDATE outbox SET state = 0, epoch = NULL, ordinal = NULL, cell = NULL WHERE channel = ? AND kind >= ? AND "
      "kind <> ? AND state > 0",
      channel.row, RowKind::confirm, RowKind::block);
}

void mark_relayed(Turn& turn, Channel& channel, std::int64_t row_id) {
  if (turn.tx.run("UPDATE outbox SET state = 2 WHERE row = ? AND state = 1", row_id) == 0) return;
  std::optional<MessageId> id;
  {
    auto row = turn.tx.query("SELECT id FROM outbox WHERE row = ? AND kind = ?", row_id, RowKind::text);
    if (row.next()) id = row.id<MessageId>(0);
  }
  if (!id) return;
  if (turn.tx.query(sql::not_relayed, channel.row, *id).next()) return;
  set_state(turn, channel, *id, MessageState::relayed);
}

void acknowledged(Turn& turn, Channel& channel, const std::vector<proto::AckEntry>& entries) {
  for (const auto& entry : entries) {
    if (const auto row = find_sealed(turn, channel, entry.token); row) {
      // Handshake cells end by the next message of the handshake; RESET2 carries a token like content.
      if (row->kind >= RowKind::reset2) end_row(turn, channel, *row, entry.verdict);
    } else if (entry.verdict == proto::Verdict::kept) {
      original_arrived(turn, channel, entry.token);
    }
  }
}

Result<MessageState> recall_text(Turn& turn, Channel& channel, const MessageId& id) {
  const auto message = find_own(turn, id);
  if (!message) return Error{Errc::not_found, "There is no such message of yours."};
  if (message->state == MessageState::recalling || message->state == MessageState::recalled) return message->state;
  if (message->state != MessageState::written && message->state != MessageState::relayed) {
    return Error{Errc::refused, "The message was delivered already."};
  }
  take_back_edits(turn, channel, id);
  const auto any_sealed = entomb(turn, channel, id, RowKind::text);
  if (!any_sealed) return any_sealed.error();
  if (!*any_sealed) {
    set_state(turn, channel, id, MessageState::recalled);
    wipe_text(turn, channel, id);
    return MessageState::recalled;
  }
  set_state(turn, channel, id, MessageState::recalling);
  return MessageState::recalling;
}

bool take_back_text(Turn& turn, Channel& channel, const MessageId& id) {
  const bool waits =
      turn.tx.query("SELECT 1 FROM outbox WHERE channel = ? AND id = ? AND kind = ?", channel.row, id, RowKind::text)
          .next();
  if (!waits) return true;
  const auto any_sealed = entomb(turn, channel, id, RowKind::text);
  if (!any_sealed) turn.tx.fail(any_sealed.error());
  const bool left = any_sealed && *any_sealed;
  set_state(turn, channel, id, left ? MessageState::recalling : MessageState::recalled);
  return left;
}

void take_back_edits(Turn& turn, Channel& channel, const MessageId& target) {
  std::vector<MessageId> edits;
  {
    auto row = turn.tx.query("SELECT DISTINCT id FROM outbox WHERE channel = ? AND rewords = ? AND kind = ?",
                             channel.row, target, RowKind::amend);
    while (row.next()) edits.push_back(row.id<MessageId>(0));
  }
  for (const auto& id : edits) {
    if (const auto done = entomb(turn, channel, id, RowKind::amend); !done) turn.tx.fail(done.error());
  }
}

void take_back_practice(Turn& turn, Channel& channel, const MessageId& id) {
  if (const auto done = entomb(turn, channel, id, RowKind::practice); !done) turn.tx.fail(done.error());
}

std::uint64_t lowest_unacknowledged(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query(sql::lowest_number, channel.row, RowKind::confirm);
  if (row.next() && !row.null(0)) return static_cast<std::uint64_t>(row.integer(0));
  return channel.next_seq;
}

}  // namespace sotto::messaging
