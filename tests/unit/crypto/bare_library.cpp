#include "bare_library.hpp"

#include <stdexcept>

#include "../../../crypto/src/signal/provider.hpp"

namespace sotto::test {
namespace {

using crypto::signal::Buffer;

void must(int code) {
  if (code < 0) throw std::runtime_error("the library refused what the test prepares: " + std::to_string(code));
}

Bytes bytes_of(signal_buffer* buffer) {
  const Buffer owner(buffer);
  return to_bytes(crypto::signal::view_of(owner));
}

int give(signal_buffer** out, const std::optional<Bytes>& row) {
  if (!row) return SG_ERR_INVALID_KEY_ID;
  *out = signal_buffer_create(row->data(), row->size());
  return SG_SUCCESS;
}

template <class Map>
std::optional<Bytes> find(const Map& map, std::uint32_t id) {
  const auto row = map.find(id);
  return row != map.end() ? std::optional(row->second) : std::nullopt;
}

BareLibrary& self(void* user) { return *static_cast<BareLibrary*>(user); }

signal_crypto_provider counting_provider(CountingRandom& random) {
  static const auto plain_init = crypto::signal::provider_of(random).hmac_sha256_init_func;
  auto provider = crypto::signal::provider_of(random);
  provider.hmac_sha256_init_func = [](void** context, const std::uint8_t* key, std::size_t size, void* user) {
    ++static_cast<CountingRandom*>(static_cast<Random*>(user))->hmacs;
    return plain_init(context, key, size, user);
  };
  return provider;
}

}  // namespace

BareLibrary::BareLibrary(std::uint64_t from) : random(from) {
  signal_context* context = nullptr;
  must(signal_context_create(&context, this));
  context_.reset(context);
  const auto provider = counting_provider(random);
  must(signal_context_set_crypto_provider(context, &provider));
  signal_protocol_store_context* stores = nullptr;
  must(signal_protocol_store_context_create(&stores, context));
  stores_.reset(stores);
  connect_sessions();
  connect_keys();
  connect_identity();
  identity_ = key_pair();
}

BareLibrary::~BareLibrary() = default;

void BareLibrary::connect_sessions() {
  signal_protocol_session_store store{};
  store.user_data = this;
  store.load_session_func = [](signal_buffer** record, signal_buffer**, const signal_protocol_address*, void* user) {
    if (!self(user).session) return 0;
    give(record, self(user).session);
    return 1;
  };
  store.store_session_func = [](const signal_protocol_address*, std::uint8_t* record, std::size_t size, std::uint8_t*,
                                std::size_t, void* user) {
    self(user).session = Bytes(record, record + size);
    return 0;
  };
  store.contains_session_func = [](const signal_protocol_address*, void* user) { return self(user).session ? 1 : 0; };
  must(signal_protocol_store_context_set_session_store(stores_.get(), &store));
}

void BareLibrary::connect_keys() {
  signal_protocol_pre_key_store prekeys{};
  prekeys.user_data = this;
  prekeys.load_pre_key = [](signal_buffer** record, std::uint32_t id, void* user) {
    return give(record, find(self(user).prekeys_, id));
  };
  prekeys.contains_pre_key = [](std::uint32_t id, void* user) {
    return static_cast<int>(self(user).prekeys_.count(id));
  };
  prekeys.remove_pre_key = [](std::uint32_t id, void* user) {
    self(user).prekeys_.erase(id);
    return 0;
  };
  must(signal_protocol_store_context_set_pre_key_store(stores_.get(), &prekeys));
  signal_protocol_signed_pre_key_store signed_prekeys{};
  signed_prekeys.user_data = this;
  signed_prekeys.load_signed_pre_key = [](signal_buffer** record, std::uint32_t id, void* user) {
    return give(record, find(self(user).signed_prekeys_, id));
  };
  must(signal_protocol_store_context_set_signed_pre_key_store(stores_.get(), &signed_prekeys));
}

void BareLibrary::connect_identity() {
  signal_protocol_identity_key_store store{};
  store.user_data = this;
  store.get_identity_key_pair = [](signal_buffer** public_key, signal_buffer** private_key, void* user) {
    must(ec_public_key_serialize(public_key, ec_key_pair_get_public(self(user).identity_.get())));
    must(ec_private_key_serialize(private_key, ec_key_pair_get_private(self(user).identity_.get())));
    return 0;
  };
  store.get_local_registration_id = [](void*, std::uint32_t* id) {
    *id = 1;
    return 0;
  };
  store.save_identity = [](const signal_protocol_address*, std::uint8_t* key, std::size_t size, void* user) {
    ++self(user).identities_saved;
    self(user).peer_identity = Bytes(key, key + size);
    return 0;
  };
  store.is_trusted_identity = [](const signal_protocol_address*, std::uint8_t* key, std::size_t size, void* user) {
    const auto& known = self(user).peer_identity;
    return !known || equal(*known, {key, size}) ? 1 : 0;
  };
  must(signal_protocol_store_context_set_identity_key_store(stores_.get(), &store));
}

Ref<ec_key_pair> BareLibrary::key_pair() {
  ec_key_pair* pair = nullptr;
  must(curve_generate_key_pair(context(), &pair));
  return Ref<ec_key_pair>(pair);
}

Ref<session_pre_key_bundle> BareLibrary::bundle(std::uint32_t id, BundleShape shape) {
  const auto signed_pair = key_pair();
  signal_buffer* key = nullptr;
  must(ec_public_key_serialize(&key, ec_key_pair_get_public(signed_pair.get())));
  const Bytes key_bytes = bytes_of(key);
  signal_buffer* made = nullptr;
  must(curve_calculate_signature(context(), &made, ec_key_pair_get_private(identity_.get()), key_bytes.data(),
                                 key_bytes.size()));
  const Bytes signature = bytes_of(made);
  session_signed_pre_key* signed_prekey = nullptr;
  must(session_signed_pre_key_create(&signed_prekey, id, 0, signed_pair.get(), signature.data(), signature.size()));
  const Ref<session_signed_pre_key> signed_owner(signed_prekey);
  signal_buffer* record = nullptr;
  must(session_signed_pre_key_serialize(&record, signed_prekey));
  signed_prekeys_[id] = bytes_of(record);

  const auto one_time = key_pair();
  session_pre_key* prekey = nullptr;
  must(session_pre_key_create(&prekey, id, one_time.get()));
  const Ref<session_pre_key> owner(prekey);
  must(session_pre_key_serialize(&record, prekey));
  prekeys_[id] = bytes_of(record);

  session_pre_key_bundle* bundle = nullptr;
  must(session_pre_key_bundle_create(
      &bundle, 1, 1, id, shape.one_time_prekey ? ec_key_pair_get_public(one_time.get()) : nullptr, id,
      ec_key_pair_get_public(signed_pair.get()), shape.signature ? signature.data() : nullptr,
      shape.signature ? signature.size() : 0, ec_key_pair_get_public(identity_.get())));
  return Ref<session_pre_key_bundle>(bundle);
}

int BareLibrary::start(session_pre_key_bundle* bundle) {
  session_builder* builder = nullptr;
  must(session_builder_create(&builder, stores_.get(), &address_, context()));
  const crypto::signal::Builder owner(builder);
  return session_builder_process_pre_key_bundle(builder, bundle);
}

Wire BareLibrary::encrypt(ByteView plain) {
  session_cipher* cipher = nullptr;
  must(session_cipher_create(&cipher, stores_.get(), &address_, context()));
  const crypto::signal::Cipher owner(cipher);
  ciphertext_message* message = nullptr;
  must(session_cipher_encrypt(cipher, plain.data(), plain.size(), &message));
  const Ref<ciphertext_message> message_owner(message);
  return {ciphertext_message_get_type(message), written(message)};
}

Decrypted BareLibrary::decrypt(const Wire& wire) {
  session_cipher* cipher = nullptr;
  must(session_cipher_create(&cipher, stores_.get(), &address_, context()));
  const crypto::signal::Cipher owner(cipher);
  signal_buffer* plain = nullptr;
  Decrypted out;
  if (wire.type == CIPHERTEXT_PREKEY_TYPE) {
    const auto message = parse_prekey(context(), wire.bytes);
    out.code = session_cipher_decrypt_pre_key_signal_message(cipher, message.get(), nullptr, &plain);
  } else {
    const auto message = parse(context(), wire.bytes);
    out.code = session_cipher_decrypt_signal_message(cipher, message.get(), nullptr, &plain);
  }
  if (plain != nullptr) out.plain = bytes_of(plain);
  return out;
}

Ref<ec_public_key> decode_key(signal_context* context, ByteView raw) {
  Bytes typed{5};
  append(typed, raw);
  ec_public_key* key = nullptr;
  must(curve_decode_point(&key, typed.data(), typed.size(), context));
  return Ref<ec_public_key>(key);
}

Ref<signal_message> parse(signal_context* context, ByteView bytes) {
  signal_message* message = nullptr;
  must(signal_message_deserialize(&message, bytes.data(), bytes.size(), context));
  return Ref<signal_message>(message);
}

Ref<pre_key_signal_message> parse_prekey(signal_context* context, ByteView bytes) {
  pre_key_signal_message* message = nullptr;
  must(pre_key_signal_message_deserialize(&message, bytes.data(), bytes.size(), context));
  return Ref<pre_key_signal_message>(message);
}

Bytes written(const ciphertext_message* message) {
  const auto* bytes = ciphertext_message_get_serialized(message);
  return to_bytes({signal_buffer_const_data(bytes), signal_buffer_len(bytes)});
}

Bytes forge_message(signal_context* context, ec_public_key* ratchet_key, std::uint32_t counter, ec_public_key* from,
                    ec_public_key* to) {
  const ByteArray<32> mac_key{};
  const ByteArray<16> body{};
  signal_message* message = nullptr;
  must(signal_message_create(&message, 3, mac_key.data(), mac_key.size(), ratchet_key, counter, 0, body.data(),
                             body.size(), from, to, context));
  const Ref<signal_message> owner(message);
  return written(reinterpret_cast<const ciphertext_message*>(message));
}

Bytes rewrap(signal_context* context, const pre_key_signal_message* original, const PrekeyFields& fields,
             ec_public_key* base_key, ec_public_key* identity, ByteView inner) {
  const auto inner_message = inner.empty() ? Ref<signal_message>() : parse(context, inner);
  pre_key_signal_message* message = nullptr;
  must(pre_key_signal_message_create(
      &message, 3, fields.registration_id, fields.prekey_id ? &*fields.prekey_id : nullptr, fields.signed_prekey_id,
      base_key != nullptr ? base_key : pre_key_signal_message_get_base_key(original),
      identity != nullptr ? identity : pre_key_signal_message_get_identity_key(original),
      inner_message ? inner_message.get() : pre_key_signal_message_get_signal_message(original), context));
  const Ref<pre_key_signal_message> owner(message);
  return written(reinterpret_cast<const ciphertext_message*>(message));
}

}  // namespace sotto::test
