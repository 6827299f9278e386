#include "signal/raw_keys.hpp"

#include <algorithm>

#include "signal/errors.hpp"

namespace sotto::crypto::signal {

ByteArray<33> typed(const PublicKey& key) {
  ByteArray<33> out{curve25519_type};
  std::copy(key.begin(), key.end(), out.begin() + 1);
  return out;
}

Result<PublicKey> raw_of(const ec_public_key* key) {
  signal_buffer* serialized = nullptr;
  if (const int code = ec_public_key_serialize(&serialized, key); code < 0) return error_of(code);
  const Buffer owner(serialized);
  const auto bytes = exactly<33>(view_of(owner));
  if (!bytes || (*bytes)[0] != curve25519_type) return Error{Errc::malformed, "a key that is not of Curve25519"};
  PublicKey raw;
  std::copy(bytes->begin() + 1, bytes->end(), raw.begin());
  return raw;
}

Result<Ref<ec_public_key>> library_key(signal_context* context, const PublicKey& key) {
  const auto bytes = typed(key);
  ec_public_key* decoded = nullptr;
  if (const int code = curve_decode_point(&decoded, bytes.data(), bytes.size(), context); code < 0)
    return error_of(code);
  return Ref<ec_public_key>(decoded);
}

Result<IdentityKeyPair> raw_of(const ec_key_pair* pair) {
  const auto public_key = raw_of(ec_key_pair_get_public(pair));
  if (!public_key) return public_key.error();
  signal_buffer* serialized = nullptr;
  if (const int code = ec_private_key_serialize(&serialized, ec_key_pair_get_private(pair)); code < 0)
    return error_of(code);
  const Buffer owner(serialized);
  auto private_key = Secret<32>::from(view_of(owner));
  if (!private_key) return Error{Errc::unexpected, "a private key of another size"};
  return IdentityKeyPair{*public_key, std::move(*private_key)};
}

Result<Ref<ec_key_pair>> library_pair(signal_context* context, const IdentityKeyPair& pair) {
  auto public_key = library_key(context, pair.public_key);
  if (!public_key) return public_key.error();
  const ByteView secret = pair.private_key.expose();
  ec_private_key* decoded = nullptr;
  if (const int code = curve_decode_private_point(&decoded, secret.data(), secret.size(), context); code < 0)
    return error_of(code);
  const Ref<ec_private_key> private_key(decoded);
  ec_key_pair* joined = nullptr;
  if (const int code = ec_key_pair_create(&joined, public_key->get(), private_key.get()); code < 0)
    return error_of(code);
  return Ref<ec_key_pair>(joined);
}

}  // namespace sotto::crypto::signal
