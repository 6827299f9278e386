#include <charconv>
#include <cstdlib>

#include <arpa/inet.h>

#include <sotto/proto/links.hpp>
#include <sotto/runtime/proxy.hpp>

namespace sotto::runtime {
namespace {

constexpr std::size_t answer_max = 8192;
constexpr std::size_t credential_max = 255;  // RFC 1929: one byte of length

std::string base64(std::string_view text) {  // RFC 4648 section 4, with padding, as Basic wants it
  std::string out = base64url(view_of(text));
  for (char& c : out) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto byte = from_hex(text.substr(i + 1, 2));
    if (!byte || byte->size() != 1) return std::nullopt;
    out += static_cast<char>(byte->front());
    i += 2;
  }
  return out;
}

Result<Proxy> parse_url(std::string_view url) {
  const Error wrong{Errc::usage,
                    "A proxy is written socks5://[user:password@]host:port or http://[user:password@]host:port."};
  Proxy proxy;
  const auto after = [&](std::string_view scheme) {
    if (url.substr(0, scheme.size()) != scheme) return false;
    url.remove_prefix(scheme.size());
    return true;
  };
  if (after("socks5h://") || after("socks5://"))
    proxy.kind = Proxy::Kind::socks5;
  else if (after("http://"))
    proxy.kind = Proxy::Kind::http;
  else
    return wrong;
  if (url.ends_with('/')) url.remove_suffix(1);
  if (const auto at = url.rfind('@'); at != std::string_view::npos) {
    const auto user_info = url.substr(0, at);
    const auto colon = user_info.find(':');
    const auto user = percent_decoded(user_info.substr(0, colon));
    const auto password = percent_decoded(colon == std::string_view::npos ? "" : user_info.substr(colon + 1));
    if (!user || !password || user->empty() || user->size() > credential_max || password->size() > credential_max)
      return wrong;
    proxy.user = *user;
    proxy.password = *password;
    url.remove_prefix(at + 1);
  }
  const auto colon = url.rfind(':');
  if (colon == std::string_view::npos || url.substr(colon).find(']') != std::string_view::npos)
    return wrong;  // no port
  auto authority = proto::canonical_authority(url);
  if (!authority) return wrong;
  proxy.authority = *std::move(authority);
  return proxy;
}

std::optional<std::string> first_of(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (auto value = environment(name); value && !value->empty()) return value;
  return std::nullopt;
}

void append_counted(Bytes& to, std::string_view text) {
  to.push_back(static_cast<std::uint8_t>(text.size()));
  append(to, view_of(text));
}

std::string_view socks_sentence(std::uint8_t code) {  // RFC 1928 section 6
  switch (code) {
    case 2: return "The proxy's rules do not allow this relay.";
    case 3: return "The proxy says that the relay's network is unreachable.";
    case 4: return "The proxy cannot find the relay's host.";
    case 5: return "The proxy says that the relay refused the connection.";
    case 6: return "The proxy gave up: the connection took too long.";
    default: return "The proxy could not connect to the relay.";
  }
}

constexpr std::string_view wants_password = "The proxy asks for a user name and password, or refuses the ones given.";

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  };
}

Result<Proxy> parse_proxy(std::string_view setting, const Environment& environment) {
  if (setting.empty() || setting == "none") return Proxy{};
  if (setting != "system") return parse_url(setting);
  const auto value = first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  if (!value) return Proxy{};
  return parse_url(value->find("://") == std::string::npos ? "http://" + *value : *value);
}

HostPort split_authority(std::string_view authority) {
  const auto colon = authority.rfind(':');
  auto host = authority.substr(0, colon);
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {std::string(host),
          colon == std::string_view::npos ? std::string() : std::string(authority.substr(colon + 1))};
}

ProxyTalk::ProxyTalk(const Proxy& proxy, std::string_view target, std::string_view isolation)
    : proxy_(proxy), target_(target), isolation_(isolation) {}

