#include <algorithm>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>

#include "station.hpp"

namespace sotto::relay_net {

relay_core::SourcePrefix source_prefix(const sockaddr_storage& peer, const ByteArray<16>& key) {
  static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
  ByteArray<8> prefix{};  // family, then at most seven bytes of address
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    prefix[0] = 4;
    std::memcpy(prefix.data() + 1, &v4.sin_addr, 3);
  } else if (peer.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      prefix[0] = 4;
      std::memcpy(prefix.data() + 1, v6.sin6_addr.s6_addr + 12, 3);
    } else {
      prefix[0] = 6;
      std::memcpy(prefix.data() + 1, v6.sin6_addr.s6_addr, 7);
    }
  }
  ByteArray<8> out{};
  crypto_shorthash(out.data(), prefix.data(), prefix.size(), key.data());
  relay_core::SourcePrefix hashed = 0;
  std::memcpy(&hashed, out.data(), sizeof hashed);
  return hashed;
}

std::optional<sockaddr_storage> forwarded_for(std::string_view head) {
  static constexpr std::string_view name = "\r\nx-forwarded-for:";
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  const auto at = std::find_end(head.begin(), head.end(), name.begin(), name.end(), same);
  if (at == head.end()) return std::nullopt;
  std::string_view line = head.substr(static_cast<std::size_t>(at - head.begin()) + name.size());
  line = line.substr(0, line.find("\r\n"));
  if (const auto comma = line.rfind(','); comma != std::string_view::npos) line.remove_prefix(comma + 1);
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  const std::string text{line.substr(first, line.find_last_not_of(" \t") - first + 1)};
  sockaddr_storage out{};
  if (inet_pton(AF_INET, text.c_str(), &reinterpret_cast<sockaddr_in&>(out).sin_addr) == 1) {
    out.ss_family = AF_INET;
    return out;
  }
  if (inet_pton(AF_INET6, text.c_str(), &reinterpret_cast<sockaddr_in6&>(out).sin6_addr) == 1) {
    out.ss_family = AF_INET6;
    return out;
  }
  return std::nullopt;
}

}  // namespace sotto::relay_net
