#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/websocket.hpp>

#include "allocations.hpp"
#include "samples.hpp"

namespace sotto::proto::ws {
namespace {

using test::SeededRandom;

constexpr std::size_t message_max = 70'000;

Bytes frame(Opcode opcode, ByteView payload, std::optional<ByteArray<4>> mask, bool fin = true) {
  Bytes out = to_bytes(frame_head(opcode, payload.size(), mask).view());
  if (!fin) out[0] &= 0x7f;
  const std::size_t head = out.size();
  append(out, payload);
  if (mask) apply_mask(MutableBytes(out).subspan(head), *mask);
  return out;
}
Bytes random_bytes(SeededRandom& random, std::size_t size) {
  Bytes out(size);
  random.fill(out);
  return out;
}

struct Received {
  Opcode opcode;
  Bytes payload;
  friend bool operator==(const Received&, const Received&) = default;
};
struct Receiver {
  explicit Receiver(Side sent_by, std::size_t max = message_max) : decoder(sent_by, max) {}
  Status feed(Bytes bytes) {
    return decoder.feed(bytes, [this](const Decoder::Message& message) {
      received.push_back({message.opcode, to_bytes(message.payload)});
      return true;
    });
  }
  Decoder decoder;
  std::vector<Received> received;
};
Errc refusal(const Bytes& bytes, Side sent_by = Side::server) {
  Receiver receiver(sent_by);
  const auto status = receiver.feed(bytes);
  REQUIRE_FALSE(status);
  CHECK(receiver.received.empty());
  return status.error().code;
}

}  // namespace

TEST_CASE("websocket: the masked and unmasked hello of RFC 6455, section 5.7, as binary") {
  const ByteArray<4> mask{0x37, 0xfa, 0x21, 0x3d};
  CHECK(frame(Opcode::binary, view_of("Hello"), std::nullopt) == from_hex("820548656c6c6f"));
  CHECK(frame(Opcode::binary, view_of("Hello"), mask) == from_hex("828537fa213d7f9f4d5158"));
  CHECK(hex(frame_head(Opcode::binary, 256).view()) == "827e0100");
  CHECK(hex(frame_head(Opcode::binary, 65536).view()) == "827f0000000000010000");
}

TEST_CASE("websocket: masking in words is masking byte by byte, from any offset") {
  SeededRandom random;
  const auto mask = random.array<4>();
  for (std::size_t size = 0; size < 40; ++size) {
    for (std::size_t offset = 0; offset < 9; ++offset) {
      auto bytes = random_bytes(random, size);
      auto expected = bytes;
      for (std::size_t i = 0; i < size; ++i) expected[i] ^= mask[(offset + i) % 4];
      apply_mask(bytes, mask, offset);
      CHECK(bytes == expected);
    }
  }
}

TEST_CASE("websocket: every length form arrives, whatever the pieces it comes in") {
  SeededRandom random;
  for (const auto side : {Side::client, Side::server}) {
    Bytes stream;
    std::vector<Received> sent;
    for (const std::size_t size : {0, 1, 125, 126, 127, 4096, 65535, 65536, 65664}) {
      const auto mask = side == Side::client ? std::optional(random.array<4>()) : std::nullopt;
      sent.push_back({Opcode::binary, random_bytes(random, size)});
      append(stream, frame(Opcode::binary, sent.back().payload, mask));
      if (size <= 125) {
        sent.push_back({Opcode::ping, random_bytes(random, size)});
        append(stream, frame(Opcode::ping, sent.back().payload, mask));
      }
    }
    for (const std::size_t most : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}, stream.size()}) {
      Receiver receiver(side);
      for (std::size_t at = 0; at < stream.size();) {
        const std::size_t size = std::min<std::size_t>(1 + random.below(most), stream.size() - at);
        const auto begin = stream.begin() + static_cast<std::ptrdiff_t>(at);
        REQUIRE(receiver.feed(Bytes(begin, begin + static_cast<std::ptrdiff_t>(size))));
        at += size;
      }
      CHECK(receiver.received == sent);
      CHECK(receiver.decoder.buffered() == 0);
    }
  }
}

