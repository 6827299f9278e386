// The relay without its sockets: admission, routing, spool, quotas. No clock, thread or random device.
// It keeps nothing on disk and no record of an address: everything here is soft state.
//
// Threads: a Core is used by one thread at a time. A transport of several threads calls it under one lock per batch of
// input (what is dear, TLS and sockets, stays outside) and takes what Wire::send gives it for a connection of another
// thread over in batches; see docs/operations.md, "threads".
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

// How much may arrive. 0: no limit. Above it a forward is answered `refused(rate)`; nobody is cut for it.
struct Pace {
  std::int64_t per_second = 0;
  std::int64_t burst = 0;
};
// Generous: an honest burst is a window of 120 cells a channel. A listen costs `listen_weight` frames, because a
// signature is checked.
struct Quotas {
  Pace connection_frames{20'000, 40'000};
  Pace connection_bytes{std::int64_t{100} << 20, std::int64_t{200} << 20};
  Pace source_frames{400'000, 800'000};
  Pace source_bytes{std::int64_t{2} << 30, std::int64_t{4} << 30};
  std::int64_t listen_weight = 64;
  std::uint32_t addresses_per_connection = 1024;
};

struct Config {
  std::vector<std::string> authorities;  // the names this relay answers to
  std::vector<AdmissionKey> guest_keys;  // current first; older ones during KEY_OVERLAP
  std::vector<AdmissionKey> member_keys;
  std::uint64_t spool_budget = std::uint64_t{64} << 20;  // bytes; 0: pure forwarder
  Duration spool_ttl = limits::spool_ttl;
  Duration admission_limit = seconds(10);    // from `connected` to a valid Admit
  std::size_t backlog_cap = 256 * 1024;      // bytes: above it cells for a slow consumer go to the spool
  std::size_t spool_in_flight = 256 * 1024;  // bytes per address that were sent from the spool and wait for an Ack
  Quotas quotas{};
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
