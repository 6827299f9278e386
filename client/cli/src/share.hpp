// Before casework is shared from a terminal: what the check sees, and what the person makes of it.
#pragma once

#include <optional>

#include "desk.hpp"

namespace sotto::cli {

// Changes params["text"] and sets params["despite"]. nullopt: share it now. A number: end with this exit code.
std::optional<int> stop_and_think(const Desk& desk, runtime::Connection& connection, Json& params);

}  // namespace sotto::cli
