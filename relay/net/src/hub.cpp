#include "hub.hpp"

#include "station.hpp"

namespace sotto::relay_net {

void Hub::send(relay_core::ConnectionId to, ByteView head, ByteView tail) {
  const unsigned thread = Place::thread(to);
  if (thread == current_) return stations_[thread]->queue(to, head, tail);
  stations_[thread]->hand_over({to, head.size() + tail.size()}, head, tail);
  to_wake_ |= 1U << thread;
}

std::size_t Hub::backlog(relay_core::ConnectionId of) const { return stations_[Place::thread(of)]->backlog(of); }

void Hub::close(relay_core::ConnectionId connection) {
  const unsigned thread = Place::thread(connection);
  if (thread == current_) return stations_[thread]->close_later(connection);
  stations_[thread]->hand_over({connection, Handed::close}, {}, {});
  to_wake_ |= 1U << thread;
}

void Hub::wake(unsigned threads) {
  for (unsigned thread = 0; threads != 0; ++thread, threads >>= 1) {
    if ((threads & 1U) != 0) stations_[thread]->wake();
  }
}

}  // namespace sotto::relay_net
