#include "slabs.hpp"

#include <bit>

#include <sys/mman.h>

namespace sotto::relay_core {

void Slabs::Unmap::operator()(std::uint8_t* memory) const { ::munmap(memory, slab_size); }

std::optional<std::uint32_t> Slabs::take() {
  while (!with_room_.empty()) {
    const std::uint32_t index = with_room_.back();
    Slab& slab = slabs_[index];
    if (!slab.memory || slab.taken == all_taken()) {
      slab.listed = false;
      with_room_.pop_back();
      continue;
    }
    const auto bit = static_cast<std::uint32_t>(std::countr_one(slab.taken));
    slab.taken |= std::uint64_t{1} << bit;
    return index * static_cast<std::uint32_t>(per_slab_) + bit;
  }
  if (budget_.used >= budget_.most) return std::nullopt;
  void* const pages = ::mmap(nullptr, slab_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return std::nullopt;
  std::uint32_t index = 0;
  if (given_back_.empty()) {
    index = static_cast<std::uint32_t>(slabs_.size());
    slabs_.emplace_back();
  } else {
    index = given_back_.back();
    given_back_.pop_back();
  }
  ++budget_.used;
  slabs_[index].memory.reset(static_cast<std::uint8_t*>(pages));
  slabs_[index].taken = 1;
  slabs_[index].listed = true;
  with_room_.push_back(index);
  return index * static_cast<std::uint32_t>(per_slab_);
}

void Slabs::give_back(std::uint32_t slot) {
  const auto index = static_cast<std::uint32_t>(slot / per_slab_);
  Slab& slab = slabs_[index];
  slab.taken &= ~(std::uint64_t{1} << (slot % per_slab_));
  if (slab.taken == 0) {
    slab.memory.reset();
    --budget_.used;
    given_back_.push_back(index);
  } else if (!slab.listed) {
    slab.listed = true;
    with_room_.push_back(index);
  }
}

}  // namespace sotto::relay_core
