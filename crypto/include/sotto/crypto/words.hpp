// The six words two people read to each other: protocol.md section 4.
#pragma once

#include <array>
#include <string>

#include <sotto/base/ids.hpp>
#include <sotto/crypto/gate.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

// W = KDF(root_0, "words", IK_inviter, IK_joiner, address_inviter, address_joiner, n_I, n_J)
Key words_key(const Key& root_0, const PublicKey& inviter, const PublicKey& joiner, const Address& inviter_address,
              const Address& joiner_address, const ByteArray<32>& n_i, const ByteArray<32>& n_j);
// The first 66 bits of W, six times 11 bits, big-endian, from the list of 2,048 words (pinned by hash in a test).
std::array<std::string_view, 6> six_words(ByteView w);

}  // namespace sotto::crypto
