// Layers and their versions inside the file: table `layer(name, version)`.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <sotto/store/vault.hpp>

#include "database.hpp"

namespace sotto::store {

std::vector<Layer> with_store_layer(std::vector<Layer> layers);

// Whether scripts are missing in the file. Errors: newer_version; damaged when the file has no layers at all.
Result<bool> must_migrate(Database& database, const std::vector<Layer>& layers);

// Creates the tables of a fresh file, or runs the missing scripts: one transaction, all or nothing.
Status migrate(Database& database, const std::vector<Layer>& layers);

// The copy of the old file beside the new one, until the next start that needs no migration.
std::filesystem::path copy_before_migration(const std::filesystem::path& file);
Status keep_copy(Database& database, const std::filesystem::path& file);

}  // namespace sotto::store
