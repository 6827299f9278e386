#include "routed.hpp"

#include <algorithm>

namespace sotto::proto {
namespace {

constexpr std::uint8_t number_tag = 0x08;   // field 1, varint
constexpr std::uint8_t address_tag = 0x12;  // field 2, length-delimited
constexpr std::uint8_t cell_tag = 0x1a;     // field 3, length-delimited

// What stands between the address and the cell: the cell's tag and its length as a varint.
constexpr ByteArray<3> cell_head{cell_tag, 0x80, 0x20};
constexpr ByteArray<4> block_head{cell_tag, 0x80, 0x80, 0x04};
constexpr std::size_t address_end = 2 + Address::size;

bool take_byte(ByteView& from, std::uint8_t expected) {
  if (from.empty() || from[0] != expected) return false;
  from = from.subspan(1);
  return true;
}

// The shortest form only: a last byte of zero would add nothing.
std::optional<std::uint64_t> take_varint(ByteView& from) {
  std::uint64_t value = 0;
  const std::size_t most = std::min<std::size_t>(from.size(), 10);
  for (std::size_t i = 0; i < most; ++i) {
    const std::uint8_t byte = from[i];
    if (i == 9 && byte > 1) return std::nullopt;  // above 64 bits
    value |= std::uint64_t{byte & 0x7fU} << (7 * i);
    if ((byte & 0x80) == 0) {
      if (byte == 0 && i > 0) return std::nullopt;
      from = from.subspan(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::size_t put_varint(std::uint8_t* to, std::uint64_t value) {
  std::size_t i = 0;
  for (; value >= 0x80; value >>= 7) to[i++] = static_cast<std::uint8_t>(value | 0x80);
  to[i++] = static_cast<std::uint8_t>(value);
  return i;
}

}  // namespace

std::optional<Routed> parse_routed(ByteView bytes, RoutedTag tag) {
  ByteView rest = bytes;
  if (!take_byte(rest, static_cast<std::uint8_t>(tag))) return std::nullopt;
  const auto length = take_varint(rest);
  if (!length || *length != rest.size()) return std::nullopt;
  Routed out{};
  if (take_byte(rest, number_tag)) {
    const auto number = take_varint(rest);
    if (!number || *number == 0) return std::nullopt;  // zero is written by leaving it out
    out.number = *number;
  }
  out.routed = rest;
  if (rest.size() < address_end + block_head.size() || rest[0] != address_tag || rest[1] != Address::size) {
    return std::nullopt;
  }
  out.address = rest.subspan(2, Address::size);
  rest = rest.subspan(address_end);
  if (rest.size() == cell_head.size() + limits::cell && equal(rest.first(cell_head.size()), cell_head)) {
    out.cell = rest.subspan(cell_head.size());
  } else if (rest.size() == block_head.size() + limits::block && equal(rest.first(block_head.size()), block_head)) {
    out.cell = rest.subspan(block_head.size());
  } else {
    return std::nullopt;
  }
  return out;
}

SmallBytes routed_header(RoutedTag tag, std::uint64_t number, std::size_t routed_size) {
  ByteArray<11> field{};  // tag and at most ten bytes of varint
  std::size_t field_size = 0;
  if (number != 0) {
    field[0] = number_tag;
    field_size = 1 + put_varint(field.data() + 1, number);
  }
  SmallBytes out{};
  out.bytes[0] = static_cast<std::uint8_t>(tag);
  out.size = 1 + put_varint(out.bytes.data() + 1, field_size + routed_size);
  std::copy_n(field.begin(), field_size, out.bytes.begin() + static_cast<std::ptrdiff_t>(out.size));
  out.size += field_size;
  return out;
}

Bytes encode_routed(RoutedTag tag, std::uint64_t number, const Address& address, ByteView cell) {
  ByteArray<11> head{cell_tag};
  const std::size_t head_size = 1 + put_varint(head.data() + 1, cell.size());
  const auto header = routed_header(tag, number, address_end + head_size + cell.size());
  Bytes out;
  out.reserve(header.size + address_end + head_size + cell.size());
  append(out, header.view());
  out.push_back(address_tag);
  out.push_back(Address::size);
  append(out, address.view());
  append(out, ByteView(head).first(head_size));
  append(out, cell);
  return out;
}

std::optional<ForwardView> parse_forward(ByteView bytes) {
  const auto parsed = parse_routed(bytes, RoutedTag::forward);
  if (!parsed || parsed->number > UINT32_MAX) return std::nullopt;
  return ForwardView{static_cast<std::uint32_t>(parsed->number), parsed->address, parsed->cell, parsed->routed};
}

SmallBytes deliver_header(std::uint64_t spool_seq, std::size_t routed_size) {
  return routed_header(RoutedTag::deliver, spool_seq, routed_size);
}

}  // namespace sotto::proto
