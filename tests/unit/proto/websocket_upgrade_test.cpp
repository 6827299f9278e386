#include <doctest/doctest.h>

#include <sotto/proto/websocket.hpp>

#include "samples.hpp"

namespace sotto::proto::ws {
namespace {

const std::string rfc_request =  // RFC 6455, section 1.2
    "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\n"
    "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Version: 13\r\n\r\n";
const ByteArray<16> rfc_key{'t', 'h', 'e', ' ', 's', 'a', 'm', 'p', 'l', 'e', ' ', 'n', 'o', 'n', 'c', 'e'};

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}
Result<std::optional<UpgradeRequest>> request(std::string_view text) {
  std::size_t used = 0;
  return parse_upgrade(view_of(text), used);
}
bool accepted(std::string_view text) {
  const auto out = request(text);
  return out && out->has_value();
}
bool answered(std::string_view text) {
  std::size_t used = 0;
  const auto out = parse_upgrade_response(view_of(text), rfc_key, used);
  return out && out->has_value();
}

}  // namespace

TEST_CASE("upgrade: the example of RFC 6455 is read and answered as there") {
  std::size_t used = 0;
  const std::string and_more = rfc_request + "\x82";
  const auto out = parse_upgrade(view_of(and_more), used);
  REQUIRE(out);
  REQUIRE(out->has_value());
  CHECK((*out)->target == "/chat");
  CHECK((*out)->host == "server.example.com");
  CHECK((*out)->key == "dGhlIHNhbXBsZSBub25jZQ==");
  CHECK(used == rfc_request.size());
  const auto response = upgrade_response(**out);
  CHECK(response.find("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
  CHECK(answered(response));
}

TEST_CASE("upgrade: our request is read by our server, and only the fitting answer is taken") {
  sotto::test::SeededRandom random;
  const auto key = random.array<16>();
  const auto text = upgrade_request("relay.example.org:443", key);
  const auto out = request(text);
  REQUIRE(out);
  REQUIRE(out->has_value());
  CHECK((*out)->target == "/");
  CHECK((*out)->host == "relay.example.org:443");
  const auto response = upgrade_response(**out);
  std::size_t used = 0;
  const auto taken = parse_upgrade_response(view_of(response + "\x82\x01x"), key, used);
  REQUIRE(taken);
  CHECK(taken->value_or(false));
  CHECK(used == response.size());
  CHECK_FALSE(answered(response));  // the answer to another key
}

TEST_CASE("upgrade: with every prefix more is wanted, never an error") {
  for (std::size_t size = 0; size < rfc_request.size(); ++size) {
    const auto out = request(std::string_view(rfc_request).substr(0, size));
    REQUIRE(out);
    CHECK_FALSE(out->has_value());
  }
  const auto response = upgrade_response({"/", "h", "dGhlIHNhbXBsZSBub25jZQ=="});
  for (std::size_t size = 0; size < response.size(); ++size) {
    std::size_t used = 0;
    const auto out = parse_upgrade_response(view_of(response).first(size), rfc_key, used);
    REQUIRE(out);
    CHECK_FALSE(out->has_value());
  }
}

TEST_CASE("upgrade: names and tokens are read in any case and in lists, extensions are not taken up") {
  CHECK(accepted(changed(rfc_request, "Upgrade: websocket", "uPGRADE: WebSocket")));
  CHECK(accepted(changed(rfc_request, "Connection: Upgrade", "Connection: keep-alive, Upgrade")));
  CHECK(accepted(changed(rfc_request, "Connection: Upgrade", "Connection: keep-alive\r\nConnection:upgrade\t")));
  CHECK(accepted(changed(rfc_request, "Origin: http://example.com", "Sec-WebSocket-Extensions: permessage-deflate")));
  CHECK(accepted(changed(rfc_request, "Origin: http://example.com", "Content-Length: 0")));
}

TEST_CASE("upgrade: anything but one plain upgrade is refused") {
  const std::pair<const char*, const char*> changes[] = {
      {"GET ", "POST "},
      {"GET ", "get "},
      {"GET /chat", "GET  /chat"},
      {"GET /chat", "GET chat"},
      {"GET /chat", "GET http://h/chat"},
      {"GET /chat", "GET /ch at"},
      {"GET /chat", "GET /ch\tat"},
      {"HTTP/1.1", "HTTP/1.0"},
      {"HTTP/1.1", "HTTP/2"},
      {"Host: server.example.com\r\n", ""},
      {"Host: server.example.com", "Host:"},
      {"Host: server.example.com", "Host: a\r\nHost: a"},
      {"Host: server.example.com", "Host : a"},
      {"Host: server.example.com", " Host: a"},
      {"Host: server.example.com", "Host: a\r\n folded"},
      {"Host: server.example.com", "Host: a\nX: b"},
      {"Host: server.example.com", "Host: a\rb"},
      {"Host: server.example.com", "Host: a\x01"},
      {"Host: server.example.com", "Host"},
      {"Upgrade: websocket", "Upgrade: h2c"},
      {"Upgrade: websocket\r\n", ""},
      {"Connection: Upgrade", "Connection: close"},
      {"Connection: Upgrade", "Connection: Upgraded"},
      {"Version: 13", "Version: 8"},
      {"Version: 13", "Version: 13, 8"},
      {"Version: 13", "Version: 13\r\nSec-WebSocket-Version: 13"},
      {"dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ="},
      {"dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQAA"},
      {"dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBs*SBub25jZQ=="},
      {"dGhlIHNhbXBsZSBub25jZQ==", ""},
      {"Origin: http://example.com", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="},
      {"Origin: http://example.com", "Content-Length: 5"},
      {"Origin: http://example.com", "Content-Length: 0\r\nContent-Length: 0"},
      {"Origin: http://example.com", "Transfer-Encoding: chunked"},
  };
  for (const auto& [from, to] : changes) {
    INFO(from << " -> " << to);
    const auto out = request(changed(rfc_request, from, to));
    REQUIRE_FALSE(out);
    CHECK(out.error().code == Errc::malformed);
  }
  CHECK_FALSE(request("\x16\x03\x01\x02"));  // a TLS hello to a plain port is recognised at its first byte
}

TEST_CASE("upgrade: a head over eight KiB is refused, at the limit it is still read") {
  const auto padded = [](std::size_t size) {
    const std::string field = "X: ";
    return changed(rfc_request, "Origin: http://example.com",
                   field + std::string(size - rfc_request.size() + 26 - field.size(), 'x'));
  };
  CHECK(padded(upgrade_max).size() == upgrade_max);
  CHECK(accepted(padded(upgrade_max)));
  const auto out = request(padded(upgrade_max + 1));
  REQUIRE_FALSE(out);
  CHECK(out.error().code == Errc::limit);
  CHECK(request("GET /" + std::string(1'000'000, 'x')).error().code == Errc::limit);
  CHECK(accepted(rfc_request + std::string(1'000'000, 'x')));  // what follows the head is not part of it
}

TEST_CASE("upgrade: an answer that is not the fitting 101 is refused") {
  const auto good = upgrade_response({"/", "h", "dGhlIHNhbXBsZSBub25jZQ=="});
  CHECK(answered(good));
  CHECK(answered(changed(good, "Switching Protocols", "OK")));
  CHECK(answered(changed(good, " Switching Protocols", "")));
  const std::pair<const char*, const char*> changes[] = {
      {"101", "200"},
      {"HTTP/1.1", "HTTP/1.0"},
      {"101 ", "1011 "},
      {"Upgrade: websocket", "Upgrade: h2c"},
      {"Connection: Upgrade", "Connection: close"},
      {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "s3pPLMBiTxaQ9kYGzzhZRbK+xOp="},
      {"Sec-WebSocket-Accept", "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept"},
      {"Sec-WebSocket-Accept", "Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Accept"},
      {"Sec-WebSocket-Accept", "Content-Length: 3\r\nSec-WebSocket-Accept"},
  };
  for (const auto& [from, to] : changes) {
    INFO(from << " -> " << to);
    CHECK_FALSE(answered(changed(good, from, to)));
  }
}

TEST_CASE("upgrade: every flipped bit of the head is refused or leaves it an upgrade") {
  for (std::size_t bit = 0; bit < rfc_request.size() * 8; ++bit) {
    std::string bad = rfc_request;
    bad[bit / 8] = static_cast<char>(static_cast<std::uint8_t>(bad[bit / 8]) ^ (1U << (bit % 8)));
    std::size_t used = 0;
    const auto out = parse_upgrade(view_of(bad), used);
    if (!out || !out->has_value()) continue;
    CHECK(used == bad.size());
    CHECK((*out)->key.size() == 24);
    CHECK((*out)->target[0] == '/');
  }
}

}  // namespace sotto::proto::ws
