// Where this device connects to on its own: a peer must not be able to make it knock at the doors of its own network,
// nor learn its address by naming a relay of the peer's. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include <sotto/messaging/types.hpp>
#include <sotto/runtime/proxy.hpp>

namespace sotto::runtime {

enum class DialVerdict : std::uint8_t {
  allowed,
  private_network,  // a peer's relay on a loopback, private or link-local network
  foreign,          // a peer's relay this person was not asked about yet
  plain,            // without TLS, and not on this machine
};
DialVerdict may_dial(const messaging::LinkWanted& link, const Proxy& proxy);
// The same for an address the name resolved to: DNS may lie.
bool may_connect(std::string_view ip_address, bool entered, bool plain);
bool loopback_host(std::string_view host);  // 127.0.0.0/8, ::1, localhost; no brackets
std::string sentence(DialVerdict verdict);

}  // namespace sotto::runtime
