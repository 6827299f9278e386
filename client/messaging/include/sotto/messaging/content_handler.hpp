// The seam to the layer above (practice), which decides about content that is not a plain text. What it reads and
// writes, what it sends in answer and the receipt itself are one transaction.
#pragma once

#include <optional>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::messaging {

// One event, while it lasts: the open transaction, and a way to say something to a buddy in it.
class Moment {
 public:
  virtual ~Moment() = default;
  virtual store::Transaction& transaction() = 0;
  virtual Random& random() = 0;
  virtual Now now() const = 0;
  // Queues one content, in up to limits::parts_max cells of limits::practice_part_max bytes; they leave after the
  // commit. Errors: not_found, limit; refused, identity_changed as for a text.
  virtual Result<MessageId> send(const BuddyId& to, const proto::Practice& content) = 0;
  // What was never sealed never leaves; what was is replaced by a tombstone. Nothing of it stays in the outbox.
  virtual void take_back(const BuddyId& to, const MessageId& id) = 0;
  // A sentence in this conversation, seen here only.
  virtual void notice(const BuddyId& conversation, std::string_view sentence) = 0;
  // What deletions go by, instead of now(): a wrong clock deletes nothing early.
  virtual Timestamp calendar() const = 0;
  // How long texts stay: of one conversation (none: as the profile), or of the profile. Whoever is concerned is told.
  // Errors: usage, not_found.
  virtual Status keep_texts(const BuddyId& conversation, std::optional<Duration> keep) = 0;
  virtual Status keep_texts(Duration keep) = 0;
  // Something that holds() depends on has changed.
  virtual void look_again(const BuddyId& conversation) = 0;
};

class ContentHandler {
 public:
  virtual ~ContentHandler() = default;
  // Once for each content, whole and in the order in which the buddy sent it. What is refused leaves nothing behind but
  // the fact, and is acknowledged as refused, so that the sender's outbox does not repeat it for ever.
  virtual proto::Verdict receive(Moment& moment, const BuddyId& from, const proto::Practice& content) = 0;
  // Whether nothing that was said with this buddy may be deleted now: a legal hold.
  virtual bool holds(store::Transaction& /*tx*/, const BuddyId& /*buddy*/) { return false; }
  // What became of something I sent, once the buddy's vault has decided.
  virtual void settled(Moment& moment, const BuddyId& to, const MessageId& id, proto::Verdict verdict) = 0;
};

}  // namespace sotto::messaging
