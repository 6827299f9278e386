#include <sotto/proto/proofs.hpp>

namespace sotto::proto {
namespace {

// label || 0x00 || u8 length || authority: the zero ends the label, the length ends the name, so no two proofs
// coincide.
Bytes begin(std::string_view label, std::string_view authority) {
  Bytes out;
  out.reserve(label.size() + 2 + authority.size() + 64);
  append(out, view_of(label));
  out.push_back(0);
  out.push_back(static_cast<std::uint8_t>(authority.size()));  // an authority is at most limits::host_max bytes
  append(out, view_of(authority));
  return out;
}

}  // namespace

Bytes listen_proof(std::string_view authority, const ByteArray<32>& relay_nonce, const Address& address) {
  Bytes out = begin("sotto/1 listen", authority);
  append(out, relay_nonce);
  append(out, address.view());
  return out;
}

Bytes admission_proof(Role role, std::string_view authority, const ByteArray<32>& relay_nonce,
                      const ByteArray<32>& client_nonce) {
  Bytes out = begin(role == Role::member ? "sotto/1 member" : "sotto/1 guest", authority);
  append(out, relay_nonce);
  append(out, client_nonce);
  return out;
}

}  // namespace sotto::proto
