// A word on the desktop that a message has come: never who wrote or what. Thread: the loop's.
#pragma once

#include <optional>

#include <sys/types.h>

#include <sotto/base/clock.hpp>

namespace sotto::web {

class Notices {
 public:
  ~Notices();
  Notices() = default;
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;
  void message_came(Instant now);  // at most one word in ten seconds

 private:
  std::optional<Instant> last_;
  pid_t program_ = -1;
};

}  // namespace sotto::web
