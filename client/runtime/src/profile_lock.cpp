#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <sotto/runtime/profile_lock.hpp>

namespace sotto::runtime {
namespace {

constexpr std::size_t path_max = 4096;
constexpr auto ask_again = std::chrono::milliseconds(50);
constexpr Error in_use{Errc::in_use, "Another process is using this profile."};

std::filesystem::path lock_file(const std::filesystem::path& profile) { return profile / "lock"; }

}  // namespace

Result<ProfileLock> ProfileLock::take(const std::filesystem::path& profile) {
  const int descriptor = open(lock_file(profile).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return Error{Errc::io, "The profile's lock file cannot be opened: is the folder yours, and writable?"};
  ProfileLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return in_use;
    return Error{Errc::io, "The profile's folder does not support locks."};
  }
  if (const auto cleared = lock.publish({}); !cleared) return cleared.error();
  return lock;
}

Result<ProfileLock> ProfileLock::take_within(const std::filesystem::path& profile, std::chrono::milliseconds patience,
                                             const std::function<bool()>& instead) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (instead && instead()) return in_use;
    auto lock = take(profile);
    if (lock || lock.error().code != Errc::in_use || std::chrono::steady_clock::now() >= until) return lock;
    std::this_thread::sleep_for(ask_again);
  }
}

ProfileLock::~ProfileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status ProfileLock::publish(std::string_view socket) {
  const Error failed{Errc::io, "The profile's lock file cannot be written."};
  if (ftruncate(descriptor_, 0) != 0) return failed;
  if (!socket.empty() && pwrite(descriptor_, socket.data(), socket.size(), 0) != static_cast<ssize_t>(socket.size()))
    return failed;
  return ok();
}

std::string ProfileLock::published(const std::filesystem::path& profile) {
  const int descriptor = open(lock_file(profile).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return {};
  std::array<char, path_max> text{};
  const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
  close(descriptor);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace sotto::runtime
