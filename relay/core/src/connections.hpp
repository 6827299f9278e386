// What the core knows of a connection. Small: this is most of what an idle connection costs.
#pragma once

#include <vector>

#include <sotto/relay_core/core.hpp>

#include "index_table.hpp"
#include "pace.hpp"
#include "records.hpp"

namespace sotto::relay_core {

enum class Stage : std::uint8_t {
  free,      // the slot is empty
  greeted,   // Welcome sent; ends with a valid Admit or the admission limit
  admitted,  // ends when a side closes
  closing,   // nothing it sends counts any more
};

// Consecutive forwards with the same outcome: one Answer at the end of the turn.
struct Run {
  std::uint32_t first_ref = 0;
  std::uint32_t count = 0;
  proto::Outcome outcome = proto::Outcome::live;
  proto::Refusal reason = proto::Refusal::rate;
};

struct Connection {
  ConnectionId id = 0;
  ByteArray<32> nonce{};
  std::uint32_t source = 0;
  std::uint32_t authority = 0;
  std::uint32_t first_address = IndexTable::none;  // a list through the routing table
  std::uint32_t addresses = 0;
  Meter frames;
  Meter bytes;
  Run run;
  Stage stage = Stage::free;
  proto::Role role = proto::Role::guest;
  bool answers_due = false;  // listed for the end of the turn
  bool stalled = false;      // an address has unsent cells because this connection was slow
};

class Connections {
 public:
  std::uint32_t find(ConnectionId id) const {
    return table_.find(hash(id), [&](std::uint32_t index) { return all_[index].id == id; });
  }
  std::uint32_t add(ConnectionId id) {
    const std::uint32_t index = all_.make();
    all_[index].id = id;
    table_.insert(hash(id), index);
    return index;
  }
  void remove(std::uint32_t index) {
    table_.erase(hash(all_[index].id), index);
    all_.forget(index);
  }
  Connection& at(std::uint32_t index) { return all_[index]; }
  std::size_t size() const { return table_.size(); }

 private:
  static std::uint32_t hash(ConnectionId id) {  // ids are the transport's own: no keyed hash needed
    return static_cast<std::uint32_t>((id * 0x9e3779b97f4a7c15ULL) >> 32);
  }
  IndexTable table_;
  Records<Connection> all_;
};

}  // namespace sotto::relay_core
