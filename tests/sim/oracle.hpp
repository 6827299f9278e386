// What was promised, kept beside the product and compared with what it shows: invariants I1, I2, I5, I6, I7 and I14.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <sotto/messaging/types.hpp>

#include "trace.hpp"

namespace sotto::sim {

using messaging::MessageState;

struct Side {
  std::size_t party = 0;
  std::string as;                // the name under which this side sees the other
  std::optional<BuddyId> buddy;  // known once the pairing has come so far
};

struct Channel {
  Side side[2];  // 0 inviter, 1 joiner
  std::string link;
  Instant made;
  bool joined = false;
  bool contested = false;  // two people joined with the same link: one of them is refused
  bool over = false;       // somebody ended, blocked or rejected it: no promise any more
};

struct Sent {
  std::size_t channel = 0;
  int from = 0;  // side
  std::string text;
  std::uint64_t order = 0;
  MessageState state = MessageState::written;
  bool recall = false;   // was asked for
  bool excused = false;  // its device was lost before delivery
};

class Oracle {
 public:
  // holds(party, id): the party's vault has this text committed.
  explicit Oracle(std::function<bool(std::size_t, const MessageId&)> holds) : holds_(std::move(holds)) {}

  std::vector<Channel> channels;
  std::map<MessageId, Sent> sent;

  void writes(const MessageId& id, Sent text);  // before the call: its cells may be seen before it returns
  void unwritten(const MessageId& id);          // it was not committed
  void state(std::size_t party, const MessageId& id, MessageState state);
  void shown(std::size_t party, const messaging::Message& message);
  // The party's device is gone and a copy of it is back: `texts` is what its vault shows now, on either way. What it
  // does not show was lost with the device, unless the other side still has it (design 5).
  void restored(std::size_t party, const std::vector<messaging::Message>& texts);
  // At quiescence: everything one side of a channel shows. `may_lack`: a device was lost, gaps may stay.
  void settled(const Channel& channel, int side, const std::vector<messaging::Message>& history, bool may_lack);
  bool final_state(const Sent& text) const;
  std::uint64_t texts() const { return order_; }

 private:
  struct Lane {
    std::uint64_t last = 0;
    bool gap = false;
  };
  const Sent& known_in(std::size_t party, const messaging::Message& message) const;
  std::function<bool(std::size_t, const MessageId&)> holds_;
  std::map<std::size_t, std::set<MessageId>> shown_;
  std::map<std::pair<std::size_t, BuddyId>, Lane> lanes_;
  std::uint64_t order_ = 0;
};

}  // namespace sotto::sim
