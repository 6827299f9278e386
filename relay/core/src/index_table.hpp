// Open addressing over 32-bit hashes: finds the index of a record kept elsewhere. Linear probing, backward-shift
// deletion (no tombstones), load at most 3/4. The caller hashes; keys that strangers choose need a keyed hash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sotto::relay_core {

class IndexTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  template <class Same>  // Same: (index) -> bool, compares the whole key
  std::uint32_t find(std::uint32_t hash, Same&& same) const {
    if (slots_.empty()) return none;
    for (std::size_t at = hash & mask(); slots_[at].index != none; at = (at + 1) & mask()) {
      if (slots_[at].hash == hash && same(slots_[at].index)) return slots_[at].index;
    }
    return none;
  }
  void insert(std::uint32_t hash, std::uint32_t index) {  // not there yet
    if ((used_ + 1) * 4 > slots_.size() * 3) grow();
    place({hash, index});
    ++used_;
  }
  void erase(std::uint32_t hash, std::uint32_t index) {
    std::size_t at = hash & mask();
    while (slots_[at].index != index) at = (at + 1) & mask();
    --used_;
    for (std::size_t next = (at + 1) & mask(); slots_[next].index != none; next = (next + 1) & mask()) {
      const std::size_t home = slots_[next].hash & mask();
      if (((next - home) & mask()) >= ((next - at) & mask())) {  // it may move back to the hole
        slots_[at] = slots_[next];
        at = next;
      }
    }
    slots_[at].index = none;
  }
  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t index = none;
  };
  std::size_t mask() const { return slots_.size() - 1; }
  void place(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].index != none) at = (at + 1) & mask();
    slots_[at] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.index != none) place(slot);
    }
  }
  std::vector<Slot> slots_;  // size is a power of two
  std::size_t used_ = 0;
};

}  // namespace sotto::relay_core
