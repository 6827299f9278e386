// A hundred thousand damaged hellos, bundles and messages, and none accepted. SOTTO_MUTATIONS sets the number.
#include <algorithm>
#include <cstdlib>

#include <doctest/doctest.h>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/gate.hpp>
#include <sotto/crypto/keys.hpp>

#include "gate_peer.hpp"
#include "small_order.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::Ciphertext;
using crypto::CiphertextKind;

namespace {

std::uint64_t mutations(std::uint64_t percent) {
  const char* text = std::getenv("SOTTO_MUTATIONS");
  return (text != nullptr ? std::strtoull(text, nullptr, 10) : 100'000ULL) * percent / 100;
}

std::size_t place(SeededRandom& random, std::size_t size) { return static_cast<std::size_t>(random.below(size)); }

void damage_once(Bytes& bytes, SeededRandom& random) {
  const std::size_t at = place(random, bytes.size());
  const std::size_t run = std::min<std::size_t>(bytes.size() - at, 1 + random.below(32));
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  const auto end = begin + static_cast<std::ptrdiff_t>(run);
  switch (random.below(6)) {
    case 0: *begin = static_cast<std::uint8_t>(random.next()); break;
    case 1: std::fill(begin, end, std::uint8_t{0}); break;
    case 2: std::fill(begin, end, std::uint8_t{0xff}); break;
    case 3: std::reverse(begin, end); break;
    case 4: {  // a key of small order, as much of it as fits
      const auto point = small_order_point(place(random, small_order_points.size()));
      std::copy_n(point.begin(), std::min(bytes.size() - at, point.size()), begin);
      break;
    }
    default: *begin ^= static_cast<std::uint8_t>(1U << random.below(8)); break;
  }
}

// Differs from the original; one change in four also cuts or lengthens it, unless its size is fixed.
Bytes damaged(const Bytes& original, SeededRandom& random, bool fixed_size) {
  Bytes bytes = original;
  while (bytes == original) {
    damage_once(bytes, random);
    if (fixed_size || random.below(4) != 0) continue;
    bytes.resize(random.below(2) == 0 ? 1 + place(random, bytes.size()) : bytes.size() + 1 + place(random, 40));
  }
  return bytes;
}

constexpr std::size_t authenticated_part = 32 + 32 + 64;  // identity, signed prekey, signature

Bytes flat(const crypto::PrekeyBundle& bundle) {
  Bytes bytes;
  for (const ByteView part : {ByteView(bundle.identity), ByteView(bundle.signed_prekey), ByteView(bundle.signature),
                              ByteView(bundle.one_time_prekey)})
    append(bytes, part);
  return bytes;
}

crypto::PrekeyBundle bundle_of(ByteView bytes) {
  return {*exactly<32>(bytes.subspan(0, 32)), *exactly<32>(bytes.subspan(32, 32)), *exactly<64>(bytes.subspan(64, 64)),
          *exactly<32>(bytes.subspan(128, 32))};
}

// What an inviter does with the cells that reach its rendezvous address, up to the plaintext of the hello.
struct Rendezvous {
  explicit Rendezvous(Random& random)
      : key(crypto::AddressKey::make(random)),
        base(crypto::hello_base(crypto::Key(random), view_of("invitation"))),
        outer(crypto::hello_outer(base)) {}

  Bytes hello_body(ByteView plain, Random& random) const {
    const auto e_j = crypto::EphemeralKey::make(random);
    const auto dh = crypto::x25519_to_address(e_j.private_key, key.address).value().clone();
    Bytes body = to_bytes(e_j.public_key);
    append(body, crypto::aead_seal(crypto::hello_inner(base, dh, e_j.public_key, key.address), crypto::Nonce{}, plain));
    return body;
  }
  Result<Bytes> read(ByteView body) const {
    if (body.size() < 32) return Error{Errc::malformed, "short"};
    const auto e_j = *exactly<32>(body.first(32));
    const auto dh = crypto::x25519_of_address(key, e_j);
    if (!dh) return dh.error();
    return crypto::aead_open(crypto::hello_inner(base, *dh, e_j, key.address), crypto::Nonce{}, body.subspan(32));
  }
  crypto::AddressKey key;
  crypto::Key base, outer;
};

}  // namespace

TEST_CASE("mutations: no damaged cell of a hello opens") {
  Pair pair;
  SeededRandom random;
  const Rendezvous rendezvous(random);
  const Bytes body = rendezvous.hello_body(flat(pair.bundle), random);
  const Bytes cell = crypto::seal(rendezvous.outer, crypto::CellType::hello, body, random).value();
  REQUIRE(crypto::open(rendezvous.outer, cell));
  std::uint64_t accepted = 0;
  for (std::uint64_t i = 0; i < mutations(30); ++i)
    accepted += crypto::open(rendezvous.outer, damaged(cell, random, false)) ? 1 : 0;
  CHECK(accepted == 0);
}

TEST_CASE("mutations: no damaged body of a hello gives a plaintext to one who knows the link") {
  Pair pair;
  SeededRandom random;
  const Rendezvous rendezvous(random);
  const Bytes body = rendezvous.hello_body(flat(pair.bundle), random);
  REQUIRE(rendezvous.read(body).value() == flat(pair.bundle));
  std::uint64_t accepted = 0;
  for (std::uint64_t i = 0; i < mutations(25); ++i) accepted += rendezvous.read(damaged(body, random, false)) ? 1 : 0;
  CHECK(accepted == 0);
}

TEST_CASE("mutations: no damaged bundle starts a session, even when its identity is taken for the pin") {
  Pair pair;
  SeededRandom random;
  GatePeer inviter(seed() + 3);
  const Bytes original = flat(pair.bundle);
  const Bytes authenticated(original.begin(), original.begin() + authenticated_part);
  std::uint64_t accepted = 0;
  for (std::uint64_t i = 0; i < mutations(25); ++i) {
    Bytes bytes = damaged(authenticated, random, true);
    append(bytes, ByteView(original).subspan(authenticated_part));
    const auto bundle = bundle_of(bytes);
    inviter.stores.pin = bundle.identity;
    accepted += inviter.gate.start(bundle) ? 1 : 0;
  }
  CHECK(accepted == 0);
  CHECK(inviter.stores.writes == 0);
}

// Nothing signs the one-time prekey; a session over another one is a session with nobody.
TEST_CASE("mutations: a session over a damaged one-time prekey reaches nobody") {
  Pair pair;
  SeededRandom random;
  MemoryStores stores(pair.inviter.identity);
  stores.pin = pair.joiner.identity.public_key;
  crypto::Gate inviter(*pair.inviter.context, stores.stores(), 1);
  const auto before = pair.joiner.stores.snapshot();
  std::uint64_t started = 0;
  for (std::uint64_t i = 0; i < mutations(1); ++i) {
    auto bundle = pair.bundle;
    bundle.one_time_prekey = *exactly<32>(damaged(to_bytes(bundle.one_time_prekey), random, true));
    stores.rows = {};
    if (!inviter.start(bundle)) continue;
    ++started;
    REQUIRE(pair.joiner.refusal(*inviter.encrypt(view_of("x"))) == Errc::not_authentic);
    pair.joiner.stores.restore(before);
  }
  CHECK(started > 0);
}

TEST_CASE("mutations: no damaged prekey message is read, and no store is written") {
  Pair pair;
  SeededRandom random;
  const auto message = pair.inviter.encrypt("first");
  const int writes = pair.joiner.stores.writes;
  std::uint64_t accepted = 0;
  for (std::uint64_t i = 0; i < mutations(9); ++i)
    accepted += pair.joiner.gate.decrypt({message.kind, damaged(message.bytes, random, false)}) ? 1 : 0;
  CHECK(accepted == 0);
  CHECK(pair.joiner.stores.writes == writes);
  CHECK(pair.joiner.decrypt(message) == "first");
}

TEST_CASE("mutations: no damaged message of a session is read, and no store is written") {
  Pair pair;
  pair.settle();
  SeededRandom random;
  const auto message = pair.inviter.encrypt("later");
  const int writes = pair.joiner.stores.writes;
  std::uint64_t accepted = 0;
  for (std::uint64_t i = 0; i < mutations(10); ++i)
    accepted += pair.joiner.gate.decrypt({message.kind, damaged(message.bytes, random, false)}) ? 1 : 0;
  CHECK(accepted == 0);
  CHECK(pair.joiner.stores.writes == writes);
  CHECK(pair.joiner.decrypt(message) == "later");
}