TEST_CASE("websocket: a whole message is a view into the caller's buffer") {
  auto bytes = frame(Opcode::binary, view_of("Hello"), ByteArray<4>{1, 2, 3, 4});
  Decoder decoder(Side::client, message_max);
  const std::uint8_t* where = nullptr;
  CHECK(decoder.feed(bytes, [&](const Decoder::Message& message) {
    where = message.payload.data();
    return text_of(message.payload) == "Hello";
  }));
  CHECK(where == bytes.data() + 6);
}

TEST_CASE("websocket: fragments become one message, and control frames between them are seen at once") {
  SeededRandom random;
  for (const std::size_t piece : {1, 3, 1000}) {
    Receiver receiver(Side::server);
    Bytes stream = frame(Opcode::binary, view_of("He"), std::nullopt, false);
    append(stream, frame(Opcode::ping, view_of("p"), std::nullopt));
    append(stream, frame(Opcode::continuation, view_of(""), std::nullopt, false));
    append(stream, frame(Opcode::pong, view_of(""), std::nullopt));
    append(stream, frame(Opcode::continuation, view_of("llo"), std::nullopt));
    append(stream, frame(Opcode::binary, view_of("next"), std::nullopt));
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      const auto end = std::min(stream.size(), at + piece);
      REQUIRE(receiver.feed(
          Bytes(stream.begin() + static_cast<std::ptrdiff_t>(at), stream.begin() + static_cast<std::ptrdiff_t>(end))));
    }
    const auto bytes = [](std::string_view text) { return to_bytes(view_of(text)); };
    CHECK(receiver.received == std::vector<Received>{{Opcode::ping, bytes("p")},
                                                     {Opcode::pong, {}},
                                                     {Opcode::binary, bytes("Hello")},
                                                     {Opcode::binary, bytes("next")}});
  }
}

TEST_CASE("websocket: fragments out of order, text, and too many fragments are refused") {
  CHECK(refusal(frame(Opcode::continuation, view_of("x"), std::nullopt)) == Errc::malformed);
  CHECK(refusal(frame(Opcode::text, view_of("x"), std::nullopt)) == Errc::malformed);
  auto twice = frame(Opcode::binary, view_of("a"), std::nullopt, false);
  append(twice, frame(Opcode::binary, view_of("b"), std::nullopt));
  CHECK(refusal(twice) == Errc::malformed);
  const auto in_fragments = [](std::size_t count) {
    Bytes out = frame(Opcode::binary, {}, std::nullopt, false);
    for (std::size_t i = 2; i < count; ++i) append(out, frame(Opcode::continuation, {}, std::nullopt, false));
    append(out, frame(Opcode::continuation, {}, std::nullopt));
    return out;
  };
  Receiver receiver(Side::server);
  CHECK(receiver.feed(in_fragments(fragments_max)));
  CHECK(receiver.feed(in_fragments(fragments_max)));  // the count is of one message
  CHECK(receiver.received.size() == 2);
  CHECK(refusal(in_fragments(fragments_max + 1)) == Errc::limit);
}

TEST_CASE("websocket: the largest message passes whole and in fragments, one byte more never") {
  const Bytes most(1000, 'm');
  Receiver whole(Side::server, most.size());
  CHECK(whole.feed(frame(Opcode::binary, most, std::nullopt)));
  CHECK(whole.feed(frame(Opcode::binary, ByteView(most).first(999), std::nullopt, false)));
  CHECK(whole.feed(frame(Opcode::continuation, ByteView(most).first(1), std::nullopt)));
  CHECK(whole.received.size() == 2);
  Receiver single(Side::server, most.size() - 1);
  CHECK(single.feed(frame(Opcode::binary, most, std::nullopt)).error().code == Errc::limit);
  Receiver parts(Side::server, most.size());
  CHECK(parts.feed(frame(Opcode::binary, ByteView(most).first(999), std::nullopt, false)));
  CHECK(parts.feed(frame(Opcode::continuation, ByteView(most).first(2), std::nullopt)).error().code == Errc::limit);
}

