// The network a run owns: connections of ordered, exact frames between parties and relays, with delay, loss of whole
// connections, partitions (one-way, too), half-open connections and relays that die and come back empty.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sotto/proto/links.hpp>
#include <sotto/relay_core/core.hpp>

#include "dice.hpp"
#include "heap.hpp"
#include "hostile.hpp"
#include "seeded_random.hpp"
#include "swarm.hpp"
#include "trace.hpp"

namespace sotto::sim {

using relay_core::ConnectionId;

class Peer {  // the client's end of connections
 public:
  virtual ~Peer() = default;
  virtual void connection_up(ConnectionId id) = 0;
  virtual void connection_frame(ConnectionId id, ByteView frame) = 0;
  virtual void connection_down(ConnectionId id) = 0;
};

class Net {
 public:
  Net(Heap& heap, Dice& dice, Trace& trace, const Swarm& swarm, std::uint64_t seed);
  ~Net();
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  std::size_t relays() const { return relays_.size(); }
  std::string link(std::size_t relay) const;  // what a person pastes
  std::optional<std::size_t> find(const std::string& authority) const;

  ConnectionId dial(Peer& peer, std::size_t party, std::size_t relay);
  void send(ConnectionId id, Bytes frame);
  // The client lets go. `unnoticed`: power loss; what was under way is lost and the relay learns it late.
  void hang_up(ConnectionId id, bool unnoticed);

  // ---- faults ----
  void cut_one();  // a connection breaks; the two ends learn it at different times
  void partition(std::size_t party, std::size_t relay, bool up, bool down, Duration length);
  void kill_relay(std::size_t relay, Duration downtime);
  void mend();  // faults stop: everything is reachable and every relay honest
  bool busy() const;

 private:
  struct Node;
  struct Connection {
    Peer* peer = nullptr;
    std::size_t party = 0, relay = 0;
    bool client_open = true, relay_open = false, severed = false;
    std::deque<Bytes> up, down;
    Instant last_up, last_down;
    std::size_t down_bytes = 0;
    std::set<Address> listens;  // proved; the core may deliver for these only (I12)
  };
  using Way = std::pair<std::size_t, std::size_t>;  // party, relay

  Connection* find(ConnectionId id);
  void established(ConnectionId id);
  void pump_up(ConnectionId id);
  void pump_down(ConnectionId id);
  void push_down(ConnectionId id, Bytes frame);
  void sever(ConnectionId id, Duration client_learns, Duration relay_learns);
  void client_lost(ConnectionId id);
  void relay_lost(ConnectionId id);
  void sweep(ConnectionId id);
  Instant opens_at(const Connection& connection, bool up) const;
  bool blocked(const Connection& connection) const;
  void turn(Node& node);
  void arm(Node& node);
  Now clock() const;
  Duration hop() { return {1 + dice_.upto(swarm_.delay).ms}; }

  Heap& heap_;
  Dice& dice_;
  Trace& trace_;
  const Swarm& swarm_;
  std::vector<std::unique_ptr<Node>> relays_;
  std::map<ConnectionId, Connection> connections_;
  std::map<Way, Instant> up_blocked_, down_blocked_;  // until
  ConnectionId next_ = 0;
};

}  // namespace sotto::sim
