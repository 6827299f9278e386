// One process per profile: flock(2) on profile/lock, taken before the key is derived. The kernel releases it when the
// process ends, however it ends. The file's content is the path of the engine's socket while one answers.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sotto/base/result.hpp>

namespace sotto::runtime {

class ProfileLock {
 public:
  static Result<ProfileLock> take(const std::filesystem::path& profile);  // in_use, io; never waits
  // The same for as long as another process has it, at most `patience`. `instead` is asked before each try: true ends
  // the waiting with in_use. It asks every 50 ms, because flock(2) knows no limit and the engine's socket, whose end
  // would tell, is closed before the lock is let go; a command that works in process has no socket at all.
  static Result<ProfileLock> take_within(const std::filesystem::path& profile, std::chrono::milliseconds patience,
                                         const std::function<bool()>& instead = {});
  ~ProfileLock();
  ProfileLock(ProfileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  ProfileLock& operator=(ProfileLock&&) = delete;

  Status publish(std::string_view socket);  // empty: nobody answers
  static std::string published(const std::filesystem::path& profile);

 private:
  explicit ProfileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace sotto::runtime
