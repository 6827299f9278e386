#include "signal/store_bridge.hpp"

#include <new>

#include "signal/errors.hpp"
#include "signal/raw_keys.hpp"

namespace sotto::crypto::signal {
namespace {

constexpr std::string_view peer_name = "peer";  // constant: the stores already belong to one channel
constexpr std::uint32_t registration_id = 1;

ByteArray<4> big_endian(std::uint32_t n) {
  return {static_cast<std::uint8_t>(n >> 24), static_cast<std::uint8_t>(n >> 16), static_cast<std::uint8_t>(n >> 8),
          static_cast<std::uint8_t>(n)};
}

Buffer copy_of(ByteView bytes) { return Buffer(signal_buffer_create(bytes.data(), bytes.size())); }

}  // namespace

StoreBridge::StoreBridge(SignalContext& context, Stores stores, std::uint32_t generation)
    : stores_(stores),
      generation_(generation),
      address_{peer_name.data(), peer_name.size(), static_cast<std::int32_t>(generation)} {
  signal_protocol_store_context* created = nullptr;
  if (signal_protocol_store_context_create(&created, context.get()) < 0) throw std::bad_alloc();
  context_.reset(created);
  connect_sessions();
  connect_prekeys();
  connect_signed_prekeys();
  connect_identity();
}

void StoreBridge::begin_call() {
  record_.reset();
  error_.reset();
  exception_ = nullptr;
}

Result<std::optional<ByteView>> StoreBridge::session_record() {
  if (!record_) record_.emplace(stores_.session.load_session());
  if (!*record_) return record_->error();
  const auto& stored = record_->value();
  if (!stored) return std::optional<ByteView>();
  const ByteView bytes = stored->expose();
  const auto prefix = big_endian(generation_);
  if (bytes.size() <= prefix.size() || !equal(bytes.first(prefix.size()), prefix))
    return Error{Errc::damaged, "a session of another generation"};
  return std::optional<ByteView>(bytes.subspan(prefix.size()));
}

Status StoreBridge::store_session(ByteView record) {
  record_.reset();
  Bytes bytes = to_bytes(big_endian(generation_));
  bytes.reserve(bytes.size() + record.size());  // no second, unwiped copy
  append(bytes, record);
  const SecretBytes owner(std::move(bytes));
  return stores_.session.store_session(owner.expose());
}

Status StoreBridge::settle(int code) {
  if (exception_ != nullptr) std::rethrow_exception(std::exchange(exception_, nullptr));
  if (error_) return *error_;
  if (code < 0) return error_of(code);
  return ok();
}

template <class Body>
int StoreBridge::guarded(void* user, Body&& body) noexcept {
  auto& bridge = *static_cast<StoreBridge*>(user);
  try {
    return body(bridge);
  } catch (...) {
    bridge.exception_ = std::current_exception();
    return callback_failed;
  }
}

int StoreBridge::failed(const Error& error) {
  if (!error_) error_ = error;
  return callback_failed;
}

int StoreBridge::give_record(signal_buffer** out, const Result<std::optional<SecretBytes>>& record) {
  if (!record) return failed(record.error());
  if (!record->has_value()) return SG_ERR_INVALID_KEY_ID;
  *out = copy_of((*record)->expose()).release();
  return *out != nullptr ? SG_SUCCESS : SG_ERR_NOMEM;
}

void StoreBridge::connect_sessions() {
  signal_protocol_session_store store{};
  store.user_data = this;
  store.load_session_func = [](signal_buffer** record, signal_buffer**, const signal_protocol_address*, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto bytes = bridge.session_record();
      if (!bytes) return bridge.failed(bytes.error());
      if (!bytes->has_value()) return 0;
      *record = copy_of(**bytes).release();
      return *record != nullptr ? 1 : SG_ERR_NOMEM;
    });
  };
  store.store_session_func = [](const signal_protocol_address*, std::uint8_t* record, std::size_t size, std::uint8_t*,
                                std::size_t, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto stored = bridge.store_session({record, size});
      return stored ? SG_SUCCESS : bridge.failed(stored.error());
    });
  };
  store.contains_session_func = [](const signal_protocol_address*, void* user) {
    return guarded(user, [](StoreBridge& bridge) {
      const auto bytes = bridge.session_record();
      if (!bytes) return bridge.failed(bytes.error());
      return bytes->has_value() ? 1 : 0;
    });
  };
  // One peer with one device, and a session dies with its generation: the library has nothing to list or to delete.
  store.get_sub_device_sessions_func = [](signal_int_list**, const char*, std::size_t, void*) { return SG_ERR_INVAL; };
  store.delete_session_func = [](const signal_protocol_address*, void*) { return SG_ERR_INVAL; };
  store.delete_all_sessions_func = [](const char*, std::size_t, void*) { return SG_ERR_INVAL; };
  signal_protocol_store_context_set_session_store(context_.get(), &store);
}

