// The page server's socket: the literal 127.0.0.1, a port that the kernel chooses anew each time, connections of our
// own account only. Thread: the loop's.
#pragma once

#include <cstdint>
#include <memory>

#include <sotto/base/result.hpp>
#include <sotto/runtime/loop.hpp>

#include "reception.hpp"

namespace sotto::web {

class Listener {
 public:
  static Result<std::unique_ptr<Listener>> open(runtime::Loop& loop, Reception& reception);  // io
  virtual ~Listener() = default;                                                             // ends all its connections
  virtual std::uint16_t port() const = 0;
};

}  // namespace sotto::web
