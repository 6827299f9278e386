// A script of clients against the relay's core: one byte says who does what, the next ones with what. Whatever they do,
// the accounts fit, every frame the relay sends decodes, cells go only to the proven holder, and nobody is closed for
// another.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <variant>

#include <sodium.h>

#include <sotto/proto/proofs.hpp>
#include <sotto/relay_core/core.hpp>

#include "target.hpp"

using namespace sotto;

namespace {

constexpr std::size_t clients = 4, addresses = 4;
constexpr std::uint64_t budget = 96 * (limits::cell + 64);
constexpr char authority[] = "relay.example:443";

struct Counting : Random {  // the same bytes in every run
  std::uint8_t next = 1;
  void fill(MutableBytes out) override {
    for (auto& byte : out) byte = next++;
  }
};

struct Holder {
  Address address;
  ByteArray<crypto_sign_SECRETKEYBYTES> secret{};
  std::size_t listener = clients;  // who proved it last; `clients`: nobody
};

class Script : public relay_core::Wire {
 public:
  explicit Script(ByteView input) : rest_(input) {
    for (std::size_t i = 0; i < addresses; ++i) {
      ByteArray<crypto_sign_SEEDBYTES> seed{};
      seed[0] = static_cast<std::uint8_t>(i);
      crypto_sign_seed_keypair(holders_[i].address.bytes.data(), holders_[i].secret.data(), seed.data());
    }
    relay_core::Config config;
    config.authorities = {authority};
    config.guest_keys = config.member_keys = {AdmissionKey{}};
    config.spool_budget = budget;
    config.spool_in_flight = 4 * limits::cell;
    core_ = std::make_unique<relay_core::Core>(std::move(config), random_, *this);
    for (std::size_t i = 0; i < clients; ++i) enter(i);
  }

  void run() {
    while (!rest_.empty()) {
      const std::uint8_t step = byte();
      act(step % clients, (step / clients) % 8);
      core_->end_turn(now_);
      fuzz::must(core_->stats().spool_bytes <= budget);
    }
    for (std::size_t i = 0; i < clients; ++i) leave(i);
    now_.instant = now_.instant + limits::spool_ttl;
    core_->on_deadline(now_);
    const relay_core::Stats end = core_->stats();
    fuzz::must(end.spool_bytes == 0 && end.spooled_cells == 0 && end.addresses == 0 && end.connections == 0);
  }

 private:
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t out = rest_[0];
    rest_ = rest_.subspan(1);
    return out;
  }
  void act(std::size_t who, unsigned action) {
    switch (action) {
      case 0: return forward(who);
      case 1: return listen(who, byte() % addresses);
      case 2: return acknowledge(who);
      case 3: return raw(who);
      case 4: return leave(who), enter(who);
      case 5: backlogs_[ids_[who]] = std::size_t{byte()} * limits::cell; return;
      case 6: now_.instant = now_.instant + hours(byte()); return core_->on_deadline(now_);
      default: backlogs_[ids_[who]] = 0; return core_->writable(ids_[who], now_);
    }
  }
  const Address& any_address() { return holders_[byte() % addresses].address; }
  void acknowledge(std::size_t who) {
    const Address& address = any_address();
    const std::uint64_t seq = std::max<std::uint64_t>(seqs_[who] + byte() % 3, 1);
    core_->on_frame(ids_[who], proto::encode(proto::Ack{address, seq}), now_);
  }
  void forward(std::size_t who) {
    const Address& to = any_address();
    const std::uint8_t nonce = byte();
    Bytes cell(nonce % 16 == 15 ? limits::block : limits::cell);
    cell[0] = nonce;
    core_->on_frame(ids_[who], proto::encode(proto::Forward{++refs_[who], to, cell}), now_);
  }
  void listen(std::size_t who, std::size_t which) {
    Holder& holder = holders_[which];
    proto::Listen listen{holder.address, {}};
    const Bytes proof = proto::listen_proof(authority, nonces_[who], holder.address);
    crypto_sign_detached(listen.proof.data(), nullptr, proof.data(), proof.size(), holder.secret.data());
    if (!closed_.contains(ids_[who])) holder.listener = who;
    core_->on_frame(ids_[who], proto::encode(listen), now_);
  }
  void raw(std::size_t who) {
    std::size_t size = byte();
    size = std::min(size, rest_.size());
    may_close_ = ids_[who];
    core_->on_frame(ids_[who], rest_.first(size), now_);
    may_close_ = 0;
    rest_ = rest_.subspan(size);
  }
  void enter(std::size_t who) {
    ids_[who] = ++last_id_;
    core_->connected(ids_[who], who, now_);
    proto::Admit admit{1, proto::Role::member, authority, {}, {}};
    const Bytes message = proto::admission_proof(admit.role, authority, nonces_[who], admit.nonce);
    const AdmissionKey key;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, admit.mac.data());
    core_->on_frame(ids_[who], proto::encode(admit), now_);
  }
  void leave(std::size_t who) {
    core_->disconnected(ids_[who], now_);
    for (Holder& holder : holders_) {
      if (holder.listener == who) holder.listener = clients;
    }
  }

  // ---- Wire ----
  void send(relay_core::ConnectionId to, ByteView head, ByteView tail) override {
    Bytes frame = to_bytes(head);
    append(frame, tail);
    const auto decoded = proto::decode(frame);
    fuzz::must(static_cast<bool>(decoded));
    const std::size_t who = static_cast<std::size_t>(std::find(ids_.begin(), ids_.end(), to) - ids_.begin());
    fuzz::must(who < clients);
    if (const auto* welcome = std::get_if<proto::Welcome>(&*decoded)) nonces_[who] = welcome->nonce;
    const auto* deliver = std::get_if<proto::Deliver>(&*decoded);
    if (deliver == nullptr) return;
    if (deliver->spool_seq != 0) seqs_[who] = deliver->spool_seq;
    for (const Holder& holder : holders_) {
      if (holder.address == deliver->address) fuzz::must(holder.listener == who);
    }
  }
  std::size_t backlog(relay_core::ConnectionId of) const override {
    const auto it = backlogs_.find(of);
    return it == backlogs_.end() ? 0 : it->second;
  }
  void close(relay_core::ConnectionId connection) override {
    fuzz::must(connection == may_close_);
    closed_.insert(connection);
  }

  ByteView rest_;
  Counting random_;
  Now now_{{1'000'000}, {1'790'000'000'000}};
  std::unique_ptr<relay_core::Core> core_;
  std::array<Holder, addresses> holders_;
  std::array<relay_core::ConnectionId, clients> ids_{};
  std::array<ByteArray<32>, clients> nonces_{};
  std::array<std::uint64_t, clients> seqs_{};
  std::array<std::uint32_t, clients> refs_{};
  std::map<relay_core::ConnectionId, std::size_t> backlogs_;
  std::set<relay_core::ConnectionId> closed_;
  relay_core::ConnectionId last_id_ = 0, may_close_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (sodium_init() < 0) return 0;
  Script{ByteView{data, std::min<std::size_t>(size, 600)}}.run();
  return 0;
}
