// The spool: ciphertext for addresses nobody is listening on, in RAM, bounded and expiring.
//
// Budget: one half is for addresses proved since start. The other is shared: a source prefix holds at most a sixteenth
// of it, charged until the cell leaves, and when it is full its oldest cell gives way. A proved address may use both.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/limits.hpp>

#include "addresses.hpp"
#include "slabs.hpp"
#include "sources.hpp"

namespace sotto::relay_core {

class Spool {
 public:
  static constexpr std::size_t cell_overhead = 64;  // bytes of bookkeeping charged per cell

  Spool(std::uint64_t budget, Duration ttl, Addresses& addresses, Sources& sources);

  bool holds(const Queue& queue, ByteView cell) const;  // a cell with this nonce waits already
  // Appends to the queue of `address`. False: full.
  bool store(std::uint32_t address, ByteView cell, bool proved, std::uint32_t source, Instant now);
  struct Unsent {
    std::uint64_t seq;
    ByteView cell;
  };
  std::optional<Unsent> next_unsent(const Queue& queue);
  void mark_sent(Queue& queue);        // the first unsent one
  void mark_all_unsent(Queue& queue);  // the listener went away
  void acknowledge(std::uint32_t address, std::uint64_t seq);
  void expire(Instant now);
  std::optional<Instant> next_expiry() const;
  std::uint64_t cells() const { return count_; }
  std::uint64_t bytes() const { return shared_.used + proved_.used; }

 private:
  struct Cell {
    std::uint64_t seq = 0;
    Instant arrived;
    std::uint32_t slot = 0;
    std::uint32_t next = none;                 // of the same address
    std::uint32_t older = none, newer = none;  // of the same half
    std::uint32_t address = none;
    std::uint32_t source = none;
    std::uint32_t nonce_start = 0;
    bool block = false, proved_half = false;
  };
  static_assert(sizeof(Cell) <= cell_overhead);
  struct Half {
    std::uint64_t used = 0, most = 0;
    std::uint32_t oldest = none, newest = none;
  };
  Half& half_of(const Cell& cell) { return cell.proved_half ? proved_ : shared_; }
  Slabs& slabs_of(const Cell& cell) { return cell.block ? block_slabs_ : cell_slabs_; }
  static std::uint64_t cost(bool block) { return (block ? limits::block : limits::cell) + cell_overhead; }
  static std::size_t slot_bytes(const Cell& cell) { return cell.block ? limits::block : limits::cell; }
  bool make_room(std::uint64_t bytes, std::uint32_t source);  // in the shared half
  std::uint32_t new_cell();
  void link(std::uint32_t index);
  void remove(std::uint32_t index);  // from its address, its half and memory
  void unlink_from_address(std::uint32_t index);

  Duration ttl_;
  Addresses& addresses_;
  Sources& sources_;
  Half proved_, shared_;
  SlabBudget slab_budget_;
  mutable Slabs cell_slabs_, block_slabs_;
  std::deque<Cell> cells_;
  std::vector<std::uint32_t> free_;
  std::uint64_t count_ = 0;
};

}  // namespace sotto::relay_core
