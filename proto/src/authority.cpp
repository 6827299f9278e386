// host:port in its one spelling, and which hosts are private. A host is a DNS name, a dotted-quad IPv4 address or a
// bracketed IPv6 address; other spellings of an IPv4 address (decimal, octal, hexadecimal, short) are refused, because
// what a check reads as a name a resolver might dial as 127.0.0.1.
#include <algorithm>

#include <arpa/inet.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/links.hpp>

namespace sotto::proto {
namespace {

constexpr std::uint32_t default_port = 443;
constexpr std::size_t label_max = 63;  // RFC 1035, section 2.3.4
using V4 = ByteArray<4>;
using V6 = ByteArray<16>;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Decimal without sign or leading zero.
std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    if (!digit(c)) return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value <= most ? std::optional(value) : std::nullopt;
}

std::optional<V4> parse_v4(std::string_view text) {
  V4 out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return std::nullopt;
    const auto part = number(text.substr(0, dot), 255);
    if (!part) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(*part);
    text.remove_prefix(i == 3 ? text.size() : dot + 1);
  }
  return out;
}

std::optional<V6> parse_v6(std::string_view text) {
  V6 out{};
  const std::string terminated(text);  // a zero byte inside ends it early and then differs from what is spelled back
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  if (inet_pton(AF_INET6, terminated.c_str(), out.data()) != 1) return std::nullopt;
  return out;
}

std::string spell_v6(const V6& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  return text.data();
}

bool valid_label(std::string_view label) {
  if (label.empty() || label.size() > label_max || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return letter(c) || digit(c) || c == '-'; });
}

// A last label that starts as a number makes resolvers try an IPv4 reading of the whole name.
bool reads_as_number(std::string_view label) {
  if (std::all_of(label.begin(), label.end(), digit)) return true;
  return label.size() >= 2 && label.substr(0, 2) == "0x" &&
         std::all_of(label.begin() + 2, label.end(), [](char c) { return digit(c) || (c >= 'a' && c <= 'f'); });
}

bool valid_name(std::string_view name) {
  std::string_view label;
  for (;;) {
    const auto dot = name.find('.');
    label = name.substr(0, dot);
    if (!valid_label(label)) return false;
    if (dot == std::string_view::npos) return !reads_as_number(label);
    name.remove_prefix(dot + 1);
  }
}

struct HostPort {
  std::string_view host;  // with its brackets if it has them
  std::optional<std::string_view> port;
};
std::optional<HostPort> split(std::string_view text) {
  const auto end = text.starts_with('[') ? text.find(']') : text.find(':');
  if (text.starts_with('[') && end == std::string_view::npos) return std::nullopt;
  const auto host = text.substr(0, text.starts_with('[') ? end + 1 : end);
  const auto rest = text.substr(host.size());
  if (rest.empty()) return HostPort{host, std::nullopt};
  if (rest[0] != ':') return std::nullopt;
  return HostPort{host, rest.substr(1)};
}

bool private_v4(const V4& a) {
  return a[0] == 0 || a[0] == 10 || a[0] == 127 || (a[0] == 100 && (a[1] & 0xc0) == 64) ||
         (a[0] == 169 && a[1] == 254) || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168) ||
         a == V4{255, 255, 255, 255};
}

bool private_v6(const V6& a) {
  if (a[0] == 0xfe && (a[1] & 0xc0) == 0x80) return true;  // fe80::/10
  if ((a[0] & 0xfe) == 0xfc) return true;                  // fc00::/7
  const auto zeros =
      static_cast<std::size_t>(std::find_if(a.begin(), a.end(), [](auto b) { return b != 0; }) - a.begin());
  const bool mapped = zeros == 10 && a[10] == 0xff && a[11] == 0xff;
  const V4 last{a[12], a[13], a[14], a[15]};
  return (mapped || zeros >= 12) && private_v4(last);  // zeros >= 12: ::, ::1 and the old IPv4-compatible form
}

}  // namespace

Result<std::string> canonical_authority(std::string_view host_and_port) {
  const Error refused{Errc::malformed, "This is not a relay's host name with an optional port."};
  if (host_and_port.size() > limits::host_max) return refused;
  std::string text(host_and_port);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  const auto parts = split(text);
  if (!parts) return refused;
  const auto port = parts->port ? number(*parts->port, 65535) : default_port;
  if (!port || *port == 0) return refused;
  std::string out;
  if (parts->host.starts_with('[')) {
    const auto address = parse_v6(parts->host.substr(1, parts->host.size() - 2));
    if (!address) return refused;
    out = "[" + spell_v6(*address) + "]";
  } else if (valid_name(parts->host) || parse_v4(parts->host)) {
    out = parts->host;
  } else {
    return refused;
  }
  out += ':';
  out += std::to_string(*port);
  if (out.size() > limits::host_max) return refused;
  return out;
}

bool private_host(std::string_view authority) {
  const auto canonical = canonical_authority(authority);
  if (!canonical) return true;  // what cannot be read is not dialled
  const auto host = split(*canonical)->host;
  if (host.starts_with('[')) return private_v6(*parse_v6(host.substr(1, host.size() - 2)));
  if (const auto v4 = parse_v4(host)) return private_v4(*v4);
  return host == "localhost" || host.ends_with(".localhost");  // RFC 6761, section 6.3
}

}  // namespace sotto::proto
