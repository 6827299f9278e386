#include "signal/parsed.hpp"

#include <sotto/base/limits.hpp>

#include "signal/errors.hpp"
#include "signal/raw_keys.hpp"

namespace sotto::crypto::signal {
namespace {

constexpr std::uint8_t message_version = 3;

// The record a message may not be longer than a cell that carries it.
bool plausible(ByteView bytes) { return !bytes.empty() && bytes.size() <= limits::cell_body; }

Result<bool> canonical(signal_context* context, const pre_key_signal_message* message, ByteView bytes) {
  const std::uint32_t prekey_id = pre_key_signal_message_get_pre_key_id(message);
  pre_key_signal_message* again = nullptr;
  const int code = pre_key_signal_message_create(
      &again, pre_key_signal_message_get_message_version(message), pre_key_signal_message_get_registration_id(message),
      &prekey_id, pre_key_signal_message_get_signed_pre_key_id(message), pre_key_signal_message_get_base_key(message),
      pre_key_signal_message_get_identity_key(message), pre_key_signal_message_get_signal_message(message), context);
  if (code < 0) return error_of(code);
  const Ref<pre_key_signal_message> owner(again);
  const auto* written = ciphertext_message_get_serialized(reinterpret_cast<const ciphertext_message*>(again));
  return equal({signal_buffer_const_data(written), signal_buffer_len(written)}, bytes);
}

}  // namespace

Result<Ref<signal_message>> parse_message(signal_context* context, ByteView bytes) {
  if (!plausible(bytes)) return Error{Errc::malformed, "a Signal message of an impossible size"};
  signal_message* parsed = nullptr;
  if (signal_message_deserialize(&parsed, bytes.data(), bytes.size(), context) < 0)
    return Error{Errc::malformed, "bytes that are no Signal message"};
  Ref<signal_message> message(parsed);
  if (signal_message_get_message_version(parsed) != message_version)
    return Error{Errc::malformed, "a Signal message of another version"};
  return message;
}

Result<Ref<pre_key_signal_message>> parse_prekey_message(signal_context* context, ByteView bytes) {
  if (!plausible(bytes)) return Error{Errc::malformed, "a prekey message of an impossible size"};
  pre_key_signal_message* parsed = nullptr;
  if (pre_key_signal_message_deserialize(&parsed, bytes.data(), bytes.size(), context) < 0)
    return Error{Errc::malformed, "bytes that are no prekey message"};
  Ref<pre_key_signal_message> message(parsed);
  if (pre_key_signal_message_get_message_version(parsed) != message_version ||
      signal_message_get_message_version(pre_key_signal_message_get_signal_message(parsed)) != message_version)
    return Error{Errc::malformed, "a prekey message of another version"};
  if (pre_key_signal_message_has_pre_key_id(parsed) == 0)
    return Error{Errc::malformed, "a prekey message without a one-time prekey"};
  const auto same = canonical(context, parsed, bytes);
  if (!same) return same.error();
  if (!*same) return Error{Errc::malformed, "a prekey message in another encoding"};
  return message;
}

Result<Ref<session_record>> parse_record(signal_context* context, ByteView bytes) {
  session_record* record = nullptr;
  if (session_record_deserialize(&record, bytes.data(), bytes.size(), context) < 0)
    return Error{Errc::damaged, "a session record that cannot be read"};
  return Ref<session_record>(record);
}

Status check_record(session_record* record, const PublicKey& pin) {
  if (session_record_get_previous_states_head(record) != nullptr)
    return Error{Errc::damaged, "a session record with an archived session"};
  const ec_public_key* peer = session_state_get_remote_identity_key(session_record_get_state(record));
  if (peer == nullptr) return Error{Errc::damaged, "a session record without an identity"};
  const auto identity = raw_of(peer);
  if (!identity) return identity.error();
  if (!equal(*identity, pin)) return Error{Errc::untrusted, "the session is with another identity key than the pin"};
  return ok();
}

Status check_counter(session_state* state, const signal_message* message) {
  const std::uint32_t counter = signal_message_get_counter(message);
  ec_public_key* ratchet_key = signal_message_get_sender_ratchet_key(message);
  std::uint32_t expected = 0;
  const ratchet_chain_key* chain =
      state != nullptr ? session_state_get_receiver_chain_key(state, ratchet_key) : nullptr;
  if (chain != nullptr) {
    expected = ratchet_chain_key_get_index(chain);
  } else {
    const auto key = raw_of(ratchet_key);
    if (!key) return key.error();
    if (!valid_public_key(*key)) return Error{Errc::malformed, "a ratchet key that is no usable point"};
  }
  if (counter > expected && counter - expected > limits::gap_max)
    return Error{Errc::too_far, "a message too far ahead of its chain"};
  return ok();
}

Status check_prekey_fields(const pre_key_signal_message* message, const PublicKey& pin, std::uint32_t generation) {
  const auto identity = raw_of(pre_key_signal_message_get_identity_key(message));
  if (!identity) return identity.error();
  if (!equal(*identity, pin)) return Error{Errc::untrusted, "another identity key than the pinned one"};
  if (pre_key_signal_message_get_pre_key_id(message) != generation ||
      pre_key_signal_message_get_signed_pre_key_id(message) != generation)
    return Error{Errc::refused, "prekeys of another generation"};
  if (pre_key_signal_message_get_registration_id(message) != 1)
    return Error{Errc::malformed, "a registration id other than 1"};
  const auto base_key = raw_of(pre_key_signal_message_get_base_key(message));
  if (!base_key) return base_key.error();
  if (!valid_public_key(*base_key)) return Error{Errc::malformed, "a base key that is no usable point"};
  return ok();
}

}  // namespace sotto::crypto::signal
