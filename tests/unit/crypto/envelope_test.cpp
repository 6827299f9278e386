#include <algorithm>

#include <doctest/doctest.h>

#include <sotto/crypto/envelope.hpp>

#include "seeded_random.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::CellType;
using crypto::Key;

namespace {

// An authentic cell around any plaintext, also one that seal would never make.
Bytes authentic(const Key& key, ByteView plain, Random& random) {
  const auto nonce = random.array<24>();
  Bytes padded = to_bytes(plain);
  padded.resize(limits::cell - 24 - 16);
  Bytes cell = to_bytes(nonce);
  append(cell, crypto::aead_seal(key, nonce, padded));
  return cell;
}

}  // namespace

TEST_CASE("envelope: a cell or a block gives back its type and body at every limit") {
  SeededRandom random;
  const Key key(random);
  for (const std::size_t size : {limits::cell, limits::block})
    for (const std::size_t body_size : {std::size_t{0}, std::size_t{1}, size - limits::envelope_overhead}) {
      Bytes body(body_size);
      random.fill(body);
      const auto cell = crypto::seal(key, CellType::reset_refused, body, random, size);
      REQUIRE(cell);
      CHECK(cell->size() == size);
      const auto opened = crypto::open(key, *cell);
      REQUIRE(opened);
      CHECK(opened->type == CellType::reset_refused);
      CHECK(opened->body == body);
    }
}

TEST_CASE("envelope: a body over its cell and a size that does not exist are refused") {
  SeededRandom random;
  const Key key(random);
  CHECK(crypto::seal(key, CellType::data, Bytes(limits::cell_body + 1), random).error().code == Errc::limit);
  CHECK(crypto::seal(key, CellType::data, {}, random, 1000).error().code == Errc::limit);
  for (const std::size_t size : {std::size_t{0}, std::size_t{23}, limits::cell - 1, limits::cell + 1})
    CHECK(crypto::open(key, Bytes(size)).error().code == Errc::not_authentic);
}

TEST_CASE("envelope: no flipped bit is accepted, and no other key opens") {
  SeededRandom random;
  const Key key(random);
  const auto cell = crypto::seal(key, CellType::data, view_of("body"), random).value();
  for (std::size_t bit = 0; bit < cell.size() * 8; bit += 5) {
    Bytes changed = cell;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    REQUIRE(crypto::open(key, changed).error().code == Errc::not_authentic);
  }
  CHECK(crypto::open(Key(random), cell).error().code == Errc::not_authentic);
}

TEST_CASE("envelope: an authentic cell of an unknown type, a false length or dirty padding is malformed") {
  SeededRandom random;
  const Key key(random);
  for (const std::uint8_t type : Bytes{0, 11, 255})
    CHECK(crypto::open(key, authentic(key, Bytes{type, 0, 0}, random)).error().code == Errc::malformed);
  const auto longest = static_cast<std::uint16_t>(limits::cell_body);
  const auto head = [](unsigned length) {
    return Bytes{4, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
  };
  CHECK(crypto::open(key, authentic(key, head(longest), random)));
  CHECK(crypto::open(key, authentic(key, head(longest + 1U), random)).error().code == Errc::malformed);
  CHECK(crypto::open(key, authentic(key, head(0xffff), random)).error().code == Errc::malformed);
  Bytes dirty = head(1);
  append(dirty, Bytes{'x', 0, 0, 1});
  CHECK(crypto::open(key, authentic(key, dirty, random)).error().code == Errc::malformed);
}

TEST_CASE("envelope: two cells of one body share no byte string, and the nonce is in front") {
  SeededRandom random;
  const Key key(random);
  const auto one = crypto::seal(key, CellType::data, view_of("same"), random).value();
  const auto two = crypto::seal(key, CellType::data, view_of("same"), random).value();
  CHECK(crypto::nonce_of(one) != crypto::nonce_of(two));
  CHECK(equal(crypto::nonce_of(one), ByteView(one).first(24)));
  std::size_t equal_bytes = 0;
  for (std::size_t i = 0; i < one.size(); ++i) equal_bytes += one[i] == two[i] ? 1 : 0;
  CHECK(equal_bytes < 60);  // 16 expected
  CHECK(crypto::nonce_of(ByteView(one).first(3))[3] == 0);
}

TEST_CASE("envelope: the inner layer refuses another nonce, a short input and a changed tag") {
  SeededRandom random;
  const Key key(random);
  const auto nonce = random.array<24>();
  auto sealed = crypto::aead_seal(key, nonce, view_of("inner"));
  CHECK(text_of(crypto::aead_open(key, nonce, sealed).value()) == "inner");
  CHECK(crypto::aead_open(key, random.array<24>(), sealed).error().code == Errc::not_authentic);
  CHECK(crypto::aead_open(key, nonce, ByteView(sealed).first(15)).error().code == Errc::not_authentic);
  sealed.back() ^= 1;
  CHECK(crypto::aead_open(key, nonce, sealed).error().code == Errc::not_authentic);
}
