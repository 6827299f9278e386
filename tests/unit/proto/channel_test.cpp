#include <doctest/doctest.h>

#include <sotto/proto/channel.hpp>

#include "allocations.hpp"
#include "channel.pb.h"
#include "samples.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
using test::SeededRandom;

void same(const Bundle& a, const Bundle& b) {
  CHECK(a.identity == b.identity);
  CHECK(a.signed_prekey == b.signed_prekey);
  CHECK(a.signature == b.signature);
  CHECK(a.one_time_prekey == b.one_time_prekey);
}
pb::Hello wire_hello(SeededRandom& random) {
  const auto bytes = encode(test::any_hello(random));
  pb::Hello out;
  REQUIRE(out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return out;
}
Errc refusal(const pb::Hello& hello) {
  const auto out = decode_hello(view_of(hello.SerializeAsString()));
  REQUIRE_FALSE(out);
  return out.error().code;
}
Reset1 any_reset1(SeededRandom& random) {
  return {random.array<16>(),
          test::any_number(random),
          random.array<8>(),
          2 + static_cast<std::uint32_t>(random.below(99)),
          random.array<32>(),
          test::any_bundle(random),
          test::any_descriptors(random),
          test::any_number(random),
          test::any_number(random)};
}
Reset2 any_reset2(SeededRandom& random) {
  Reset2 out{random.array<16>(),       1 + static_cast<std::uint32_t>(random.below(99)),
             random.array<32>(),       test::any_number(random),
             test::any_number(random), Bytes(1 + random.below(400))};
  random.fill(out.prekey_message);
  return out;
}

}  // namespace

TEST_CASE("hello: every field arrives, and the largest one fits its cell") {
  SeededRandom random;
  for (int i = 0; i < 100; ++i) {
    const auto in = test::any_hello(random);
    const auto out = decode_hello(encode(in));
    REQUIRE(out);
    CHECK(out->version == 1);
    same(out->bundle, in.bundle);
    CHECK(out->commitment == in.commitment);
    CHECK(out->descriptors == in.descriptors);
    CHECK(out->name == in.name);
  }
  auto largest = test::any_hello(random);
  largest.descriptors.assign(3, {{std::string(53, 'a') + ".org:443", random.id<Pin>(), false}, {}, {}});
  largest.name = std::string(limits::name_max, 'n');
  CHECK(encode(largest).size() <= 720);  // docs/protocol.md, "cell"
  CHECK(decode_hello(encode(largest)));
}

TEST_CASE("hello: cut, flipped and longer ones are refused or are another hello's one encoding") {
  SeededRandom random;
  const auto good = encode(test::any_hello(random));
  const auto decode = [](const Bytes& in) { return decode_hello(in); };
  test::sweep(good, decode);
  test::refuses_more_fields(good, decode);
}

TEST_CASE("hello: missing parts, too many descriptors, bad names and hosts are refused") {
  SeededRandom random;
  const auto good = wire_hello(random);
  CHECK(decode_hello(view_of(good.SerializeAsString())));
  auto bad = good;
  bad.clear_bundle();
  CHECK(refusal(bad) == Errc::malformed);
  bad = good;
  bad.mutable_bundle()->set_signature(std::string(63, 's'));
  CHECK(refusal(bad) == Errc::malformed);
  bad = good;
  bad.mutable_bundle()->clear_one_time_prekey();
  CHECK(refusal(bad) == Errc::malformed);
  bad = good;
  bad.clear_descriptors();
  CHECK(refusal(bad) == Errc::malformed);
  bad = good;
  while (bad.descriptors_size() < 4) *bad.add_descriptors() = good.descriptors(0);
  CHECK(refusal(bad) == Errc::malformed);
  for (const auto* host : {"Example.org:443", "example.org", "127.1:443", "a b:443", ""}) {
    bad = good;
    bad.mutable_descriptors(0)->set_authority(host);
    CHECK(refusal(bad) == Errc::malformed);
  }
  bad = good;
  bad.mutable_descriptors(0)->set_pin(std::string(16, 'p'));
  bad.mutable_descriptors(0)->set_plain(true);
  CHECK(refusal(bad) == Errc::malformed);
  bad = good;
  bad.set_name(std::string(65, 'n'));
  CHECK(refusal(bad) == Errc::malformed);
  bad.set_name("\xff");
  CHECK(refusal(bad) == Errc::malformed);
  bad.set_name(std::string(64, 'n'));
  CHECK(decode_hello(view_of(bad.SerializeAsString())));
  bad.set_version(0);
  CHECK(refusal(bad) == Errc::malformed);
  bad.Clear();
  bad.set_version(2);  // whatever else it has
  CHECK(refusal(bad) == Errc::newer_version);
}

TEST_CASE("hello: what is too large or claims to be is refused without room for it") {
  const Bytes huge(limits::hello_max + 1, 0x0a);
  const Bytes claim{0x08, 0x01, 0x2a, 0xff, 0xff, 0xff, 0xff, 0x07};
  test::largest_allocation_since_last_asked();
  CHECK(decode_hello(huge).error().code == Errc::limit);
  CHECK(decode_hello(claim).error().code == Errc::malformed);
  CHECK(test::largest_allocation_since_last_asked() < 4096);
}

