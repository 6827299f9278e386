// KDF(k, label, x...) and H(label, x...) of protocol.md section 1: BLAKE2b-256 over "sotto/1 " || label || 0x00 || for
// each x: u16be length || x; KDF keyed with k, H without key. Each x at most 65,535 bytes.
#pragma once

#include <initializer_list>

#include <sotto/base/result.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

Key kdf(const Key& key, Literal label, std::initializer_list<ByteView> inputs = {});
ByteArray<32> hash(Literal label, std::initializer_list<ByteView> inputs = {});
ByteArray<32> sha256(ByteView bytes);      // for lists that other programs check, such as sha256sum
ByteArray<32> plain_hash(ByteView bytes);  // BLAKE2b-256 without framing: checksums

}  // namespace sotto::crypto
