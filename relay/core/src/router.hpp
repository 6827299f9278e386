// The core's inside: admission, then routing. Forward and Deliver are the hot path: no allocation, no Protobuf object.
#pragma once

#include <deque>

#include "addresses.hpp"
#include "admission.hpp"
#include "connections.hpp"
#include "sources.hpp"
#include "spool.hpp"

namespace sotto::relay_core {

class Core::Impl {
 public:
  Impl(Config config, Random& random, Wire& wire);

  void connected(ConnectionId connection, SourcePrefix source, Now now);
  void on_frame(ConnectionId connection, ByteView frame, Now now);
  void writable(ConnectionId connection, Now now);
  void disconnected(ConnectionId connection);
  void on_deadline(Now now);
  std::optional<Instant> next_deadline() const;
  void end_turn();
  void drain() { draining_ = true; }
  Stats stats() const;

 private:
  // admission.  -> session.cpp
  void on_admit(std::uint32_t slot, ByteView frame);
  void on_other(std::uint32_t slot, ByteView frame, Now now);
  void on_listen(std::uint32_t slot, const proto::Listen& listen, Now now);
  void take_over(std::uint32_t address, std::uint32_t slot);
  void stop_listening(std::uint32_t address);
  void refuse(std::uint32_t slot, proto::Refusal reason, bool close, std::optional<Address> address = std::nullopt);
  void close(std::uint32_t slot);
  void send(std::uint32_t slot, const proto::Frame& frame);

  // routing     -> routing.cpp
  void on_forward(std::uint32_t slot, const proto::ForwardView& forward, Now now);
  proto::Outcome route(std::uint32_t slot, const proto::ForwardView& forward, Now now);
  proto::Outcome store(std::uint64_t hash, const proto::ForwardView& forward, std::uint32_t source, Now now);
  void answer(std::uint32_t slot, std::uint32_t ref, proto::Outcome outcome);
  void flush_answers(Connection& connection);
  void deliver_spooled(std::uint32_t address);

  Config config_;
  Random& random_;
  Wire& wire_;
  Sources sources_;
  Addresses addresses_;
  Proved proved_;
  Spool spool_;
  Connections connections_;
  std::optional<SpoolId> spool_id_;
  Bytes routed_start_;  // the encoded address field and the head of the cell field, for cells from the spool
  Bytes routed_start_block_;
  std::size_t routed_address_at_ = 0;
  std::vector<std::uint32_t> answers_due_;
  struct Greeted {
    ConnectionId connection;
    Instant until;
  };
  std::deque<Greeted> greeted_;  // one limit for all: in order of time
  std::optional<Instant> next_sweep_;
  bool draining_ = false;
  std::uint64_t listened_ = 0;
  Stats counted_;
};

}  // namespace sotto::relay_core
