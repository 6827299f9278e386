#include <doctest/doctest.h>

#include <sotto/proto/relay.hpp>

#include "allocations.hpp"
#include "relay.pb.h"
#include "samples.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
using test::SeededRandom;

Bytes any_cell(SeededRandom& random, std::size_t size = limits::cell) {
  Bytes out(size);
  random.fill(out);
  return out;
}

// The same frame by way of the generated code, for the frames we write by hand.
Bytes by_protobuf(const Frame& frame) {
  pb::Frame out;
  const auto text = [](ByteView view) { return std::string(text_of(view)); };
  if (const auto* forward = std::get_if<Forward>(&frame)) {
    out.mutable_forward()->set_ref(forward->ref);
    out.mutable_forward()->set_address(text(forward->address.view()));
    out.mutable_forward()->set_cell(text(forward->cell));
  } else if (const auto* deliver = std::get_if<Deliver>(&frame)) {
    out.mutable_deliver()->set_spool_seq(deliver->spool_seq);
    out.mutable_deliver()->set_address(text(deliver->address.view()));
    out.mutable_deliver()->set_cell(text(deliver->cell));
  }
  return to_bytes(view_of(out.SerializeAsString()));
}

template <class T>
T roundtrip(const T& in) {
  const auto bytes = encode(Frame{in});
  const auto out = decode(bytes);
  REQUIRE(out);
  REQUIRE(std::holds_alternative<T>(*out));
  return std::get<T>(*out);
}

}  // namespace

TEST_CASE("relay frames: every field of every frame arrives") {
  SeededRandom random;
  const Welcome welcome{1, 3, random.array<32>()};
  CHECK(roundtrip(welcome).version_min == 1);
  CHECK(roundtrip(welcome).version_max == 3);
  CHECK(roundtrip(welcome).nonce == welcome.nonce);
  const Admit admit{1, Role::member, "relay.example.org:443", random.array<32>(), random.array<32>()};
  CHECK(roundtrip(admit).version == 1);
  CHECK(roundtrip(admit).role == Role::member);
  CHECK(roundtrip(admit).authority == admit.authority);
  CHECK(roundtrip(admit).nonce == admit.nonce);
  CHECK(roundtrip(admit).mac == admit.mac);
  const auto spool = random.id<SpoolId>();
  CHECK(roundtrip(Admitted{spool}).spool == spool);
  CHECK_FALSE(roundtrip(Admitted{}).spool.has_value());
  const auto address = random.id<Address>();
  CHECK(roundtrip(Refused{Refusal::listen, address}).reason == Refusal::listen);
  CHECK(roundtrip(Refused{Refusal::listen, address}).address == address);
  CHECK_FALSE(roundtrip(Refused{Refusal::busy, std::nullopt}).address.has_value());
  const Listen listen{address, random.array<64>()};
  CHECK(roundtrip(listen).address == address);
  CHECK(roundtrip(listen).proof == listen.proof);
  CHECK(roundtrip(Listening{address, 128}).address == address);
  CHECK(roundtrip(Listening{address, 128}).spooled == 128);
  CHECK(roundtrip(Drained{address}).address == address);
  CHECK(roundtrip(Displaced{address}).address == address);
  const Answer answer{7, 16, Outcome::refused, Refusal::size};
  CHECK(roundtrip(answer).first_ref == 7);
  CHECK(roundtrip(answer).count == 16);
  CHECK(roundtrip(answer).outcome == Outcome::refused);
  CHECK(roundtrip(answer).reason == Refusal::size);
  CHECK(roundtrip(Answer{0, 1, Outcome::spooled, Refusal::rate}).outcome == Outcome::spooled);
  CHECK(roundtrip(Ack{address, 9}).address == address);
  CHECK(roundtrip(Ack{address, UINT64_MAX}).spool_seq == UINT64_MAX);
  CHECK(roundtrip(SpoolChanged{spool}).spool == spool);
}

TEST_CASE("relay frames: a forward and a deliver carry cells and blocks, as views into what came") {
  SeededRandom random;
  for (const auto size : {limits::cell, limits::block}) {
    const auto cell = any_cell(random, size);
    const auto address = random.id<Address>();
    const auto bytes = encode(Forward{5, address, cell});
    CHECK(bytes.size() <= frame_max);
    const auto forward = decode(bytes);
    REQUIRE(forward);
    CHECK(std::get<Forward>(*forward).ref == 5);
    CHECK(std::get<Forward>(*forward).address == address);
    CHECK(equal(std::get<Forward>(*forward).cell, cell));
    CHECK(std::get<Forward>(*forward).cell.data() == bytes.data() + bytes.size() - size);
    const auto other = encode(Deliver{UINT64_MAX, address, cell});
    CHECK(other.size() <= frame_max);
    const auto deliver = decode(other);
    REQUIRE(deliver);
    CHECK(std::get<Deliver>(*deliver).spool_seq == UINT64_MAX);
    CHECK(std::get<Deliver>(*deliver).address == address);
    CHECK(equal(std::get<Deliver>(*deliver).cell, cell));
  }
}

