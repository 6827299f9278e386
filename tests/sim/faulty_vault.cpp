#include "faulty_vault.hpp"

namespace sotto::sim {

FaultyVault::FaultyVault(std::unique_ptr<store::Vault> real) : real_(std::move(real)) {
  real_->on_commit = [this](store::CommitPoint point) {
    const bool crash = dice_ != nullptr && crash_ != 0 && dice_->chance(crash_);
    if (point == store::CommitPoint::after) dirty_ = true;
    if (crash) throw Crash{};
  };
}

std::int64_t FaultyVault::changes() {
  auto row = unit_->transaction().query("SELECT total_changes()");
  return row.next() ? row.integer(0) : 0;
}

store::Transaction& FaultyVault::begin() {
  unit_.emplace(*real_);
  changes_before_ = refuse_ == 0 ? 0 : changes();
  return unit_->transaction();
}

Status FaultyVault::commit() {
  const bool writes =
      dice_ != nullptr && refuse_ != 0 && !unit_->transaction().failed() && changes() != changes_before_;
  if (writes && dice_->chance(refuse_)) unit_->transaction().fail({Errc::disk_full, "the disk is full"});
  struct Reset {
    std::optional<store::Unit>& unit;
    ~Reset() { unit.reset(); }
  } reset{unit_};
  return unit_->finish();
}

}  // namespace sotto::sim
