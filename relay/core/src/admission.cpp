#include "admission.hpp"

#include <algorithm>

#include <sodium.h>

#include <sotto/proto/proofs.hpp>

namespace sotto::relay_core {
namespace {

bool any_key_fits(const std::vector<AdmissionKey>& keys, ByteView message, const ByteArray<32>& mac) {
  bool fits = false;
  for (const AdmissionKey& key : keys) {
    crypto_auth_hmacsha256_state state;
    ByteArray<crypto_auth_hmacsha256_BYTES> expected;
    crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, expected.data());
    fits |= sodium_memcmp(expected.data(), mac.data(), mac.size()) == 0;
    sodium_memzero(&state, sizeof state);
    sodium_memzero(expected.data(), expected.size());
  }
  return fits;
}

}  // namespace

AdmissionVerdict check_admission(const Config& config, const proto::Admit& admit, const ByteArray<32>& relay_nonce) {
  if (admit.version != limits::protocol_version) return {proto::Refusal::version};
  const auto known = std::find(config.authorities.begin(), config.authorities.end(), admit.authority);
  if (known == config.authorities.end()) return {proto::Refusal::authority};
  const auto& keys = admit.role == proto::Role::member ? config.member_keys : config.guest_keys;
  const Bytes message = proto::admission_proof(admit.role, admit.authority, relay_nonce, admit.nonce);
  if (!any_key_fits(keys, message, admit.mac)) return {proto::Refusal::admission};
  return {std::nullopt, static_cast<std::uint32_t>(known - config.authorities.begin())};
}

bool check_listen(const proto::Listen& listen, std::string_view authority, const ByteArray<32>& relay_nonce) {
  const Bytes message = proto::listen_proof(authority, relay_nonce, listen.address);
  return crypto_sign_verify_detached(listen.proof.data(), message.data(), message.size(),
                                     listen.address.bytes.data()) == 0;
}

}  // namespace sotto::relay_core
