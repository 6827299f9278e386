// What only the two ends see: the plaintext of a Signal message, schema/content.proto, at most limits::signal_plain_max
// bytes.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/channel.hpp>

namespace sotto::proto {

// One part; the parts of a text share id, seq and time. A text is cut at bytes, so a character may be split between two
// parts; whoever puts them together checks valid_utf8 of the whole.
struct Text {
  std::string text;
};
struct Tombstone {};    // replaces a recalled text: same id, seq and number of parts, a new token
struct AnswerContent {  // seq 0 of the inviter
  ByteArray<32> n_i{};
  std::vector<Descriptor> descriptors;
  std::string name;
  ByteArray<32> h1{};
};
struct ConfirmContent {  // seq 0 of the joiner
  Token answer_token;
  ByteArray<32> n_j{};
};
struct Move {
  std::vector<Descriptor> descriptors;
  std::uint64_t number = 0;
};
struct Keepalive {};  // the daily empty message: turns the ratchet, moves the epoch
struct End {};
struct ResetContent {};  // inside RESET2: only the token counts
struct Practice {        // opaque to messaging; the content handler decides (a later layer)
  std::uint32_t kind = 0;
  Bytes body;
};

struct Keep {  // how long the sender keeps texts of this conversation from now on; 0: until deleted
  std::uint32_t seconds = 0;
};

// ---- about an earlier message of this channel, named by its id ----
// Reply and edit travel in parts like a text; the id is in the first part, and in no other.
struct Reply {
  std::optional<MessageId> quoted;
  std::string text;
};
struct Edit {  // of the sender's own text: what it says now
  std::optional<MessageId> target;
  std::string text;
};
struct Reaction {  // the sender's one reaction; empty takes it back
  MessageId target;
  std::string emoji;  // at most limits::reaction_max
};
struct Erase {  // the wish that the sender's own text be deleted
  MessageId target;
};
struct Read {  // the sender has seen everything up to here
  MessageId up_to;
};

// A file: this is its message, what it is made of follows in blocks once the receiver has said yes.
struct Attachment {
  std::string name;        // as the sender calls it, 1 to limits::file_name_max bytes; never a path for the receiver
  std::uint64_t size = 0;  // 1 to limits::attachment_max
  ByteArray<32> key{};
};
enum class AttachmentWord : std::uint8_t { accept = 1, decline = 2, cancel = 3 };
struct AttachmentSays {
  MessageId about;
  AttachmentWord word = AttachmentWord::accept;
};

using Body = std::variant<Text, Tombstone, AnswerContent, ConfirmContent, Move, Keepalive, End, ResetContent, Practice,
                          Reply, Edit, Reaction, Erase, Read, Attachment, AttachmentSays, Keep>;

struct Content {
  Token token;
  MessageId id;
  std::uint64_t seq = 0;
  Timestamp time;           // the sender's clock, shown, never trusted
  std::uint32_t part = 0;   // index, below parts
  std::uint32_t parts = 1;  // at most limits::parts_max
  Body body;
  std::uint32_t keep =
      0;  // of a text, reply or attachment: seconds that it stays, limits::keep_min to keep_max; 0: until deleted
};

Bytes encode(const Content& content);
Result<Content> decode_content(ByteView bytes);  // malformed, limit, newer_version (an unknown body of a newer peer)

// Of a content that decode_content refused as newer_version: what it takes to acknowledge it as refused and keep its
// place.
struct ContentHead {
  Token token;
  MessageId id;
  std::uint64_t seq = 0;
  std::uint32_t part = 0;
};
std::optional<ContentHead> head_of_newer(ByteView bytes);

}  // namespace sotto::proto
