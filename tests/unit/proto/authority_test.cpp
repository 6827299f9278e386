#include <doctest/doctest.h>

#include <sotto/proto/links.hpp>

namespace sotto::proto {

TEST_CASE("authority: each host has one spelling, and the port is always there") {
  const std::pair<const char*, const char*> cases[] = {
      {"example.org", "example.org:443"},
      {"EXAMPLE.Org:8443", "example.org:8443"},
      {"localhost:1", "localhost:1"},
      {"a-b.c1.xn--p1ai", "a-b.c1.xn--p1ai:443"},
      {"127.0.0.1:65535", "127.0.0.1:65535"},
      {"[::1]", "[::1]:443"},
      {"[2001:DB8:0:0:0:0:0:1]:80", "[2001:db8::1]:80"},
      {"[::ffff:192.168.0.1]:80", "[::ffff:192.168.0.1]:80"},
  };
  for (const auto& [in, out] : cases) {
    const auto canonical = canonical_authority(in);
    REQUIRE(canonical);
    CHECK(*canonical == out);
    CHECK(*canonical_authority(*canonical) == out);
  }
}

TEST_CASE("authority: hostile and ambiguous spellings are refused") {
  const char* bad[] = {"", ":443", "example.org:", "example.org:0", "example.org:65536", "example.org:0443",
                       "example.org:+1", "example.org:1 ", " example.org", "exa mple.org", "example.org\n",
                       "user@example.org", "example.org/path", "example.org?x", "example.org#x", "http://example.org",
                       ".example.org", "example.org.", "example..org", "-a.org", "a-.org", "a_b.org", "exämple.org",
                       "*", "[", "[]", "[::1", "::1", "[::1]443", "[::1]:", "[fe80::1%eth0]:1", "[1.2.3.4]:1",
                       "[12345::]:1", "a:1:2", "[[::1]]:1", "%31.org",
                       // other ways to write 127.0.0.1
                       "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.1", "127.0.0.01",
                       "127.0.0.1.", "00.0.0.0", "127.0.0.256", "1.2.3.4.5", "foo.0x1", "foo.1", "0x"};
  for (const auto* in : bad) {
    INFO(in);
    const auto out = canonical_authority(in);
    REQUIRE_FALSE(out);
    CHECK(out.error().code == Errc::malformed);
  }
  CHECK_FALSE(canonical_authority(std::string_view("a\0b", 3)));
  CHECK_FALSE(canonical_authority(std::string_view("[::1\0]", 6)));
  CHECK_FALSE(canonical_authority(std::string(64, 'a') + ".org"));
}

TEST_CASE("authority: host and port fit 61 bytes, counted after the port was added") {
  const std::string name = std::string(53, 'a') + ".org";  // 57
  CHECK(canonical_authority(name));                        // 57 and ":443" are 61
  CHECK(canonical_authority(name + ":443"));
  CHECK_FALSE(canonical_authority("b" + name));
  CHECK(canonical_authority("b" + name + ":80"));
  CHECK_FALSE(canonical_authority(name + ":8443"));
  CHECK_FALSE(canonical_authority(std::string(100'000, 'a')));
}

TEST_CASE("authority: loopback, private, link-local and unspecified hosts are private, their neighbours are not") {
  const char* hidden[] = {"localhost:1",
                          "a.localhost:1",
                          "127.0.0.1:1",
                          "127.255.255.255:1",
                          "10.0.0.0:1",
                          "10.255.255.255:1",
                          "172.16.0.1:1",
                          "172.31.255.255:1",
                          "192.168.0.1:1",
                          "192.168.255.255:1",
                          "169.254.169.254:1",
                          "0.0.0.0:1",
                          "0.1.2.3:1",
                          "100.64.0.1:1",
                          "100.127.255.255:1",
                          "255.255.255.255:1",
                          "[::]:1",
                          "[::1]:1",
                          "[fe80::1]:1",
                          "[febf::1]:1",
                          "[fc00::1]:1",
                          "[fdff::1]:1",
                          "[::ffff:127.0.0.1]:1",
                          "[::ffff:a00:1]:1",
                          "[::ffff:192.168.1.1]:1",
                          "[::127.0.0.1]:1"};
  for (const auto* host : hidden) {
    INFO(host);
    CHECK(private_host(host));
  }
  const char* open[] = {"example.org:1",        "localhost.example.org:1",
                        "notlocalhost:1",       "126.255.255.255:1",
                        "128.0.0.1:1",          "9.255.255.255:1",
                        "11.0.0.0:1",           "172.15.255.255:1",
                        "172.32.0.0:1",         "192.167.255.255:1",
                        "192.169.0.0:1",        "169.253.255.255:1",
                        "169.255.0.0:1",        "1.0.0.0:1",
                        "100.63.255.255:1",     "100.128.0.0:1",
                        "[fec0::1]:1",          "[fe00::1]:1",
                        "[fbff::1]:1",          "[fe7f::1]:1",
                        "[2001:db8::1]:1",      "[::ffff:8.8.8.8]:1",
                        "[::ffff:126.0.0.1]:1", "[::1:0:0:1]:1"};
  for (const auto* host : open) {
    INFO(host);
    CHECK_FALSE(private_host(host));
  }
  CHECK(private_host("0177.0.0.1:1"));  // what cannot be read is not dialled either
  CHECK(private_host(""));
}

}  // namespace sotto::proto