TEST_CASE("refused: a version and a known reason") {
  for (const auto reason : {RefuseReason::used, RefuseReason::version, RefuseReason::expired}) {
    const auto out = decode_refused(encode(reason));
    REQUIRE(out);
    CHECK(*out == reason);
  }
  for (const auto& bad : {Bytes{}, Bytes{1}, Bytes{1, 0}, Bytes{1, 4}, Bytes{0, 1}, Bytes{1, 1, 1}}) {
    CHECK(decode_refused(bad).error().code == Errc::malformed);
  }
  CHECK(decode_refused(Bytes{2, 9, 9}).error().code == Errc::newer_version);
}

TEST_CASE("acknowledgements: up to 230 whole entries of known verdicts") {
  SeededRandom random;
  for (const std::size_t count : {1, 2, 229, 230}) {
    std::vector<AckEntry> in(count);
    for (auto& entry : in) entry = {random.id<Token>(), static_cast<Verdict>(1 + random.below(3))};
    const auto bytes = encode(in);
    CHECK(bytes.size() == 17 * count);
    CHECK(bytes.size() <= limits::cell_body);
    const auto out = decode_acks(bytes);
    REQUIRE(out);
    REQUIRE(out->size() == count);
    for (std::size_t i = 0; i < count; ++i) {
      CHECK((*out)[i].token == in[i].token);
      CHECK((*out)[i].verdict == in[i].verdict);
    }
  }
  const auto one = encode(std::vector<AckEntry>{{random.id<Token>(), Verdict::kept}});
  test::sweep(one, [](const Bytes& in) { return decode_acks(in); });
  CHECK(decode_acks(Bytes{}).error().code == Errc::malformed);
  CHECK(decode_acks(Bytes(17 * 231, 1)).error().code == Errc::limit);
  for (const int verdict : {0, 4, 255}) {
    auto bad = one;
    bad[16] = static_cast<std::uint8_t>(verdict);
    CHECK(decode_acks(bad).error().code == Errc::malformed);
  }
}

TEST_CASE("reset: every field of the three bodies arrives") {
  SeededRandom random;
  for (int i = 0; i < 100; ++i) {
    const auto first = any_reset1(random);
    const auto one = decode_reset1(encode(first));
    REQUIRE(one);
    CHECK(one->id == first.id);
    CHECK(one->incarnation == first.incarnation);
    CHECK(one->tie == first.tie);
    CHECK(one->generation == first.generation);
    CHECK(one->ephemeral == first.ephemeral);
    same(one->bundle, first.bundle);
    CHECK(one->descriptors == first.descriptors);
    CHECK(one->next_expected == first.next_expected);
    CHECK(one->lowest_unacknowledged == first.lowest_unacknowledged);
    const auto second = any_reset2(random);
    const auto two = decode_reset2(encode(second));
    REQUIRE(two);
    CHECK(two->id == second.id);
    CHECK(two->generation == second.generation);
    CHECK(two->ephemeral == second.ephemeral);
    CHECK(two->next_expected == second.next_expected);
    CHECK(two->lowest_unacknowledged == second.lowest_unacknowledged);
    CHECK(two->prekey_message == second.prekey_message);
    const ResetRefused third{random.array<16>(), test::any_number(random)};
    const auto three = decode_reset_refused(encode(third));
    REQUIRE(three);
    CHECK(three->id == third.id);
    CHECK(three->known_incarnation == third.known_incarnation);
  }
}

TEST_CASE("reset: damaged bodies are refused or are another's one encoding") {
  SeededRandom random;
  const auto one = encode(any_reset1(random));
  test::sweep(one, [](const Bytes& in) { return decode_reset1(in); });
  test::refuses_more_fields(one, [](const Bytes& in) { return decode_reset1(in); });
  const auto two = encode(any_reset2(random));
  test::sweep(two, [](const Bytes& in) { return decode_reset2(in); });
  test::refuses_more_fields(two, [](const Bytes& in) { return decode_reset2(in); });
  const auto three = encode(ResetRefused{random.array<16>(), 5});
  test::sweep(three, [](const Bytes& in) { return decode_reset_refused(in); });
  test::refuses_more_fields(three, [](const Bytes& in) { return decode_reset_refused(in); });
  CHECK(decode_reset1(Bytes(limits::cell_body + 1)).error().code == Errc::limit);
  CHECK(decode_reset2(Bytes(limits::cell_body + 1)).error().code == Errc::limit);
  CHECK(decode_reset_refused(Bytes(limits::cell_body + 1)).error().code == Errc::limit);
  auto zero = any_reset1(random);
  zero.generation = 0;
  CHECK_FALSE(decode_reset1(encode(zero)));
  auto empty = any_reset2(random);
  empty.prekey_message.clear();
  CHECK_FALSE(decode_reset2(encode(empty)));
}

TEST_CASE("descriptors: none to three are kept") {
  SeededRandom random;
  for (std::size_t count = 0; count <= 4; ++count) {
    std::vector<Descriptor> in(count);
    for (auto& one : in) one = {test::any_endpoint(random), random.id<AdmissionKey>(), random.id<Address>()};
    const auto out = decode_descriptors(encode(in));
    CHECK(static_cast<bool>(out) == (count <= limits::relays_max));
    if (out) CHECK(*out == in);
  }
}

}  // namespace sotto::proto
