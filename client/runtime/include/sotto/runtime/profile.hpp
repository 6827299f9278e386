// A profile folder: vault.db, vault.key and lock, 0700 and 0600. Opening it takes the lock first and derives the key
// then.
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include <sotto/api/client.hpp>
#include <sotto/runtime/not_here.hpp>
#include <sotto/runtime/profile_lock.hpp>
#include <sotto/runtime/witness.hpp>

namespace sotto::runtime {

// Everything made from an unlocked vault, in the order in which it must be made and the reverse in which it must go.
struct OpenProfile {
  std::filesystem::path folder;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<store::Blocks> files;
  std::unique_ptr<NotHere> not_here;
  std::unique_ptr<practice::Practice> practice;
  std::unique_ptr<messaging::Messaging> messaging;
  std::unique_ptr<api::Client> client;
  std::unique_ptr<Witness> witness;
  bool restored = false;  // the folder was copied back: every channel makes a new handshake
};

inline constexpr std::string_view restored_sentence =
    "This profile is an older copy of itself: its channels are set up anew, and what arrived after the copy was made "
    "is lost here.";

// The caller holds the lock. `lists`: the folder of the not-here list; none: nothing is told and nothing warned of.
// Errors: wrong_passphrase, damaged, newer_version, disk_full, io.
std::variant<OpenProfile, api::Problem> open_profile(const std::filesystem::path& folder, ByteView passphrase,
                                                     Random& random,
                                                     const std::optional<std::filesystem::path>& witnesses, Now now,
                                                     const std::optional<std::filesystem::path>& lists = std::nullopt);

}  // namespace sotto::runtime