ProxyTalk::Turn ProxyTalk::start() {
  if (proxy_.kind == Proxy::Kind::socks5) {
    state_ = State::method;
    return {{5, 2, 0, 2}, false, {}};  // version 5, two methods: none, user name and password
  }
  state_ = State::http;
  std::string head = "CONNECT " + target_ + " HTTP/1.1\r\nHost: " + target_ + "\r\n";
  if (!proxy_.user.empty())
    head += "Proxy-Authorization: Basic " + base64(proxy_.user + ":" + proxy_.password) + "\r\n";
  return {to_bytes(view_of(head + "\r\n")), false, {}};
}

ProxyTalk::Turn ProxyTalk::feed(ByteView bytes) {
  if (in_.size() + bytes.size() > answer_max) return fail("The proxy answered something that is no proxy's answer.");
  append(in_, bytes);
  return step();
}

ProxyTalk::Turn ProxyTalk::step() {
  switch (state_) {
    case State::method: return socks_method();
    case State::password: return socks_password();
    case State::connect: return socks_reply();
    case State::http: return http_reply();
    case State::over: return {};
  }
  return {};
}

ProxyTalk::Turn ProxyTalk::socks_method() {
  if (in_.size() < 2) return {};
  if (in_[0] != 5) return fail("The proxy does not speak SOCKS5.");
  const std::uint8_t method = in_[1];
  in_.erase(in_.begin(), in_.begin() + 2);
  if (method == 0) {
    state_ = State::connect;
    return {socks_connect(), false, {}};
  }
  if (method != 2) return fail(std::string(wants_password));
  state_ = State::password;
  Bytes out{1};  // RFC 1929: version 1
  append_counted(out, proxy_.user.empty() ? isolation_ : proxy_.user);
  append_counted(out, proxy_.user.empty() ? isolation_ : proxy_.password);
  return {std::move(out), false, {}};
}

ProxyTalk::Turn ProxyTalk::socks_password() {
  if (in_.size() < 2) return {};
  if (in_[1] != 0) return fail(std::string(wants_password));
  in_.erase(in_.begin(), in_.begin() + 2);
  state_ = State::connect;
  return {socks_connect(), false, {}};
}

Bytes ProxyTalk::socks_connect() const {
  const auto [host, port] = split_authority(target_);
  Bytes out{5, 1, 0};  // version, CONNECT, reserved
  ByteArray<16> address{};
  if (inet_pton(AF_INET, host.c_str(), address.data()) == 1) {
    out.push_back(1);
    append(out, ByteView(address).first(4));
  } else if (inet_pton(AF_INET6, host.c_str(), address.data()) == 1) {
    out.push_back(4);
    append(out, address);
  } else {
    out.push_back(3);
    append_counted(out, host);
  }
  std::uint16_t number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  out.push_back(static_cast<std::uint8_t>(number >> 8));
  out.push_back(static_cast<std::uint8_t>(number & 0xff));
  return out;
}

ProxyTalk::Turn ProxyTalk::socks_reply() {
  if (in_.size() < 5) return {};
  if (in_[0] != 5) return fail("The proxy does not speak SOCKS5.");
  if (in_[1] != 0) return fail(std::string(socks_sentence(in_[1])));
  const std::size_t address = in_[3] == 1 ? 4U : in_[3] == 4 ? 16U : 1U + in_[4];
  const std::size_t whole = 4 + address + 2;
  if (in_.size() < whole) return {};
  if (in_.size() > whole) return fail("The proxy answered something that is no proxy's answer.");
  state_ = State::over;
  return {{}, true, {}};
}

ProxyTalk::Turn ProxyTalk::http_reply() {
  const auto text = text_of(in_);
  const auto end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return {};
  if (!text.starts_with("HTTP/1.") || text.size() < 12) return fail("The proxy does not speak HTTP.");
  const auto status = text.substr(9, 3);
  if (status == "407" || status == "401") return fail(std::string(wants_password));  // some say 401 to wrong ones
  if (status[0] != '2')
    return fail("The proxy refused the connection to the relay (HTTP " + std::string(status) + ").");
  if (end + 4 != text.size()) return fail("The proxy answered something that is no proxy's answer.");
  state_ = State::over;
  return {{}, true, {}};
}

ProxyTalk::Turn ProxyTalk::fail(std::string sentence) {
  state_ = State::over;
  return {{}, false, std::move(sentence)};
}

}  // namespace sotto::runtime
