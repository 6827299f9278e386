// The values messaging speaks in: what a person is shown, and what the link driver is told to do.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/links.hpp>
#include <sotto/proto/relay.hpp>

namespace sotto::messaging {

// ---- links: the seam to whatever carries frames ----
// One connection per channel (or open invitation) and relay, so that a relay cannot group a person's channels.
using LinkId = std::uint64_t;  // stable while the link is wanted, never used again within a process
struct LinkWanted {
  LinkId id;
  proto::Endpoint relay;
  bool foreign;  // a buddy's relay that the person never entered: dialled only after `allow_foreign`
  bool entered;  // the person entered it (a relay link or an invitation): private hosts may be dialled
};
enum class LinkProblem : std::uint8_t {
  lost,          // closed, timed out, could not be reached: try again
  wrong_pin,     // another key than the pinned one
  refused_dial,  // the dial rule says no
  protocol,      // the relay broke the protocol
};
struct SendFrame {
  LinkId link;
  Bytes frame;
};
struct CloseLink {  // the relay refused us or broke the protocol; `wait` before the next try
  LinkId link;
  Duration wait;
};
struct LinksChanged {};  // ask links() again

// ---- what a person is shown ----
enum class BuddyState : std::uint8_t { pairing, active, changed, blocked, ended };
struct Buddy {
  BuddyId id;
  std::string name;
  bool verified = false;
  BuddyState state = BuddyState::pairing;
  std::uint64_t unread = 0;
  std::string notice;  // one sentence, or empty
  bool muted = false;  // shown, but nothing rings
  std::optional<MessageId> first_unread = std::nullopt;
};
enum class InviteState : std::uint8_t { open, used, expired, revoked };
struct Invite {
  InviteId id;
  std::string as;    // the name I will see the joiner under
  std::string link;  // filled by invite() only
  Timestamp expires;
  InviteState state = InviteState::open;
};
enum class Way : std::uint8_t { in, out };
enum class MessageKind : std::uint8_t { text, gap, notice, attachment };
enum class MessageState : std::uint8_t { written, relayed, delivered, read, recalling, recalled, received };
// What became of the wish that a text be deleted on both sides. Mine: wiped here, `asked` of the buddy. Theirs: `done`
// here, or only `asked` when this profile does not follow such wishes.
enum class Erasure : std::uint8_t { none, asked, done };
enum class Carrying : std::uint8_t { offered, carrying, carried, stopped };
struct AttachmentInfo {  // the name is the message's text
  std::uint64_t size = 0;
  std::uint64_t done = 0;  // bytes that are through
  Carrying state = Carrying::offered;
};
struct Quote {
  MessageId id;
  bool gone = false;  // deleted or purged here; the reply stays
  Way way = Way::out;
  std::string text;
};
struct Message {
  MessageId id;
  BuddyId buddy;
  Way way = Way::out;
  MessageKind kind = MessageKind::text;
  std::string text;
  Timestamp sent_at;
  MessageState state = MessageState::written;
  std::optional<Quote> quote = std::nullopt;
  bool edited = false;
  Erasure erasure = Erasure::none;
  std::optional<AttachmentInfo> attachment = std::nullopt;
  std::string my_reaction = {};
  std::string their_reaction = {};
  Duration keep{};                                  // how long it stays once it was sent or came; zero: until deleted
  std::optional<Timestamp> expires = std::nullopt;  // when it is deleted here, by the wall clock of now; none: never
};
struct Keeping {  // of one conversation; zero is "until somebody deletes it"
  Duration mine;
  Duration theirs;   // as their program last said
  bool own = false;  // mine is this conversation's own setting, not the profile's
  Duration counts() const;
};
struct Draft {
  std::string text;
  std::optional<MessageId> reply_to = std::nullopt;
};
struct Relay {  // one I listen on
  proto::RelayLink link;
};
struct Words {
  std::array<std::string, 6> words;
  std::string safety_number;  // 60 digits
};
struct Failure {  // something only the network could tell, said once, by the next sync
  Errc code;      // unreachable or refused
  Literal sentence;
};

struct MessageEvent {
  Message message;
};  // new, in order
struct ChangeEvent {
  Message message;
};  // another wording, a reaction, a deletion: as it is shown now
struct ProgressEvent {
  MessageId id;
  BuddyId buddy;
  AttachmentInfo attachment;
};
struct StateEvent {
  MessageId id;
  BuddyId buddy;
  MessageState state;
};
struct GoneEvent {
  MessageId id;
  BuddyId buddy;
};  // its time was over: whoever shows it takes it away
struct BuddyEvent {
  Buddy buddy;
};
struct RelayEvent {
  std::string host;
  bool connected;
};
struct PracticeEvent {  // something of the practice arrived from this buddy, or was answered by their engine
  BuddyId buddy;
};
using Event = std::variant<MessageEvent, ChangeEvent, ProgressEvent, StateEvent, BuddyEvent, RelayEvent, PracticeEvent,
                           GoneEvent>;
using Effect = std::variant<SendFrame, CloseLink, LinksChanged, Event>;

// ---- counters that sync reports ----
struct Progress {
  std::uint64_t sent = 0;      // own texts that became delivered since the last take
  std::uint64_t received = 0;  // texts committed here since the last take
  std::uint64_t pending = 0;   // own rows not yet acknowledged, of every channel that is not over
  bool pairing_waits = false;  // a join without answer, or a claimed invitation without confirmation
};

}  // namespace sotto::messaging
