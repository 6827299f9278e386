// Bytes and their text forms. Views are valid during the call they are passed to; owners are values.
// base64url is RFC 4648 section 5 without padding and canonical: non-zero trailing bits are refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sotto {
inline namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;

inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline ByteView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView view) { return {reinterpret_cast<const char*>(view.data()), view.size()}; }
inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }
inline bool equal(ByteView a, ByteView b) {  // public bytes only: not constant time
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}
// The first N bytes of `view`; nullopt when its size is not N.
template <std::size_t N>
std::optional<ByteArray<N>> exactly(ByteView view) {
  if (view.size() != N) return std::nullopt;
  ByteArray<N> out;
  std::memcpy(out.data(), view.data(), N);
  return out;
}

std::string hex(ByteView view);                        // lower case
std::optional<Bytes> from_hex(std::string_view text);  // lower or upper case, even length
std::string base64url(ByteView view);
std::optional<Bytes> from_base64url(std::string_view text);
bool valid_utf8(std::string_view text);  // RFC 3629: no surrogates, no overlong forms, at most U+10FFFF

}  // namespace base
}  // namespace sotto
