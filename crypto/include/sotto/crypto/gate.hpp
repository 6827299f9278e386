// The gate owns libsignal-protocol-c: nothing else includes its headers. It refuses what the library accepts
// (small-order and zero keys, missing signatures, messages off the pinned identity, gaps over GAP_MAX, replays) and
// never lets an exception cross a C frame. Source: protocol.md section 5; the Signal specifications X3DH and Double
// Ratchet.
//
// A Gate is bound to one channel and one generation. Device id = generation, registration id = 1,
// prekey id = signed prekey id = generation. Every call happens inside the caller's transaction; on any error the
// caller rolls back to its savepoint, because the library writes before it authenticates (hazards F5). Thread: one per
// engine thread; never shared.
#pragma once

#include <memory>
#include <string>

#include <sotto/base/ids.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>
#include <sotto/crypto/stores.hpp>

namespace sotto::crypto {

// What a bundle holds after it was checked for form: every key 32 raw bytes; the signature 64 bytes.
struct PrekeyBundle {
  PublicKey identity;
  PublicKey signed_prekey;
  ByteArray<64> signature;
  PublicKey one_time_prekey;
};

enum class CiphertextKind : std::uint8_t { message, prekey_message };
struct Ciphertext {
  CiphertextKind kind;
  Bytes bytes;
};
using RatchetKey = PublicKey;  // changes when a sending chain starts

class SignalContext;  // the library's context with our provider and an injected Random; one per engine thread
struct SignalContextDelete {
  void operator()(SignalContext* context) const;
};
using SignalContextPtr = std::unique_ptr<SignalContext, SignalContextDelete>;
SignalContextPtr make_signal_context(Random& random);

class Gate {
 public:
  // The library's address name is a constant: the joiner has no cid before ANSWER, and the stores already belong to one
  // channel and one generation.
  Gate(SignalContext& context, Stores stores, std::uint32_t generation);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  static Result<IdentityKeyPair> make_identity(SignalContext& context);
  // Makes and stores the signed and the one-time prekey of this generation.
  Result<PrekeyBundle> make_bundle();
  // X3DH towards a bundle (initiator). Errors: not_authentic (signature), malformed (weak keys), untrusted (identity
  // other than the pin, or no pin), refused (a session exists).
  Status start(const PrekeyBundle& bundle);
  Result<Ciphertext> encrypt(ByteView plain);  // limit over limits::signal_plain_max; refused without a session
  // Errors: malformed, not_authentic, untrusted, too_far, duplicate (the library's -1001: no plaintext), refused (no
  // session; a second one; prekeys used up or of another generation), damaged (a stored session that this generation
  // may not use), limit (a generation outside 1..2^31-1), unexpected, or the store's own error.
  Result<SecretBytes> decrypt(const Ciphertext& message);
  Result<RatchetKey> sending_ratchet_key();  // of the current session
  // Identity key inside a prekey message, before anything is decrypted: what the joiner pins from the first ANSWER.
  static Result<PublicKey> identity_of(SignalContext& context, ByteView prekey_message);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A key from the network: 32 bytes, canonical encoding (below 2^255 - 19, top bit clear), not of small order.
bool valid_public_key(const PublicKey& key);

// Sixty digits, libsignal fingerprint version 1, 5,200 iterations, stable ids hex(cid) || "/i" and "/j". Same on both
// sides.
Result<std::string> safety_number(SignalContext& context, const ChannelId& cid, const PublicKey& inviter,
                                  const PublicKey& joiner, bool i_am_inviter);

}  // namespace sotto::crypto
