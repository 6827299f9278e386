#include "addresses.hpp"

#include <sodium.h>

namespace sotto::relay_core {

std::uint64_t Addresses::hash(ByteView address) const {
  static_assert(crypto_shorthash_BYTES == 8 && crypto_shorthash_KEYBYTES == 16);
  ByteArray<8> out;
  crypto_shorthash(out.data(), address.data(), address.size(), key_.data());
  std::uint64_t n = 0;
  std::memcpy(&n, out.data(), sizeof n);
  return n | 1;  // 0 means "free" in Proved
}

std::uint32_t Addresses::find(std::uint64_t hash, ByteView address) const {
  const auto short_hash = static_cast<std::uint32_t>(hash >> 32);
  return table_.find(short_hash, [&](std::uint32_t index) {
    return std::memcmp(all_[index].address.bytes.data(), address.data(), Address::size) == 0;
  });
}

std::uint32_t Addresses::find_or_make(std::uint64_t hash, ByteView address) {
  const std::uint32_t known = find(hash, address);
  if (known != none) return known;
  const std::uint32_t index = all_.make();
  AddressRecord& record = all_[index];
  std::memcpy(record.address.bytes.data(), address.data(), Address::size);
  record.hash = static_cast<std::uint32_t>(hash >> 32);
  // Not from 1: an Ack of an earlier life of this record must not hit a new cell, and numbers tell nobody the traffic.
  ByteArray<8> serial;
  std::memcpy(serial.data(), &++made_, serial.size());
  record.queue.next_seq = (this->hash(serial) >> 16) + 1;
  table_.insert(record.hash, index);
  return index;
}

void Addresses::forget_if_unused(std::uint32_t index) {
  const AddressRecord& record = all_[index];
  if (record.listener != none || !record.queue.empty() || record.pinned) return;
  table_.erase(record.hash, index);
  all_.forget(index);
}

void Proved::grow() {
  std::vector<std::uint64_t> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  used_ = 0;
  for (const std::uint64_t hash : old) {
    if (hash != 0) add(hash);
  }
}

void Proved::add(std::uint64_t hash) {
  if (contains(hash)) return;
  if (used_ * 2 >= slots_.size() && slots_.size() < most) grow();
  const std::size_t from = home(hash);
  for (std::size_t i = 0; i < bucket; ++i) {
    if (slots_[from + i] == 0) {
      slots_[from + i] = hash;
      ++used_;
      return;
    }
  }
  slots_[from + victim_++ % bucket] = hash;
}

bool Proved::contains(std::uint64_t hash) const {
  if (slots_.empty()) return false;
  const std::size_t from = home(hash);
  for (std::size_t i = 0; i < bucket; ++i) {
    if (slots_[from + i] == hash) return true;
  }
  return false;
}

}  // namespace sotto::relay_core
