// What the gate needs kept, as small abstract stores of one channel and one generation. The store layer implements them
// on the open transaction. Records are opaque to everybody but the gate. Every error makes the gate's call fail; a
// failed call leaves whatever was written to be rolled back by the caller's savepoint. Sender keys have no store:
// circles do not use them.
#pragma once

#include <optional>

#include <sotto/base/result.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

using PublicKey = ByteArray<32>;  // Curve25519, raw

struct IdentityKeyPair {
  PublicKey public_key;
  Secret<32> private_key;
};

class IdentityStore {
 public:
  virtual ~IdentityStore() = default;
  virtual Result<IdentityKeyPair> own_identity() = 0;
  virtual Result<std::optional<PublicKey>> pinned_identity() = 0;  // the peer's; set by messaging before the first use
};
class SessionStore {
 public:
  virtual ~SessionStore() = default;
  virtual Result<std::optional<SecretBytes>> load_session() = 0;
  virtual Status store_session(ByteView record) = 0;
};
class PrekeyStore {  // one-time prekeys
 public:
  virtual ~PrekeyStore() = default;
  virtual Result<std::optional<SecretBytes>> load_prekey(std::uint32_t id) = 0;
  virtual Status store_prekey(std::uint32_t id, ByteView record) = 0;
  virtual Status remove_prekey(std::uint32_t id) = 0;
};
class SignedPrekeyStore {
 public:
  virtual ~SignedPrekeyStore() = default;
  virtual Result<std::optional<SecretBytes>> load_signed_prekey(std::uint32_t id) = 0;
  virtual Status store_signed_prekey(std::uint32_t id, ByteView record) = 0;
};

struct Stores {  // references: all must outlive the gate that uses them
  IdentityStore& identity;
  SessionStore& session;
  PrekeyStore& prekeys;
  SignedPrekeyStore& signed_prekeys;
};

}  // namespace sotto::crypto
