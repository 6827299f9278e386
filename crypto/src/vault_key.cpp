#include <sodium.h>

#include <sotto/crypto/vault_key.hpp>

namespace sotto::crypto {
namespace {

// A hostile key file must not make us allocate what it likes.
bool bearable(const KdfCost& cost) {
  return cost.operations >= 1 && cost.operations <= 10 && cost.memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN &&
         cost.memory <= std::uint64_t{1} << 30;
}

Result<Key> wrapping_key(ByteView passphrase, const KdfCost& cost, const ByteArray<16>& salt) {
  static_assert(crypto_pwhash_argon2id_SALTBYTES == 16 && crypto_pwhash_argon2id_MEMLIMIT_MIN == 8192);
  if (!bearable(cost)) return Error{Errc::limit, "the cost of the passphrase derivation is outside its limits"};
  Key key;
  const auto text = text_of(passphrase);
  if (crypto_pwhash_argon2id(key.expose_mutable().data(), key.expose().size(), text.data(), text.size(), salt.data(),
                             cost.operations, static_cast<std::size_t>(cost.memory),
                             crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
    return Error{Errc::unexpected, "there is not enough memory to derive the key"};
  return key;
}

}  // namespace

Result<WrappedKey> wrap(const GuardedKey& vault_key, ByteView passphrase, KdfCost cost, Random& random) {
  WrappedKey wrapped{cost, random.array<16>(), random.array<24>(), {}};
  const auto key = wrapping_key(passphrase, cost, wrapped.salt);
  if (!key) return key.error();
  wrapped.sealed = aead_seal(*key, wrapped.nonce, vault_key.expose());
  return wrapped;
}

Result<GuardedKey> unwrap(const WrappedKey& wrapped, ByteView passphrase) {
  const auto key = wrapping_key(passphrase, wrapped.cost, wrapped.salt);
  if (!key) return key.error();
  auto plain = aead_open(*key, wrapped.nonce, wrapped.sealed);
  if (!plain) return Error{Errc::wrong_passphrase, "The passphrase does not fit."};
  const SecretBytes owner(std::move(*plain));
  const auto vault_key = Key::from(owner.expose());
  if (!vault_key) return Error{Errc::damaged, "the wrapped key has another size"};
  return GuardedKey(*vault_key);
}

}  // namespace sotto::crypto
