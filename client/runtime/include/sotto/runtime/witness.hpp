// The generation witness: how far a vault had come, kept outside its folder. A vault that is behind its witness is a
// folder that was copied back; its ratchets must not go on. A witness that cannot be kept is no error: it is a help.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <sotto/base/ids.hpp>

namespace sotto::runtime {

using ProfileId = Id<struct ProfileIdTag, 16>;  // random, kept in the vault

// $XDG_STATE_HOME/sotto, else ~/.local/state/sotto, else nowhere.
std::optional<std::filesystem::path> witness_folder();

class Witness {
 public:
  Witness(std::optional<std::filesystem::path> folder, const ProfileId& profile);
  bool ahead_of(std::uint64_t commits) const;  // the vault was further once
  void write(std::uint64_t commits);           // replaces the file in one step; nothing when it is the same
  void retire();                               // the profile is being closed: no file, and none any more

 private:
  std::optional<std::uint64_t> seen_;
  std::optional<std::filesystem::path> file_;
};

}  // namespace sotto::runtime
