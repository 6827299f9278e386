// Memory for ciphertext in slots of one size, cut from slabs of 256 KiB. A slab without a slot in use goes back to the
// system, so an empty spool costs nothing. Pools share one count of slabs, which bounds what the spool can ever hold.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <sotto/base/bytes.hpp>

namespace sotto::relay_core {

struct SlabBudget {
  std::size_t used = 0;
  std::size_t most = 0;
};

class Slabs {
 public:
  static constexpr std::size_t slab_size = 256 * 1024;
  Slabs(std::size_t slot_size, SlabBudget& budget)
      : slot_size_(slot_size), per_slab_(slab_size / slot_size), budget_(budget) {}

  std::optional<std::uint32_t> take();  // nullopt: no slab is left in the budget
  void give_back(std::uint32_t slot);
  MutableBytes at(std::uint32_t slot) {
    return {slabs_[slot / per_slab_].memory.get() + (slot % per_slab_) * slot_size_, slot_size_};
  }

 private:
  struct Unmap {
    void operator()(std::uint8_t* memory) const;
  };
  struct Slab {
    std::unique_ptr<std::uint8_t, Unmap> memory;  // pages of its own: no allocator's header, and they really go back
    std::uint64_t taken = 0;                      // a bit per slot
    bool listed = false;                          // in with_room_
  };
  std::uint64_t all_taken() const { return per_slab_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << per_slab_) - 1; }

  std::size_t slot_size_;
  std::size_t per_slab_;  // at most 64
  SlabBudget& budget_;
  std::vector<Slab> slabs_;
  std::vector<std::uint32_t> with_room_;  // may name slabs that have been given back meanwhile
  std::vector<std::uint32_t> given_back_;
};

}  // namespace sotto::relay_core