TEST_CASE("relay frames: the hand-written encoding is Protobuf's own, byte for byte") {
  SeededRandom random;
  for (int i = 0; i < 300; ++i) {
    const auto cell = any_cell(random, i % 50 == 0 ? limits::block : limits::cell);
    for (const int kind : {8, 10}) {
      const auto frame = test::any_frame(random, kind, cell);
      CHECK(encode(frame) == by_protobuf(frame));
    }
  }
  const auto cell = any_cell(random);
  CHECK(encode(Forward{0, {}, cell}) == by_protobuf(Forward{0, {}, cell}));
  CHECK(encode(Deliver{0, {}, cell}) == by_protobuf(Deliver{0, {}, cell}));
}

TEST_CASE("relay frames: what the relay splices from a forward is the deliver it means") {
  SeededRandom random;
  for (int i = 0; i < 200; ++i) {
    const auto cell = any_cell(random, i % 40 == 0 ? limits::block : limits::cell);
    const auto forward = std::get<Forward>(test::any_frame(random, 8, cell));
    const auto bytes = encode(forward);
    const auto view = parse_forward(bytes);
    REQUIRE(view);
    CHECK(view->ref == forward.ref);
    CHECK(equal(view->address, forward.address.view()));
    CHECK(equal(view->cell, cell));
    const std::uint64_t seq = i % 2 == 0 ? 0 : test::any_number(random);
    Bytes spliced = to_bytes(deliver_header(seq, view->routed.size()).view());
    append(spliced, view->routed);
    CHECK(spliced == encode(Deliver{seq, forward.address, cell}));
  }
}

TEST_CASE("relay frames: random frames of every kind survive, and each has one encoding") {
  SeededRandom random;
  const auto cell = any_cell(random);
  for (int i = 0; i < 40; ++i) {
    for (int kind = 0; kind < test::frame_kinds; ++kind) {
      const auto bytes = encode(test::any_frame(random, kind, cell));
      const auto frame = decode(bytes);
      REQUIRE(frame);
      CHECK(static_cast<int>(frame->index()) == kind);
      CHECK(encode(*frame) == bytes);
    }
  }
}

TEST_CASE("relay frames: a cut or flipped small frame is refused or is another frame's one encoding") {
  SeededRandom random;
  for (int kind = 0; kind < test::frame_kinds; ++kind) {
    if (kind == 8 || kind == 10) continue;
    const auto bytes = encode(test::any_frame(random, kind, {}));
    test::sweep(bytes, [](const Bytes& in) { return decode(in); });
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode(ByteView(bytes).first(size)));
    test::refuses_more_fields(bytes, [](const Bytes& in) { return decode(in); });
  }
}

TEST_CASE("relay frames: parse_forward and decode agree on every damage to a forward's head") {
  SeededRandom random;
  const auto cell = any_cell(random);
  for (const std::uint32_t ref : {0U, 1U, 127U, 128U, UINT32_MAX}) {
    const auto good = encode(Forward{ref, random.id<Address>(), cell});
    const std::size_t head = good.size() - limits::cell;
    for (std::size_t bit = 0; bit < head * 8; ++bit) {
      Bytes bad = good;
      bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      const auto frame = decode(bad);
      const auto view = parse_forward(bad);
      CHECK(view.has_value() == (frame && std::holds_alternative<Forward>(*frame)));
      if (frame && encode(*frame) != bad) FAIL("accepted flipped bit " << bit);
    }
    for (std::size_t size = 0; size < good.size(); size += size < 64 ? 1 : 509) {
      CHECK_FALSE(parse_forward(ByteView(good).first(size)));
      CHECK_FALSE(decode(ByteView(good).first(size)));
    }
  }
}

