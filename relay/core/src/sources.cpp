#include "sources.hpp"

namespace sotto::relay_core {

std::uint32_t Sources::enter(SourcePrefix prefix) {
  const auto known = by_prefix_.find(prefix);
  if (known != by_prefix_.end()) {
    ++all_[known->second].connections;
    return known->second;
  }
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(all_.size());
    all_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  all_[index] = Source{};
  all_[index].prefix = prefix;
  all_[index].connections = 1;
  by_prefix_.emplace(prefix, index);
  return index;
}

void Sources::sweep(Instant now) {
  for (auto it = by_prefix_.begin(); it != by_prefix_.end();) {
    const Source& source = all_[it->second];
    if (source.connections == 0 && source.cells == 0 && source.frames.at_rest(now) && source.bytes.at_rest(now)) {
      free_.push_back(it->second);
      it = by_prefix_.erase(it);
    } else {
      ++it;
    }
  }
}

}  // namespace sotto::relay_core
