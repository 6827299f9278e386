// The handler's Moment on an open Turn. The channel that is being worked on stays the one object; any other is loaded
// here and saved by finish().
#pragma once

#include <map>

#include <sotto/messaging/content_handler.hpp>

#include "channel.hpp"
#include "keeping.hpp"

namespace sotto::messaging {

class TurnMoment : public Moment {
 public:
  TurnMoment(Turn& turn, Channel* current) : turn_(turn), current_(current) {}
  store::Transaction& transaction() override { return turn_.tx; }
  Random& random() override { return turn_.random; }
  Now now() const override { return turn_.now; }
  Result<MessageId> send(const BuddyId& to, const proto::Practice& content) override;
  void take_back(const BuddyId& to, const MessageId& id) override;
  void notice(const BuddyId& conversation, std::string_view sentence) override;
  Timestamp calendar() const override { return turn_.calendar; }
  Status keep_texts(const BuddyId& conversation, std::optional<Duration> keep) override;
  Status keep_texts(Duration keep) override;
  void look_again(const BuddyId& conversation) override { channel(conversation); }
  void finish();  // what was queued elsewhere than on the current channel is sealed and saved

 private:
  Channel* channel(const BuddyId& buddy);
  Turn& turn_;
  Channel* current_;
  std::map<BuddyId, Channel> others_;
};

}  // namespace sotto::messaging
