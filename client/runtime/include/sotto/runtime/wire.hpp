// A wire: one connection to one relay that carries frames. Resolve, TCP or a proxy's tunnel, TLS 1.3 with the pin,
// WebSocket. Frames in either direction are whole messages of proto/relay.hpp.
//
// Promises: no callback runs inside dial_relay, send or close, none after the Wire was destroyed; `closed` comes at
// most once and is the last. Destroying a Wire cuts the connection. Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <sotto/base/random.hpp>
#include <sotto/messaging/types.hpp>
#include <sotto/runtime/loop.hpp>
#include <sotto/runtime/proxy.hpp>

namespace sotto::runtime {

struct Dial {
  proto::Endpoint relay;
  bool entered = false;  // the person entered it: private addresses may be connected to
  Proxy proxy;
  std::string isolation;  // towards a SOCKS5 proxy without credentials of its own
};

struct WireEvents {
  std::function<void()> opened;
  std::function<void(ByteView frame)> frame;
  std::function<void(messaging::LinkProblem problem, std::string sentence)> closed;
};

class Wire {
 public:
  virtual ~Wire() = default;
  virtual void send(ByteView frame) = 0;  // queued; a queue over its bound ends the connection as lost
  // After what was sent: the WebSocket closing handshake. Frames that still arrive are handed over; `closed` follows,
  // at the latest after two seconds.
  virtual void close() = 0;
};

std::unique_ptr<Wire> dial_relay(Loop& loop, Random& random, const Dial& dial, WireEvents events);

}  // namespace sotto::runtime
