#include <climits>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/gate.hpp>

#include "signal/context.hpp"
#include "signal/errors.hpp"
#include "signal/parsed.hpp"
#include "signal/raw_keys.hpp"
#include "signal/store_bridge.hpp"

namespace sotto::crypto {
namespace {

using namespace signal;

constexpr std::uint32_t registration_id = 1;

Result<PublicKey> pin_of(StoreBridge& bridge) {
  const auto pin = bridge.stores().identity.pinned_identity();
  if (!pin) return pin.error();
  if (!pin->has_value()) return Error{Errc::untrusted, "no identity key is pinned"};
  return **pin;
}

Result<Cipher> cipher_for(StoreBridge& bridge, SignalContext& context) {
  session_cipher* cipher = nullptr;
  if (const int code = session_cipher_create(&cipher, bridge.get(), bridge.address(), context.get()); code < 0)
    return error_of(code);
  return Cipher(cipher);
}

Result<SecretBytes> plain_of(StoreBridge& bridge, int code, signal_buffer* plain) {
  const Buffer owner(plain);
  if (const auto done = bridge.settle(code); !done) return done.error();
  if (!owner) return Error{Errc::unexpected, "the Signal library gave no plaintext"};
  return SecretBytes(view_of(owner));
}

// Every key is a usable point, and the signature has to fit before anything else is believed.
Status check_bundle(signal_context* context, const PrekeyBundle& bundle, const PublicKey& pin) {
  if (!equal(bundle.identity, pin)) return Error{Errc::untrusted, "a bundle of another identity key than the pin"};
  if (!valid_public_key(bundle.identity) || !valid_public_key(bundle.signed_prekey) ||
      !valid_public_key(bundle.one_time_prekey))
    return Error{Errc::malformed, "a bundle with a key that is no usable point"};
  const auto identity = library_key(context, bundle.identity);
  if (!identity) return identity.error();
  const auto signed_bytes = typed(bundle.signed_prekey);
  if (curve_verify_signature(identity->get(), signed_bytes.data(), signed_bytes.size(), bundle.signature.data(),
                             bundle.signature.size()) != 1)
    return Error{Errc::not_authentic, "a bundle whose signature does not fit"};
  return ok();
}

Result<Ref<session_pre_key_bundle>> library_bundle(signal_context* context, const PrekeyBundle& bundle,
                                                   std::uint32_t generation) {
  const auto identity = library_key(context, bundle.identity);
  if (!identity) return identity.error();
  const auto signed_prekey = library_key(context, bundle.signed_prekey);
  if (!signed_prekey) return signed_prekey.error();
  const auto one_time = library_key(context, bundle.one_time_prekey);
  if (!one_time) return one_time.error();
  session_pre_key_bundle* made = nullptr;
  if (const int code = session_pre_key_bundle_create(&made, registration_id, static_cast<int>(generation), generation,
                                                     one_time->get(), generation, signed_prekey->get(),
                                                     bundle.signature.data(), bundle.signature.size(), identity->get());
      code < 0)
    return error_of(code);
  return Ref<session_pre_key_bundle>(made);
}

Result<Ref<ec_key_pair>> new_pair(SignalContext& context) {
  ec_key_pair* pair = nullptr;
  if (const int code = curve_generate_key_pair(context.get(), &pair); code < 0) return error_of(code);
  return Ref<ec_key_pair>(pair);
}

}  // namespace

struct Gate::State {
  State(SignalContext& in, Stores stores, std::uint32_t number)
      : context(in), bridge(in, stores, number), generation(number) {}

  // The library keeps the generation in an int; zero is no generation.
  Status begin() {
    bridge.begin_call();
    if (generation == 0 || generation > INT_MAX) return Error{Errc::limit, "a generation outside its limits"};
    return ok();
  }
  // Null when there is no session yet.
  Result<Ref<session_record>> checked_record(const PublicKey& pin) {
    const auto bytes = bridge.session_record();
    if (!bytes) return bytes.error();
    if (!bytes->has_value()) return Ref<session_record>();
    auto record = parse_record(context.get(), **bytes);
    if (!record) return record.error();
    if (const auto checked = check_record(record->get(), pin); !checked) return checked.error();
    return record;
  }
  Result<Ref<session_record>> existing_record() {
    const auto pin = pin_of(bridge);
    if (!pin) return pin.error();
    auto record = checked_record(*pin);
    if (record && *record == nullptr) return Error{Errc::refused, "no session on this channel"};
    return record;
  }
  Status make_signed_prekey(const IdentityKeyPair& own, PrekeyBundle& bundle);
  Status make_one_time_prekey(PrekeyBundle& bundle);
  Status check_new_session(const pre_key_signal_message* message);
  Result<SecretBytes> decrypt_message(ByteView bytes);
  Result<SecretBytes> decrypt_prekey_message(ByteView bytes);

