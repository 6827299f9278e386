// A relay under test on real loopback sockets with a clock the test owns, and a blocking client to talk to it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <openssl/ssl.h>
#include <sodium.h>
#include <sys/socket.h>

#include <sotto/proto/relay.hpp>
#include <sotto/proto/websocket.hpp>
#include <sotto/relay_net/server.hpp>
#include <sotto/relay_net/state.hpp>

namespace sotto::test {

class SharedClock : public Clock {  // read by the relay's threads, moved by the test
 public:
  Now now() const override { return {{1'000'000 + offset_.load()}, {1'790'000'000'000 + offset_.load()}}; }
  void advance(Duration by) { offset_ += by.ms; }

 private:
  std::atomic<std::int64_t> offset_{0};
};

class Folder {  // a state folder that goes away with the test
 public:
  Folder();
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct RelayOptions {
  bool tls = false;
  unsigned threads = 1;
  std::uint64_t spool = std::uint64_t{64} << 20;
  std::size_t max_connections = 0;
  std::string listen = "127.0.0.1:0";
  bool watch = false;  // re-read the certificate when its files change
};

class RunningRelay {
 public:
  explicit RunningRelay(const RelayOptions& options = {}, const std::filesystem::path& folder = {});
  ~RunningRelay();
  RunningRelay(const RunningRelay&) = delete;
  RunningRelay& operator=(const RunningRelay&) = delete;

  relay_net::Server& server() { return *server_; }
  SharedClock& clock() { return clock_; }
  const relay_net::State& state() const { return state_; }
  bool tls() const { return tls_; }
  void stop();  // drains and joins

 private:
  Folder own_;
  bool tls_;
  SharedClock clock_;
  relay_net::SystemRandom random_;
  relay_net::State state_;
  std::unique_ptr<relay_net::Server> server_;
  std::thread thread_;
};

class KeyPair {  // an address and the key that proves it
 public:
  KeyPair() { crypto_sign_keypair(address_.bytes.data(), secret_.data()); }
  const Address& address() const { return address_; }
  proto::Listen listen(const std::string& authority, const ByteArray<32>& relay_nonce) const;

 private:
  Address address_;
  ByteArray<crypto_sign_SECRETKEYBYTES> secret_{};
};

class Dialer {  // every call blocks for at most ten seconds and fails the test after
 public:
  enum class Tls { as_the_relay, none, version_1_2 };
  explicit Dialer(RunningRelay& relay, Tls tls = Tls::as_the_relay);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

  void write(ByteView bytes);
  void write(std::string_view text) { write(view_of(text)); }
  Bytes read();   // some bytes; empty: the relay closed
  bool closed();  // reads on until the relay closes
  void upgrade();
  void send(const proto::Frame& frame);
  // As one WebSocket message.
  void send_raw(ByteView message, proto::ws::Opcode opcode = proto::ws::Opcode::binary);
  struct Message {
    proto::ws::Opcode opcode;
    Bytes payload;
  };
  Message next_message();
  Bytes next_frame();  // the payload of the next binary message
  template <class Kind>
  Kind expect();  // views in it stay valid until the next call
  proto::Admitted enter(proto::Role role = proto::Role::member);
  void listen(const KeyPair& key);    // and waits for Listening and Drained
  ByteArray<32> certificate() const;  // SHA-256 of what the relay showed
  const ByteArray<32>& relay_nonce() const { return nonce_; }

 private:
  RunningRelay& relay_;
  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  Bytes in_;
  Bytes frame_;
  ByteArray<32> nonce_{};
};

Bytes cell_of(std::uint8_t fill, std::size_t size = limits::cell);

template <class Kind>
Kind Dialer::expect() {
  frame_ = next_frame();
  auto decoded = proto::decode(frame_);
  if (!decoded || !std::holds_alternative<Kind>(*decoded)) throw std::runtime_error("another frame was expected");
  return std::get<Kind>(*decoded);
}

}  // namespace sotto::test
