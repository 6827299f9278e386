#include "live.hpp"

namespace sotto::messaging {

void Lives::remember(Owner owner) {
  if (before_.contains(owner)) return;
  const auto found = lives_.find(owner);
  before_.emplace(owner, found == lives_.end() ? std::nullopt : std::optional<Live>(found->second));
}

void Lives::undo() {
  for (auto& [owner, live] : before_) {
    if (live)
      lives_[owner] = std::move(*live);
    else
      lives_.erase(owner);
  }
  before_.clear();
}

}  // namespace sotto::messaging
