// The files of attachments: each is a row of sealed blocks, exactly as they travel, under a random name in the profile
// folder. Their key is in the vault; without its key a file is noise, so deleting the key deletes the file.
// Thread: the vault's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>

namespace sotto::store {

using FileId = Id<struct FileTag, 16>;

class Blocks {
 public:
  virtual ~Blocks() = default;
  // A block may be written again, and in any order. It is sure to survive a crash after `sync`.
  virtual Status write(const FileId& file, std::uint32_t index, ByteView block) = 0;
  virtual Status sync(const FileId& file) = 0;
  virtual Result<Bytes> read(const FileId& file, std::uint32_t index) = 0;  // not_found
  virtual void remove(const FileId& file) = 0;
  virtual std::vector<FileId> all() = 0;  // to find those that no row knows

  static std::unique_ptr<Blocks> in_folder(std::filesystem::path folder);  // made when the first file comes
  static std::unique_ptr<Blocks> in_memory();                              // for tests
};

}  // namespace sotto::store
