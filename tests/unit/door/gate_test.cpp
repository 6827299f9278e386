#include <vector>

#include <doctest/doctest.h>

#include <sotto/door/gate.hpp>

using namespace sotto;
using door::Field;
using door::Room;
using door::Status;

namespace {

constexpr std::uint16_t port = 41234;
constexpr std::string_view host = "127.0.0.1:41234";
constexpr std::string_view origin = "http://127.0.0.1:41234";

// A request that our own page makes, to be spoilt in one place.
struct Asked {
  std::string_view method = "GET";
  std::string_view target = "/app.js";
  int version = 11;
  std::vector<Field> fields{{"Host", host}, {"Sec-Fetch-Site", "same-origin"}};

  Asked with(std::string_view name, std::string_view value) const {
    Asked other = *this;
    other.fields.push_back({name, value});
    return other;
  }
  Asked but(std::string_view name, std::string_view value) const {
    Asked other = without(name);
    other.fields.push_back({name, value});
    return other;
  }
  Asked without(std::string_view name) const {
    Asked other = *this;
    std::erase_if(other.fields, [&](const Field& field) { return field.name == name; });
    return other;
  }
  Asked by(std::string_view other_method) const {
    Asked other = *this;
    other.method = other_method;
    return other;
  }
  Asked at(std::string_view other_target) const {
    Asked other = *this;
    other.target = other_target;
    return other;
  }
};

const Asked file;
const Asked open = Asked{}
                       .by("POST")
                       .at("/open")
                       .with("Origin", origin)
                       .with("Content-Type", "application/json")
                       .with("Content-Length", "2");
const Asked rpc = Asked{}
                      .at("/rpc")
                      .with("Origin", origin)
                      .with("Upgrade", "websocket")
                      .with("Connection", "keep-alive, Upgrade")
                      .with("Sec-WebSocket-Version", "13")
                      .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");

const Asked piece = open.at("/piece")
                        .but("Content-Type", "application/octet-stream")
                        .but("Content-Length", "1048576")
                        .with("Authorization", "Bearer token")
                        .with("Sotto-File", "12")
                        .with("Sotto-At", "4294967296");
const Asked blob = Asked{}
                       .at("/blob")
                       .with("Authorization", "Bearer token")
                       .with("Sotto-File", "00ff00ff00ff00ff00ff00ff00ff00ff")
                       .with("Sotto-At", "0");

std::variant<door::Admitted, Status> judged(const Asked& asked) {
  return door::judge({asked.method, asked.target, asked.version, asked.fields}, port);
}
bool admitted(const Asked& asked, Room room) {
  const auto verdict = judged(asked);
  const auto* in = std::get_if<door::Admitted>(&verdict);
  return in != nullptr && in->room == room;
}
Status refusal(const Asked& asked) {
  const auto verdict = judged(asked);
  REQUIRE(std::holds_alternative<Status>(verdict));
  return std::get<Status>(verdict);
}

}  // namespace

TEST_CASE("gate: our own page gets its files, its token and its line") {
  CHECK(admitted(file, Room::page));
  CHECK(admitted(file.at("/fonts/inter-latin.woff2"), Room::page));
  CHECK(admitted(open, Room::open));
  CHECK(admitted(rpc, Room::rpc));
  CHECK(admitted(rpc.but("Upgrade", "WebSocket"), Room::rpc));
}

TEST_CASE("gate: the first navigation may come from nowhere, and only that") {
  const Asked first = file.at("/").but("Sec-Fetch-Site", "none");
  CHECK(admitted(first, Room::page));
  CHECK(refusal(first.at("/app.js")) == Status::forbidden);
  CHECK(refusal(rpc.but("Sec-Fetch-Site", "none")) == Status::forbidden);
  CHECK(refusal(open.but("Sec-Fetch-Site", "none")) == Status::forbidden);
}

TEST_CASE("gate: a name that was rebound to this machine is told by the Host it says") {
  for (const auto* name :
       {"localhost:41234", "evil.example:41234", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:412345", "[::1]:41234",
        "127.1:41234", "0.0.0.0:41234", "127.0.0.1:41234.", "127.0.0.1:41234:41234", ""}) {
    for (const auto& asked : {file, open, rpc}) CHECK(refusal(asked.but("Host", name)) == Status::misdirected);
  }
  CHECK(refusal(file.without("Host")) == Status::misdirected);
  CHECK(refusal(file.with("host", host)) == Status::bad_request);  // twice
}

TEST_CASE("gate: what changes anything needs our origin, and other programs send none") {
  for (const auto* other : {"http://127.0.0.1:41235", "http://localhost:41234", "https://127.0.0.1:41234", "null",
                            "http://127.0.0.1:41234/", "http://127.0.0.1:412344", "HTTP://127.0.0.1:41234", ""}) {
    CHECK(refusal(open.but("Origin", other)) == Status::forbidden);
    CHECK(refusal(rpc.but("Origin", other)) == Status::forbidden);
    CHECK(refusal(file.with("Origin", other)) == Status::forbidden);  // a CORS request
  }
  CHECK(refusal(open.without("Origin")) == Status::forbidden);
  CHECK(refusal(rpc.without("Origin")) == Status::forbidden);
  CHECK(refusal(open.with("Origin", origin)) == Status::bad_request);  // twice
}

TEST_CASE("gate: a page on another port of this machine is the same site, and is refused") {
  for (const auto* site : {"same-site", "cross-site", "", "same-origin, same-origin"})
    for (const auto& asked : {file, file.at("/"), open, rpc})
      CHECK(refusal(asked.but("Sec-Fetch-Site", site)) == Status::forbidden);
}

