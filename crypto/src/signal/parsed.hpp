// What the gate looks at before the library derives a key: parsed messages, the session record, and the rules of
// protocol.md section 5. Nothing here changes a store.
#pragma once

#include <sotto/crypto/gate.hpp>

#include "signal/handles.hpp"

namespace sotto::crypto::signal {

Result<Ref<signal_message>> parse_message(signal_context* context, ByteView bytes);
// One encoding only: bytes that the library reads but would not write are malformed. The fields around the inner
// message carry no authentication of their own, so nothing in them may be changed without effect.
Result<Ref<pre_key_signal_message>> parse_prekey_message(signal_context* context, ByteView bytes);
Result<Ref<session_record>> parse_record(signal_context* context, ByteView bytes);

// The current state has this peer identity, and there is no archived one.
Status check_record(session_record* record, const PublicKey& pin);
// A known chain: at most GAP_MAX ahead. A new ratchet key: a valid point and at most GAP_MAX messages skipped.
// `state` is null before the first message of a session.
Status check_counter(session_state* state, const signal_message* message);
// Identity = pin, ids = generation, registration id 1, valid base key.
Status check_prekey_fields(const pre_key_signal_message* message, const PublicKey& pin, std::uint32_t generation);

}  // namespace sotto::crypto::signal
