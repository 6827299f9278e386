// A Core with a wire that keeps what was sent, a clock the test owns, and clients that hold raw keys.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include <sodium.h>

#include <sotto/proto/proofs.hpp>
#include <sotto/relay_core/core.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace sotto::test {

using relay_core::ConnectionId;

inline const std::string authority = "relay.example:443";

class RecordingWire : public relay_core::Wire {
 public:
  void send(ConnectionId to, ByteView head, ByteView tail) override {
    Bytes frame = to_bytes(head);
    append(frame, tail);
    sent[to].push_back(std::move(frame));
  }
  std::size_t backlog(ConnectionId of) const override {
    const auto it = backlogs.find(of);
    return it == backlogs.end() ? 0 : it->second;
  }
  void close(ConnectionId connection) override { closed.insert(connection); }

  std::map<ConnectionId, std::deque<Bytes>> sent;
  std::map<ConnectionId, std::size_t> backlogs;
  std::set<ConnectionId> closed;
};

struct KeyPair {
  Address address;
  ByteArray<crypto_sign_SECRETKEYBYTES> secret{};
  explicit KeyPair(SeededRandom& random) {
    const auto seed = random.array<crypto_sign_SEEDBYTES>();
    crypto_sign_seed_keypair(address.bytes.data(), secret.data(), seed.data());
  }
};

class Rig {
 public:
  explicit Rig(relay_core::Config config = {}) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium");
    config.authorities = {authority};
    guest = random.id<AdmissionKey>();
    member = random.id<AdmissionKey>();
    config.guest_keys = {guest};
    config.member_keys = {member};
    core = std::make_unique<relay_core::Core>(std::move(config), random, wire);
  }

  ConnectionId connect(relay_core::SourcePrefix source = 1) {
    const ConnectionId id = ++last_;
    core->connected(id, source, clock.now());
    return id;
  }
  void frame(ConnectionId from, const proto::Frame& frame) {
    raw(from, proto::encode(frame));
    core->end_turn(clock.now());
  }
  void raw(ConnectionId from, ByteView bytes) { core->on_frame(from, bytes, clock.now()); }
  // The next frame the relay sent there, which must be of this kind. Views in it stay valid until the next call.
  template <class Kind>
  Kind take(ConnectionId at) {
    auto& queue = wire.sent[at];
    if (queue.empty()) throw std::runtime_error("the relay sent nothing");
    taken_ = std::move(queue.front());
    queue.pop_front();
    const auto decoded = proto::decode(taken_);
    if (!decoded || !std::holds_alternative<Kind>(*decoded)) throw std::runtime_error("the relay sent another frame");
    return std::get<Kind>(*decoded);
  }
  bool quiet(ConnectionId at) { return wire.sent[at].empty(); }

  proto::Admit admit(const proto::Welcome& welcome, proto::Role role, const std::string& name = authority) {
    proto::Admit out{1, role, name, random.array<32>(), {}};
    const AdmissionKey& key = role == proto::Role::member ? member : guest;
    const Bytes message = proto::admission_proof(role, name, welcome.nonce, out.nonce);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, out.mac.data());
    return out;
  }
  ConnectionId enter(proto::Role role = proto::Role::member, relay_core::SourcePrefix source = 1) {
    const ConnectionId id = connect(source);
    const auto welcome = take<proto::Welcome>(id);
    nonces_[id] = welcome.nonce;
    frame(id, admit(welcome, role));
    admitted = take<proto::Admitted>(id);
    return id;
  }
  proto::Listen proof(ConnectionId id, const KeyPair& key, const std::string& name = authority) {
    proto::Listen out{key.address, {}};
    const Bytes message = proto::listen_proof(name, nonces_[id], key.address);
    crypto_sign_detached(out.proof.data(), nullptr, message.data(), message.size(), key.secret.data());
    return out;
  }
  // Claims the address and takes Listening; answers how many cells wait.
  std::uint32_t listen(ConnectionId id, const KeyPair& key) {
    frame(id, proof(id, key));
    return take<proto::Listening>(id).spooled;
  }
  proto::Answer forward(ConnectionId id, const Address& to, const Bytes& cell) {
    frame(id, proto::Forward{++refs_[id], to, cell});
    return take<proto::Answer>(id);
  }
  void advance(Duration by) {
    clock.advance(by);
    core->on_deadline(clock.now());
  }
  void leave(ConnectionId id) { core->disconnected(id, clock.now()); }
  Bytes cell(std::size_t size = limits::cell) {
    Bytes out(size);
    random.fill(MutableBytes{out}.first(64));
    return out;
  }

  SeededRandom random;
  FakeClock clock;
  RecordingWire wire;
  AdmissionKey guest, member;
  proto::Admitted admitted;
  std::unique_ptr<relay_core::Core> core;

 private:
  ConnectionId last_ = 0;
  std::map<ConnectionId, ByteArray<32>> nonces_;
  std::map<ConnectionId, std::uint32_t> refs_;
  Bytes taken_;
};

}  // namespace sotto::test
