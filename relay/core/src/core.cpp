#include <sotto/relay_core/core.hpp>

#include "router.hpp"

namespace sotto::relay_core {

Core::Core(Config config, Random& random, Wire& wire)
    : impl_(std::make_unique<Impl>(std::move(config), random, wire)) {}
Core::~Core() = default;

void Core::connected(ConnectionId connection, SourcePrefix source, Now now) {
  impl_->connected(connection, source, now);
}
void Core::on_frame(ConnectionId connection, ByteView frame, Now now) { impl_->on_frame(connection, frame, now); }
void Core::writable(ConnectionId connection, Now now) { impl_->writable(connection, now); }
void Core::disconnected(ConnectionId connection, Now) { impl_->disconnected(connection); }
void Core::on_deadline(Now now) { impl_->on_deadline(now); }
std::optional<Instant> Core::next_deadline() const { return impl_->next_deadline(); }
void Core::end_turn(Now) { impl_->end_turn(); }
void Core::drain() { impl_->drain(); }
Stats Core::stats() const { return impl_->stats(); }

}  // namespace sotto::relay_core
