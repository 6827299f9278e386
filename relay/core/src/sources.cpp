#include "sources.hpp"

namespace sotto::relay_core {

std::uint32_t Sources::enter(SourcePrefix prefix) {
  const auto known = by_prefix_.find(prefix);
  if (known != by_prefix_.end()) {
    ++all_[known->second].connections;
    return known->second;
  }
  const std::uint32_t index = all_.make();
  all_[index].prefix = prefix;
  all_[index].connections = 1;
  by_prefix_.emplace(prefix, index);
  return index;
}

void Sources::sweep(Instant now) {
  for (auto it = by_prefix_.begin(); it != by_prefix_.end();) {
    const Source& source = all_[it->second];
    if (source.connections == 0 && source.cells == 0 && source.frames.at_rest(now) && source.bytes.at_rest(now)) {
      all_.forget(it->second);
      it = by_prefix_.erase(it);
    } else {
      ++it;
    }
  }
}

}  // namespace sotto::relay_core
