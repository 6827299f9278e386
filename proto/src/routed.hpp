// The two frames that carry a cell, read and written by hand: tag, length, optional number, then address and cell.
#pragma once

#include <optional>

#include <sotto/proto/relay.hpp>

namespace sotto::proto {

enum class RoutedTag : std::uint8_t { forward = 0x4a, deliver = 0x5a };  // fields 9 and 11 of Frame, length-delimited

struct Routed {
  std::uint64_t number;  // ref or spool_seq
  ByteView address;
  ByteView cell;
  ByteView routed;  // both fields with their tags
};
// nullopt: not the canonical encoding.
std::optional<Routed> parse_routed(ByteView bytes, RoutedTag tag);
SmallBytes routed_header(RoutedTag tag, std::uint64_t number, std::size_t routed_size);
Bytes encode_routed(RoutedTag tag, std::uint64_t number, const Address& address, ByteView cell);

}  // namespace sotto::proto
