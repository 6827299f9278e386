// Key pairs and agreements on Curve25519: addresses (Ed25519), ephemerals (X25519) and the check of a stranger's point.
#include <sodium.h>

#include <sotto/crypto/gate.hpp>
#include <sotto/crypto/keys.hpp>

namespace sotto::crypto {
namespace {

struct SigningPair {
  Address address;
  Secret<64> secret;  // seed || public key, libsodium's form
};

SigningPair signing_pair(const Secret<32>& seed) {
  SigningPair pair;
  crypto_sign_seed_keypair(pair.address.bytes.data(), pair.secret.expose_mutable().data(), seed.expose().data());
  return pair;
}

bool below_field_prime(const PublicKey& key) {  // little-endian, p = 2^255 - 19
  if ((key[31] & 0x80) != 0) return false;
  if (key[31] != 0x7f || key[0] < 0xed) return true;
  for (std::size_t i = 1; i < 31; ++i)
    if (key[i] != 0xff) return true;
  return false;
}

}  // namespace

AddressKey AddressKey::make(Random& random) { return from_seed(Secret<32>(random)); }

AddressKey AddressKey::from_seed(Secret<32> seed) {
  const Address address = signing_pair(seed).address;
  return {address, std::move(seed)};
}

ByteArray<64> sign(const AddressKey& key, ByteView proof) {
  ByteArray<64> signature;
  crypto_sign_detached(signature.data(), nullptr, proof.data(), proof.size(),
                       signing_pair(key.seed).secret.expose().data());
  return signature;
}

ByteArray<32> admission_mac(const AdmissionKey& key, ByteView proof) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
  crypto_auth_hmacsha256_update(&state, proof.data(), proof.size());
  ByteArray<32> mac;
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof state);
  return mac;
}

EphemeralKey EphemeralKey::make(Random& random) { return from_private(Secret<32>(random)); }

EphemeralKey EphemeralKey::from_private(Secret<32> private_key) {
  ByteArray<32> public_key;
  crypto_scalarmult_base(public_key.data(), private_key.expose().data());
  return {public_key, std::move(private_key)};
}

Result<Key> x25519(const Secret<32>& mine, const ByteArray<32>& theirs) {
  Key shared;
  if (crypto_scalarmult(shared.expose_mutable().data(), mine.expose().data(), theirs.data()) != 0)
    return Error{Errc::not_authentic, "a public key of small order"};
  return shared;
}

Result<Key> x25519_to_address(const Secret<32>& mine, const Address& rendezvous) {
  ByteArray<32> point;
  if (crypto_sign_ed25519_pk_to_curve25519(point.data(), rendezvous.bytes.data()) != 0)
    return Error{Errc::not_authentic, "the rendezvous address is not a point of the curve"};
  return x25519(mine, point);
}

Result<Key> x25519_of_address(const AddressKey& rendezvous, const ByteArray<32>& theirs) {
  Secret<32> scalar;
  const SigningPair pair = signing_pair(rendezvous.seed);
  if (crypto_sign_ed25519_sk_to_curve25519(scalar.expose_mutable().data(), pair.secret.expose().data()) != 0)
    return Error{Errc::unexpected, "the rendezvous key has no Curve25519 form"};
  return x25519(scalar, theirs);
}

bool valid_public_key(const PublicKey& key) {
  if (!below_field_prime(key)) return false;
  // Every clamped scalar is a multiple of eight, so each point of small order goes to zero, which libsodium refuses.
  static const Secret<32> scalar(ByteArray<32>{9});
  return static_cast<bool>(x25519(scalar, key));
}

}  // namespace sotto::crypto
