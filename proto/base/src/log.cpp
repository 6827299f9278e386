#include <atomic>
#include <cstdio>
#include <string>

#include <sotto/base/log.hpp>

namespace sotto::log {
namespace {
std::atomic<bool> enabled{false};
}

void enable(bool on) { enabled.store(on, std::memory_order_relaxed); }

void event(Literal name, std::initializer_list<Field> fields) {
  if (!enabled.load(std::memory_order_relaxed)) return;
  std::string line(name.text);
  for (const auto& field : fields)
    line.append(" ").append(field.name.text).append("=").append(std::to_string(field.value));
  line += '\n';
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

}  // namespace sotto::log
