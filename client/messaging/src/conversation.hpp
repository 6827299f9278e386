// What is written into the history a person reads: texts in order, gaps, notices; ticks that only go forward.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "channel.hpp"

namespace sotto::messaging {

// Where a message stands in its conversation. At the end they are a whole step apart; what fills a gap goes between.
inline constexpr std::int64_t place_step = std::int64_t{1} << 20;

struct IncomingText {
  MessageId id;
  std::string text;
  Timestamp time;
  std::optional<std::int64_t> place;  // of the gap it fills; none: at the end
  std::optional<MessageId> quoted = std::nullopt;
  Duration keep{};  // the timer it carried
};
void add_incoming(Turn& turn, const Channel& channel, const IncomingText& text);
struct OutgoingText {
  MessageId id;
  std::string_view text;
  std::optional<MessageId> quoted = std::nullopt;
};
void add_outgoing(Turn& turn, const Channel& channel, const OutgoingText& text);
struct AttachmentMessage {
  MessageId id;
  std::string_view name;
  std::uint64_t size;
  Way way;
  Timestamp time;
  std::optional<std::int64_t> place = std::nullopt;
  Duration keep{};  // the timer it carried, of theirs
};
bool add_attachment_message(Turn& turn, const Channel& channel, const AttachmentMessage& what);
// A sentence in the conversation and beside the name; `channel` is announced.
void add_notice(Turn& turn, Channel& channel, std::string_view sentence);
void add_line(Turn& turn, const Channel& channel, std::string_view sentence);  // in the conversation only
// One row for a hole of any size; returns its id and place.
struct Gap {
  MessageId id;
  std::int64_t place;
};
Gap add_gap(Turn& turn, const Channel& channel);
void remove_message(Turn& turn, const Channel& channel, const MessageId& id);

void delete_message(Turn& turn, const Channel& channel, std::int64_t row);  // with its words in the search index
void set_state(Turn& turn, const Channel& channel, const MessageId& id, MessageState state);  // never backwards
void wipe_text(Turn& turn, const Channel& channel, const MessageId& id);                      // of a recalled message
void replace_text(Turn& turn, std::int64_t message_row, std::string_view text);               // and what search finds

}  // namespace sotto::messaging
