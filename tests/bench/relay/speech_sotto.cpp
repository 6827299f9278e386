// Our own: upgrade, admission, one proved address per receiver, then Forward, Answer and Deliver. The mask is zero: the
// relay unmasks all the same, and the generator saves its own cycles.
#include <cstring>
#include <stdexcept>
#include <unordered_map>

#include <sodium.h>

#include <sotto/proto/links.hpp>
#include <sotto/proto/proofs.hpp>
#include <sotto/proto/relay.hpp>
#include <sotto/proto/websocket.hpp>

#include "peer.hpp"

namespace sotto::bench {
namespace {

constexpr ByteArray<16> upgrade_key{};
constexpr ByteArray<4> no_mask{};

ByteArray<4> checksum(ByteView bytes) {
  ByteArray<32> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return {digest[0], digest[1], digest[2], digest[3]};
}
void append_to(std::string& out, ByteView bytes) { out += text_of(bytes); }

class Sotto : public Speech {
 public:
  Sotto(Events events, const std::string& text) : events_(std::move(events)) {
    auto link = proto::decode_relay_link(text, checksum);
    if (!link) throw std::runtime_error("the relay link is not one");
    link_ = std::move(link).value();
    const Bytes zeros(limits::cell);
    const Bytes frame = proto::encode(proto::Forward{1, Address{}, zeros});
    const auto view = proto::parse_forward(frame);
    if (!view) throw std::runtime_error("the codec does not read what it writes");
    forward_tag_ = frame[0];
    routed_start_ = to_bytes(view->routed.first(view->routed.size() - limits::cell));
    address_at_ = static_cast<std::size_t>(view->address.data() - view->routed.data());
  }

  void start(Peer& peer) override { peer.out += proto::ws::upgrade_request(link_.relay.authority, upgrade_key); }

  std::size_t read(Peer& peer, const char* data, std::size_t size) override {
    const ByteView bytes = view_of({data, size});
    std::size_t used = 0;
    if (peer.step == 0) {
      const auto upgraded = proto::ws::parse_upgrade_response(bytes, upgrade_key, used);
      if (!upgraded) events_.fatal("sotto: no upgrade");
      if (!upgraded || !*upgraded) return 0;
      peer.step = 1;
    }
    for (;;) {
      const auto head = proto::ws::parse_head(bytes.subspan(used), proto::ws::Side::server, proto::frame_max);
      if (!head) events_.fatal("sotto: a broken frame");
      if (!head || !*head) return used;
      const auto payload_size = static_cast<std::size_t>((*head)->payload_size);
      if (size - used < (*head)->header_size + payload_size) return used;
      const ByteView payload = bytes.subspan(used + (*head)->header_size, payload_size);
      used += (*head)->header_size + payload_size;
      if (payload_size > limits::cell)
        events_.message(peer, reinterpret_cast<const char*>(payload.last(limits::cell).data()));
      else if ((*head)->opcode == proto::ws::Opcode::ping)
        put(peer, proto::ws::Opcode::pong, payload);
      else if (!peer.sender || peer.step < 3)
        on_small(peer, payload);
    }
  }

  void publish(Peer& peer, const std::string& blob) override {
    proto::SmallBytes head = proto::deliver_header(++peer.ref, routed_start_.size() + blob.size());
    head.bytes[0] = forward_tag_;  // Forward and Deliver differ in nothing else
    const std::size_t size = head.size + routed_start_.size() + blob.size();
    append_to(peer.out, proto::ws::frame_head(proto::ws::Opcode::binary, size, no_mask).view());
    append_to(peer.out, head.view());
    std::memcpy(routed_start_.data() + address_at_, key_of(peer.pair).address.bytes.data(), Address::size);
    append_to(peer.out, routed_start_);
    peer.out += blob;
  }

 private:
  struct Key {
    Address address;
    ByteArray<crypto_sign_SECRETKEYBYTES> secret{};
  };
  const Key& key_of(std::uint32_t pair) {
    const auto [it, made] = keys_.try_emplace(pair);
    if (made) crypto_sign_keypair(it->second.address.bytes.data(), it->second.secret.data());
    return it->second;
  }
  static void put(Peer& peer, proto::ws::Opcode opcode, ByteView payload) {
    append_to(peer.out, proto::ws::frame_head(opcode, payload.size(), no_mask).view());
    append_to(peer.out, payload);
  }
  void on_small(Peer& peer, ByteView payload) {
    const auto frame = proto::decode(payload);
    if (!frame) return events_.fatal("sotto: a frame that is none");
    if (const auto* welcome = std::get_if<proto::Welcome>(&*frame)) return admit(peer, welcome->nonce);
    if (std::holds_alternative<proto::Admitted>(*frame)) {
      peer.step = 3;
      if (peer.sender) events_.ready(peer);
    }
    if (std::holds_alternative<proto::Drained>(*frame) && peer.state != State::ready) events_.ready(peer);
    if (std::holds_alternative<proto::Refused>(*frame)) events_.fatal("sotto: refused");
  }
  void admit(Peer& peer, const ByteArray<32>& nonce) {
    const proto::Role role = peer.sender ? proto::Role::guest : proto::Role::member;
    proto::Admit admit{1, role, link_.relay.authority, {}, {}};
    const Bytes message = proto::admission_proof(role, admit.authority, nonce, admit.nonce);
    const AdmissionKey& key = peer.sender ? link_.guest : link_.member;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, admit.mac.data());
    put(peer, proto::ws::Opcode::binary, proto::encode(admit));
    peer.step = 2;
    if (peer.sender) return;
    const Key& own = key_of(peer.pair);
    proto::Listen listen{own.address, {}};
    const Bytes proof = proto::listen_proof(link_.relay.authority, nonce, own.address);
    crypto_sign_detached(listen.proof.data(), nullptr, proof.data(), proof.size(), own.secret.data());
    put(peer, proto::ws::Opcode::binary, proto::encode(listen));
  }

  Events events_;
  proto::RelayLink link_;
  std::uint8_t forward_tag_ = 0;
  Bytes routed_start_;
  std::size_t address_at_ = 0;
  std::unordered_map<std::uint32_t, Key> keys_;
};

}  // namespace

std::unique_ptr<Speech> speak_sotto(Events events, const std::string& relay_link) {
  return std::make_unique<Sotto>(std::move(events), relay_link);
}

}  // namespace sotto::bench
