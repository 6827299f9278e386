#include "hostile.hpp"

#include <algorithm>

namespace sotto::sim {
namespace {

constexpr std::size_t remembered_cells = 16;  // for each address, to be replayed

Bytes random_bytes(Dice& dice, std::size_t size) {
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(dice.below(256));
  return out;
}

Address random_address(Dice& dice) { return *Address::from(random_bytes(dice, Address::size)); }

}  // namespace

// Its first bytes are a random nonce, so the same cells are always the ones that are swallowed.
bool Hostile::grudged(ByteView cell) const {
  return (static_cast<unsigned>(cell[0]) << 8U | cell[1]) % 1000 < swarm_.grudge;
}

void Hostile::remember(const Address& address, ByteView cell) {
  auto& cells = old_cells_[address];
  if (cells.empty()) addresses_.push_back(address);
  if (cells.size() < remembered_cells)
    cells.push_back(to_bytes(cell));
  else
    cells[dice_.below(remembered_cells)] = to_bytes(cell);
}

void Hostile::forget(relay_core::ConnectionId connection) {
  held_.erase(connection);
  listens_.erase(connection);
}

Bytes Hostile::forwarded(const proto::Forward& forward, relay_core::ConnectionId from, Passage& passage) {
  remember(forward.address, forward.cell);
  auto altered = forward;
  // A cell for an address that nobody has: the core answers as usual and the cell is gone.
  if (dice_.chance(swarm_.drop) || grudged(forward.cell)) altered.address = random_address(dice_);
  if (dice_.chance(swarm_.misroute)) altered.address = dice_.pick(addresses_);
  const auto own = listens_.find(from);
  if (own != listens_.end() && dice_.chance(swarm_.reflect))
    passage.back.push_back(proto::encode(proto::Deliver{0, own->second, forward.cell}));
  return proto::encode(altered);
}

Hostile::Passage Hostile::from_client(relay_core::ConnectionId from, ByteView frame) {
  Passage passage;
  const auto decoded = proto::decode(frame);
  if (active_ && decoded) {
    if (const auto* listen = std::get_if<proto::Listen>(&*decoded)) listens_[from] = listen->address;
    if (const auto* forward = std::get_if<proto::Forward>(&*decoded)) {
      passage.on.push_back(forwarded(*forward, from, passage));
      return passage;
    }
  }
  passage.on.push_back(to_bytes(frame));
  return passage;
}

std::vector<Bytes> Hostile::delivered(relay_core::ConnectionId to, const proto::Deliver& deliver, ByteView frame) {
  std::vector<Bytes> out;
  auto cell = to_bytes(deliver.cell);
  if (dice_.chance(swarm_.flip)) cell[dice_.below(cell.size())] ^= static_cast<std::uint8_t>(1U << dice_.below(8));
  out.push_back(proto::encode(proto::Deliver{deliver.spool_seq, deliver.address, cell}));
  if (dice_.chance(swarm_.duplicate)) out.push_back(to_bytes(frame));
  if (const auto old = old_cells_.find(deliver.address); old != old_cells_.end() && dice_.chance(swarm_.replay))
    out.push_back(proto::encode(proto::Deliver{0, deliver.address, dice_.pick(old->second)}));
  if (dice_.chance(swarm_.reorder) && !held_.contains(to)) {
    held_[to] = out.front();
    out.erase(out.begin());
  } else if (const auto held = held_.find(to); held != held_.end()) {
    out.push_back(held->second);
    held_.erase(held);
  }
  return out;
}

Bytes Hostile::answered(proto::Answer answer) {
  if (dice_.chance(swarm_.lie)) answer.outcome = static_cast<proto::Outcome>(dice_.between(1, 3));
  return proto::encode(answer);
}

std::vector<Bytes> Hostile::to_client(relay_core::ConnectionId to, ByteView frame) {
  if (!active_) return {to_bytes(frame)};
  const auto decoded = proto::decode(frame);
  std::vector<Bytes> out;
  if (decoded && std::holds_alternative<proto::Deliver>(*decoded)) {
    out = delivered(to, std::get<proto::Deliver>(*decoded), frame);
  } else if (decoded && std::holds_alternative<proto::Answer>(*decoded)) {
    out.push_back(answered(std::get<proto::Answer>(*decoded)));
  } else {
    out.push_back(to_bytes(frame));
  }
  if (const auto own = listens_.find(to); own != listens_.end() && dice_.chance(swarm_.lie / 10)) {
    out.push_back(dice_.chance(500) ? proto::encode(proto::Drained{own->second})
                                    : proto::encode(proto::SpoolChanged{*SpoolId::from(random_bytes(dice_, 16))}));
  }
  if (dice_.chance(swarm_.garbage)) out.push_back(random_bytes(dice_, dice_.between(1, 300)));
  return out;
}

}  // namespace sotto::sim
