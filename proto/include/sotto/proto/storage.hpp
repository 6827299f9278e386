// What the engine writes to disk outside SQL columns, versioned: schema/storage.proto.
#pragma once

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>

namespace sotto::proto {

struct VaultKeyFile {
  std::uint32_t kdf_operations = 0;
  std::uint64_t kdf_memory = 0;
  ByteArray<16> salt{};
  ByteArray<24> nonce{};
  ByteArray<48> sealed{};
};
Bytes encode(const VaultKeyFile& file);  // begins with the 8 bytes "sottokey", then u8 version, then the message
Result<VaultKeyFile> decode_vault_key(ByteView bytes);  // damaged, newer_version

}  // namespace sotto::proto
