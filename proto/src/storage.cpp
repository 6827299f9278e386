#include <sotto/proto/storage.hpp>

#include "storage.pb.h"
#include "wire.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;

constexpr std::string_view magic = "sottokey";
constexpr std::uint8_t file_version = 1;
constexpr std::size_t file_max = 256;  // the longest is 124 bytes
constexpr Literal damaged = "The profile's key file is damaged.";

}  // namespace

Bytes encode(const VaultKeyFile& file) {
  pb::VaultKeyFile out;
  out.set_kdf_operations(file.kdf_operations);
  out.set_kdf_memory(file.kdf_memory);
  out.set_salt(raw(file.salt));
  out.set_nonce(raw(file.nonce));
  out.set_sealed(raw(file.sealed));
  Bytes bytes = to_bytes(view_of(magic));
  bytes.push_back(file_version);
  append(bytes, serialize(out));
  return bytes;
}

Result<VaultKeyFile> decode_vault_key(ByteView bytes) {
  const auto head = magic.size() + 1;
  if (bytes.size() < head || !equal(bytes.first(magic.size()), view_of(magic)) || bytes[magic.size()] == 0) {
    return Error{Errc::damaged, damaged};
  }
  if (bytes[magic.size()] > file_version) {
    return Error{Errc::newer_version, "The profile was written by a newer version. Update, then try again."};
  }
  pb::VaultKeyFile in;
  VaultKeyFile out;
  if (bytes.size() > file_max || !parse(in, bytes.subspan(head)) || !read(in.salt(), out.salt) ||
      !read(in.nonce(), out.nonce) || !read(in.sealed(), out.sealed)) {
    return Error{Errc::damaged, damaged};
  }
  out.kdf_operations = in.kdf_operations();
  out.kdf_memory = in.kdf_memory();
  if (!equal(encode(out), bytes)) return Error{Errc::damaged, damaged};
  return out;
}

}  // namespace sotto::proto
