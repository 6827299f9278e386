// Raw 32-byte keys and the library's 33-byte form: a type byte (5, Curve25519), then the key.
#pragma once

#include <sotto/crypto/stores.hpp>

#include "signal/handles.hpp"

namespace sotto::crypto::signal {

inline constexpr std::uint8_t curve25519_type = 5;

ByteArray<33> typed(const PublicKey& key);
Result<PublicKey> raw_of(const ec_public_key* key);
Result<Ref<ec_public_key>> library_key(signal_context* context, const PublicKey& key);
Result<IdentityKeyPair> raw_of(const ec_key_pair* pair);
Result<Ref<ec_key_pair>> library_pair(signal_context* context, const IdentityKeyPair& pair);

}  // namespace sotto::crypto::signal
