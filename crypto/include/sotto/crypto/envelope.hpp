// The cell: nonce(24) || XChaCha20-Poly1305-IETF(type(1) || length u16be || body || zeros), protocol.md section 2.
// It is opened before libsignal sees a byte: a forgery costs microseconds and nothing is written.
#pragma once

#include <memory>

#include <sotto/base/limits.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

enum class CellType : std::uint8_t {
  hello = 1,
  answer = 2,
  refused = 3,
  data = 4,
  data_pre = 5,
  ack = 6,
  reset1 = 7,
  reset2 = 8,
  reset_refused = 9,
  block = 10,  // in a block only
};
using Nonce = ByteArray<24>;

struct Opened {
  CellType type;
  Bytes body;
};
// `size` is limits::cell or limits::block; the body is at most size - limits::envelope_overhead. Errors: limit.
Result<Bytes> seal(const Key& key, CellType type, ByteView body, Random& random, std::size_t size = limits::cell);
// Errors: not_authentic (also for a size that is neither a cell nor a block), malformed (authentic but unknown type,
// bad length or non-zero padding).
Result<Opened> open(const Key& key, ByteView cell);
Nonce nonce_of(ByteView cell);  // the first 24 bytes

// XChaCha20-Poly1305-IETF without associated data, for the inner layer of HELLO (nonce zero: one use) and the vault
// key.
Bytes aead_seal(const Key& key, const Nonce& nonce, ByteView plain);
Result<Bytes> aead_open(const Key& key, const Nonce& nonce, ByteView sealed);

}  // namespace sotto::crypto
