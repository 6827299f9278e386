#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <sotto/proto/storage.hpp>
#include <sotto/store/key_file.hpp>

#include "durable_file.hpp"
#include "errors.hpp"

namespace sotto::store {
namespace {

constexpr std::size_t key_file_max = 1024;  // bytes; ours are under 200
constexpr Error key_file_damaged{Errc::damaged,
                                 "The key file of this profile is damaged. Restore vault.key from your backup."};

Result<Bytes> read_small(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0 && errno == ENOENT) return Error{Errc::not_found, "There is no key file here."};
  if (descriptor < 0) return disk_trouble;
  Bytes bytes(key_file_max + 1);
  std::size_t size = 0;
  ssize_t more = 1;
  while (size < bytes.size() && more != 0) {
    more = ::read(descriptor, bytes.data() + size, bytes.size() - size);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) break;
    size += static_cast<std::size_t>(more);
  }
  ::close(descriptor);
  if (more < 0) return disk_trouble;
  if (size > key_file_max) return key_file_damaged;
  bytes.resize(size);
  return bytes;
}

}  // namespace

Result<crypto::WrappedKey> read_key_file(const std::filesystem::path& file) {
  const auto bytes = read_small(file);
  if (!bytes) return bytes.error();
  const auto content = proto::decode_vault_key(*bytes);
  if (!content) return content.error().code == Errc::newer_version ? newer_version : key_file_damaged;
  return crypto::WrappedKey{
      {content->kdf_operations, content->kdf_memory}, content->salt, content->nonce, to_bytes(content->sealed)};
}

Status write_key_file(const std::filesystem::path& file, const crypto::WrappedKey& key) {
  proto::VaultKeyFile content{key.cost.operations, key.cost.memory, key.salt, key.nonce, {}};
  const auto sealed = exactly<48>(key.sealed);
  if (!sealed) return own_fault;
  content.sealed = *sealed;
  DurableFile out(file);
  if (const auto done = out.write(proto::encode(content)); !done) return done;
  return out.finish();
}

}  // namespace sotto::store
