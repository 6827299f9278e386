// The byte strings that are signed or authenticated towards a relay (protocol.md section 8). crypto signs, the relay
// verifies.
#pragma once

#include <string_view>

#include <sotto/base/bytes.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/proto/relay.hpp>

namespace sotto::proto {

// "sotto/1 listen" || 0x00 || u8 length || authority || nonce || address
Bytes listen_proof(std::string_view authority, const ByteArray<32>& relay_nonce, const Address& address);
// "sotto/1 member" or "sotto/1 guest" || 0x00 || u8 length || authority || relay nonce || client nonce
Bytes admission_proof(Role role, std::string_view authority, const ByteArray<32>& relay_nonce,
                      const ByteArray<32>& client_nonce);

}  // namespace sotto::proto
