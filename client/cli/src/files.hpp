// What is exported goes into new files that only this person can read. Nothing is ever overwritten.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include <sotto/api/reply.hpp>

namespace sotto::cli {

std::optional<api::Problem> write_new_file(const std::filesystem::path& file, std::string_view text);  // 0600
std::optional<api::Problem> make_new_folder(const std::filesystem::path& folder);                      // 0700
std::variant<std::string, api::Problem> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace sotto::cli
