#pragma once

#include <sotto/crypto/gate.hpp>

#include "signal/handles.hpp"

namespace sotto::crypto {

// No lock functions: a context belongs to one thread (see gate.hpp), and the library has no other shared state.
class SignalContext {
 public:
  explicit SignalContext(Random& random);
  ~SignalContext() = default;
  SignalContext(const SignalContext&) = delete;
  SignalContext& operator=(const SignalContext&) = delete;
  signal_context* get() const { return context_.get(); }

 private:
  std::unique_ptr<signal_context, signal::FreeWith<signal_context_destroy>> context_;
};

}  // namespace sotto::crypto
