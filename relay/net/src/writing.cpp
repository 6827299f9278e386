// Corked writing: frames collect per connection and leave at the end of the turn.
#include <cerrno>

#include <sys/epoll.h>

#include "station.hpp"

namespace sotto::relay_net {
namespace {

constexpr std::size_t cork_max = 64 * 1024;         // then it leaves within the turn
constexpr std::size_t spare_cork_max = 128 * 1024;  // larger buffers are given back to the system
constexpr std::size_t spare_corks = 32;
constexpr std::size_t backlog_factor = 4;  // above this many caps a connection that does not read is cut

}  // namespace

void Station::queue(relay_core::ConnectionId to, ByteView head, ByteView tail) {
  Link* link = find(to);
  if (link == nullptr || link->phase != Phase::open || link->last_words || link->broken) return;
  put_frame(*link, proto::ws::Opcode::binary, head, tail);
}

void Station::put_frame(Link& link, proto::ws::Opcode opcode, ByteView head, ByteView tail) {
  put(link, proto::ws::frame_head(opcode, head.size() + tail.size()).view());
  append(link.cork, head);
  append(link.cork, tail);
  if (link.out.empty()) {
    if (link.cork.size() >= cork_max) flush(link);
    return;
  }
  publish(link);
  if (link.blocked() > backlog_factor * options_.backlog_cap) lose(link);
}

void Station::put(Link& link, ByteView bytes) {
  if (link.cork.capacity() == 0 && !spare_corks_.empty()) {
    link.cork.swap(spare_corks_.back());
    spare_corks_.pop_back();
  }
  append(link.cork, bytes);
  mark_dirty(link);
}

void Station::flush(Link& link) {
  if (!link.out.empty() || link.cork.empty()) return;
  if (link.ssl) {
    tunnel_.out().clear();
    if (!tunnel_.encrypt(link.ssl.get(), link.cork)) return lose(link);
    push(link, tunnel_.out());
  } else {
    push(link, link.cork);
  }
  link.cork.clear();
  if (spare_corks_.size() < spare_corks && link.cork.capacity() <= spare_cork_max) {
    spare_corks_.emplace_back().swap(link.cork);
  } else {
    Bytes{}.swap(link.cork);
  }
  if (!link.out.empty()) publish(link);
}

// Sends `bytes`, after what already waits; keeps what the socket does not take.
void Station::push(Link& link, Bytes& bytes) {
  if (bytes.empty()) return;
  if (!link.out.empty()) {
    append(link.out, bytes);
    if (link.blocked() > backlog_factor * options_.backlog_cap) lose(link);
    return publish(link);
  }
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t took = ::send(link.fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (took < 0 && errno == EINTR) continue;
    if (took < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (took < 0) return lose(link);
    sent += static_cast<std::size_t>(took);
  }
  if (sent == bytes.size()) return;
  link.out.assign(bytes.begin() + static_cast<std::ptrdiff_t>(sent), bytes.end());
  watch(link, true);
  publish(link);
}

void Station::writable(Link& link) {
  Bytes waiting;
  waiting.swap(link.out);
  push(link, waiting);
  if (link.out.empty()) flush(link);
  publish(link);
  if (!link.out.empty() || link.broken) return;
  watch(link, false);
  if (link.phase == Phase::open) {
    Hub::Entry core{hub_, thread_};
    core->writable(link.id, now_);
  } else if (link.phase == Phase::closing && !link.shut) {
    shut(link);
  }
}

void Station::publish(const Link& link) {
  blocked_[Place::slot(link.id)].store(static_cast<std::uint32_t>(link.blocked()), std::memory_order_relaxed);
}

void Station::watch(Link& link, bool write) {
  if (link.wants_write == write) return;
  link.wants_write = write;
  epoll_event event{};
  event.events = write ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u64 = link.id;
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, link.fd, &event) != 0) lose(link);
}

}  // namespace sotto::relay_net
