// The two links a person pastes: the relay link (`sotto-relay:`) and the invitation (`sotto:`), canonical base64url
// with a 32-bit checksum (the first four bytes of BLAKE2b-256, given by the caller: proto links no cipher). Layouts:
// docs/protocol.md. Sizes: an invitation is at most 255 characters, host:port at most 61 bytes.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>

namespace sotto::proto {

struct Endpoint {
  std::string authority;   // lower-case host:port, the port always present
  std::optional<Pin> pin;  // none: the system's certificate authorities decide; or plain, see `plain`
  bool plain = false;      // no TLS: a relay on loopback behind a proxy or in a test
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
// "example.org" -> "example.org:443"; refuses spaces, control characters, user info, paths, empty or over-long hosts,
// port 0. [v6]:port stays bracketed. Errors: malformed.
Result<std::string> canonical_authority(std::string_view host_and_port);
bool private_host(std::string_view authority);  // loopback, private, link-local or unspecified literal, or "localhost"

struct RelayLink {
  Endpoint relay;
  AdmissionKey guest;
  AdmissionKey member;
};
struct Invitation {
  Endpoint relay;
  AdmissionKey guest;
  std::optional<AdmissionKey> member;
  Address rendezvous;
  ByteArray<32> secret;
  Timestamp expiry;    // whole seconds
  Bytes public_bytes;  // inv_pub: the invitation without secret and checksum; filled by decode and by encode's caller
};
using Checksum = ByteArray<4> (*)(ByteView);

std::string encode(const RelayLink& link, Checksum checksum);
Result<RelayLink> decode_relay_link(std::string_view text, Checksum checksum);   // malformed, newer_version
std::string encode(Invitation& invitation, Checksum checksum);                   // also fills public_bytes
Result<Invitation> decode_invitation(std::string_view text, Checksum checksum);  // malformed, newer_version

}  // namespace sotto::proto
