// Our WebSocket codec against Boost.Beast as an independent peer, from both ends. The two ends share a stream in
// memory; nothing waits: each step runs until there is nothing left to do.
#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <doctest/doctest.h>

#include <sotto/proto/websocket.hpp>

#include "seeded_random.hpp"

namespace sotto::proto::ws {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using sotto::test::SeededRandom;
using Memory = beast::test::stream;
using Beast = beast::websocket::stream<Memory>;

constexpr std::size_t message_max = 70'000;

Bytes random_bytes(SeededRandom& random, std::size_t size) {
  Bytes out(size);
  random.fill(out);
  return out;
}

struct Received {
  Opcode opcode;
  Bytes payload;
};

// Our end of the stream: bytes in and out, with our codec between.
class Ours {
 public:
  Ours(Memory stream, Side me)
      : stream_(std::move(stream)), me_(me), decoder_(me == Side::client ? Side::server : Side::client, message_max) {}

  Bytes taken() {  // what has arrived and was not looked at yet
    const std::string arrived(stream_.str());
    stream_.clear();
    return to_bytes(view_of(arrived));
  }
  void put(ByteView bytes) { asio::write(stream_, asio::buffer(bytes.data(), bytes.size())); }
  void send(Opcode opcode, ByteView payload, SeededRandom& random, bool fin = true) {
    const auto mask = me_ == Side::client ? std::optional(random.array<4>()) : std::nullopt;
    Bytes out = to_bytes(frame_head(opcode, payload.size(), mask).view());
    if (!fin) out[0] &= 0x7f;
    const auto head = out.size();
    append(out, payload);
    if (mask) apply_mask(MutableBytes(out).subspan(head), *mask);
    put(out);
  }
  void receive() {
    Bytes bytes = taken();
    REQUIRE(decoder_.feed(bytes, [this](const Decoder::Message& message) {
      received.push_back({message.opcode, to_bytes(message.payload)});
      return true;
    }));
  }
  void close() { stream_.close(); }

  std::vector<Received> received;

 private:
  Memory stream_;
  Side me_;
  Decoder decoder_;
};

struct Pair {  // Beast on one side, we on the other, after the upgrade
  explicit Pair(Side ours_is) : beast(context), ours(joined(), ours_is) {
    beast.binary(true);
    beast.read_message_max(message_max);
    beast.control_callback([this](beast::websocket::frame_type kind, beast::string_view) { controls.push_back(kind); });
    ours_is == Side::server ? upgrade_beast_client() : upgrade_beast_server();
  }
  void run() {
    context.restart();
    context.poll();
  }
  void upgrade_beast_client() {
    beast.async_handshake("relay.example.org:443", "/", [this](beast::error_code error) { upgraded = !error; });
    run();
    const Bytes request = ours.taken();
    std::size_t used = 0;
    const auto parsed = parse_upgrade(request, used);
    REQUIRE(parsed);
    REQUIRE(parsed->has_value());
    CHECK(used == request.size());
    CHECK((*parsed)->host == "relay.example.org:443");
    CHECK((*parsed)->target == "/");
    ours.put(view_of(upgrade_response(**parsed)));
    run();
    REQUIRE(upgraded);
  }
  void upgrade_beast_server() {
    beast.async_accept([this](beast::error_code error) { upgraded = !error; });
    SeededRandom random;
    const auto key = random.array<16>();
    ours.put(view_of(upgrade_request("relay.example.org:443", key)));
    run();
    REQUIRE(upgraded);
    const Bytes response = ours.taken();
    std::size_t used = 0;
    const auto parsed = parse_upgrade_response(response, key, used);
    REQUIRE(parsed);
    CHECK(parsed->value_or(false));
    CHECK(used == response.size());
  }
  void beast_sends(ByteView payload) {
    bool sent = false;
    beast.async_write(asio::buffer(payload.data(), payload.size()),
                      [&](beast::error_code error, std::size_t) { sent = !error; });
    run();
    REQUIRE(sent);
    ours.receive();
  }
  // What Beast reads next, or the error it ends with.
  std::pair<beast::error_code, Bytes> beast_reads() {
    std::optional<beast::error_code> result;
    beast::flat_buffer buffer;
    beast.async_read(buffer, [&](beast::error_code error, std::size_t) { result = error; });
    run();
    REQUIRE(result);
    return {*result, to_bytes(view_of(beast::buffers_to_string(buffer.data())))};
  }
  Memory joined() {
    Memory other(context);
    beast.next_layer().connect(other);
    return other;
  }

  asio::io_context context;
  Beast beast;
  Ours ours;
  bool upgraded = false;
  std::vector<beast::websocket::frame_type> controls;
};

const std::size_t sizes[] = {0, 1, 125, 126, 4096, 65535, 65536, 65664};

}  // namespace

TEST_CASE("beast: messages of every length form arrive both ways, whichever end is the server") {
  for (const auto side : {Side::server, Side::client}) {
    SeededRandom random;
    Pair pair(side);
    for (const auto size : sizes) {
      const auto payload = random_bytes(random, size);
      pair.beast_sends(payload);
      REQUIRE(pair.ours.received.size() == 1);
      CHECK(pair.ours.received[0].opcode == Opcode::binary);
      CHECK(pair.ours.received[0].payload == payload);
      pair.ours.received.clear();
      pair.ours.send(Opcode::binary, payload, random);
      const auto [error, read] = pair.beast_reads();
      CHECK_FALSE(error);
      CHECK(read == payload);
    }
  }
}

