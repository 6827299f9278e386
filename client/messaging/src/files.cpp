#include <algorithm>

#include <sotto/crypto/attachment.hpp>
#include <sotto/messaging/files.hpp>

namespace sotto::messaging {

FileSealer::FileSealer(store::Blocks& blocks, Random& random) : blocks_(blocks), random_(random) {
  file_.file = random.id<store::FileId>();
  file_.key = crypto::Key(random);
  block_key_ = crypto::block_key(file_.key);
  piece_.reserve(limits::block_data);
}

FileSealer::~FileSealer() {
  if (!finished_) blocks_.remove(file_.file);
}

Status FileSealer::add(ByteView bytes) {
  file_.size += bytes.size();
  if (file_.size > limits::attachment_max) return Error{Errc::limit, "A file may have 2 GiB at most."};
  while (!bytes.empty()) {
    const std::size_t room = std::min(limits::block_data - piece_.size(), bytes.size());
    append(piece_, bytes.first(room));
    bytes = bytes.subspan(room);
    if (piece_.size() < limits::block_data) continue;
    if (const auto done = flush(); !done) return done;
  }
  return ok();
}

Status FileSealer::flush() {
  const auto block = crypto::seal_block(block_key_, next_, piece_, random_);
  if (!block) return block.error();
  if (const auto done = blocks_.write(file_.file, next_, *block); !done) return done;
  ++next_;
  crypto::wipe(piece_);
  piece_.clear();
  return ok();
}

Result<SealedFile> FileSealer::finish() {
  if (file_.size == 0) return Error{Errc::limit, "The file is empty. Nothing was sent."};
  if (!piece_.empty()) {
    if (const auto done = flush(); !done) return done.error();
  }
  if (const auto done = blocks_.sync(file_.file); !done) return done.error();
  finished_ = true;
  return std::move(file_);
}

Result<Bytes> open_piece(store::Blocks& blocks, const SealedFile& file, std::uint32_t index) {
  const auto block = blocks.read(file.file, index);
  if (!block) return block.error();
  auto piece = crypto::open_block(crypto::block_key(file.key), *block);
  if (!piece || piece->index != index)
    return Error{Errc::damaged, "This attachment is damaged on the disk. Ask for it again."};
  return std::move(piece->data);
}

}  // namespace sotto::messaging
