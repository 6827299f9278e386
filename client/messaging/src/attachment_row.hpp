// One attachment as the vault has it, and what both ways of it share. Seen by attachments*.cpp alone.
#pragma once

#include <algorithm>

#include <sotto/crypto/attachment.hpp>

#include "attachments.hpp"

namespace sotto::messaging {

inline constexpr Error no_attachment{Errc::not_found, "There is no attachment with this id."};
inline constexpr Error not_waiting{Errc::refused, "This attachment does not wait for an answer any more."};

inline constexpr std::uint32_t ahead_max = 2 * limits::spool_blocks;  // blocks ahead of the lowest that is missing

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

Attachment read_attachment(const store::Row& row);  // the ten columns that every query here asks for, in their order
std::optional<Attachment> load_attachment(Turn& turn, std::int64_t message_row);
std::optional<Attachment> find_attachment(Turn& turn, const Channel& channel, const MessageId& id);
void forget_file(Turn& turn, const Attachment& a);
// What happens to one; each is written down.
void save(Turn& turn, const Attachment& a);
void begin(Turn& turn, Attachment& a);
void move_on(Turn& turn, Attachment& a);  // one more block is through
void stop(Turn& turn, const Channel& channel, Attachment& a);
// What is told of it: to whoever looks, and to the buddy.
void tell(Turn& turn, const Channel& channel, const Attachment& a);
void tell_sometimes(Turn& turn, const Channel& channel, const Attachment& a);
void say(Turn& turn, Channel& channel, const MessageId& id, proto::AttachmentWord word);
void send_blocks(Turn& turn, const Channel& channel);  // blocks of mine, as many as may be under way

}  // namespace sotto::messaging
