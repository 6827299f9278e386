// The routing table: address -> who listens and what waits. A record lives while somebody listens or something waits.
#pragma once

#include <cstdint>
#include <vector>

#include <sotto/base/ids.hpp>
#include <sotto/base/random.hpp>

#include "index_table.hpp"
#include "records.hpp"

namespace sotto::relay_core {

inline constexpr std::uint32_t none = IndexTable::none;

// What waits at one address, in order: first..(unsent)..last. Cells before `unsent` were sent and wait for their Ack.
struct Queue {
  std::uint64_t next_seq = 1;
  std::uint32_t first = none, last = none, unsent = none;
  std::uint32_t in_flight = 0;  // bytes
  std::uint16_t cells = 0, blocks = 0, unsent_count = 0;
  bool empty() const { return first == none; }
};

struct AddressRecord {
  Address address;
  std::uint32_t hash = 0;
  std::uint32_t listener = none;           // slot of the connection
  std::uint32_t next = none, prev = none;  // the listener's other addresses
  bool owes_drained = false;               // Drained is due when nothing unsent is left
  bool pinned = false;                     // in use by a caller: not forgotten meanwhile
  Queue queue;
};

class Addresses {
 public:
  explicit Addresses(Random& random) : key_(random.array<16>()) {}

  std::uint64_t hash(ByteView address) const;  // SipHash-2-4, keyed per process: strangers choose addresses
  std::uint32_t find(std::uint64_t hash, ByteView address) const;
  std::uint32_t find_or_make(std::uint64_t hash, ByteView address);
  void forget_if_unused(std::uint32_t index);
  AddressRecord& at(std::uint32_t index) { return all_[index]; }
  std::size_t size() const { return table_.size(); }

 private:
  ByteArray<16> key_;
  IndexTable table_;
  Records<AddressRecord> all_;
  std::uint64_t made_ = 0;
};

// Which addresses have been proved since start, as keyed hashes; bounded: when it is full, old entries give way, and
// such an address counts as unproved until its owner listens again.
class Proved {
 public:
  void add(std::uint64_t hash);
  bool contains(std::uint64_t hash) const;

 private:
  static constexpr std::size_t bucket = 8;
  static constexpr std::size_t most = std::size_t{1} << 18;  // hashes: 2 MiB
  std::size_t home(std::uint64_t hash) const { return ((hash >> 20) * bucket) & (slots_.size() - 1); }
  void grow();
  std::vector<std::uint64_t> slots_;  // 0: free
  std::size_t used_ = 0;
  std::size_t victim_ = 0;
};

}  // namespace sotto::relay_core
