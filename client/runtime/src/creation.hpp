// Making a profile, in the two steps that a command takes at once and an engine apart.
#pragma once

#include <variant>

#include <sotto/runtime/connection.hpp>
#include <sotto/runtime/profile_lock.hpp>

namespace sotto::runtime {

// Makes the folder, private, and locks it. Errors: io, in_use.
std::variant<ProfileLock, api::Problem> take_folder(const std::filesystem::path& folder);
// The caller holds the lock. Errors: refused (there is one already), io, disk_full.
api::Reply make_profile(const Creation& creation, ByteView passphrase);

}  // namespace sotto::runtime