TEST_CASE("gate: only GET and POST are understood, each where it belongs") {
  for (const auto* method : {"HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", ""})
    for (const auto& asked : {file, open, rpc}) CHECK(refusal(asked.by(method)) == Status::not_implemented);
  CHECK(refusal(open.at("/rpc")) == Status::not_found);
  CHECK(refusal(open.at("/app.js")) == Status::not_found);
  CHECK(refusal(file.at("/open")) == Status::not_found);
  CHECK(refusal(file.at("/rpc")) == Status::not_found);
  CHECK(refusal(rpc.at("/app.js")) == Status::not_found);
}

TEST_CASE("gate: a target is a plain path: no other form, no query, no way up") {
  for (const auto* target : {"http://127.0.0.1:41234/app.js", "127.0.0.1:41234", "*", "", "app.js"})
    CHECK(refusal(file.at(target)) == Status::bad_request);
  for (const auto* target : {"/app.js?code=1", "/?", "/app.js#x", "/../etc/passwd", "/a/../b", "/..", "/.git/config",
                             "//app.js", "/a//b", "/%2e%2e/etc/passwd", "/a%00b", "/a\\b", "/caf\xc3\xa9", "/a b"})
    CHECK(refusal(file.at(target)) == Status::not_found);
  CHECK(refusal(file.at("/" + std::string(300, 'a'))) == Status::not_found);
}

TEST_CASE("gate: a body comes to /open alone, as JSON, of a length said before") {
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8", ""})
    CHECK(refusal(open.but("Content-Type", type)) == Status::wrong_type);
  CHECK(refusal(open.without("Content-Type")) == Status::wrong_type);
  CHECK(refusal(open.without("Content-Length")) == Status::bad_request);
  CHECK(refusal(open.with("Transfer-Encoding", "chunked")) == Status::bad_request);
  CHECK(refusal(open.with("Expect", "100-continue")) == Status::bad_request);
  CHECK(refusal(file.with("Content-Length", "5")) == Status::bad_request);
  CHECK(refusal(rpc.with("Content-Length", "5")) == Status::bad_request);
}

TEST_CASE("gate: a WebSocket is asked for as RFC 6455 says, or not at all") {
  CHECK(refusal(rpc.but("Upgrade", "h2c")) == Status::bad_request);
  CHECK(refusal(rpc.but("Connection", "close")) == Status::bad_request);
  CHECK(refusal(rpc.but("Connection", "upgraded")) == Status::bad_request);
  CHECK(refusal(rpc.without("Connection")) == Status::bad_request);
  CHECK(refusal(rpc.but("Sec-WebSocket-Version", "8")) == Status::bad_request);
  CHECK(refusal(rpc.but("Sec-WebSocket-Key", "short")) == Status::bad_request);
  CHECK(refusal(rpc.without("Sec-WebSocket-Key")) == Status::bad_request);
}

TEST_CASE("gate: the bytes of a file are named in fields, never in the path") {
  const auto verdict = judged(piece);
  REQUIRE(std::holds_alternative<door::Admitted>(verdict));
  const auto& in = std::get<door::Admitted>(verdict);
  CHECK((in.room == Room::piece && in.token == "token" && in.file == "12" && in.at == 4294967296));
  CHECK(admitted(blob, Room::blob));
  for (const auto* target : {"/blob/00ff", "/blob?id=1", "/piece/1"}) {
    CHECK_FALSE(admitted(blob.at(target), Room::blob));
    CHECK(refusal(piece.at(target)) == Status::not_found);
  }
  CHECK(refusal(blob.at("/piece")) == Status::not_found);
  CHECK(refusal(piece.at("/blob")) == Status::not_found);
}

TEST_CASE("gate: the bytes of a file go to a token only, and come from our own page only") {
  for (const auto& asked : {piece, blob}) {
    CHECK(refusal(asked.without("Authorization")) == Status::forbidden);
    for (const auto* other : {"Basic dG9rZW4=", "bearer token", "token", ""})
      CHECK(refusal(asked.but("Authorization", other)) == Status::forbidden);
    CHECK(refusal(asked.but("Sec-Fetch-Site", "same-site")) == Status::forbidden);
    CHECK(refusal(asked.but("Sec-Fetch-Site", "none")) == Status::forbidden);
    CHECK(refusal(asked.but("Host", "evil.example:41234")) == Status::misdirected);
    CHECK(refusal(asked.with("Authorization", "Bearer token")) == Status::bad_request);  // twice
  }
  CHECK(refusal(piece.without("Origin")) == Status::forbidden);
  CHECK(refusal(blob.with("Origin", "http://127.0.0.1:41235")) == Status::forbidden);
}

TEST_CASE("gate: a file and a place in it are plain, and a piece has its bounds") {
  const std::string too_long(65, 'a');
  for (const auto& asked : {piece, blob}) {
    for (const auto* name : {"", "../etc", "a/b", "a b", "\xc3\xa9"})
      CHECK(refusal(asked.but("Sotto-File", name)) == Status::bad_request);
    CHECK(refusal(asked.but("Sotto-File", too_long)) == Status::bad_request);
    for (const auto* at : {"", "-1", "+1", "0x10", "1.5", "1-2", "18446744073709551616", " 1"})
      CHECK(refusal(asked.but("Sotto-At", at)) == Status::bad_request);
  }
  CHECK(refusal(piece.but("Content-Length", "1048577")) == Status::too_large);
  CHECK(refusal(piece.but("Content-Type", "application/json")) == Status::wrong_type);
  CHECK(refusal(open.but("Content-Length", "4097")) == Status::too_large);
  CHECK(refusal(open.but("Content-Length", "-1")) == Status::bad_request);
}

TEST_CASE("gate: no other version of HTTP") {
  for (const int version : {9, 10, 12, 20}) {
    Asked other = file;
    other.version = version;
    CHECK(refusal(other) == Status::bad_request);
  }
}
