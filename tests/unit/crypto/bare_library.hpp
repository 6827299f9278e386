// libsignal-protocol-c as it comes: in-memory stores, trust on first use, none of the gate's checks. The tests show on
// it what the gate is for, and forge the messages that the gate must refuse.
#pragma once

#include <map>
#include <optional>

#include "../../../crypto/src/signal/handles.hpp"
#include "seeded_random.hpp"

namespace sotto::test {

using crypto::signal::Ref;

class CountingRandom : public SeededRandom {  // what the provider's callbacks carry: randomness and a count
 public:
  using SeededRandom::SeededRandom;
  std::uint64_t hmacs = 0;
};

struct Wire {
  int type = 0;  // CIPHERTEXT_SIGNAL_TYPE or CIPHERTEXT_PREKEY_TYPE
  Bytes bytes;
};
struct Decrypted {
  int code = 0;
  Bytes plain;
};

class BareLibrary {
 public:
  explicit BareLibrary(std::uint64_t from);
  ~BareLibrary();
  BareLibrary(const BareLibrary&) = delete;
  BareLibrary& operator=(const BareLibrary&) = delete;

  struct BundleShape {
    bool one_time_prekey = true;
    bool signature = true;
  };
  Ref<session_pre_key_bundle> bundle(std::uint32_t id, BundleShape shape);
  int start(session_pre_key_bundle* bundle);
  Wire encrypt(ByteView plain);
  Decrypted decrypt(const Wire& wire);
  signal_context* context() { return context_.get(); }
  Ref<ec_key_pair> key_pair();

  CountingRandom random;
  std::optional<Bytes> session;
  std::optional<Bytes> peer_identity;
  int identities_saved = 0;

 private:
  void connect_keys();
  void connect_sessions();
  void connect_identity();
  std::map<std::uint32_t, Bytes> prekeys_, signed_prekeys_;
  std::unique_ptr<signal_context, crypto::signal::FreeWith<signal_context_destroy>> context_;
  crypto::signal::StoreContext stores_;
  Ref<ec_key_pair> identity_;
  signal_protocol_address address_{"peer", 4, 1};
};

// ---- hands for forging ----
Ref<ec_public_key> decode_key(signal_context* context, ByteView raw);
Ref<signal_message> parse(signal_context* context, ByteView bytes);
Ref<pre_key_signal_message> parse_prekey(signal_context* context, ByteView bytes);
Bytes written(const ciphertext_message* message);
// A message nobody authenticated: any ratchet key, any counter, a MAC under a key of zeros.
Bytes forge_message(signal_context* context, ec_public_key* ratchet_key, std::uint32_t counter, ec_public_key* from,
                    ec_public_key* to);
struct PrekeyFields {
  std::uint32_t registration_id = 1;
  std::optional<std::uint32_t> prekey_id = 1;
  std::uint32_t signed_prekey_id = 1;
};
Bytes rewrap(signal_context* context, const pre_key_signal_message* original, const PrekeyFields& fields,
             ec_public_key* base_key = nullptr, ec_public_key* identity = nullptr, ByteView inner = {});

}  // namespace sotto::test
