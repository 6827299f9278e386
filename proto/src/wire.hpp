// Between the generated messages and our types. A decoder accepts exactly one encoding of a value: what it read,
// encoded again, must be the same bytes. That one comparison refuses unknown fields, repeated fields, wrong order and
// long varints.
#pragma once

#include <climits>
#include <string>

#include <google/protobuf/message_lite.h>

#include <sotto/base/bytes.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>

namespace sotto::proto {

inline bool parse(google::protobuf::MessageLite& into, ByteView bytes) {  // the caller has bounded the size
  return bytes.size() <= INT_MAX && into.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}
inline Bytes serialize(const google::protobuf::MessageLite& message) {
  Bytes out(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(out.data());
  return out;
}

inline std::string raw(ByteView view) { return {reinterpret_cast<const char*>(view.data()), view.size()}; }

template <std::size_t N>
bool read(const std::string& field, ByteArray<N>& out) {
  const auto value = exactly<N>(view_of(field));
  if (value) out = *value;
  return value.has_value();
}
template <class Tag, std::size_t N>
bool read(const std::string& field, Id<Tag, N>& out) {
  return read(field, out.bytes);
}
template <class IdType>
bool read(const std::string& field, std::optional<IdType>& out) {  // absent when empty
  return field.empty() || read(field, out.emplace());
}

template <class T>
Result<T> canonical(T value, ByteView bytes, Literal where) {
  if (!equal(encode(value), bytes)) return Error{Errc::malformed, where};
  return value;
}

}  // namespace sotto::proto
