// Attachments: the manifest is a message like a text; then the receiver says yes, and blocks travel, at most eight
// under way in a channel, because that is what a relay keeps for an absent buddy. docs/protocol.md, "attachments".
//
//   mine:    offered --accept--> carrying --last acknowledgement--> carried
//   theirs:  offered --yes-----> carrying --last block------------> carried
//   both:    offered, carrying --decline or cancel, or 30 days without a block--> stopped: the key is gone, and with it
//            the file, unless a hold keeps both
//
// The timer of its message stands still while it is carried, and counts anew from the end of that.
#pragma once

#include <sotto/messaging/files.hpp>

#include "history.hpp"

namespace sotto::messaging {

struct NewAttachment {
  MessageId id;
  std::string name;
  std::uint64_t size = 0;
  crypto::Key key;
};

// ---- mine ----
struct Outgoing {
  MessageId id;
  std::string_view name;
};
Status attach(Turn& turn, Channel& channel, const Outgoing& what, const SealedFile& file);
Status accept_attachment(Turn& turn, Channel& channel, const MessageId& id);
Status stop_attachment(Turn& turn, Channel& channel, const MessageId& id);  // decline theirs, cancel mine
void drop_attachment(Turn& turn, std::int64_t message_row);                 // its message is deleted or taken back
// No block came through for thirty days: stopped on this side, and the other is told. What a hold had kept of stopped
// ones goes, too. True: something went.
bool give_up_attachments(Turn& turn, Channel& channel);
std::optional<Timestamp> next_giving_up(Turn& turn, const Channel& channel);
// The block behind an outbox row, as it travels. None: it is no longer to be sent.
std::optional<Bytes> block_of_row(Turn& turn, std::int64_t outbox_row);
void block_arrived(Turn& turn, Channel& channel, const MessageId& id, proto::Verdict verdict);

// ---- the buddy's ----
void take_attachment(Turn& turn, Channel& channel, const NewAttachment& offered, const Found& message);
void take_attachment_word(Turn& turn, Channel& channel, const proto::AttachmentSays& says);
void receive_block(Turn& turn, Channel& channel, ByteView block);

std::optional<AttachmentInfo> attachment_info(Turn& turn, std::int64_t message_row);
Result<SealedFile> attachment_file(Turn& turn, const Channel& channel, const MessageId& id);  // whole, to be saved
std::vector<store::FileId> known_files(Turn& turn);

}  // namespace sotto::messaging
