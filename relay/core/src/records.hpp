// Records with a number each: a number stays while its record is in use, and is given again afterwards. References stay
// valid while others come and go.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

namespace sotto::relay_core {

template <class Record>
class Records {
 public:
  std::uint32_t make() {  // a fresh one
    if (free_.empty()) {
      all_.emplace_back();
      return static_cast<std::uint32_t>(all_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    return index;
  }
  void forget(std::uint32_t index) {
    all_[index] = Record{};
    free_.push_back(index);
  }
  Record& operator[](std::uint32_t index) { return all_[index]; }
  const Record& operator[](std::uint32_t index) const { return all_[index]; }

 private:
  std::deque<Record> all_;
  std::vector<std::uint32_t> free_;
};

}  // namespace sotto::relay_core
