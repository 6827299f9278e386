// The connections of one thread: readiness, reading, the phases, corked writing, deadlines. It knows no event loop: the
// loop waits until `descriptor` is readable and calls `turn`.
//
// Readiness is one epoll set per thread, handed to Asio as one descriptor: an idle connection then costs no operation
// object, and a turn costs one re-arm instead of one per ready connection.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

#include <sys/socket.h>

#include "hub.hpp"
#include "link.hpp"
#include "tls.hpp"

namespace sotto::relay_net {

// An item of a batch handed over between threads: a frame of `size` bytes for a connection, or its closing.
struct Handed {
  static constexpr std::size_t close = ~std::size_t{0};
  relay_core::ConnectionId to;
  std::size_t size;
};

struct StationOptions {
  Deadlines deadlines;
  std::size_t handshakes_per_turn;
  std::size_t max_connections;
  std::size_t backlog_cap;
  bool behind_proxy;  // plain on loopback: the client's address is what the proxy says
};

class Station {
 public:
  Station(Hub& hub, unsigned thread, const StationOptions& options, const Clock& clock);
  ~Station();
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;

  // ---- for the loop ----
  int descriptor() const { return epoll_; }
  void turn();
  bool answers_due() const { return answers_due_; }  // then `answer` is to be called soon
  void answer();
  void tick();
  void adopt(int fd, const sockaddr_storage& peer, SSL_CTX* context);  // owns fd; context null: plain
  void wake();                                                         // thread-safe: a turn is due
  void say_goodbye();                                                  // draining: close every connection in order
  std::size_t size() const { return links_.size() - free_.size(); }

  // ---- for the hub, under its lock ----
  void queue(relay_core::ConnectionId to, ByteView head, ByteView tail);
  void hand_over(Handed item, ByteView head, ByteView tail);
  std::size_t backlog(relay_core::ConnectionId of) const;
  void close_later(relay_core::ConnectionId connection);

 private:
  // station.cpp: life of a link
  Link* find(relay_core::ConnectionId id);
  void mark_dirty(Link& link);
  void begin_closing(Link& link);
  void shut(Link& link);
  void leave_core(Link& link);
  void lose(Link& link);
  void drop(Link& link);
  void end_turn();
  void take_handed_over();
  void check(Link& link, Instant now);

  // reading.cpp
  void readable(Link& link);
  bool step_handshake(Link& link);
  void greet(Link& link);
  void on_bytes(Link& link, MutableBytes bytes);
  void on_upgrade(Link& link, MutableBytes bytes);
  void on_frames(Link& link, MutableBytes bytes);
  void answer_http(Link& link, std::string_view response);

  // writing.cpp
  void put_frame(Link& link, proto::ws::Opcode opcode, ByteView head, ByteView tail);
  void put(Link& link, ByteView bytes);
  void flush(Link& link);
  void push(Link& link, Bytes& bytes);
  void writable(Link& link);
  void publish(const Link& link);
  void watch(Link& link, bool write);

  Hub& hub_;
  const unsigned thread_;
  const StationOptions options_;
  const Clock& clock_;
  Now now_{};
  int epoll_;
  int event_;
  Tunnel tunnel_;
  Bytes wire_;   // what was received
  Bytes plain_;  // what it says
  std::deque<Link> links_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> dirty_;
  std::vector<Bytes> spare_corks_;
  bool answers_due_ = false;
  std::size_t handshakes_ = 0;  // in this turn

  std::unique_ptr<std::atomic<std::uint32_t>[]> blocked_;  // per slot: read by other threads
  std::vector<Handed> handed_;                             // under the hub's lock
  Bytes handed_bytes_;
  std::vector<Handed> taken_;
  Bytes taken_bytes_;
};

// The prefix quotas are kept for: IPv4 /24, IPv6 /56, hashed with `key`.
relay_core::SourcePrefix source_prefix(const sockaddr_storage& peer, const ByteArray<16>& key);
// The last address of X-Forwarded-For in an HTTP head: what the nearest proxy saw.
std::optional<sockaddr_storage> forwarded_for(std::string_view head);

}  // namespace sotto::relay_net
