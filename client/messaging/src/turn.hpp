// One event: the open transaction, the time, and what is to happen once it is committed. Nothing here leaves before
// that.
#pragma once

#include <deque>
#include <vector>

#include <sotto/crypto/gate.hpp>
#include <sotto/messaging/content_handler.hpp>
#include <sotto/messaging/types.hpp>
#include <sotto/store/blocks.hpp>

#include "live.hpp"

namespace sotto::messaging {

struct Outcome {
  std::vector<Effect> effects;
  std::vector<Failure> failures;
  std::uint64_t delivered = 0;
  std::uint64_t received = 0;
  bool deleted = false;                // for good: no older page may stay in the log
  std::vector<store::FileId> removed;  // their keys are gone; the files go after the commit
};

struct Turn {
  store::Transaction& tx;
  Now now;
  Random& random;
  crypto::SignalContext& signal;
  ContentHandler* handler;
  Lives& lives;
  bool prompt_acks;
  Outcome& outcome;
  std::deque<Effect>& published;    // for planted bugs only: what is put here is out at once
  Timestamp calendar;               // what deletions go by: calendar.hpp
  store::Blocks* blocks = nullptr;  // none: no attachments

  template <class Kind>
  void emit(Kind&& effect) {  // made in place: GCC 12 takes a moved Effect for uninitialised
    outcome.effects.emplace_back(std::forward<Kind>(effect));
  }
  void send(LinkId link, const proto::Frame& frame) { emit(SendFrame{link, proto::encode(frame)}); }
  Instant at(Timestamp time) const { return now.instant + (time - now.timestamp); }
};

}  // namespace sotto::messaging
