// Known answers of the standards, and which library answers.
#include <string>

#include <dlfcn.h>
#include <doctest/doctest.h>

#include <sotto/crypto/keys.hpp>

using namespace sotto;
using crypto::Secret;

namespace {

ByteArray<32> from(std::string_view text) { return exactly<32>(from_hex(text).value()).value(); }

}  // namespace

TEST_CASE("primitives: X25519 gives the answers of RFC 7748 section 5.2") {
  const auto once = crypto::x25519(Secret<32>(from("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")),
                                   from("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));
  REQUIRE(once);
  CHECK(hex(once->expose()) == "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  ByteArray<32> k{9};
  ByteArray<32> u{9};
  for (int i = 0; i < 1000; ++i) {
    const auto next = crypto::x25519(Secret<32>(k), u).value().clone();
    u = k;
    k = *exactly<32>(next.expose());
    if (i == 0) CHECK(hex(k) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
  }
  CHECK(hex(k) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST_CASE("primitives: Ed25519 gives the answer of RFC 8032 section 7.1, test 2") {
  const auto key = crypto::AddressKey::from_seed(
      Secret<32>(from("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  CHECK(key.address.text() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  CHECK(hex(crypto::sign(key, Bytes{0x72})) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST_CASE("primitives: BLAKE2b-256 and HMAC-SHA256 give known answers") {
  CHECK(hex(crypto::plain_hash(view_of("abc"))) == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  AdmissionKey key;
  for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<std::uint8_t>(i);
  CHECK(hex(crypto::admission_mac(key, view_of("abc"))) ==
        "d601cc177559b0248459787f7e804ed7f27689b5995c59b661802d9682fdf8d2");
}

TEST_CASE("primitives: libsodium serves crypto_hash_sha512, not the Signal library's copy") {
  void* const function = dlsym(RTLD_DEFAULT, "crypto_hash_sha512");
  REQUIRE(function != nullptr);
  Dl_info info{};
  REQUIRE(dladdr(function, &info) != 0);
  CHECK(std::string(info.dli_fname).find("libsodium") != std::string::npos);
}
