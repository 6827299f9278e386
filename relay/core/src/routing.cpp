// Forward in, Deliver out; the answers.
#include "router.hpp"

namespace sotto::relay_core {

void Core::Impl::on_forward(std::uint32_t slot, const proto::ForwardView& forward, Now now) {
  Connection& connection = connections_.at(slot);
  Sources::Source& source = sources_.at(connection.source);
  const Quotas& quotas = config_.quotas;
  const auto bytes = static_cast<std::int64_t>(forward.cell.size());
  const bool within = connection.frames.take(quotas.connection_frames, 1, now.instant) &&
                      connection.bytes.take(quotas.connection_bytes, bytes, now.instant) &&
                      source.frames.take(quotas.source_frames, 1, now.instant) &&
                      source.bytes.take(quotas.source_bytes, bytes, now.instant);
  ++counted_.forwarded;
  answer(slot, forward.ref, within ? route(slot, forward, now) : proto::Outcome::refused);
}

proto::Outcome Core::Impl::route(std::uint32_t slot, const proto::ForwardView& forward, Now now) {
  const std::uint64_t hash = addresses_.hash(forward.address);
  const std::uint32_t address = addresses_.find(hash, forward.address);
  const std::uint32_t source = connections_.at(slot).source;
  if (address == none) return store(hash, forward, source, now);
  AddressRecord& record = addresses_.at(address);
  if (!record.queue.empty() && spool_.holds(record.queue, forward.cell)) return proto::Outcome::spooled;
  // A live cell never overtakes what waits at its address.
  if (record.listener == none || record.queue.unsent_count > 0) return store(hash, forward, source, now);
  Connection& listener = connections_.at(record.listener);
  if (listener.stage != Stage::admitted) return store(hash, forward, source, now);
  if (wire_.backlog(listener.id) > config_.backlog_cap) {
    const proto::Outcome outcome = store(hash, forward, source, now);
    if (outcome == proto::Outcome::spooled) listener.stalled = record.owes_drained = true;
    return outcome;
  }
  wire_.send(listener.id, proto::deliver_header(0, forward.routed.size()).view(), forward.routed);
  return proto::Outcome::live;
}

proto::Outcome Core::Impl::store(std::uint64_t hash, const proto::ForwardView& forward, std::uint32_t source, Now now) {
  if (!spool_id_) return proto::Outcome::full;  // a pure forwarder: nothing is kept, try again later
  const std::uint32_t address = addresses_.find_or_make(hash, forward.address);
  if (spool_.store(address, forward.cell, proved_.contains(hash), source, now.instant)) return proto::Outcome::spooled;
  addresses_.forget_if_unused(address);
  return proto::Outcome::full;
}

void Core::Impl::answer(std::uint32_t slot, std::uint32_t ref, proto::Outcome outcome) {
  switch (outcome) {
    case proto::Outcome::live: ++counted_.delivered_live; break;
    case proto::Outcome::spooled: ++counted_.spooled; break;
    case proto::Outcome::full: ++counted_.full; break;
    case proto::Outcome::refused: ++counted_.refused; break;
  }
  Connection& connection = connections_.at(slot);
  Run& run = connection.run;
  if (run.count > 0 && run.outcome == outcome && ref != 0 &&
      ref == run.first_ref + run.count) {  // refs do not wrap in a run
    ++run.count;
    return;
  }
  flush_answers(connection);
  run = {ref, 1, outcome, proto::Refusal::rate};
  if (!connection.answers_due) {
    connection.answers_due = true;
    answers_due_.push_back(slot);
  }
}

void Core::Impl::flush_answers(Connection& connection) {
  Run& run = connection.run;
  if (run.count == 0) return;
  const Bytes frame = proto::encode(proto::Answer{run.first_ref, run.count, run.outcome, run.reason});
  run.count = 0;
  wire_.send(connection.id, frame, {});
}

void Core::Impl::end_turn() {
  for (const std::uint32_t slot : answers_due_) {
    Connection& connection = connections_.at(slot);
    connection.answers_due = false;
    if (connection.stage == Stage::admitted) flush_answers(connection);
  }
  answers_due_.clear();
}

// Sends what waits, oldest first, while the listener takes it and not too much is unacknowledged.
void Core::Impl::deliver_spooled(std::uint32_t address) {
  AddressRecord& record = addresses_.at(address);
  Connection& listener = connections_.at(record.listener);
  if (listener.stage != Stage::admitted) return;
  while (const auto unsent = spool_.next_unsent(record.queue)) {
    if (record.queue.in_flight >= config_.spool_in_flight) return;
    if (wire_.backlog(listener.id) > config_.backlog_cap) {
      listener.stalled = true;
      return;
    }
    Bytes& start = unsent->cell.size() == limits::block ? routed_start_block_ : routed_start_;
    std::memcpy(start.data() + routed_address_at_, record.address.bytes.data(), Address::size);
    const auto header = proto::deliver_header(unsent->seq, start.size() + unsent->cell.size());
    ByteArray<128> head;
    std::memcpy(head.data(), header.bytes.data(), header.size);
    std::memcpy(head.data() + header.size, start.data(), start.size());
    wire_.send(listener.id, ByteView{head}.first(header.size + start.size()), unsent->cell);
    spool_.mark_sent(record.queue);
  }
  if (record.owes_drained) {
    record.owes_drained = false;
    send(record.listener, proto::Drained{record.address});
  }
}

void Core::Impl::writable(ConnectionId id, Now) {
  const std::uint32_t slot = connections_.find(id);
  if (slot == none || !connections_.at(slot).stalled) return;
  connections_.at(slot).stalled = false;
  for (std::uint32_t address = connections_.at(slot).first_address; address != none;
       address = addresses_.at(address).next) {
    if (addresses_.at(address).queue.unsent_count > 0) deliver_spooled(address);
  }
}

}  // namespace sotto::relay_core
