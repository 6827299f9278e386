#include <doctest/doctest.h>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/keys.hpp>
#include <sotto/crypto/words.hpp>

#include "../../vectors/vector_file.hpp"
#include "seeded_random.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::Direction;
using crypto::Key;

namespace {

Bytes shown(const Key& key) { return to_bytes(key.expose()); }
Bytes shown(const ByteArray<32>& bytes) { return to_bytes(bytes); }
ByteArray<32> key_of(const VectorFile& v, const std::string& name) { return exactly<32>(v[name]).value(); }

}  // namespace

TEST_CASE("key schedule: pairing follows the vectors of an independent program") {
  const VectorFile v("crypto.txt");
  const Key secret(key_of(v, "invite_secret"));
  const auto rendezvous = crypto::AddressKey::from_seed(crypto::Secret<32>(key_of(v, "rendezvous_seed")));
  const auto e_j = crypto::EphemeralKey::from_private(crypto::Secret<32>(key_of(v, "e_j_private")));
  CHECK(to_bytes(rendezvous.address.view()) == v["rendezvous"]);
  CHECK(shown(e_j.public_key) == v["e_j"]);

  const Key hello_base = crypto::hello_base(secret, v["inv_pub"]);
  const Key root_base = crypto::root_base(secret, v["inv_pub"]);
  CHECK(shown(hello_base) == v["hello_base"]);
  CHECK(shown(root_base) == v["root_base"]);
  CHECK(shown(crypto::hello_outer(hello_base)) == v["hello_outer"]);

  const auto dh = crypto::x25519_to_address(e_j.private_key, rendezvous.address);
  const auto dh_of_inviter = crypto::x25519_of_address(rendezvous, e_j.public_key);
  REQUIRE(dh);
  REQUIRE(dh_of_inviter);
  CHECK(shown(*dh) == v["dh"]);
  CHECK(shown(*dh_of_inviter) == v["dh"]);

  CHECK(shown(crypto::hello_inner(hello_base, *dh, e_j.public_key, rendezvous.address)) == v["hello_inner"]);
  const auto h1 = crypto::hello_hash(e_j.public_key, v["hello_plain"]);
  CHECK(shown(h1) == v["h1"]);
  CHECK(shown(crypto::answer_key(hello_base, *dh, h1)) == v["answer_key"]);
  const auto h2 = crypto::answer_hash(h1, v["answer_body"]);
  CHECK(shown(h2) == v["h2"]);
  CHECK(shown(crypto::root_key(root_base, *dh, h2)) == v["root_0"]);
  CHECK(shown(crypto::commitment(key_of(v, "n_j"), e_j.public_key)) == v["commitment"]);
}

TEST_CASE("key schedule: a channel's keys follow the vectors of an independent program") {
  const VectorFile v("crypto.txt");
  const Key root(key_of(v, "root_0"));
  CHECK(to_bytes(crypto::channel_id(root).view()) == v["channel_id"]);
  const Key reset = crypto::reset_key(root, Direction::to_joiner);
  CHECK(shown(reset) == v["reset_key_to_joiner"]);
  CHECK(shown(crypto::reset_key(root, Direction::to_inviter)) == v["reset_key_to_inviter"]);
  CHECK(shown(crypto::reset_root(reset, 7, Key(key_of(v, "reset_dh")), v["reset1"], v["reset2"])) == v["root_7"]);
  const Key chain = crypto::first_epoch(root, Direction::to_joiner);
  CHECK(shown(chain) == v["chain_0_to_joiner"]);
  CHECK(shown(crypto::first_epoch(root, Direction::to_inviter)) == v["chain_0_to_inviter"]);
  CHECK(shown(crypto::next_epoch(chain)) == v["chain_1_to_joiner"]);
  CHECK(shown(crypto::cell_key(chain)) == v["cell_key"]);
}

TEST_CASE("words: the six words follow the vectors of an independent program") {
  const VectorFile v("crypto.txt");
  const Key key = crypto::words_key(Key(key_of(v, "root_0")), key_of(v, "inviter"), key_of(v, "joiner"),
                                    Address{key_of(v, "inviter_address")}, Address{key_of(v, "joiner_address")},
                                    key_of(v, "n_i"), key_of(v, "n_j"));
  CHECK(shown(key) == v["words_key"]);
  std::string joined;
  for (const auto word : crypto::six_words(key.expose())) joined += (joined.empty() ? "" : " ") + std::string(word);
  CHECK(joined == text_of(v["words"]));
}

TEST_CASE("gate: the safety number follows the vectors of an independent program") {
  const VectorFile v("crypto.txt");
  SeededRandom random;
  const auto context = crypto::make_signal_context(random);
  const auto cid = ChannelId::from(v["channel_id"]).value();
  CHECK(crypto::safety_number(*context, cid, key_of(v, "inviter"), key_of(v, "joiner"), true).value() ==
        text_of(v["safety_number"]));
}

TEST_CASE("envelope: a cell of an independent program opens, and the inner layer of a hello too") {
  const VectorFile v("crypto.txt");
  const auto opened = crypto::open(Key(key_of(v, "cell_key")), v["cell"]);
  REQUIRE(opened);
  CHECK(opened->type == crypto::CellType::data);
  CHECK(opened->body == v["cell_body"]);
  CHECK(crypto::aead_seal(Key(key_of(v, "hello_inner")), crypto::Nonce{}, v["hello_plain"]) == v["inner"]);
}

TEST_CASE("kdf: a boundary between two inputs is part of the hash") {
  const Bytes a{1, 2, 3};
  const ByteView whole(a);
  CHECK(crypto::hash("x", {whole.first(1), whole.subspan(1)}) != crypto::hash("x", {whole.first(2), whole.subspan(2)}));
  CHECK(crypto::hash("x", {whole}) != crypto::hash("x", {whole, ByteView()}));
  CHECK(crypto::hash("x") != crypto::hash("y"));
  CHECK_THROWS(crypto::hash("x", {Bytes(0x10000)}));
}

TEST_CASE("keys: an agreement with a point of small order, or with no point, is refused") {
  SeededRandom random;
  const auto mine = crypto::EphemeralKey::make(random);
  const auto rendezvous = crypto::AddressKey::make(random);
  CHECK(crypto::x25519(mine.private_key, ByteArray<32>{}).error().code == Errc::not_authentic);
  CHECK(crypto::x25519_of_address(rendezvous, ByteArray<32>{1}).error().code == Errc::not_authentic);
  CHECK(crypto::x25519_to_address(mine.private_key, Address{}).error().code == Errc::not_authentic);
  CHECK(crypto::x25519_to_address(mine.private_key, Address{ByteArray<32>{1}}).error().code == Errc::not_authentic);
}

TEST_CASE("keys: honest public keys are valid, keys at or above the field prime are not") {
  SeededRandom random;
  for (int i = 0; i < 100; ++i) CHECK(crypto::valid_public_key(crypto::EphemeralKey::make(random).public_key));
  auto high = crypto::EphemeralKey::make(random).public_key;
  high[31] |= 0x80;  // the bit X25519 ignores
  CHECK_FALSE(crypto::valid_public_key(high));
  ByteArray<32> near_prime;
  near_prime.fill(0xff);
  near_prime[31] = 0x7f;
  near_prime[0] = 0xec - 1;
  CHECK(crypto::valid_public_key(near_prime));  // p - 2
  for (unsigned low = 0xed; low <= 0xff; ++low) {
    near_prime[0] = static_cast<std::uint8_t>(low);
    CHECK_FALSE(crypto::valid_public_key(near_prime));
  }
}
