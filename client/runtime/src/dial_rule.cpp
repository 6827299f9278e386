#include <arpa/inet.h>

#include <sotto/runtime/dial_rule.hpp>

namespace sotto::runtime {

bool loopback_host(std::string_view host) {
  const std::string text(host);
  ByteArray<16> address{};
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1) return address[0] == 127;
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) {
    in6_addr v6{};
    std::memcpy(&v6, address.data(), sizeof v6);
    return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && address[12] == 127);
  }
  return host == "localhost";
}

DialVerdict may_dial(const messaging::LinkWanted& link, const Proxy& proxy) {
  if (link.relay.plain && !loopback_host(split_authority(link.relay.authority).host)) return DialVerdict::plain;
  if (link.entered) return DialVerdict::allowed;
  if (proto::private_host(link.relay.authority)) return DialVerdict::private_network;
  if (link.foreign && proxy.kind != Proxy::Kind::socks5) return DialVerdict::foreign;
  return DialVerdict::allowed;
}

bool may_connect(std::string_view ip_address, bool entered, bool plain) {
  if (plain && !loopback_host(ip_address)) return false;
  if (entered) return true;
  const bool v6 = ip_address.find(':') != std::string_view::npos;
  const std::string host(ip_address.substr(0, ip_address.find('%')));
  return !proto::private_host(v6 ? "[" + host + "]:1" : host + ":1");
}

std::string sentence(DialVerdict verdict) {
  switch (verdict) {
    case DialVerdict::allowed: return {};
    case DialVerdict::private_network:
      return "A buddy names a relay inside a private network; it is not contacted unless you enter it yourself.";
    case DialVerdict::foreign:
      return "A buddy uses a relay that you never entered; it would see your network address. Allow it, or use Tor as "
             "proxy.";
    case DialVerdict::plain: return "A relay without TLS is only contacted on this very machine.";
  }
  return {};
}

}  // namespace sotto::runtime
