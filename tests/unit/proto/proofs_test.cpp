#include <set>

#include <doctest/doctest.h>

#include <sotto/proto/proofs.hpp>
#include <sotto/proto/storage.hpp>

#include "samples.hpp"

namespace sotto::proto {

using test::SeededRandom;

TEST_CASE("proofs: the byte strings are label, zero, length, authority, and the two values") {
  ByteArray<32> nonce{}, other{};
  nonce.fill(0x11);
  other.fill(0x22);
  const std::string tail = std::string("\x05") + "a:443" + std::string(32, '\x11') + std::string(32, '\x22');
  const auto expected = [&](const char* label) { return to_bytes(view_of(label + std::string(1, '\0') + tail)); };
  CHECK(listen_proof("a:443", nonce, Address{other}) == expected("sotto/1 listen"));
  CHECK(admission_proof(Role::member, "a:443", nonce, other) == expected("sotto/1 member"));
  CHECK(admission_proof(Role::guest, "a:443", nonce, other) == expected("sotto/1 guest"));
}

TEST_CASE("proofs: no two of different purpose or authority coincide, even where bytes could shift") {
  ByteArray<32> same{};
  same.fill('a');
  std::set<Bytes> all;
  std::size_t made = 0;
  for (const auto* authority : {"a", "aa", "aaa:1", "aaaaaaaa"}) {
    all.insert(listen_proof(authority, same, Address{same}));
    all.insert(admission_proof(Role::member, authority, same, same));
    all.insert(admission_proof(Role::guest, authority, same, same));
    made += 3;
  }
  CHECK(all.size() == made);
}

TEST_CASE("key file: every field arrives, and the file says what it is") {
  SeededRandom random;
  for (int i = 0; i < 50; ++i) {
    const VaultKeyFile in{static_cast<std::uint32_t>(test::any_number(random)), test::any_number(random),
                          random.array<16>(), random.array<24>(), random.array<48>()};
    const auto bytes = encode(in);
    CHECK(text_of(ByteView(bytes).first(8)) == "sottokey");
    CHECK(bytes[8] == 1);
    const auto out = decode_vault_key(bytes);
    REQUIRE(out);
    CHECK(out->kdf_operations == in.kdf_operations);
    CHECK(out->kdf_memory == in.kdf_memory);
    CHECK(out->salt == in.salt);
    CHECK(out->nonce == in.nonce);
    CHECK(out->sealed == in.sealed);
  }
}

TEST_CASE("key file: a damaged one is refused as damaged, a later version as newer") {
  SeededRandom random;
  const auto good = encode(VaultKeyFile{3, 1 << 28, random.array<16>(), random.array<24>(), random.array<48>()});
  const auto decode = [](const Bytes& in) { return decode_vault_key(in); };
  test::sweep(good, decode);
  test::refuses_more_fields(good, decode);
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto cut = decode_vault_key(ByteView(good).first(size));
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == Errc::damaged);
  }
  auto later = good;
  later[8] = 2;
  CHECK(decode(later).error().code == Errc::newer_version);
  later[8] = 0;
  CHECK(decode(later).error().code == Errc::damaged);
  CHECK(decode(Bytes(5000, 's')).error().code == Errc::damaged);
}

}  // namespace sotto::proto
