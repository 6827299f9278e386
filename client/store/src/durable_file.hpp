// A file that is there whole or not at all: written beside its name, synced, renamed, its folder synced. Mode 0600.
#pragma once

#include <filesystem>

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>

namespace sotto::store {

class DurableFile {
 public:
  explicit DurableFile(std::filesystem::path file);
  ~DurableFile();  // removes what was not finished
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;
  Status write(ByteView bytes);
  Status finish();

 private:
  std::filesystem::path file_;
  std::filesystem::path unfinished_;
  int descriptor_ = -1;
};

Status create_empty(const std::filesystem::path& file);  // 0600; refused when there is something
Status sync_folder_of(const std::filesystem::path& file);

}  // namespace sotto::store