void StoreBridge::connect_prekeys() {
  signal_protocol_pre_key_store store{};
  store.user_data = this;
  store.load_pre_key = [](signal_buffer** record, std::uint32_t id, void* user) {
    return guarded(
        user, [&](StoreBridge& bridge) { return bridge.give_record(record, bridge.stores_.prekeys.load_prekey(id)); });
  };
  store.store_pre_key = [](std::uint32_t id, std::uint8_t* record, std::size_t size, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto stored = bridge.stores_.prekeys.store_prekey(id, {record, size});
      return stored ? SG_SUCCESS : bridge.failed(stored.error());
    });
  };
  store.contains_pre_key = [](std::uint32_t id, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto record = bridge.stores_.prekeys.load_prekey(id);
      if (!record) return bridge.failed(record.error());
      return record->has_value() ? 1 : 0;
    });
  };
  store.remove_pre_key = [](std::uint32_t id, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto removed = bridge.stores_.prekeys.remove_prekey(id);
      return removed ? SG_SUCCESS : bridge.failed(removed.error());
    });
  };
  signal_protocol_store_context_set_pre_key_store(context_.get(), &store);
}

void StoreBridge::connect_signed_prekeys() {
  signal_protocol_signed_pre_key_store store{};
  store.user_data = this;
  store.load_signed_pre_key = [](signal_buffer** record, std::uint32_t id, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      return bridge.give_record(record, bridge.stores_.signed_prekeys.load_signed_prekey(id));
    });
  };
  store.store_signed_pre_key = [](std::uint32_t id, std::uint8_t* record, std::size_t size, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto stored = bridge.stores_.signed_prekeys.store_signed_prekey(id, {record, size});
      return stored ? SG_SUCCESS : bridge.failed(stored.error());
    });
  };
  store.contains_signed_pre_key = [](std::uint32_t id, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto record = bridge.stores_.signed_prekeys.load_signed_prekey(id);
      if (!record) return bridge.failed(record.error());
      return record->has_value() ? 1 : 0;
    });
  };
  store.remove_signed_pre_key = [](std::uint32_t, void*) { return SG_ERR_INVAL; };  // it dies with its generation
  signal_protocol_store_context_set_signed_pre_key_store(context_.get(), &store);
}

void StoreBridge::connect_identity() {
  signal_protocol_identity_key_store store{};
  store.user_data = this;
  store.get_identity_key_pair = [](signal_buffer** public_key, signal_buffer** private_key, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto own = bridge.stores_.identity.own_identity();
      if (!own) return bridge.failed(own.error());
      Buffer first = copy_of(typed(own->public_key));
      Buffer second = copy_of(own->private_key.expose());
      if (!first || !second) return SG_ERR_NOMEM;
      *public_key = first.release();
      *private_key = second.release();
      return SG_SUCCESS;
    });
  };
  store.get_local_registration_id = [](void*, std::uint32_t* id) {
    *id = registration_id;
    return SG_SUCCESS;
  };
  // Trust is a pin, set by pairing; the library can neither widen nor move it.
  store.is_trusted_identity = [](const signal_protocol_address*, std::uint8_t* key, std::size_t size, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto pin = bridge.stores_.identity.pinned_identity();
      if (!pin) return bridge.failed(pin.error());
      return pin->has_value() && equal(typed(**pin), {key, size}) ? 1 : 0;
    });
  };
  store.save_identity = [](const signal_protocol_address*, std::uint8_t* key, std::size_t size, void* user) {
    return guarded(user, [&](StoreBridge& bridge) {
      const auto pin = bridge.stores_.identity.pinned_identity();
      if (!pin) return bridge.failed(pin.error());
      return pin->has_value() && equal(typed(**pin), {key, size}) ? SG_SUCCESS : SG_ERR_UNTRUSTED_IDENTITY;
    });
  };
  signal_protocol_store_context_set_identity_key_store(context_.get(), &store);
}

}  // namespace sotto::crypto::signal
