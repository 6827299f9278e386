#include <stdexcept>

#include <sodium.h>

#include <sotto/crypto/kdf.hpp>

namespace sotto::crypto {
namespace {

void absorb(crypto_generichash_state& state, ByteView bytes) {
  crypto_generichash_update(&state, bytes.data(), bytes.size());
}

// "sotto/1 " || label || 0x00 || for each x: u16be length || x. The label holds no zero byte and every x has its length
// before it, so no two inputs share a byte string.
void digest(ByteView key, Literal label, std::initializer_list<ByteView> inputs, ByteArray<32>& out) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), out.size());
  absorb(state, view_of("sotto/1 "));
  absorb(state, view_of(label.text));
  absorb(state, ByteArray<1>{0});
  for (const ByteView input : inputs) {
    if (input.size() > 0xffff) throw std::length_error("an input of the key schedule is over 65,535 bytes");
    absorb(state, ByteArray<2>{static_cast<std::uint8_t>(input.size() >> 8), static_cast<std::uint8_t>(input.size())});
    absorb(state, input);
  }
  crypto_generichash_final(&state, out.data(), out.size());
  sodium_memzero(&state, sizeof state);
}

}  // namespace

Key kdf(const Key& key, Literal label, std::initializer_list<ByteView> inputs) {
  ByteArray<32> out;
  digest(key.expose(), label, inputs, out);
  Key derived(out);
  wipe(out);
  return derived;
}

ByteArray<32> hash(Literal label, std::initializer_list<ByteView> inputs) {
  ByteArray<32> out;
  digest({}, label, inputs, out);
  return out;
}

ByteArray<32> sha256(ByteView bytes) {
  ByteArray<32> out;
  crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
  return out;
}

ByteArray<32> plain_hash(ByteView bytes) {
  ByteArray<32> out;
  crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
  return out;
}

}  // namespace sotto::crypto
