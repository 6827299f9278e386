// Calls `away` when the machine is about to sleep or the person's screen is locked. The desktop says so over D-Bus:
// logind on the system's bus, the screen savers on the person's. Where there is no bus nothing is ever said. Nothing is
// asked of anybody, and what a signal holds beside yes or no is not read. Thread: the loop's.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <sotto/runtime/loop.hpp>

namespace sotto::runtime {

class AwayWatch {
 public:
  AwayWatch(Loop& loop, std::function<void()> away);
  ~AwayWatch();
  AwayWatch(const AwayWatch&) = delete;
  AwayWatch& operator=(const AwayWatch&) = delete;

 private:
  class Bus;
  std::vector<std::shared_ptr<Bus>> buses_;
};

}  // namespace sotto::runtime
