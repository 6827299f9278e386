#include "signal/provider.hpp"

#include <algorithm>
#include <climits>
#include <memory>
#include <new>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "signal/errors.hpp"
#include "signal/handles.hpp"

namespace sotto::crypto::signal {
namespace {

int fill_random(std::uint8_t* data, std::size_t size, void* user) noexcept {
  try {
    static_cast<Random*>(user)->fill({data, size});
    return SG_SUCCESS;
  } catch (...) {  // an exception must not cross the library's frames
    return callback_failed;
  }
}

int give(signal_buffer** output, const std::uint8_t* data, std::size_t size) noexcept {
  *output = signal_buffer_create(data, size);
  return *output != nullptr ? SG_SUCCESS : SG_ERR_NOMEM;
}

// ---- HMAC-SHA256; the context is an EVP_MAC_CTX ----
EVP_MAC* hmac() noexcept {  // looked up once: a fetch costs more than the HMAC of a short message
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return algorithm;
}

int hmac_init(void** context, const std::uint8_t* key, std::size_t size, void*) noexcept {
  *context = EVP_MAC_CTX_new(hmac());  // set even on failure: the library then calls the cleanup with it
  if (*context == nullptr) return SG_ERR_NOMEM;
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  return EVP_MAC_init(static_cast<EVP_MAC_CTX*>(*context), key, size, parameters) == 1 ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

int hmac_update(void* context, const std::uint8_t* data, std::size_t size, void*) noexcept {
  return EVP_MAC_update(static_cast<EVP_MAC_CTX*>(context), data, size) == 1 ? SG_SUCCESS : SG_ERR_UNKNOWN;
}

int hmac_final(void* context, signal_buffer** output, void*) noexcept {
  std::uint8_t mac[32];
  std::size_t size = 0;
  if (EVP_MAC_final(static_cast<EVP_MAC_CTX*>(context), mac, &size, sizeof mac) != 1) return SG_ERR_UNKNOWN;
  const int code = give(output, mac, size);  // often a key: chain and message keys are HMACs
  sodium_memzero(mac, sizeof mac);
  return code;
}

void hmac_cleanup(void* context, void*) noexcept { EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context)); }

// ---- SHA-512; XEdDSA signatures and fingerprints ----
int sha512_init(void** context, void*) noexcept {
  auto* state = new (std::nothrow) crypto_hash_sha512_state;
  *context = state;
  if (state == nullptr) return SG_ERR_NOMEM;
  crypto_hash_sha512_init(state);
  return SG_SUCCESS;
}

int sha512_update(void* context, const std::uint8_t* data, std::size_t size, void*) noexcept {
  crypto_hash_sha512_update(static_cast<crypto_hash_sha512_state*>(context), data, size);
  return SG_SUCCESS;
}

int sha512_final(void* context, signal_buffer** output, void*) noexcept {
  auto* state = static_cast<crypto_hash_sha512_state*>(context);
  std::uint8_t digest[64];
  crypto_hash_sha512_final(state, digest);
  crypto_hash_sha512_init(state);  // the library goes on with the same context
  const int code = give(output, digest, sizeof digest);
  sodium_memzero(digest, sizeof digest);
  return code;
}

void sha512_cleanup(void* context, void*) noexcept {
  if (context == nullptr) return;
  sodium_memzero(context, sizeof(crypto_hash_sha512_state));
  delete static_cast<crypto_hash_sha512_state*>(context);
}

// ---- AES-256-CBC with PKCS #5 padding: version 3 of the Signal protocol uses nothing else ----
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
constexpr std::size_t aes_key_size = 32;
constexpr std::size_t aes_block = 16;

const EVP_CIPHER* aes_cbc() noexcept {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
  return cipher;
}

struct AesCall {
  int cipher;
  ByteView key, iv, input;
};

// A wrong padding and a wrong length give the same code. The library has compared the MAC before it comes here.
int aes(bool encrypting, signal_buffer** output, const AesCall& call) noexcept {
  if (call.cipher != SG_CIPHER_AES_CBC_PKCS5 || call.key.size() != aes_key_size || call.iv.size() != aes_block ||
      call.input.size() > static_cast<std::size_t>(INT_MAX) - aes_block)
    return SG_ERR_INVAL;
  const CipherContext context(EVP_CIPHER_CTX_new());
  const Buffer scratch(signal_buffer_alloc(call.input.size() + aes_block));
  if (!context || !scratch) return SG_ERR_NOMEM;
  std::uint8_t* out = signal_buffer_data(scratch.get());
  int body = 0;
  int tail = 0;
  if (EVP_CipherInit_ex2(context.get(), aes_cbc(), call.key.data(), call.iv.data(), encrypting ? 1 : 0, nullptr) != 1)
    return SG_ERR_UNKNOWN;
  if (EVP_CipherUpdate(context.get(), out, &body, call.input.data(), static_cast<int>(call.input.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), out + body, &tail) != 1)
    return encrypting ? SG_ERR_UNKNOWN : SG_ERR_INVALID_MESSAGE;
  return give(output, out, static_cast<std::size_t>(body) + static_cast<std::size_t>(tail));
}

int encrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t key_size, const std::uint8_t* iv,
            std::size_t iv_size, const std::uint8_t* plain, std::size_t plain_size, void*) noexcept {
  return aes(true, output, {cipher, {key, key_size}, {iv, iv_size}, {plain, plain_size}});
}

int decrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t key_size, const std::uint8_t* iv,
            std::size_t iv_size, const std::uint8_t* sealed, std::size_t sealed_size, void*) noexcept {
  return aes(false, output, {cipher, {key, key_size}, {iv, iv_size}, {sealed, sealed_size}});
}

}  // namespace

signal_crypto_provider provider_of(Random& random) {
  signal_crypto_provider provider{};
  provider.random_func = fill_random;
  provider.hmac_sha256_init_func = hmac_init;
  provider.hmac_sha256_update_func = hmac_update;
  provider.hmac_sha256_final_func = hmac_final;
  provider.hmac_sha256_cleanup_func = hmac_cleanup;
  provider.sha512_digest_init_func = sha512_init;
  provider.sha512_digest_update_func = sha512_update;
  provider.sha512_digest_final_func = sha512_final;
  provider.sha512_digest_cleanup_func = sha512_cleanup;
  provider.encrypt_func = encrypt;
  provider.decrypt_func = decrypt;
  provider.user_data = &random;
  return provider;
}

}  // namespace sotto::crypto::signal
