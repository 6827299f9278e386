// A log line is an event name from our source and numbers. No overload takes a string, bytes or an address, so content,
// keys and addresses cannot slip in. Thread-safe: one write per line. Output goes to stderr, off until `enable`.
#pragma once

#include <cstdint>
#include <initializer_list>

#include <sotto/base/result.hpp>

namespace sotto::log {

struct Field {
  Literal name;
  std::int64_t value;
};
void enable(bool on);
void event(Literal name, std::initializer_list<Field> fields = {});

}  // namespace sotto::log
