#include "spool.hpp"

#include "plant.hpp"

namespace sotto::relay_core {
namespace {

constexpr std::size_t nonce_size = 24;
constexpr std::uint64_t shares_per_half = 16;

std::uint32_t nonce_start(ByteView cell) {
  std::uint32_t n = 0;
  std::memcpy(&n, cell.data(), sizeof n);
  return n;
}

}  // namespace

Spool::Spool(std::uint64_t budget, Duration ttl, Addresses& addresses, Sources& sources)
    : ttl_(ttl),
      addresses_(addresses),
      sources_(sources),
      cell_slabs_(limits::cell, slab_budget_),
      block_slabs_(limits::block, slab_budget_) {
  proved_.most = budget / 2;
  shared_.most = budget - proved_.most;
  slab_budget_.most = static_cast<std::size_t>((budget + Slabs::slab_size - 1) / Slabs::slab_size) + 1;
}

bool Spool::holds(const Queue& queue, ByteView cell) const {
  if (spooled_copy_not_detected) return false;
  const std::uint32_t start = nonce_start(cell);
  for (std::uint32_t index = queue.first; index != none; index = cells_[index].next) {
    const Cell& known = cells_[index];
    if (known.nonce_start != start) continue;
    const ByteView kept = (known.block ? block_slabs_ : cell_slabs_).at(known.slot);
    if (equal(kept.first(nonce_size), cell.first(nonce_size))) return true;
  }
  return false;
}

bool Spool::make_room(std::uint64_t bytes, std::uint32_t source) {
  if (sources_.at(source).charged + bytes > shared_.most / shares_per_half) return false;
  while (shared_.used + bytes > shared_.most && shared_.oldest != none) remove(shared_.oldest);
  return shared_.used + bytes <= shared_.most;
}

std::uint32_t Spool::new_cell() {
  if (free_.empty()) {
    cells_.emplace_back();
    return static_cast<std::uint32_t>(cells_.size() - 1);
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  cells_[index] = Cell{};
  return index;
}

bool Spool::store(std::uint32_t address, ByteView cell, bool proved, std::uint32_t source, Instant now) {
  const bool block = cell.size() == limits::block;
  {
    const Queue& queue = addresses_.at(address).queue;
    if (block ? queue.blocks >= limits::spool_blocks : queue.cells >= limits::spool_cells) return false;
  }
  const std::uint64_t bytes = cost(block);
  const bool proved_half = proved && proved_.used + bytes <= proved_.most;
  addresses_.at(address).pinned = true;  // making room may take its last cell
  const bool room = proved_half || make_room(bytes, source);
  addresses_.at(address).pinned = false;
  if (!room) return false;
  const auto slot = (block ? block_slabs_ : cell_slabs_).take();
  if (!slot) return false;

  const std::uint32_t index = new_cell();
  Cell& kept = cells_[index];
  Queue& queue = addresses_.at(address).queue;
  kept.seq = queue.next_seq++;
  kept.arrived = now;
  kept.slot = *slot;
  kept.address = address;
  kept.source = source;
  kept.nonce_start = nonce_start(cell);
  kept.block = block;
  kept.proved_half = proved_half;
  std::memcpy(slabs_of(kept).at(*slot).data(), cell.data(), cell.size());
  link(index);
  return true;
}

void Spool::link(std::uint32_t index) {
  Cell& cell = cells_[index];
  Queue& queue = addresses_.at(cell.address).queue;
  if (queue.last == none)
    queue.first = index;
  else
    cells_[queue.last].next = index;
  queue.last = index;
  if (queue.unsent == none) queue.unsent = index;
  ++queue.unsent_count;
  ++(cell.block ? queue.blocks : queue.cells);

  Half& half = half_of(cell);
  cell.older = half.newest;
  if (half.newest == none)
    half.oldest = index;
  else
    cells_[half.newest].newer = index;
  half.newest = index;
  half.used += cost(cell.block);
  Sources::Source& source = sources_.at(cell.source);
  ++source.cells;
  if (!cell.proved_half) source.charged += cost(cell.block);
  ++count_;
}

void Spool::unlink_from_address(std::uint32_t index) {
  const Cell& cell = cells_[index];
  Queue& queue = addresses_.at(cell.address).queue;
  std::uint32_t before = none;
  bool sent = true;
  for (std::uint32_t at = queue.first;; before = at, at = cells_[at].next) {
    if (at == queue.unsent) sent = false;
    if (at == index) break;
  }
  if (before == none)
    queue.first = cell.next;
  else
    cells_[before].next = cell.next;
  if (queue.last == index) queue.last = before;
  if (queue.unsent == index) queue.unsent = cell.next;
  --(cell.block ? queue.blocks : queue.cells);
  if (sent)
    queue.in_flight -= static_cast<std::uint32_t>(slot_bytes(cell));
  else
    --queue.unsent_count;
}

void Spool::remove(std::uint32_t index) {
  unlink_from_address(index);
  Cell& cell = cells_[index];
  Half& half = half_of(cell);
  if (cell.older == none)
    half.oldest = cell.newer;
  else
    cells_[cell.older].newer = cell.newer;
  if (cell.newer == none)
    half.newest = cell.older;
  else
    cells_[cell.newer].older = cell.older;
  half.used -= cost(cell.block);
  Sources::Source& source = sources_.at(cell.source);
  --source.cells;
  if (!cell.proved_half) source.charged -= cost(cell.block);
  slabs_of(cell).give_back(cell.slot);
  --count_;
  free_.push_back(index);
  addresses_.forget_if_unused(cell.address);
}

std::optional<Spool::Unsent> Spool::next_unsent(const Queue& queue) {
  if (queue.unsent == none) return std::nullopt;
  const Cell& cell = cells_[queue.unsent];
  return Unsent{cell.seq, slabs_of(cell).at(cell.slot)};
}

void Spool::mark_sent(Queue& queue) {
  const Cell& cell = cells_[queue.unsent];
  queue.in_flight += static_cast<std::uint32_t>(slot_bytes(cell));
  queue.unsent = cell.next;
  --queue.unsent_count;
}

void Spool::mark_all_unsent(Queue& queue) {
  queue.unsent = queue.first;
  queue.unsent_count = static_cast<std::uint16_t>(queue.cells + queue.blocks);
  queue.in_flight = 0;
}

void Spool::acknowledge(std::uint32_t address, std::uint64_t seq) {
  const Queue& queue = addresses_.at(address).queue;
  for (std::uint32_t index = queue.first; index != none; index = cells_[index].next) {
    if (cells_[index].seq == seq) return remove(index);
    if (cells_[index].seq > seq) return;
  }
}

void Spool::expire(Instant now) {
  for (Half* half : {&proved_, &shared_}) {
    while (half->oldest != none && cells_[half->oldest].arrived + ttl_ <= now) remove(half->oldest);
  }
}

std::optional<Instant> Spool::next_expiry() const {
  std::optional<Instant> next;
  for (const Half* half : {&proved_, &shared_}) {
    if (half->oldest == none) continue;
    const Instant due = cells_[half->oldest].arrived + ttl_;
    if (!next || due < *next) next = due;
  }
  return next;
}

}  // namespace sotto::relay_core
