// Owners of the library's objects. Reference-counted types end with one unref; buffers are wiped before they are freed,
// because nobody outside knows which of them held a secret.
#pragma once

#include <memory>

#include <signal/curve.h>
#include <signal/protocol.h>
#include <signal/session_builder.h>
#include <signal/session_cipher.h>
#include <signal/session_pre_key.h>
#include <signal/session_record.h>
#include <signal/session_state.h>
#include <signal/signal_protocol.h>

#include <sotto/base/bytes.hpp>

namespace sotto::crypto::signal {

struct Unref {
  template <class T>
  void operator()(T* object) const {
    signal_type_unref(reinterpret_cast<signal_type_base*>(object));  // every such object begins with this base
  }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Buffer = std::unique_ptr<signal_buffer, FreeWith<signal_buffer_bzero_free>>;
using Builder = std::unique_ptr<session_builder, FreeWith<session_builder_free>>;
using Cipher = std::unique_ptr<session_cipher, FreeWith<session_cipher_free>>;
using StoreContext = std::unique_ptr<signal_protocol_store_context, FreeWith<signal_protocol_store_context_destroy>>;

inline ByteView view_of(const Buffer& buffer) {
  return {signal_buffer_const_data(buffer.get()), signal_buffer_len(buffer.get())};
}

}  // namespace sotto::crypto::signal
