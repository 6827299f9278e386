// A command's end of the engine's socket: blocking, interruptible by SIGINT.
#pragma once

#include <filesystem>
#include <memory>
#include <variant>

#include <sotto/runtime/connection.hpp>

namespace sotto::runtime {

// Null: no engine answers there. A Problem: one answers, but cannot be talked to.
std::variant<std::unique_ptr<Connection>, api::Problem> connect_remote(const std::filesystem::path& socket);

}  // namespace sotto::runtime
