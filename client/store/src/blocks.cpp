#include <cerrno>
#include <map>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotto/base/limits.hpp>
#include <sotto/store/blocks.hpp>

#include "errors.hpp"

namespace sotto::store {
namespace {

constexpr Error no_block{Errc::not_found, "A piece of this attachment is missing on the disk."};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

off_t place_of(std::uint32_t index) { return static_cast<off_t>(index) * static_cast<off_t>(limits::block); }

class FolderBlocks : public Blocks {
 public:
  explicit FolderBlocks(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Status write(const FileId& file, std::uint32_t index, ByteView block) override {
    if (::mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST) return error_of_errno(errno);
    const Descriptor out(::open(path(file).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (out.number() < 0) return error_of_errno(errno);
    off_t at = place_of(index);
    while (!block.empty()) {
      const auto written = ::pwrite(out.number(), block.data(), block.size(), at);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return error_of_errno(errno);
      block = block.subspan(static_cast<std::size_t>(written));
      at += written;
    }
    return ok();
  }

  Status sync(const FileId& file) override {
    const Descriptor written(::open(path(file).c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (written.number() < 0 || ::fdatasync(written.number()) != 0) return error_of_errno(errno);
    return ok();
  }

  Result<Bytes> read(const FileId& file, std::uint32_t index) override {
    const Descriptor in(::open(path(file).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (in.number() < 0) return errno == ENOENT ? no_block : error_of_errno(errno);
    Bytes block(limits::block);
    std::size_t have = 0;
    while (have < block.size()) {
      const auto got =
          ::pread(in.number(), block.data() + have, block.size() - have, place_of(index) + static_cast<off_t>(have));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return error_of_errno(errno);
      if (got == 0) return no_block;
      have += static_cast<std::size_t>(got);
    }
    return block;
  }

  void remove(const FileId& file) override { ::unlink(path(file).c_str()); }

  std::vector<FileId> all() override {
    std::vector<FileId> out;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, none)) {
      if (const auto id = FileId::from_text(entry.path().filename().string()); id) out.push_back(*id);
    }
    return out;
  }

 private:
  std::filesystem::path path(const FileId& file) const { return folder_ / file.text(); }
  std::filesystem::path folder_;
};

class MemoryBlocks : public Blocks {
 public:
  Status write(const FileId& file, std::uint32_t index, ByteView block) override {
    blocks_[{file, index}] = to_bytes(block);
    return ok();
  }
  Status sync(const FileId&) override { return ok(); }
  Result<Bytes> read(const FileId& file, std::uint32_t index) override {
    const auto found = blocks_.find({file, index});
    if (found == blocks_.end()) return no_block;
    return found->second;
  }
  void remove(const FileId& file) override {
    std::erase_if(blocks_, [&](const auto& one) { return one.first.first == file; });
  }
  std::vector<FileId> all() override {
    std::vector<FileId> out;
    for (const auto& [place, block] : blocks_) {
      if (out.empty() || out.back() != place.first) out.push_back(place.first);
    }
    return out;
  }

 private:
  std::map<std::pair<FileId, std::uint32_t>, Bytes> blocks_;
};

}  // namespace

std::unique_ptr<Blocks> Blocks::in_folder(std::filesystem::path folder) {
  return std::make_unique<FolderBlocks>(std::move(folder));
}
std::unique_ptr<Blocks> Blocks::in_memory() { return std::make_unique<MemoryBlocks>(); }

}  // namespace sotto::store
