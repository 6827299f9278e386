// A relay that breaks its promises, between the connections and the real core: it drops, duplicates, reorders, replays,
// flips, reflects and misroutes cells, lies in its answers and sends nonsense. What it can never do is known to nobody
// but the two ends; that is what the invariants check.
#pragma once

#include <map>
#include <vector>

#include <sotto/proto/relay.hpp>
#include <sotto/relay_core/core.hpp>

#include "dice.hpp"
#include "swarm.hpp"

namespace sotto::sim {

class Hostile {
 public:
  Hostile(Dice& dice, const Swarm& swarm) : dice_(dice), swarm_(swarm) {}
  void mend() { active_ = false; }
  struct Passage {
    std::vector<Bytes> on;    // what goes on in place of the frame
    std::vector<Bytes> back;  // what goes back to where it came from
  };
  Passage from_client(relay_core::ConnectionId from, ByteView frame);
  std::vector<Bytes> to_client(relay_core::ConnectionId to, ByteView frame);
  void forget(relay_core::ConnectionId connection);

 private:
  Bytes forwarded(const proto::Forward& forward, relay_core::ConnectionId from, Passage& passage);
  std::vector<Bytes> delivered(relay_core::ConnectionId to, const proto::Deliver& deliver, ByteView frame);
  Bytes answered(proto::Answer answer);
  bool grudged(ByteView cell) const;
  void remember(const Address& address, ByteView cell);

  Dice& dice_;
  const Swarm& swarm_;
  bool active_ = true;
  std::map<relay_core::ConnectionId, Bytes> held_;       // a delivery that waits for the next one to overtake it
  std::map<relay_core::ConnectionId, Address> listens_;  // an address the connection listens on
  std::vector<Address> addresses_;
  std::map<Address, std::vector<Bytes>> old_cells_;
};

}  // namespace sotto::sim
