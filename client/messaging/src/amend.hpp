// What is said about an earlier message: another wording, a reaction, the wish to delete it on both sides, a receipt.
// Only the author rewords or deletes; both ends see to it. What comes before the message it is about waits for it as
// long as a gap is open; what is older than what was done already changes nothing.
#pragma once

#include "history.hpp"

namespace sotto::messaging {

// ---- mine ----
Status edit_mine(Turn& turn, Channel& channel, const MessageId& id, std::string_view text);
Status react(Turn& turn, Channel& channel, const MessageId& id, std::string_view emoji);  // empty: take it back
Result<MessageState> erase_mine(Turn& turn, Channel& channel, const MessageId& id);
// Everything up to `up_to`, or all; `tell`: the buddy, too.
Status read_up_to(Turn& turn, Channel& channel, const std::optional<MessageId>& up_to, bool tell);

// ---- the buddy's ----
enum class ChangeKind : std::uint8_t { erase = 1, edit = 2, reaction = 3 };
struct Change {
  ChangeKind kind{};
  MessageId target;
  std::uint64_t seq = 0;
  std::string text;
};
void take_change(Turn& turn, const Channel& channel, const Change& change);
void take_receipt(Turn& turn, const Channel& channel, const MessageId& up_to);
void take_awaited(Turn& turn, const Channel& channel, const MessageId& arrived);  // it filled a gap
void forget_awaited(Turn& turn, const Channel& channel);                          // no gap is left

}  // namespace sotto::messaging
