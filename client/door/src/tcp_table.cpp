#include <array>
#include <bit>
#include <charconv>

#include <sotto/door/tcp_table.hpp>

namespace sotto::door {
namespace {

constexpr std::string_view loopback = std::endian::native == std::endian::little ? "0100007F" : "7F000001";
constexpr std::string_view established = "01";
constexpr std::size_t columns = 8;  // sl local remote state queues timer retransmits uid
constexpr std::size_t local = 1, remote = 2, state = 3, uid = 7;

bool is_loopback(std::string_view address, std::uint16_t port) {
  unsigned number = 0;
  const auto digits = address.substr(address.find(':') + 1);
  if (!address.starts_with(loopback) || address.size() != loopback.size() + 5 || address[loopback.size()] != ':')
    return false;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size() && number == port;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::uint32_t> owner(std::string_view table, std::uint16_t theirs, std::uint16_t ours) {
  while (!table.empty()) {
    const auto end = table.find('\n');
    auto line = table.substr(0, end);
    table = end == std::string_view::npos ? std::string_view() : table.substr(end + 1);
    std::array<std::string_view, columns> row;
    for (auto& column : row) {
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
      column = line.substr(0, line.find(' '));
      line.remove_prefix(column.size());
    }
    if (row[state] == established && is_loopback(row[local], theirs) && is_loopback(row[remote], ours))
      return number(row[uid]);
  }
  return std::nullopt;
}

}  // namespace sotto::door
