#include "durable_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "errors.hpp"

namespace sotto::store {
namespace {

constexpr int owner_only = 0600;

}  // namespace

DurableFile::DurableFile(std::filesystem::path file)
    : file_(std::move(file)), unfinished_(file_.string() + ".unfinished") {
  std::error_code ignored;
  std::filesystem::remove(unfinished_, ignored);
  descriptor_ = ::open(unfinished_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, owner_only);
}

DurableFile::~DurableFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(unfinished_.c_str());
}

Status DurableFile::write(ByteView bytes) {
  if (descriptor_ < 0) return disk_trouble;
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return error_of_errno(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return ok();
}

Status DurableFile::finish() {
  if (descriptor_ < 0) return disk_trouble;
  if (::fsync(descriptor_) != 0) return error_of_errno(errno);
  if (::rename(unfinished_.c_str(), file_.c_str()) != 0) return error_of_errno(errno);
  ::close(std::exchange(descriptor_, -1));
  return sync_folder_of(file_);
}

Status create_empty(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, owner_only);
  if (descriptor < 0 && errno == EEXIST) return Error{Errc::refused, "There is a vault already; it stays as it is."};
  if (descriptor < 0) return error_of_errno(errno);
  ::close(descriptor);
  return ok();
}

Status sync_folder_of(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return error_of_errno(errno);
  const int done = ::fsync(descriptor);
  const int number = errno;
  ::close(descriptor);
  if (done != 0) return error_of_errno(number);
  return ok();
}

}  // namespace sotto::store
