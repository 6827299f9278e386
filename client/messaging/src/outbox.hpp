// The sender's durable queue: written -> sealed -> with the relay -> acknowledged (deleted). One row is one cell; a
// long text is up to sixteen rows of one id. docs/protocol.md sections 5 and 6.
#pragma once

#include <vector>

#include <sotto/proto/channel.hpp>
#include <sotto/proto/content.hpp>

#include "channel.hpp"

namespace sotto::messaging {

enum class RowKind : std::uint8_t {
  hello = 1,
  answer = 2,
  reset1 = 3,
  reset2 = 4,  // cells of their own making
  confirm = 5,
  text = 6,
  tombstone = 7,
  keepalive = 8,
  move = 9,
  end = 10,
  practice = 11,  // content, sealed by the rules
  amend = 12,     // about an earlier message: another wording, a reaction, a wish to delete, a receipt
  block = 13,     // of an attachment: its bytes are on the disk, it has no number
  keep = 16,
};
enum class RowState : std::uint8_t { written = 0, sealed = 1, relayed = 2 };

void write_row(Turn& turn, Channel& channel, RowKind kind, const proto::Content& content);
struct TextToWrite {
  MessageId id;
  std::string_view text;
  std::optional<MessageId> quoted = std::nullopt;
};
void write_text(Turn& turn, Channel& channel, const TextToWrite& text);
void write_edit(Turn& turn, Channel& channel, const MessageId& target, std::string_view text);
void write_practice(Turn& turn, Channel& channel, const MessageId& id, const proto::Practice& practice);
void write_body(Turn& turn, Channel& channel, RowKind kind, proto::Body body);  // one part, a fresh id and token
struct FinalCell {
  Token token;
  Bytes cell;
};
void write_cell(Turn& turn, std::int64_t channel, RowKind kind, const FinalCell& cell);
void delete_rows(Turn& turn, std::int64_t channel, RowKind kind);

void seal_waiting(Turn& turn, Channel& channel);  // as far as the window, the chains and the numbers allow
void unseal_all(Turn& turn, Channel& channel);    // after a reset: the same id, seq and token, new bytes
void mark_relayed(Turn& turn, Channel& channel, std::int64_t row);
void acknowledged(Turn& turn, Channel& channel, const std::vector<proto::AckEntry>& entries);
Result<MessageState> recall_text(Turn& turn, Channel& channel, const MessageId& id);

void take_back_practice(Turn& turn, Channel& channel, const MessageId& id);
// A text that is deleted for both: what has not been acknowledged becomes a tombstone. False: nothing of it ever left.
bool take_back_text(Turn& turn, Channel& channel, const MessageId& id);
void take_back_edits(Turn& turn, Channel& channel, const MessageId& target);

std::uint64_t lowest_unacknowledged(Turn& turn, const Channel& channel);  // next_seq when nothing waits

}  // namespace sotto::messaging