TEST_CASE("websocket: reserved bits, unknown opcodes, long and fragmented control frames are refused") {
  for (const int bits : {0x10, 0x20, 0x40, 0x70}) {
    CHECK(refusal({static_cast<std::uint8_t>(0x82 | bits), 0x00}) == Errc::malformed);
  }
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    CHECK(refusal({static_cast<std::uint8_t>(0x80 | opcode), 0x00}) == Errc::malformed);
  }
  for (const int opcode : {8, 9, 10}) {
    CHECK(refusal({static_cast<std::uint8_t>(opcode), 0x00}) == Errc::malformed);
    CHECK(refusal({static_cast<std::uint8_t>(0x80 | opcode), 126, 0, 126}) == Errc::malformed);
    CHECK(refusal({static_cast<std::uint8_t>(0x80 | opcode), 127, 0, 0, 0, 0, 0, 1, 0, 0}) == Errc::malformed);
  }
}

TEST_CASE("websocket: a client that does not mask and a server that does are refused") {
  CHECK(refusal(frame(Opcode::binary, view_of("x"), std::nullopt), Side::client) == Errc::malformed);
  CHECK(refusal(frame(Opcode::binary, view_of("x"), ByteArray<4>{1, 2, 3, 4}), Side::server) == Errc::malformed);
}

TEST_CASE(
    "websocket: lengths that are not minimal, or whose high bit is set, are refused, and nothing is allocated for "
    "them") {
  test::largest_allocation_since_last_asked();
  for (const int size : {0, 1, 125}) {
    CHECK(refusal({0x82, 126, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)}) ==
          Errc::malformed);
  }
  CHECK(refusal({0x82, 127, 0, 0, 0, 0, 0, 0, 0xff, 0xff}) == Errc::malformed);
  CHECK(refusal({0x82, 127, 0x80, 0, 0, 0, 0, 1, 0, 0}) == Errc::malformed);
  CHECK(refusal({0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) == Errc::malformed);
  CHECK(refusal({0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) == Errc::limit);
  CHECK(refusal({0x82, 127, 0, 0, 0, 0, 0x80, 0, 0, 0}) == Errc::limit);
  CHECK(refusal({0x82, 127, 0, 0, 0, 0, 0, 2, 0, 0}) == Errc::limit);
  Receiver receiver(Side::server);
  CHECK(receiver.feed({0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, 0}));  // allowed, but only one byte has come
  CHECK(receiver.decoder.buffered() == 11);
  CHECK(receiver.feed({0x82, 126, 0xff, 0xff}));
  CHECK(test::largest_allocation_since_last_asked() < 4096);
}

TEST_CASE("websocket: every flipped bit of a head is refused or changes what is read") {
  SeededRandom random;
  const auto good = frame(Opcode::binary, random_bytes(random, 130), random.array<4>());
  Receiver reference(Side::client);
  REQUIRE(reference.feed(good));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    auto bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    Receiver receiver(Side::client);
    const auto status = receiver.feed(bad);
    if (status && receiver.received == reference.received) FAIL("flipped bit " << bit << " went unseen");
  }
}

TEST_CASE("websocket: a reason to close is a known code and UTF-8, or nothing") {
  const auto close = [](Bytes payload) {
    Receiver receiver(Side::server);
    return static_cast<bool>(receiver.feed(frame(Opcode::close, payload, std::nullopt)));
  };
  CHECK(close({}));
  for (const int code : {1000, 1001, 1003, 1007, 1014, 3000, 4999}) {
    CHECK(close({static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)}));
  }
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65535}) {
    CHECK_FALSE(close({static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)}));
  }
  CHECK_FALSE(close({3}));
  CHECK(close({3, 0xe8, 'o', 'k'}));
  CHECK_FALSE(close({3, 0xe8, 0xff}));
}

TEST_CASE("websocket: after the sink has enough, nothing more is handed over") {
  Bytes two = frame(Opcode::close, {}, std::nullopt);
  append(two, frame(Opcode::binary, view_of("late"), std::nullopt));
  Decoder decoder(Side::server, message_max);
  int seen = 0;
  CHECK(decoder.feed(two, [&](const Decoder::Message&) {
    ++seen;
    return false;
  }));
  CHECK(seen == 1);
}

}  // namespace sotto::proto::ws
