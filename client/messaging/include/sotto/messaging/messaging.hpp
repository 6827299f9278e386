// Messaging: pairing, channels, outbox, inbox, acknowledgements, epochs, reset: docs/protocol.md sections 4 to 8, and
// everything a person does with a buddy. No socket, clock, thread or random device: time comes with each call,
// randomness is an argument, the store is the one synchronous thing it calls, frames and events come out as effects.
//
// Each public call is one event: one transaction; effects appear only after its commit, and none after a rollback.
// Whatever arrives from the network may be hostile; it can never make a call fail, only be dropped and counted.
// An error of a network or timer call is the store's (disk_full, io): the caller stops the engine with that sentence.
// Thread: the engine's one thread. Crash anywhere: a new Messaging on the same vault goes on.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/messaging/content_handler.hpp>
#include <sotto/messaging/files.hpp>
#include <sotto/messaging/types.hpp>
#include <sotto/store/vault.hpp>

namespace sotto::messaging {

store::Layer layer();  // messaging's tables

class Messaging {
 public:
  // `vault` and `random` must outlive it. `handler` may be null: practice content is then refused.
  static Result<std::unique_ptr<Messaging>> open(store::Vault& vault, Random& random, ContentHandler* handler, Now now);
  ~Messaging();
  Messaging(const Messaging&) = delete;
  Messaging& operator=(const Messaging&) = delete;

  // ---- the person ----
  Status set_own_name(std::string_view name, Now now);  // what I call myself towards a joiner or inviter
  Result<std::string> own_name();
  Result<Relay> add_relay(std::string_view link,
                          Now now);  // malformed, newer_version; the same host again replaces its keys
  Result<std::vector<Relay>> relays();
  Result<Invite> invite(std::string_view as, bool with_member_key, Duration life, Now now);  // refused: no relay
  Result<std::vector<Invite>> invites(Now now);
  Status revoke_invite(const InviteId& id, Now now);  // not_found
  // malformed, newer_version; refused: expired, own, no relay of mine. The same link again resumes the same buddy.
  Result<Buddy> join(std::string_view link, std::string_view as, Now now);
  Result<std::vector<Buddy>> buddies(bool all);
  Result<BuddyId> find_buddy(std::string_view name_or_id);               // not_found, ambiguous
  Result<std::vector<BuddyId>> matching_buddies(std::string_view name);  // for the sentence of an ambiguous name
  Status rename(const BuddyId& buddy, std::string_view name, Now now);
  Status block(const BuddyId& buddy, Now now);
  Status end(const BuddyId& buddy, Now now);
  Result<Words> words(const BuddyId& buddy);       // refused while there are none yet
  Status verify(const BuddyId& buddy, Now now);    // They match
  Status mismatch(const BuddyId& buddy, Now now);  // They don't
  // Commits and returns; `id` makes a repeated call idempotent (the same id with another text: refused).
  // malformed: not UTF-8; limit: over text_max or empty; refused: blocked, ended, mismatch; identity_changed.
  Result<Message> send(const BuddyId& buddy, std::string_view text, std::optional<MessageId> id, Now now);
  // All or none, in one commit: what a script or a paste of many brings.
  Result<std::vector<Message>> send_all(const BuddyId& buddy, const std::vector<std::string>& texts, Now now);
  Result<Message> reply(const MessageId& quoted, std::string_view text, std::optional<MessageId> id, Now now);
  Result<MessageState> recall(const MessageId& id, Now now);  // not_found; refused: delivered, not mine
  // not_found; refused: not my text, taken back or deleted. The buddy's program enforces the same.
  Result<Message> edit(const MessageId& id, std::string_view text, Now now);
  Result<Message> react(const MessageId& id, std::string_view emoji, Now now);  // empty: take it back; usage: no emoji
  // Wiped here, asked of the buddy: Message::erasure. What never left is recalled instead.
  Result<Message> erase(const MessageId& id, Now now);
  Status follow_erasures(bool follow,
                         Now now);  // whether a buddy's wish is followed here; it is, unless told otherwise
  Result<std::vector<Message>> history(const BuddyId& buddy, std::optional<MessageId> before,
                                       std::size_t limit);  // oldest first; not_found: no such message
  Result<std::vector<Message>> history_after(const BuddyId& buddy, const MessageId& after, std::size_t limit);
  Result<std::vector<Message>> history_around(const BuddyId& buddy, const MessageId& id, std::size_t limit);
  Result<std::vector<Message>> search(std::string_view text, std::size_t limit);
  // Texts stay for the shorter of both people's settings. Deletes what is due, everywhere; cheap when nothing is.
  Status pass_time(Now now);
  Result<Keeping> keeping(const BuddyId& buddy);
  Result<Duration> keeping();  // the profile's; a Moment changes both
  // What deletions go by: the steady clock, and between processes the wall clock as far as it can be believed.
  Timestamp calendar(Now now) const;
  // Everything, or up to a message; `tell`: with a receipt.
  Status mark_read(const BuddyId& buddy, const std::optional<MessageId>& up_to, bool tell, Now now);
  Status mute(const BuddyId& buddy, std::optional<Timestamp> until, Now now);  // none: no longer
  Result<Draft> draft(const BuddyId& buddy);                                   // empty: there is none
  Status keep_draft(const BuddyId& buddy, const Draft& draft, Now now);
  Status allow_foreign(std::string_view authority, Now now);  // one question per foreign relay
  // After a backup or copied folder came back: new incarnation, re-handshake of every channel by its reset key.
  Status restored(Now now);
  // The refused side's user says that this is the only device.
  Status only_device(const BuddyId& buddy, Now now);

  // ---- attachments ----
  // Where their blocks are kept; without it what is offered waits. `blocks` must outlive this. Removes strays.
  Status keep_files(store::Blocks& blocks);
  store::Blocks* files();
  std::unique_ptr<FileSealer> seal_file();  // null: nothing is kept here
  Result<Message> attach(const BuddyId& buddy, std::string_view name, const SealedFile& file,
                         std::optional<MessageId> id, Now now);
  Result<Message> accept_attachment(const MessageId& id, Now now);  // refused: no room, not offered
  Result<Message> stop_attachment(const MessageId& id, Now now);    // decline theirs, cancel mine
  struct Saving {
    std::string name;
    SealedFile file;
  };
  Result<Saving> attachment(const MessageId& id);  // whole, to be read; refused: not here
  struct FileLimits {
    std::uint64_t ask_above, quota, buddy_quota;  // bytes
  };
  Status limit_files(const FileLimits& limits, Now now);

  // ---- the layer above ----
  // One event of the handler's own: its rows and what it sends are one transaction; an error undoes both.
  Status act(Now now, const std::function<Status(Moment&)>& body);

  // ---- the link driver ----
  std::vector<LinkWanted> links() const;
  Status on_open(LinkId link, Now now);  // a connection is up, no frame yet
  Status on_frame(LinkId link, ByteView frame, Now now);
  Status on_closed(LinkId link, LinkProblem problem, Now now);  // also when it could not be opened
  Status on_deadline(Now now);
  std::optional<Instant> next_deadline() const;
  std::optional<Effect> poll_effect();

  // ---- sync ----
  void prompt_acks(bool on);     // no jitter before acknowledgements
  bool idle(LinkId link) const;  // listening and drained, every forward answered, no acknowledgement due
  Result<Progress> take_progress();
  std::vector<Failure> take_failures();

 private:
  class Impl;
  explicit Messaging(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::messaging
