// The key schedule of protocol.md section 3 and 7, named as there. d = 0 inviter -> joiner, 1 joiner -> inviter.
#pragma once

#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>
#include <sotto/crypto/kdf.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

enum class Direction : std::uint8_t { to_joiner = 0, to_inviter = 1 };
enum class Role : std::uint8_t { inviter = 0, joiner = 1 };
inline Direction sending(Role role) { return role == Role::inviter ? Direction::to_joiner : Direction::to_inviter; }
inline Direction receiving(Role role) { return role == Role::inviter ? Direction::to_inviter : Direction::to_joiner; }

// An Ed25519 key pair whose public half is an Address; it signs listen proofs and nothing else. R is one, too.
struct AddressKey {
  Address address;
  Secret<32> seed;
  static AddressKey make(Random& random);
  static AddressKey from_seed(Secret<32> seed);
};
// Ed25519 over the byte string of the relay protocol (proto/proofs.hpp); 64 bytes.
ByteArray<64> sign(const AddressKey& key, ByteView proof);
// HMAC-SHA256 with an admission key over the byte string of the relay protocol; 32 bytes.
ByteArray<32> admission_mac(const AdmissionKey& key, ByteView proof);

// X25519 ephemeral (e_J, e_x, e_y).
struct EphemeralKey {
  ByteArray<32> public_key;
  Secret<32> private_key;
  static EphemeralKey make(Random& random);
  static EphemeralKey from_private(Secret<32> private_key);
};
Result<Key> x25519(const Secret<32>& mine, const ByteArray<32>& theirs);           // all-zero result: not_authentic
Result<Key> x25519_to_address(const Secret<32>& mine, const Address& rendezvous);  // joiner: e_J with RX
Result<Key> x25519_of_address(const AddressKey& rendezvous, const ByteArray<32>& theirs);  // inviter: RX with e_J

Key hello_base(const Key& invite_secret, ByteView inv_pub);                                                  // S_h
Key root_base(const Key& invite_secret, ByteView inv_pub);                                                   // S_root
Key hello_outer(const Key& hello_base);                                                                      // K_out
Key hello_inner(const Key& hello_base, const Key& dh, const ByteArray<32>& e_j, const Address& rendezvous);  // K_in
ByteArray<32> hello_hash(const ByteArray<32>& e_j, ByteView hello_plain);                                    // h1
Key answer_key(const Key& hello_base, const Key& dh, const ByteArray<32>& h1);                               // K_ans
ByteArray<32> answer_hash(const ByteArray<32>& h1, ByteView answer_body);                                    // h2
Key root_key(const Key& root_base, const Key& dh, const ByteArray<32>& h2);                                  // root_0
ByteArray<32> commitment(const ByteArray<32>& n_j, const ByteArray<32>& e_j);                                // c
ChannelId channel_id(const Key& root_0);
Key reset_key(const Key& root_0, Direction d);  // K_reset[d]
Key reset_root(const Key& reset_key_to_joiner, std::uint32_t generation, const Key& dh, ByteView reset1,
               ByteView reset2);  // root_g

Key first_epoch(const Key& root, Direction d);  // CK[g,0,d]
Key next_epoch(const Key& chain);               // CK[g,e+1,d]
Key cell_key(const Key& chain);                 // K[g,e,d]

}  // namespace sotto::crypto