TEST_CASE("beast: messages it cuts into fragments are put together, and it puts ours together") {
  for (const auto side : {Side::server, Side::client}) {
    SeededRandom random;
    Pair pair(side);
    pair.beast.auto_fragment(true);
    pair.beast.write_buffer_bytes(1024);
    const auto payload = random_bytes(random, 65'536);
    pair.beast_sends(payload);
    REQUIRE(pair.ours.received.size() == 1);
    CHECK(pair.ours.received[0].payload == payload);
    const ByteView whole(payload);
    pair.ours.send(Opcode::binary, whole.first(1), random, false);
    pair.ours.send(Opcode::ping, view_of("between"), random);
    pair.ours.send(Opcode::continuation, {}, random, false);
    pair.ours.send(Opcode::continuation, whole.subspan(1), random);
    const auto [error, read] = pair.beast_reads();
    CHECK_FALSE(error);
    CHECK(read == payload);
    CHECK(pair.controls == std::vector{beast::websocket::frame_type::ping});
  }
}

TEST_CASE("beast: pings are answered with their own payload, and a close with a reason is understood") {
  for (const auto side : {Side::server, Side::client}) {
    SeededRandom random;
    Pair pair(side);
    pair.ours.send(Opcode::ping, view_of("are you there"), random);
    pair.ours.send(Opcode::binary, view_of("x"), random);
    CHECK_FALSE(pair.beast_reads().first);
    pair.ours.receive();
    REQUIRE(pair.ours.received.size() == 1);
    CHECK(pair.ours.received[0].opcode == Opcode::pong);
    CHECK(text_of(pair.ours.received[0].payload) == "are you there");
    bool pinged = false;
    pair.beast.async_ping("beast", [&](beast::error_code error) { pinged = !error; });
    pair.run();
    CHECK(pinged);
    pair.ours.receive();
    CHECK(pair.ours.received.back().opcode == Opcode::ping);
    CHECK(text_of(pair.ours.received.back().payload) == "beast");
    const ByteArray<2> normal{0x03, 0xe8};
    pair.ours.send(Opcode::close, normal, random);
    CHECK(pair.beast_reads().first == beast::websocket::error::closed);
    CHECK(pair.beast.reason().code == beast::websocket::close_code::normal);
    pair.ours.receive();
    CHECK(pair.ours.received.back().opcode == Opcode::close);
    CHECK(equal(pair.ours.received.back().payload, normal));
  }
}

TEST_CASE("beast: its offer to compress is passed over, and what follows is not compressed") {
  asio::io_context context;
  Beast client(context);
  Memory other(context);
  client.next_layer().connect(other);
  beast::websocket::permessage_deflate deflate;
  deflate.client_enable = true;
  client.set_option(deflate);
  bool upgraded = false;
  beast::websocket::response_type response;
  client.async_handshake(response, "h:1", "/", [&](beast::error_code error) { upgraded = !error; });
  context.poll();
  const std::string request(other.str());
  CHECK(request.find("permessage-deflate") != std::string::npos);
  other.clear();
  std::size_t used = 0;
  const auto parsed = parse_upgrade(view_of(request), used);
  REQUIRE(parsed);
  REQUIRE(parsed->has_value());
  asio::write(other, asio::buffer(upgrade_response(**parsed)));
  context.restart();
  context.poll();
  REQUIRE(upgraded);
  client.binary(true);
  const std::string zeros(3000, '\0');
  client.async_write(asio::buffer(zeros), [](beast::error_code error, std::size_t) { CHECK_FALSE(error); });
  context.restart();
  context.poll();
  Bytes bytes = to_bytes(view_of(std::string(other.str())));
  Decoder decoder(Side::client, message_max);
  bool seen = false;
  CHECK(decoder.feed(bytes, [&](const Decoder::Message& message) { return seen = text_of(message.payload) == zeros; }));
  CHECK(seen);
}

TEST_CASE("beast: it refuses what we refuse: a wrong accept, reserved bits, a long control frame") {
  SeededRandom random;
  {
    asio::io_context context;
    Beast client(context);
    Memory other(context);
    client.next_layer().connect(other);
    beast::error_code result;
    client.async_handshake("h:1", "/", [&](beast::error_code error) { result = error; });
    context.poll();
    asio::write(other, asio::buffer(upgrade_response({"/", "h", "dGhlIHNhbXBsZSBub25jZQ=="})));
    context.restart();
    context.poll();
    CHECK(result == beast::websocket::error::bad_sec_accept);
  }
  for (const auto& bad : {Bytes{0xc2, 0x00}, Bytes{0x89, 126, 0, 126}, Bytes{0x82, 126, 0, 1}, Bytes{0x83, 0x00}}) {
    Pair pair(Side::server);
    pair.ours.put(bad);
    CHECK(pair.beast_reads().first);
    CHECK_FALSE(parse_head(bad, Side::server, message_max));
  }
}

}  // namespace sotto::proto::ws
