#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/links.hpp>

#include "allocations.hpp"
#include "samples.hpp"

namespace sotto::proto {
namespace {

using test::SeededRandom;

// CRC-32 stands in for the real checksum, which proto does not link: like it, it finds every flipped bit.
ByteArray<4> crc(ByteView bytes) {
  std::uint32_t sum = ~0U;
  for (const auto byte : bytes) {
    sum ^= byte;
    for (int i = 0; i < 8; ++i) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320U : 0U);
  }
  return {static_cast<std::uint8_t>(~sum >> 24), static_cast<std::uint8_t>(~sum >> 16),
          static_cast<std::uint8_t>(~sum >> 8), static_cast<std::uint8_t>(~sum)};
}

Invitation any_invitation(SeededRandom& random, bool member) {
  return {test::any_endpoint(random),
          random.id<AdmissionKey>(),
          member ? std::optional(random.id<AdmissionKey>()) : std::nullopt,
          random.id<Address>(),
          random.array<32>(),
          Timestamp{static_cast<std::int64_t>(random.below(253'402'300'800)) * 1000},
          {}};
}

Bytes payload(std::string_view link) { return *from_base64url(link.substr(link.find(':') + 1)); }
// The link with other bytes before a checksum that fits them.
std::string sealed(std::string_view prefix, Bytes body) {
  append(body, crc(body));
  return std::string(prefix) + base64url(body);
}
Bytes unsealed(std::string_view link) {
  auto bytes = payload(link);
  bytes.erase(bytes.end() - 4, bytes.end());
  return bytes;
}

template <class Decode>
void refuses_every_cut_and_flip(const std::string& link, const Decode& decode) {
  for (std::size_t size = 0; size < link.size(); ++size) {
    if (decode(std::string_view(link).substr(0, size))) FAIL("accepted a cut at " << size);
    if (size > 0 && decode(std::string_view(link).substr(size))) FAIL("accepted without the first " << size);
  }
  for (std::size_t bit = 0; bit < link.size() * 8; ++bit) {
    std::string bad = link;
    bad[bit / 8] = static_cast<char>(static_cast<std::uint8_t>(bad[bit / 8]) ^ (1U << (bit % 8)));
    const auto out = decode(bad);
    if (out) FAIL("accepted flipped bit " << bit);
    if (out.error().code != Errc::malformed) FAIL("flipped bit " << bit << " passed for a newer version");
  }
}

}  // namespace

TEST_CASE("invitation: every field arrives, and the public bytes are everything but secret and checksum") {
  SeededRandom random;
  for (int i = 0; i < 200; ++i) {
    auto in = any_invitation(random, i % 2 == 0);
    const auto link = encode(in, crc);
    CHECK(link.size() <= limits::invite_max);
    const auto out = decode_invitation(link, crc);
    REQUIRE(out);
    CHECK(out->relay == in.relay);
    CHECK(out->guest == in.guest);
    CHECK(out->member == in.member);
    CHECK(out->rendezvous == in.rendezvous);
    CHECK(out->secret == in.secret);
    CHECK(out->expiry == in.expiry);
    CHECK(out->public_bytes == in.public_bytes);
    auto bytes = unsealed(link);
    const auto secret = bytes.end() - 32 - 5;
    CHECK(std::equal(in.secret.begin(), in.secret.end(), secret));
    bytes.erase(secret, secret + 32);
    CHECK(bytes == in.public_bytes);
  }
}

TEST_CASE("relay link: every field arrives") {
  SeededRandom random;
  for (int i = 0; i < 100; ++i) {
    const RelayLink in{test::any_endpoint(random), random.id<AdmissionKey>(), random.id<AdmissionKey>()};
    const auto out = decode_relay_link(encode(in, crc), crc);
    REQUIRE(out);
    CHECK(out->relay == in.relay);
    CHECK(out->guest == in.guest);
    CHECK(out->member == in.member);
  }
}

TEST_CASE("invitation: the largest one, with a pin, a member key and 61 bytes of host, fits 255 characters") {
  SeededRandom random;
  auto in = any_invitation(random, true);
  in.relay = {std::string(53, 'a') + ".org:443", random.id<Pin>(), false};
  REQUIRE(in.relay.authority.size() == limits::host_max);
  const auto link = encode(in, crc);
  CHECK(link.size() <= limits::invite_max);
  CHECK(decode_invitation(link, crc));
}

TEST_CASE("invitation: every truncation and every flipped bit of the text is refused as damaged") {
  SeededRandom random;
  for (const bool member : {false, true}) {
    auto in = any_invitation(random, member);
    refuses_every_cut_and_flip(encode(in, crc), [](std::string_view text) { return decode_invitation(text, crc); });
  }
}

TEST_CASE("relay link: every truncation and every flipped bit of the text is refused as damaged") {
  SeededRandom random;
  const RelayLink in{test::any_endpoint(random), random.id<AdmissionKey>(), random.id<AdmissionKey>()};
  refuses_every_cut_and_flip(encode(in, crc), [](std::string_view text) { return decode_relay_link(text, crc); });
}

TEST_CASE("links: white space around is trimmed, inside it is refused") {
  SeededRandom random;
  auto in = any_invitation(random, false);
  const auto link = encode(in, crc);
  CHECK(decode_invitation(" \t\r\n" + link + "\r\n ", crc));
  CHECK_FALSE(decode_invitation(link.substr(0, 40) + "\n" + link.substr(40), crc));
  CHECK_FALSE(decode_invitation(link + "=", crc));
  CHECK_FALSE(decode_invitation("\xc2\xa0" + link, crc));
  CHECK_FALSE(decode_invitation("", crc));
  CHECK_FALSE(decode_invitation("   ", crc));
}

TEST_CASE("links: one kind is never read as the other") {
  SeededRandom random;
  auto invitation = any_invitation(random, true);
  const RelayLink relay{test::any_endpoint(random), random.id<AdmissionKey>(), random.id<AdmissionKey>()};
  const auto first = encode(invitation, crc), second = encode(relay, crc);
  CHECK_FALSE(decode_relay_link(first, crc));
  CHECK_FALSE(decode_invitation(second, crc));
  CHECK_FALSE(decode_relay_link("sotto-relay:" + first.substr(6), crc));
  CHECK_FALSE(decode_invitation("sotto:" + second.substr(12), crc));
}

TEST_CASE("links: a later version or an unknown flag under a good checksum is named as newer") {
  SeededRandom random;
  auto in = any_invitation(random, false);
  const auto good = unsealed(encode(in, crc));
  const auto code = [](Bytes body, std::size_t at, std::uint8_t value) {
    body[at] = value;
    const auto out = decode_invitation(sealed("sotto:", body), crc);
    REQUIRE_FALSE(out);
    return out.error().code;
  };
  CHECK(code(good, 0, 2) == Errc::newer_version);
  CHECK(code(good, 0, 255) == Errc::newer_version);
  CHECK(code(good, 0, 0) == Errc::malformed);
  CHECK(code(good, 1, static_cast<std::uint8_t>(good[1] | 8)) == Errc::newer_version);
  CHECK(code(good, 1, static_cast<std::uint8_t>(good[1] | 128)) == Errc::newer_version);
  CHECK(code(good, 1, 5) == Errc::malformed);  // pinned and plain
  Bytes longer_and_newer(300, 2);              // a newer version may need more room, but not more than the limit
  CHECK(decode_invitation(sealed("sotto:", longer_and_newer), crc).error().code == Errc::malformed);
}

TEST_CASE("links: fields out of place are refused under a good checksum") {
  SeededRandom random;
  auto in = any_invitation(random, false);
  in.relay = {"example.org:443", random.id<Pin>(), false};
  const auto good = unsealed(encode(in, crc));
  const auto refused = [](const Bytes& body) { return !decode_invitation(sealed("sotto:", body), crc); };
  CHECK_FALSE(refused(good));
  Bytes longer = good;
  longer.push_back(0);
  CHECK(refused(longer));
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK(refused(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
  Bytes upper = good;
  upper[3] = 'E';
  CHECK(refused(upper));  // two spellings of one host would be two invitations
  Bytes late = good;
  late[late.size() - 5] = 255;
  CHECK(refused(late));  // beyond the year 9999
  Bytes no_host = good;
  no_host[2] = 0;
  CHECK(refused(no_host));
}

TEST_CASE("links: a long text is refused before anything is decoded") {
  const std::string huge = "sotto:" + std::string(1'000'000, 'A');
  test::largest_allocation_since_last_asked();
  CHECK_FALSE(decode_invitation(huge, crc));
  CHECK_FALSE(decode_relay_link(huge, crc));
  CHECK(test::largest_allocation_since_last_asked() < 4096);
}

}  // namespace sotto::proto
