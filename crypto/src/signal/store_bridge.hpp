// Our stores behind the library's callbacks. A callback never lets an exception pass: it keeps the exception or the
// error and gives the library a code; `settle` brings it back to the C++ side once the library's frames are gone.
#pragma once

#include <exception>

#include <sotto/crypto/gate.hpp>

#include "signal/context.hpp"
#include "signal/handles.hpp"

namespace sotto::crypto::signal {

class StoreBridge {
 public:
  StoreBridge(SignalContext& context, Stores stores, std::uint32_t generation);
  StoreBridge(const StoreBridge&) = delete;
  StoreBridge& operator=(const StoreBridge&) = delete;

  signal_protocol_store_context* get() const { return context_.get(); }
  const signal_protocol_address* address() const { return &address_; }
  Stores& stores() { return stores_; }

  // Forgets the record and the failure of the call before.
  void begin_call();
  // The session record of this call: loaded once, so that the library works on the bytes that were checked. What the
  // store keeps is generation u32be || record: a session of another generation is never loaded, whatever was restored.
  Result<std::optional<ByteView>> session_record();
  // What a library call came to: rethrows a store's exception, else the store's error, else the library's own code.
  Status settle(int code);

 private:
  template <class Body>
  static int guarded(void* user, Body&& body) noexcept;
  int failed(const Error& error);
  Status store_session(ByteView record);
  int give_record(signal_buffer** out, const Result<std::optional<SecretBytes>>& record);

  void connect_sessions();
  void connect_prekeys();
  void connect_signed_prekeys();
  void connect_identity();

  Stores stores_;
  std::uint32_t generation_;
  signal_protocol_address address_;
  StoreContext context_;
  std::optional<Result<std::optional<SecretBytes>>> record_;
  std::optional<Error> error_;
  std::exception_ptr exception_;
};

}  // namespace sotto::crypto::signal
