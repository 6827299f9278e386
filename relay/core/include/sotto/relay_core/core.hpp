// The relay without its sockets: admission, routing, spool, quotas. No clock, thread or random device.
// It keeps nothing on disk and no record of an address: everything here is soft state.
//
// A Core serves the connections of one thread and the addresses of one shard; with one thread there is one of each.
// Threads: a Core belongs to one thread; what concerns another shard goes out through Wire::hand_over.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/relay.hpp>

namespace sotto::relay_core {

using ConnectionId = std::uint64_t;  // chosen by the transport, not reused while the process lives

struct Config {
  std::vector<std::string> authorities;  // the names this relay answers to
  std::vector<AdmissionKey> guest_keys;  // current first; older ones during KEY_OVERLAP
  std::vector<AdmissionKey> member_keys;
  std::uint64_t spool_budget = std::uint64_t{64} << 20;  // bytes; 0: pure forwarder
  Duration spool_ttl = limits::spool_ttl;
};

// Where a connection comes from, for quotas only, never logged: IPv4 /24 or IPv6 /56, hashed with a key of this
// process.
using SourcePrefix = std::uint64_t;

class Wire {  // implemented by the transport and by the simulator
 public:
  virtual ~Wire() = default;
  // One frame = head || tail (either may be empty); copied before the call returns.
  virtual void send(ConnectionId to, ByteView head, ByteView tail) = 0;
  virtual std::size_t backlog(ConnectionId of) const = 0;  // bytes that wait because the peer is slow
  virtual void close(ConnectionId connection) = 0;         // after what was sent; the core forgets it at `disconnected`
};

struct Stats {  // numbers only
  std::uint64_t connections = 0, addresses = 0, spooled_cells = 0, spool_bytes = 0;
  std::uint64_t forwarded = 0, delivered_live = 0, spooled = 0, full = 0, refused = 0;
};

class Core {
 public:
  Core(Config config, Random& random, Wire& wire);
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  void connected(ConnectionId connection, SourcePrefix source, Now now);  // sends Welcome
  void on_frame(ConnectionId connection, ByteView frame,
                Now now);                           // any malformed frame closes this connection, no other
  void writable(ConnectionId connection, Now now);  // its backlog went down: spooled cells may go on
  void disconnected(ConnectionId connection, Now now);
  void on_deadline(Now now);
  std::optional<Instant> next_deadline() const;
  void end_turn(Now now);  // after each batch of input: answers are coalesced until here
  void drain();            // refuses new connections and listens; what is under way may finish
  Stats stats() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::relay_core
