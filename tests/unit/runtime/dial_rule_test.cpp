#include <doctest/doctest.h>

#include <sotto/runtime/dial_rule.hpp>

using namespace sotto;
using runtime::DialVerdict;
using runtime::Proxy;

namespace {

messaging::LinkWanted link(std::string authority, bool foreign, bool entered, bool plain = false) {
  return {1, {std::move(authority), std::nullopt, plain}, foreign, entered};
}
const Proxy direct;
const Proxy tor{Proxy::Kind::socks5, "127.0.0.1:9050", "", ""};
const Proxy company{Proxy::Kind::http, "proxy.example:3128", "", ""};

}  // namespace

TEST_CASE("dial rule: a peer's relay inside a private network is not dialled, by whatever way") {
  for (const char* authority : {"127.0.0.1:443", "10.0.0.7:443", "192.168.1.1:80", "172.16.0.1:443", "169.254.1.1:443",
                                "[::1]:443", "[fe80::1]:443", "[fd00::1]:443", "localhost:443"}) {
    CAPTURE(authority);
    CHECK(runtime::may_dial(link(authority, false, false), direct) == DialVerdict::private_network);
    CHECK(runtime::may_dial(link(authority, true, false), tor) == DialVerdict::private_network);
    CHECK(runtime::may_dial(link(authority, false, true), direct) == DialVerdict::allowed);
  }
}

TEST_CASE("dial rule: a foreign relay needs permission or Tor; a company's proxy is no Tor") {
  CHECK(runtime::may_dial(link("relay.example:443", true, false), direct) == DialVerdict::foreign);
  CHECK(runtime::may_dial(link("relay.example:443", true, false), company) == DialVerdict::foreign);
  CHECK(runtime::may_dial(link("relay.example:443", true, false), tor) == DialVerdict::allowed);
  CHECK(runtime::may_dial(link("relay.example:443", false, false), direct) == DialVerdict::allowed);
}

TEST_CASE("dial rule: without TLS only on this machine") {
  CHECK(runtime::may_dial(link("127.0.0.1:80", false, true, true), direct) == DialVerdict::allowed);
  CHECK(runtime::may_dial(link("[::1]:80", false, true, true), direct) == DialVerdict::allowed);
  CHECK(runtime::may_dial(link("relay.example:80", false, true, true), direct) == DialVerdict::plain);
  CHECK(runtime::may_dial(link("10.0.0.7:80", false, true, true), direct) == DialVerdict::plain);
}

TEST_CASE("dial rule: the address a name resolved to is judged again, because DNS may lie") {
  CHECK(runtime::may_connect("203.0.113.9", false, false));
  CHECK(runtime::may_connect("2001:db8::9", false, false));
  for (const char* address : {"127.0.0.1", "10.1.2.3", "192.168.0.1", "::1", "fe80::1%eth0", "fd12::1", "0.0.0.0"}) {
    CAPTURE(address);
    CHECK_FALSE(runtime::may_connect(address, false, false));
    CHECK(runtime::may_connect(address, true, false));
  }
  CHECK_FALSE(runtime::may_connect("203.0.113.9", true, true));  // "localhost" that is somewhere else
  CHECK(runtime::may_connect("127.0.0.1", true, true));
}