  SignalContext& context;
  StoreBridge bridge;
  std::uint32_t generation;
};

Gate::Gate(SignalContext& context, Stores stores, std::uint32_t generation)
    : state_(std::make_unique<State>(context, stores, generation)) {}

Gate::~Gate() = default;

Result<IdentityKeyPair> Gate::make_identity(SignalContext& context) {
  const auto pair = new_pair(context);
  if (!pair) return pair.error();
  return raw_of(pair->get());
}

// ---- prekeys ----
Status Gate::State::make_signed_prekey(const IdentityKeyPair& own, PrekeyBundle& bundle) {
  const auto identity = library_pair(context.get(), own);
  if (!identity) return identity.error();
  const auto pair = new_pair(context);
  if (!pair) return pair.error();
  const auto public_key = raw_of(ec_key_pair_get_public(pair->get()));
  if (!public_key) return public_key.error();
  const auto signed_bytes = typed(*public_key);
  signal_buffer* made = nullptr;
  if (const int code = curve_calculate_signature(context.get(), &made, ec_key_pair_get_private(identity->get()),
                                                 signed_bytes.data(), signed_bytes.size());
      code < 0)
    return error_of(code);
  const Buffer signature(made);
  const auto exact = exactly<64>(view_of(signature));
  if (!exact) return Error{Errc::unexpected, "a signature of another size"};
  session_signed_pre_key* prekey = nullptr;  // its timestamp stays 0: a generation replaces prekeys, not a date
  if (const int code = session_signed_pre_key_create(&prekey, generation, 0, pair->get(), exact->data(), exact->size());
      code < 0)
    return error_of(code);
  const Ref<session_signed_pre_key> owner(prekey);
  signal_buffer* serialized = nullptr;
  if (const int code = session_signed_pre_key_serialize(&serialized, prekey); code < 0) return error_of(code);
  const Buffer record(serialized);
  bundle.signed_prekey = *public_key;
  bundle.signature = *exact;
  return bridge.stores().signed_prekeys.store_signed_prekey(generation, view_of(record));
}

Status Gate::State::make_one_time_prekey(PrekeyBundle& bundle) {
  const auto pair = new_pair(context);
  if (!pair) return pair.error();
  const auto public_key = raw_of(ec_key_pair_get_public(pair->get()));
  if (!public_key) return public_key.error();
  session_pre_key* prekey = nullptr;
  if (const int code = session_pre_key_create(&prekey, generation, pair->get()); code < 0) return error_of(code);
  const Ref<session_pre_key> owner(prekey);
  signal_buffer* serialized = nullptr;
  if (const int code = session_pre_key_serialize(&serialized, prekey); code < 0) return error_of(code);
  const Buffer record(serialized);
  bundle.one_time_prekey = *public_key;
  return bridge.stores().prekeys.store_prekey(generation, view_of(record));
}

Result<PrekeyBundle> Gate::make_bundle() {
  if (const auto usable = state_->begin(); !usable) return usable.error();
  const auto own = state_->bridge.stores().identity.own_identity();
  if (!own) return own.error();
  PrekeyBundle bundle{};
  bundle.identity = own->public_key;
  if (const auto made = state_->make_signed_prekey(*own, bundle); !made) return made.error();
  if (const auto made = state_->make_one_time_prekey(bundle); !made) return made.error();
  return bundle;
}

// ---- sessions ----
Status Gate::start(const PrekeyBundle& bundle) {
  if (const auto usable = state_->begin(); !usable) return usable.error();
  auto& bridge = state_->bridge;
  const auto pin = pin_of(bridge);
  if (!pin) return pin.error();
  const auto existing = bridge.session_record();
  if (!existing) return existing.error();
  if (existing->has_value()) return Error{Errc::refused, "this generation has a session already"};
  if (const auto checked = check_bundle(state_->context.get(), bundle, *pin); !checked) return checked;
  const auto prepared = library_bundle(state_->context.get(), bundle, state_->generation);
  if (!prepared) return prepared.error();
  session_builder* made = nullptr;
  if (const int code = session_builder_create(&made, bridge.get(), bridge.address(), state_->context.get()); code < 0)
    return error_of(code);
  const Builder builder(made);
  return bridge.settle(session_builder_process_pre_key_bundle(builder.get(), prepared->get()));
}

Result<Ciphertext> Gate::encrypt(ByteView plain) {
  if (const auto usable = state_->begin(); !usable) return usable.error();
  if (plain.size() > limits::signal_plain_max) return Error{Errc::limit, "a content over its size"};
  const auto record = state_->existing_record();
  if (!record) return record.error();
  auto& bridge = state_->bridge;
  const auto cipher = cipher_for(bridge, state_->context);
  if (!cipher) return cipher.error();
  ciphertext_message* made = nullptr;
  const int code = session_cipher_encrypt(cipher->get(), plain.data(), plain.size(), &made);
  const Ref<ciphertext_message> message(made);
  if (const auto done = bridge.settle(code); !done) return done.error();
  const auto kind = ciphertext_message_get_type(made) == CIPHERTEXT_PREKEY_TYPE ? CiphertextKind::prekey_message
                                                                                : CiphertextKind::message;
  const auto* written = ciphertext_message_get_serialized(made);
  return Ciphertext{kind, to_bytes({signal_buffer_const_data(written), signal_buffer_len(written)})};
}

Result<SecretBytes> Gate::State::decrypt_message(ByteView bytes) {
  const auto message = parse_message(context.get(), bytes);
  if (!message) return message.error();
  const auto record = existing_record();
  if (!record) return record.error();
  const auto near = check_counter(session_record_get_state(record->get()), message->get());
  if (!near) return near.error();
  const auto cipher = cipher_for(bridge, context);
  if (!cipher) return cipher.error();
  signal_buffer* plain = nullptr;
  const int code = session_cipher_decrypt_signal_message(cipher->get(), message->get(), nullptr, &plain);
  return plain_of(bridge, code, plain);
}

// The library would accept the first message of a session again once it has forgotten that session. The one-time prekey
// is used up by the first, and a session that exists is never replaced.
Status Gate::State::check_new_session(const pre_key_signal_message* message) {
  const auto prekey = bridge.stores().prekeys.load_prekey(generation);
  if (!prekey) return prekey.error();
  if (!prekey->has_value()) return Error{Errc::refused, "the one-time prekey of this message is used up"};
  return check_counter(nullptr, pre_key_signal_message_get_signal_message(message));
}

Result<SecretBytes> Gate::State::decrypt_prekey_message(ByteView bytes) {
  const auto message = parse_prekey_message(context.get(), bytes);
  if (!message) return message.error();
  const auto pin = pin_of(bridge);
  if (!pin) return pin.error();
  if (const auto fits = check_prekey_fields(message->get(), *pin, generation); !fits) return fits.error();
  const auto record = checked_record(*pin);
  if (!record) return record.error();
  if (*record == nullptr) {
    if (const auto fits = check_new_session(message->get()); !fits) return fits.error();
  } else {
    const auto version = pre_key_signal_message_get_message_version(message->get());
    const auto* base_key = pre_key_signal_message_get_base_key(message->get());
    if (session_record_has_session_state(record->get(), version, base_key) != 1)
      return Error{Errc::refused, "this generation has a session already"};
    const auto near = check_counter(session_record_get_state(record->get()),
                                    pre_key_signal_message_get_signal_message(message->get()));
    if (!near) return near.error();
  }
  const auto cipher = cipher_for(bridge, context);
  if (!cipher) return cipher.error();
  signal_buffer* plain = nullptr;
  const int code = session_cipher_decrypt_pre_key_signal_message(cipher->get(), message->get(), nullptr, &plain);
  return plain_of(bridge, code, plain);
}

Result<SecretBytes> Gate::decrypt(const Ciphertext& message) {
  if (const auto usable = state_->begin(); !usable) return usable.error();
  return message.kind == CiphertextKind::prekey_message ? state_->decrypt_prekey_message(message.bytes)
                                                        : state_->decrypt_message(message.bytes);
}

Result<RatchetKey> Gate::sending_ratchet_key() {
  if (const auto usable = state_->begin(); !usable) return usable.error();
  const auto record = state_->existing_record();
  if (!record) return record.error();
  const auto* state = session_record_get_state(record->get());
  if (session_state_has_sender_chain(state) != 1) return Error{Errc::damaged, "a session without a sending chain"};
  return raw_of(session_state_get_sender_ratchet_key(state));
}

Result<PublicKey> Gate::identity_of(SignalContext& context, ByteView prekey_message) {
  const auto message = parse_prekey_message(context.get(), prekey_message);
  if (!message) return message.error();
  const auto identity = raw_of(pre_key_signal_message_get_identity_key(message->get()));
  if (!identity) return identity.error();
  if (!valid_public_key(*identity)) return Error{Errc::malformed, "an identity key that is no usable point"};
  return *identity;
}

}  // namespace sotto::crypto