TEST_CASE("relay frames: a forward that Protobuf would read but that is not canonical is refused") {
  SeededRandom random;
  const auto cell = any_cell(random);
  pb::Frame zero;  // a cell of a wrong size
  zero.mutable_forward()->set_address(std::string(32, 'a'));
  for (const std::size_t size : {0, 1, 4095, 4097, 65535, 65537}) {
    zero.mutable_forward()->set_cell(std::string(size, 'c'));
    CHECK_FALSE(decode(view_of(zero.SerializeAsString())));
  }
  const auto good = encode(Forward{1, random.id<Address>(), cell});
  const auto rebuilt = [&](Bytes head, ByteView rest) {
    append(head, rest);
    return head;
  };
  const std::size_t inner = good.size() - 3;  // after tag and two bytes of length
  REQUIRE(good[3] == 0x08);
  const auto routed = ByteView(good).subspan(5);
  const auto length = [](std::size_t n) {
    return Bytes{0x4a, static_cast<std::uint8_t>(n | 0x80), static_cast<std::uint8_t>(n >> 7)};
  };
  auto long_ref = length(inner + 1);
  append(long_ref, Bytes{0x08, 0x81, 0x00});
  CHECK_FALSE(decode(rebuilt(long_ref, routed)));
  auto zero_ref = length(inner);
  append(zero_ref, Bytes{0x08, 0x00});
  CHECK_FALSE(decode(rebuilt(zero_ref, routed)));
  auto wide_ref = length(inner + 4);
  append(wide_ref, Bytes{0x08, 0x80, 0x80, 0x80, 0x80, 0x10});  // 2^32
  CHECK_FALSE(decode(rebuilt(wide_ref, routed)));
  auto twice = length(inner + 2);
  append(twice, Bytes{0x08, 0x01, 0x08, 0x01});
  CHECK_FALSE(decode(rebuilt(twice, routed)));
}

TEST_CASE("relay frames: values out of range are refused") {
  const auto refused = [](const pb::Frame& frame) { return !decode(view_of(frame.SerializeAsString())); };
  const std::string nonce(32, 'n');
  pb::Frame frame;
  auto* admit = frame.mutable_admit();
  admit->set_version(1);
  admit->set_role(pb::ROLE_GUEST);
  admit->set_authority(std::string(61, 'a'));
  admit->set_nonce(nonce);
  admit->set_mac(nonce);
  CHECK_FALSE(refused(frame));
  admit->set_authority(std::string(62, 'a'));
  CHECK(refused(frame));
  admit->set_authority("a:1");
  admit->set_role(static_cast<pb::Role>(3));
  CHECK(refused(frame));
  admit->set_role(static_cast<pb::Role>(0));
  CHECK(refused(frame));
  frame.mutable_refused()->set_reason(static_cast<pb::Refusal>(8));
  CHECK(refused(frame));
  frame.mutable_refused()->set_reason(pb::REFUSAL_RATE);
  frame.mutable_refused()->set_address(std::string(31, 'a'));
  CHECK(refused(frame));
  auto* answer = frame.mutable_answer();
  answer->set_outcome(pb::OUTCOME_LIVE);
  CHECK(refused(frame));  // of no frame at all
  answer->set_count(2);
  CHECK_FALSE(refused(frame));
  answer->set_first_ref(UINT32_MAX);
  CHECK(refused(frame));  // the refs would wrap
  answer->set_first_ref(1);
  answer->set_reason(pb::REFUSAL_RATE);
  CHECK(refused(frame));  // a reason without a refusal
  answer->set_outcome(static_cast<pb::Outcome>(5));
  CHECK(refused(frame));
  frame.mutable_ack()->set_address(std::string(32, 'a'));
  CHECK(refused(frame));  // nothing to acknowledge
  frame.mutable_welcome()->set_nonce(nonce);
  CHECK(refused(frame));  // no version
  frame.mutable_welcome()->set_version_min(2);
  frame.mutable_welcome()->set_version_max(1);
  CHECK(refused(frame));
  frame.Clear();
  CHECK(refused(frame));
}

TEST_CASE("relay frames: a welcome or admit of a later version is read when it can be, else named as newer") {
  SeededRandom random;
  const Welcome later{2, 4, random.array<32>()};
  CHECK(roundtrip(later).version_min == 2);
  CHECK(roundtrip(Admit{2, Role::guest, "a:1", {}, {}}).version == 2);
  pb::Frame frame;
  frame.mutable_admit()->set_version(2);  // and a layout of its own
  const auto admit = decode(view_of(frame.SerializeAsString()));
  REQUIRE_FALSE(admit);
  CHECK(admit.error().code == Errc::newer_version);
  frame.mutable_admit()->set_version(1);
  CHECK(decode(view_of(frame.SerializeAsString())).error().code == Errc::malformed);
}

TEST_CASE("relay frames: what is too large is refused before it is parsed") {
  test::largest_allocation_since_last_asked();
  const Bytes huge(frame_max + 1, 0x4a);
  test::largest_allocation_since_last_asked();
  CHECK(decode(huge).error().code == Errc::limit);
  const Bytes welcome_sized_like_a_block(limits::block, 0x0a);
  test::largest_allocation_since_last_asked();
  CHECK(decode(welcome_sized_like_a_block).error().code == Errc::limit);
  // Lengths of two gigabytes claimed by a few bytes.
  for (const auto& claim : {Bytes{0x4a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x12}, Bytes{0x2a, 0xff, 0xff, 0xff, 0xff, 0x07},
                            Bytes{0x2a, 0x08, 0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00, 0x00}}) {
    CHECK(decode(claim).error().code == Errc::malformed);
  }
  CHECK(test::largest_allocation_since_last_asked() < 4096);
}

}  // namespace sotto::proto
