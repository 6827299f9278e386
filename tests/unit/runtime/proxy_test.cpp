#include <doctest/doctest.h>

#include <sotto/runtime/proxy.hpp>

using namespace sotto;
using runtime::Proxy;
using runtime::ProxyTalk;

namespace {

const runtime::Environment nothing = [](const char*) { return std::optional<std::string>(); };

Bytes bytes(std::initializer_list<int> values) {
  Bytes out;
  for (const int value : values) out.push_back(static_cast<std::uint8_t>(value));
  return out;
}
Bytes with(Bytes head, std::string_view text) {
  append(head, view_of(text));
  return head;
}
const Proxy socks{Proxy::Kind::socks5, "127.0.0.1:9050", "", ""};
const Proxy socks_with_user{Proxy::Kind::socks5, "127.0.0.1:9050", "ann", "secret"};
const Proxy http{Proxy::Kind::http, "proxy.example:3128", "", ""};
const Proxy http_with_user{Proxy::Kind::http, "proxy.example:3128", "ann", "secret"};

}  // namespace

TEST_CASE("proxy setting: kind, host, user and password are understood") {
  const auto full = runtime::parse_proxy("socks5://ann:se%40cret@Proxy.Example:1080", nothing);
  REQUIRE(full);
  CHECK(full->kind == Proxy::Kind::socks5);
  CHECK(full->authority == "proxy.example:1080");
  CHECK(full->user == "ann");
  CHECK(full->password == "se@cret");
  const auto v6 = runtime::parse_proxy("http://[::1]:3128", nothing);
  REQUIRE(v6);
  CHECK(v6->kind == Proxy::Kind::http);
  CHECK(runtime::split_authority(v6->authority).host == "::1");
  CHECK(runtime::split_authority(v6->authority).port == "3128");
  REQUIRE(runtime::parse_proxy("none", nothing));
  CHECK(runtime::parse_proxy("none", nothing)->kind == Proxy::Kind::none);
}

TEST_CASE("proxy setting: what is no proxy is refused with how to write one") {
  for (const char* wrong : {"https://proxy.example:1", "proxy.example:1", "socks5://", "socks5://host", "http://[::1]",
                            "socks5://:pw@host:1", "socks5://a:%zz@host:1", "http://host:0", "ftp://host:1"}) {
    CAPTURE(wrong);
    const auto parsed = runtime::parse_proxy(wrong, nothing);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == Errc::usage);
  }
}

TEST_CASE("proxy setting: `system` reads https_proxy, then all_proxy, and means none without either") {
  std::string https, all;
  const runtime::Environment environment = [&](const char* name) -> std::optional<std::string> {
    if (std::string_view(name) == "https_proxy") return https;
    if (std::string_view(name) == "ALL_PROXY") return all;
    return std::nullopt;
  };
  CHECK(runtime::parse_proxy("system", environment)->kind == Proxy::Kind::none);
  all = "socks5h://127.0.0.1:9050/";
  CHECK(runtime::parse_proxy("system", environment)->kind == Proxy::Kind::socks5);
  https = "proxy.example:3128";  // without scheme, as many write it
  CHECK(runtime::parse_proxy("system", environment)->kind == Proxy::Kind::http);
  CHECK(runtime::parse_proxy("system", environment)->authority == "proxy.example:3128");
}

TEST_CASE("SOCKS5: the host's name goes to the proxy, byte by byte as RFC 1928 says") {
  ProxyTalk talk(socks, "relay.example:443", "circuit");
  CHECK(talk.start().send == bytes({5, 2, 0, 2}));
  const auto connect = talk.feed(bytes({5, 0}));
  CHECK(connect.send == with(with(bytes({5, 1, 0, 3, 13}), "relay.example"), std::string("\x01\xbb", 2)));
  CHECK_FALSE(talk.feed(bytes({5, 0, 0, 1, 1, 2})).done);  // in pieces
  CHECK(talk.feed(bytes({3, 4, 0, 80})).done);
}

