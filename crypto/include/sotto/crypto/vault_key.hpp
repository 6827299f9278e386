// The vault key: 32 random bytes, wrapped by Argon2id of the passphrase (crypto_pwhash 1.3) with XChaCha20-Poly1305.
// `profile/vault.key` holds the wrapped form; its layout is storage.proto's VaultKeyFile (the store writes it).
#pragma once

#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

struct KdfCost {
  std::uint32_t operations;
  std::uint64_t memory;  // bytes
};
inline constexpr KdfCost kdf_standard{3, std::uint64_t{256} << 20};
inline constexpr KdfCost kdf_light{2, std::uint64_t{64} << 20};

struct WrappedKey {
  KdfCost cost;
  ByteArray<16> salt;
  Nonce nonce;
  Bytes sealed;  // 32 + 16
};
Result<WrappedKey> wrap(const GuardedKey& vault_key, ByteView passphrase, KdfCost cost, Random& random);
// Errors: wrong_passphrase; limit when the cost is outside 1..10 operations or 8 KiB..1 GiB (a hostile file);
// unexpected.
Result<GuardedKey> unwrap(const WrappedKey& wrapped, ByteView passphrase);

}  // namespace sotto::crypto
