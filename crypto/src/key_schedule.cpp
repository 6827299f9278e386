// Each function is one line of protocol.md, section 3 or 7.
#include <sotto/crypto/keys.hpp>

namespace sotto::crypto {
namespace {

ByteArray<1> byte_of(Direction d) { return {static_cast<std::uint8_t>(d)}; }

ByteArray<4> big_endian(std::uint32_t n) {
  return {static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16), static_cast<std::uint8_t>(n >> 8),
          static_cast<std::uint8_t>(n)};
}

}  // namespace

Key hello_base(const Key& invite_secret, ByteView inv_pub) { return kdf(invite_secret, "hello-base", {inv_pub}); }

Key root_base(const Key& invite_secret, ByteView inv_pub) { return kdf(invite_secret, "root-base", {inv_pub}); }

Key hello_outer(const Key& hello_base) { return kdf(hello_base, "hello-outer"); }

Key hello_inner(const Key& hello_base, const Key& dh, const ByteArray<32>& e_j, const Address& rendezvous) {
  return kdf(hello_base, "hello-inner", {dh.expose(), e_j, rendezvous.view()});
}

ByteArray<32> hello_hash(const ByteArray<32>& e_j, ByteView hello_plain) { return hash("hello", {e_j, hello_plain}); }

Key answer_key(const Key& hello_base, const Key& dh, const ByteArray<32>& h1) {
  return kdf(hello_base, "answer", {dh.expose(), h1});
}

ByteArray<32> answer_hash(const ByteArray<32>& h1, ByteView answer_body) { return hash("answer", {h1, answer_body}); }

Key root_key(const Key& root_base, const Key& dh, const ByteArray<32>& h2) {
  return kdf(root_base, "root", {dh.expose(), h2});
}

ByteArray<32> commitment(const ByteArray<32>& n_j, const ByteArray<32>& e_j) { return hash("commit", {n_j, e_j}); }

ChannelId channel_id(const Key& root_0) {
  const Key whole = kdf(root_0, "channel");
  ChannelId cid;
  std::memcpy(cid.bytes.data(), whole.expose().data(), cid.bytes.size());
  return cid;
}

Key reset_key(const Key& root_0, Direction d) { return kdf(root_0, "reset", {byte_of(d)}); }

Key reset_root(const Key& reset_key_to_joiner, std::uint32_t generation, const Key& dh, ByteView reset1,
               ByteView reset2) {
  return kdf(reset_key_to_joiner, "root", {big_endian(generation), dh.expose(), hash("reset", {reset1, reset2})});
}

Key first_epoch(const Key& root, Direction d) { return kdf(root, "epoch", {byte_of(d)}); }

Key next_epoch(const Key& chain) { return kdf(chain, "next"); }

Key cell_key(const Key& chain) { return kdf(chain, "cell"); }

}  // namespace sotto::crypto
