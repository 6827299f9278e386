// The app's files by path: from the program or, in Debug builds only, from a folder that somebody is editing.
#pragma once

#include <filesystem>
#include <string_view>

#include "reception.hpp"

namespace sotto::web {

// `path` has passed the gate: plain segments, none of which begins with a dot.
Answer file_at(std::string_view path, const std::filesystem::path& folder);

}  // namespace sotto::web
