// The layer above (practice) decides about content that is not a plain text. Called inside the receive transaction:
// what it refuses is acknowledged as refused, so that the sender's outbox does not repeat it for ever.
#pragma once

#include <sotto/base/clock.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::messaging {

class ContentHandler {
 public:
  virtual ~ContentHandler() = default;
  virtual proto::Verdict receive(store::Transaction& transaction, const BuddyId& from, const MessageId& id,
                                 const proto::Practice& content, Now now) = 0;
};

}  // namespace sotto::messaging
