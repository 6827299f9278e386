// Source prefixes: their pace and what they have in the shared half of the spool. A record lives while it has
// connections or spooled cells or its pace is not at rest.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include <sotto/relay_core/core.hpp>

#include "pace.hpp"
#include "records.hpp"

namespace sotto::relay_core {

class Sources {
 public:
  struct Source {
    SourcePrefix prefix = 0;
    std::uint32_t connections = 0;
    std::uint32_t cells = 0;    // in the spool, whatever their half
    std::uint64_t charged = 0;  // bytes in the shared half
    Meter frames;
    Meter bytes;
  };
  std::uint32_t enter(SourcePrefix prefix);  // one connection more
  void leave(std::uint32_t source) { --at(source).connections; }
  Source& at(std::uint32_t source) { return all_[source]; }
  void sweep(Instant now);
  std::size_t size() const { return by_prefix_.size(); }

 private:
  std::unordered_map<SourcePrefix, std::uint32_t> by_prefix_;  // the prefix is a keyed hash already
  Records<Source> all_;
};

}  // namespace sotto::relay_core
