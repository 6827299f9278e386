// The not-here list: what the cases of the other profiles on this device name, so that a slip can be pointed out
// without opening them. One file a profile, written by it alone: a public key, its entries as keyed hashes, and the key
// of these sealed to each other profile. docs/decisions/0021. No name is on the disk. Like the witness it is a help: a
// file that cannot be read or written is no error.
#pragma once

#include <filesystem>
#include <optional>

#include <sotto/practice/checking.hpp>
#include <sotto/runtime/witness.hpp>
#include <sotto/store/vault.hpp>

namespace sotto::runtime {

std::string_view not_here_schema();  // a table of the runtime layer: this profile's two keys

class NotHere {
 public:
  NotHere(std::optional<std::filesystem::path> folder, const ProfileId& profile, store::Vault& vault, Random& random);
  // Writes the file when anything in it has changed. Where an entry is gone, the others get a new key, so that what the
  // disk may still hold of it says nothing to anybody.
  void publish(const std::vector<deid::Entry>& names);
  void withdraw();                   // the profile is being closed
  practice::Elsewhere open() const;  // the lists of the others, as they are now

 private:
  std::filesystem::path own_file() const { return *folder_ / profile_.text(); }

  std::optional<std::filesystem::path> folder_;
  ProfileId profile_;
  store::Vault& vault_;
  Random& random_;
};

}  // namespace sotto::runtime
