// One connection of the transport: a plain state machine, small because ten thousand of them may be idle.
#pragma once

#include <atomic>
#include <memory>

#include <openssl/ssl.h>

#include <sotto/base/bytes.hpp>
#include <sotto/base/clock.hpp>
#include <sotto/proto/relay.hpp>
#include <sotto/proto/websocket.hpp>
#include <sotto/relay_core/core.hpp>

namespace sotto::relay_net {

enum class Phase : std::uint8_t {
  free,       // the slot is empty
  handshake,  // TLS; ends with the handshake or its deadline
  upgrade,    // HTTP; ends with 101, an answer and `closing`, or its deadline
  open,       // WebSocket; ends with a close from either side, an error or silence
  closing,    // our last words are on their way; input is thrown away; ends with the peer's end or its deadline
};

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

struct Link {
  relay_core::ConnectionId id = 0;
  relay_core::SourcePrefix source = 0;
  std::unique_ptr<SSL, SslFree> ssl;
  Instant since;  // entered this phase; when open: an unfinished frame began
  Instant heard;  // last byte received
  int fd = -1;
  Phase phase = Phase::free;
  bool dirty = false;        // listed for the flush at the end of the turn
  bool wants_write = false;  // waits for the socket to take `out`
  bool broken = false;       // to be dropped at the end of the turn
  bool last_words = false;   // to be closed once `cork` is on its way
  bool pinged = false;
  bool shut = false;        // our side of the socket is closed
  bool unfinished = false;  // a frame has begun and is not complete
  Bytes head;               // HTTP request while incomplete
  Bytes cork;               // plaintext of this turn, or waiting while the socket is full
  Bytes out;                // bytes the socket did not take
  proto::ws::Decoder decoder{proto::ws::Side::client, proto::frame_max};

  std::size_t blocked() const { return out.empty() ? 0 : out.size() + cork.size(); }
};

}  // namespace sotto::relay_net
