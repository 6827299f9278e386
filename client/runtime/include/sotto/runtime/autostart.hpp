// Whether the window opens when the person signs in: one file in the desktop's autostart folder, one for each profile.
// It is there by choice only (`config set autostart on`). Thread: any.
#pragma once

#include <filesystem>
#include <string>

#include <sotto/base/result.hpp>

namespace sotto::runtime {

// A word of an Exec line: quoted, and escaped twice, as the Desktop Entry Specification wants it.
std::string exec_word(std::string_view word);
Status set_autostart(const std::filesystem::path& profile, bool on);  // io

}  // namespace sotto::runtime
