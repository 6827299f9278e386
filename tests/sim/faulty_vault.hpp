// The real vault under a hand that pulls the plug: a crash before or after a commit, a disk that is full.
// It outlives the process that used it, as a file does.
#pragma once

#include <memory>
#include <optional>

#include <sotto/store/vault.hpp>

#include "dice.hpp"

namespace sotto::sim {

struct Crash {};  // thrown through the process that is killed; only the party catches it

class FaultyVault : public store::Vault {
 public:
  explicit FaultyVault(std::unique_ptr<store::Vault> real);

  // Rates per mille of the writing commits; zero while faults are off.
  void strike(Dice* dice, unsigned crash, unsigned refuse) { dice_ = dice, crash_ = crash, refuse_ = refuse; }
  bool take_dirty() { return std::exchange(dirty_, false); }  // something was committed since the last call

  Status empty_log() override { return real_->empty_log(); }
  Status check() override { return real_->check(); }
  std::uint64_t commits() const override { return real_->commits(); }

 protected:
  store::Transaction& begin() override;
  Status commit() override;
  void rollback() noexcept override { unit_.reset(); }

 private:
  std::int64_t changes();
  std::unique_ptr<store::Vault> real_;
  std::optional<store::Unit> unit_;
  Dice* dice_ = nullptr;
  unsigned crash_ = 0, refuse_ = 0;
  std::int64_t changes_before_ = 0;
  bool dirty_ = false;
};

}  // namespace sotto::sim