TEST_CASE("SOCKS5: literal addresses go as addresses") {
  ProxyTalk v4(socks, "203.0.113.9:1", "c");
  static_cast<void>(v4.start());
  CHECK(v4.feed(bytes({5, 0})).send == bytes({5, 1, 0, 1, 203, 0, 113, 9, 0, 1}));
  ProxyTalk v6(socks, "[::1]:2", "c");
  static_cast<void>(v6.start());
  CHECK(v6.feed(bytes({5, 0})).send == bytes({5, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2}));
}

TEST_CASE(
    "SOCKS5: the setting's user name is used; without one each channel brings its own, for a circuit of its own") {
  ProxyTalk own(socks_with_user, "relay.example:443", "circuit");
  static_cast<void>(own.start());
  CHECK(own.feed(bytes({5, 2})).send == with(with(bytes({1, 3}), "ann\x06"), "secret"));
  ProxyTalk isolated(socks, "relay.example:443", "circuit");
  static_cast<void>(isolated.start());
  CHECK(isolated.feed(bytes({5, 2})).send == with(with(bytes({1, 7}), "circuit\x07"), "circuit"));
  CHECK(isolated.feed(bytes({1, 0})).send.size() == 20);
}

TEST_CASE("SOCKS5: a wrong password, a refusal and nonsense each end with a sentence") {
  ProxyTalk password(socks_with_user, "relay.example:443", "c");
  static_cast<void>(password.start());
  static_cast<void>(password.feed(bytes({5, 2})));
  CHECK(password.feed(bytes({1, 2})).problem.find("user name and password") != std::string::npos);
  ProxyTalk none(socks, "relay.example:443", "c");
  static_cast<void>(none.start());
  CHECK_FALSE(none.feed(bytes({5, 255})).problem.empty());
  ProxyTalk refused(socks, "relay.example:443", "c");
  static_cast<void>(refused.start());
  static_cast<void>(refused.feed(bytes({5, 0})));
  CHECK(refused.feed(bytes({5, 5, 0, 1, 0, 0, 0, 0, 0, 0})).problem.find("refused") != std::string::npos);
  ProxyTalk nonsense(socks, "relay.example:443", "c");
  static_cast<void>(nonsense.start());
  CHECK_FALSE(nonsense.feed(view_of("HTTP/1.1 400")).problem.empty());
}

TEST_CASE("CONNECT: the request carries Basic credentials when there are some") {
  ProxyTalk plain(http, "relay.example:443", "c");
  CHECK(text_of(plain.start().send) == "CONNECT relay.example:443 HTTP/1.1\r\nHost: relay.example:443\r\n\r\n");
  ProxyTalk user(http_with_user, "relay.example:443", "c");
  CHECK(text_of(user.start().send).find("Proxy-Authorization: Basic YW5uOnNlY3JldA==\r\n") != std::string_view::npos);
}

TEST_CASE("CONNECT: any 2xx opens the tunnel, 407 and 401 ask for a password, the rest is told by number") {
  const auto answer = [](std::string_view text) {
    ProxyTalk talk(http, "relay.example:443", "c");
    static_cast<void>(talk.start());
    return talk.feed(view_of(text));
  };
  CHECK(answer("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n").done);
  CHECK(answer("HTTP/1.0 200\r\n\r\n").done);
  CHECK(answer("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").problem.find("user name and password") !=
        std::string::npos);
  CHECK(answer("HTTP/1.1 401 Unauthorized\r\n\r\nbody").problem.find("user name and password") != std::string::npos);
  CHECK(answer("HTTP/1.1 403 Forbidden\r\n\r\n").problem.find("403") != std::string::npos);
  CHECK_FALSE(answer("SSH-2.0-OpenSSH\r\n\r\n").problem.empty());
  CHECK_FALSE(answer("HTTP/1.1 200 OK\r\n\r\nearly bytes").problem.empty());
  CHECK_FALSE(answer(std::string(9000, 'x')).problem.empty());
  const auto part = answer("HTTP/1.1 200 OK\r\n");
  CHECK_FALSE(part.done);
  CHECK(part.problem.empty());
}
