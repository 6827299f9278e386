// The way out of a company's network: SOCKS5 (RFC 1928, 1929) or HTTP CONNECT (RFC 9110 section 9.3.6), as setting,
// and as a conversation of bytes. Host names are always resolved by the proxy. Thread: values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>

namespace sotto::runtime {

struct Proxy {
  enum class Kind : std::uint8_t { none, socks5, http };
  Kind kind = Kind::none;
  std::string authority;  // host:port
  std::string user;
  std::string password;
  friend bool operator==(const Proxy&, const Proxy&) = default;
};

using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment process_environment();

// "none", "system", "socks5://[user:pass@]host:port", "http://[user:pass@]host:port". `system` reads https_proxy, then
// all_proxy (upper case too). Errors: usage.
Result<Proxy> parse_proxy(std::string_view setting, const Environment& environment);

// host and port of "host:port"; brackets of an IPv6 literal removed.
struct HostPort {
  std::string host;
  std::string port;
};
HostPort split_authority(std::string_view authority);

// One conversation with a proxy that ends in a tunnel to `target`.
class ProxyTalk {
 public:
  // `isolation`: user name and password towards a SOCKS5 proxy that the setting gives none for, so that Tor keeps the
  // channels on circuits of their own.
  ProxyTalk(const Proxy& proxy, std::string_view target, std::string_view isolation);
  struct Turn {
    Bytes send;
    bool done = false;    // the tunnel is open
    std::string problem;  // one sentence; the conversation is over
  };
  Turn start();
  Turn feed(ByteView bytes);  // at most 8 KiB are kept

 private:
  enum class State : std::uint8_t { method, password, connect, http, over };
  Turn step();
  Turn socks_method();
  Turn socks_password();
  Turn socks_reply();
  Turn http_reply();
  Turn fail(std::string sentence);
  Bytes socks_connect() const;

  Proxy proxy_;
  std::string target_;
  std::string isolation_;
  State state_ = State::over;
  Bytes in_;
};

}  // namespace sotto::runtime
