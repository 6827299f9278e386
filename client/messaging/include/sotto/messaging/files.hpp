// A file on its way into or out of an attachment: cut into pieces, each sealed to a block that goes to the disk and,
// later, over the relay as it is. Memory is one block, however long the file. docs/protocol.md, "attachments".
#pragma once

#include <optional>

#include <sotto/base/limits.hpp>
#include <sotto/base/random.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/store/blocks.hpp>

namespace sotto::messaging {

struct SealedFile {
  store::FileId file;
  crypto::Key key;
  std::uint64_t size = 0;
};
constexpr std::uint64_t blocks_of(std::uint64_t size) { return (size + limits::block_data - 1) / limits::block_data; }

class FileSealer {
 public:
  FileSealer(store::Blocks& blocks, Random& random);
  ~FileSealer();  // removes what was not finished
  FileSealer(const FileSealer&) = delete;
  FileSealer& operator=(const FileSealer&) = delete;
  Status add(ByteView bytes);
  Result<SealedFile> finish();  // limit: empty, or over attachment_max

 private:
  Status flush();
  store::Blocks& blocks_;
  Random& random_;
  SealedFile file_;
  crypto::Key block_key_;
  Bytes piece_;
  std::uint32_t next_ = 0;
  bool finished_ = false;
};

// One piece of it in clear. Errors: not_found, damaged.
Result<Bytes> open_piece(store::Blocks& blocks, const SealedFile& file, std::uint32_t index);

}  // namespace sotto::messaging
