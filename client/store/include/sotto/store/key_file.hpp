// profile/vault.key: the wrapped vault key (storage.proto VaultKeyFile), 0600, written to a temporary file, synced and
// renamed. Destroying it destroys the vault.
#pragma once

#include <filesystem>

#include <sotto/base/result.hpp>
#include <sotto/crypto/vault_key.hpp>

namespace sotto::store {

Result<crypto::WrappedKey> read_key_file(const std::filesystem::path& file);  // not_found, damaged, newer_version, io
Status write_key_file(const std::filesystem::path& file, const crypto::WrappedKey& key);

}  // namespace sotto::store
