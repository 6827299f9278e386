// A connection's life: greeting, admission, listening, the end.
#include <algorithm>
#include <cstdlib>

#include <sodium.h>

#include "router.hpp"

namespace sotto::relay_core {
namespace {

constexpr Duration sweep_every = minutes(1);

// The bytes of a Forward between its `ref` and the cell's first byte, for an address of zeros.
Bytes routed_start(std::size_t cell_size) {
  const Bytes zeros(cell_size);
  const Bytes frame = proto::encode(proto::Forward{1, Address{}, zeros});
  const auto view = proto::parse_forward(frame);
  if (!view) std::abort();  // the codec does not read what it writes: a bug
  return to_bytes(view->routed.first(view->routed.size() - cell_size));
}
std::size_t address_offset() {
  const Bytes zeros(limits::cell);
  const Bytes frame = proto::encode(proto::Forward{1, Address{}, zeros});
  const auto view = proto::parse_forward(frame);
  return static_cast<std::size_t>(view->address.data() - view->routed.data());
}

}  // namespace

Core::Impl::Impl(Config config, Random& random, Wire& wire)
    : config_(std::move(config)),
      random_(random),
      wire_(wire),
      addresses_(random),
      spool_(config_.spool_budget, config_.spool_ttl, addresses_, sources_),
      routed_start_(routed_start(limits::cell)),
      routed_start_block_(routed_start(limits::block)),
      routed_address_at_(address_offset()) {
  if (sodium_init() < 0) std::abort();
  if (config_.spool_budget > 0) spool_id_ = random_.id<SpoolId>();
}

void Core::Impl::connected(ConnectionId connection, SourcePrefix source, Now now) {
  const std::uint32_t slot = connections_.add(connection);
  Connection& made = connections_.at(slot);
  made.source = sources_.enter(source);
  if (!next_sweep_) next_sweep_ = now.instant + sweep_every;
  if (draining_) return refuse(slot, proto::Refusal::busy, true);
  made.stage = Stage::greeted;
  random_.fill(made.nonce);
  greeted_.push_back({connection, now.instant + config_.admission_limit});
  send(slot, proto::Welcome{limits::protocol_version, limits::protocol_version, made.nonce});
}

void Core::Impl::on_frame(ConnectionId connection, ByteView frame, Now now) {
  const std::uint32_t slot = connections_.find(connection);
  if (slot == none) return;
  switch (connections_.at(slot).stage) {
    case Stage::admitted:
      if (const auto forward = proto::parse_forward(frame)) return on_forward(slot, *forward, now);
      return on_other(slot, frame, now);
    case Stage::greeted: return on_admit(slot, frame);
    case Stage::closing:
    case Stage::free: return;
  }
}

void Core::Impl::on_admit(std::uint32_t slot, ByteView frame) {
  const auto decoded = proto::decode(frame);
  if (!decoded && decoded.error().code == Errc::newer_version) return refuse(slot, proto::Refusal::version, true);
  const auto* admit = decoded ? std::get_if<proto::Admit>(&*decoded) : nullptr;
  if (admit == nullptr) return close(slot);
  Connection& connection = connections_.at(slot);
  const AdmissionVerdict verdict = check_admission(config_, *admit, connection.nonce);
  if (verdict.refusal) return refuse(slot, *verdict.refusal, true);
  if (draining_) return refuse(slot, proto::Refusal::busy, true);
  connection.stage = Stage::admitted;
  connection.role = admit->role;
  connection.authority = verdict.authority;
  send(slot, proto::Admitted{spool_id_});
}

void Core::Impl::on_other(std::uint32_t slot, ByteView frame, Now now) {
  const auto decoded = proto::decode(frame);
  if (!decoded) return close(slot);
  if (const auto* listen = std::get_if<proto::Listen>(&*decoded)) return on_listen(slot, *listen, now);
  if (const auto* ack = std::get_if<proto::Ack>(&*decoded)) {
    const std::uint32_t address = addresses_.find(addresses_.hash(ack->address.view()), ack->address.view());
    if (address == none || addresses_.at(address).listener != slot)
      return;  // displaced meanwhile: not its cells any more
    spool_.acknowledge(address, ack->spool_seq);
    return deliver_spooled(address);
  }
  close(slot);
}

void Core::Impl::on_listen(std::uint32_t slot, const proto::Listen& listen, Now now) {
  Connection& connection = connections_.at(slot);
  Sources::Source& source = sources_.at(connection.source);
  const Quotas& quotas = config_.quotas;
  const auto refuse_it = [&](proto::Refusal reason) { refuse(slot, reason, false, listen.address); };
  if (connection.role != proto::Role::member) return refuse_it(proto::Refusal::listen);
  if (draining_ || connection.addresses >= quotas.addresses_per_connection) return refuse_it(proto::Refusal::busy);
  if (!connection.frames.take(quotas.connection_frames, quotas.listen_weight, now.instant) ||
      !source.frames.take(quotas.source_frames, quotas.listen_weight, now.instant)) {
    return refuse_it(proto::Refusal::rate);
  }
  if (!check_listen(listen, config_.authorities[connection.authority], connection.nonce)) {
    return refuse_it(proto::Refusal::listen);
  }
  const std::uint64_t hash = addresses_.hash(listen.address.view());
  proved_.add(hash);
  const std::uint32_t address = addresses_.find_or_make(hash, listen.address.view());
  take_over(address, slot);
  AddressRecord& record = addresses_.at(address);
  record.owes_drained = true;
  send(slot, proto::Listening{listen.address, static_cast<std::uint32_t>(record.queue.cells + record.queue.blocks)});
  deliver_spooled(address);
}

void Core::Impl::take_over(std::uint32_t address, std::uint32_t slot) {
  AddressRecord& record = addresses_.at(address);
  if (record.listener == slot) return;
  if (record.listener != none) {
    send(record.listener, proto::Displaced{record.address});
    stop_listening(address);
  }
  Connection& connection = connections_.at(slot);
  record.listener = slot;
  record.prev = none;
  record.next = connection.first_address;
  if (record.next != none) addresses_.at(record.next).prev = address;
  connection.first_address = address;
  ++connection.addresses;
  ++listened_;
}

void Core::Impl::stop_listening(std::uint32_t address) {
  AddressRecord& record = addresses_.at(address);
  Connection& connection = connections_.at(record.listener);
  if (record.prev == none)
    connection.first_address = record.next;
  else
    addresses_.at(record.prev).next = record.next;
  if (record.next != none) addresses_.at(record.next).prev = record.prev;
  --connection.addresses;
  --listened_;
  record.listener = record.next = record.prev = none;
  record.owes_drained = false;
  spool_.mark_all_unsent(record.queue);
}

void Core::Impl::disconnected(ConnectionId connection) {
  const std::uint32_t slot = connections_.find(connection);
  if (slot == none) return;
  Connection& gone = connections_.at(slot);
  while (gone.first_address != none) {
    const std::uint32_t address = gone.first_address;
    stop_listening(address);
    addresses_.forget_if_unused(address);
  }
  sources_.leave(gone.source);
  if (gone.answers_due) std::erase(answers_due_, slot);
  connections_.remove(slot);
}

void Core::Impl::on_deadline(Now now) {
  while (!greeted_.empty() && greeted_.front().until <= now.instant) {
    const std::uint32_t slot = connections_.find(greeted_.front().connection);
    greeted_.pop_front();
    if (slot != none && connections_.at(slot).stage == Stage::greeted) close(slot);
  }
  spool_.expire(now.instant);
  if (next_sweep_ && *next_sweep_ <= now.instant) {
    sources_.sweep(now.instant);
    next_sweep_.reset();
    if (sources_.size() > 0) next_sweep_ = now.instant + sweep_every;
  }
}

std::optional<Instant> Core::Impl::next_deadline() const {
  std::optional<Instant> next = spool_.next_expiry();
  if (!greeted_.empty() && (!next || greeted_.front().until < *next)) next = greeted_.front().until;
  if (next_sweep_ && (!next || *next_sweep_ < *next)) next = next_sweep_;
  return next;
}

Stats Core::Impl::stats() const {
  Stats stats = counted_;
  stats.connections = connections_.size();
  stats.addresses = listened_;
  stats.spooled_cells = spool_.cells();
  stats.spool_bytes = spool_.bytes();
  return stats;
}

void Core::Impl::refuse(std::uint32_t slot, proto::Refusal reason, bool and_close, std::optional<Address> address) {
  send(slot, proto::Refused{reason, address});
  if (and_close) close(slot);
}

void Core::Impl::close(std::uint32_t slot) {
  Connection& connection = connections_.at(slot);
  flush_answers(connection);
  connection.stage = Stage::closing;
  wire_.close(connection.id);
}

void Core::Impl::send(std::uint32_t slot, const proto::Frame& frame) {
  const Bytes bytes = proto::encode(frame);
  wire_.send(connections_.at(slot).id, bytes, {});
}

}  // namespace sotto::relay_core
