// The relay's transport: listeners, TLS 1.3, WebSocket, deadlines, around one relay_core::Core.
//
// Threads: `threads` event loops, each with its own listener (SO_REUSEPORT), connections, buffers and TLS engine; a
// connection never changes threads. The Core is entered under one lock per batch of input; what it sends to a
// connection of another thread is handed over in batches with one wake-up (docs/operations.md, "threads").
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/relay_core/core.hpp>

namespace sotto::relay_net {

struct Deadlines {
  Duration tls = seconds(5);
  Duration upgrade = seconds(5);
  Duration frame = seconds(20);        // an unfinished frame must be complete after this
  Duration ping = seconds(25);         // silence after which we ask
  Duration silence = seconds(60);      // the client gives up after 50 s; a grace for slow networks
  Duration closing = seconds(2);       // for the peer to read our last words
  Duration answers = milliseconds(4);  // how long answers are collected; deliveries never wait
  Duration tick = seconds(1);          // how often all these are looked at
  Duration drain = seconds(3);         // how long `stop` waits for what is still to be sent
};

struct CertificateFiles {
  std::filesystem::path chain;  // PEM
  std::filesystem::path key;    // PEM
  bool watch = false;           // re-read when they change
};

struct Options {
  std::string listen = "127.0.0.1:0";           // literal address and port; 0 picks one
  std::optional<CertificateFiles> certificate;  // none: plain TCP, loopback only
  unsigned threads = 1;
  std::string public_name;  // authority of the relay link; empty: the listening address
  relay_core::Config core;  // its authorities are filled in: the public name and the listening address
  Deadlines deadlines;
  std::size_t handshakes_per_turn = 16;  // so that a reconnect storm does not starve who is connected
  std::size_t max_connections = 0;       // 0: what the descriptor limit allows
};

class Server {
 public:
  // Binds and reads the certificate. `clock` must be safe to read from all threads.
  // Errors: usage (address, plain beyond loopback), io (cannot listen), damaged (certificate).
  static Result<std::unique_ptr<Server>> open(Options options, const Clock& clock, Random& random);
  virtual ~Server() = default;

  virtual const std::string& listening() const = 0;  // host:port really bound
  virtual const std::string& authority() const = 0;  // what the link says
  virtual void run(bool handle_signals) = 0;         // until `stop`, or SIGTERM or SIGINT when it handles them
  virtual void stop() = 0;                // thread-safe; drains: refuses new work, finishes what is under way
  virtual relay_core::Stats stats() = 0;  // thread-safe
};

class SystemClock : public Clock {
 public:
  Now now() const override;
};
class SystemRandom : public Random {
 public:
  void fill(MutableBytes out) override;
};

}  // namespace sotto::relay_net
