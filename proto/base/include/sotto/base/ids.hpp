// The distinct identifiers of the product. Each is a fixed number of bytes; two kinds never mix.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include <sotto/base/bytes.hpp>

namespace sotto {
inline namespace base {

template <class Tag, std::size_t N>
struct Id {
  static constexpr std::size_t size = N;
  ByteArray<N> bytes{};

  static std::optional<Id> from(ByteView view) {
    const auto array = exactly<N>(view);
    if (!array) return std::nullopt;
    return Id{*array};
  }
  static std::optional<Id> from_text(std::string_view text) {  // 2 N hex digits
    const auto raw = from_hex(text);
    return raw ? from(*raw) : std::nullopt;
  }
  std::string text() const { return hex(bytes); }
  ByteView view() const { return bytes; }
  friend auto operator<=>(const Id&, const Id&) = default;
};

using Address = Id<struct AddressTag, 32>;      // an Ed25519 public key, fresh for each channel, direction and relay
using ChannelId = Id<struct ChannelIdTag, 16>;  // cid of protocol.md section 3, never on the wire
using MessageId = Id<struct MessageIdTag, 16>;  // equal on both sides
using Token = Id<struct TokenTag, 16>;          // ends an outbox row when it comes back
using BuddyId = Id<struct BuddyIdTag, 8>;       // local name of a channel: 16 hex digits
using InviteId = Id<struct InviteIdTag, 8>;     // local name of an invitation
using SpoolId = Id<struct SpoolIdTag, 16>;      // random, made with the relay's spool
using Pin = Id<struct PinTag, 16>;              // first 128 bits of SHA-256 of a relay's SubjectPublicKeyInfo (DER)
using AdmissionKey = Id<struct AdmissionKeyTag, 16>;  // shared bearer secret of a relay: guest or member

struct IdHash {  // for tables of our own ids; addresses chosen by strangers need a keyed hash instead
  template <class Tag, std::size_t N>
  std::size_t operator()(const Id<Tag, N>& id) const {
    return std::hash<std::string_view>{}(text_of(id.view()));
  }
};

}  // namespace base
}  // namespace sotto
