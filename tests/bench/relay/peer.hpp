// A connection of the generator and what it speaks. Add a relay by adding a Speech.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace sotto::bench {

enum class State : std::uint8_t { connecting, tls, greeting, ready, dead };

struct Peer {
  int fd = -1;
  SSL* ssl = nullptr;
  State state = State::connecting;
  bool sender = false;
  bool wants_write = false;
  bool dirty = false;
  std::uint8_t step = 0;
  std::uint32_t pair = 0;  // decides the address
  std::uint32_t ref = 0;
  std::string in, out;
};

struct Events {
  std::function<void(Peer&)> ready;                      // the subscription is confirmed
  std::function<void(Peer&, const char* cell)> message;  // one blob arrived at a receiver
  std::function<void(const std::string&)> fatal;
};

class Speech {
 public:
  virtual ~Speech() = default;
  virtual void start(Peer& peer) = 0;                                            // the transport is up
  virtual std::size_t read(Peer& peer, const char* data, std::size_t size) = 0;  // returns the bytes used
  virtual void publish(Peer& peer, const std::string& blob) = 0;                 // appends one message to peer.out
};

std::unique_ptr<Speech> speak_limit(Events events, std::size_t blob);
std::unique_ptr<Speech> speak_sotto(Events events, const std::string& relay_link);

}  // namespace sotto::bench
