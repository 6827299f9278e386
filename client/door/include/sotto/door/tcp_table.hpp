// Which account is at the other end of a loopback connection: the kernel's table of TCP connections says it.
// proc(5), /proc/net/tcp. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sotto::door {

// The account that owns the socket 127.0.0.1:theirs -> 127.0.0.1:ours, by the text of /proc/net/tcp; nullopt: no
// established connection is there.
std::optional<std::uint32_t> owner(std::string_view table, std::uint16_t theirs, std::uint16_t ours);

}  // namespace sotto::door
