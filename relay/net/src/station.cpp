#include "station.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace sotto::relay_net {
namespace {

constexpr std::size_t wire_size = 128 * 1024;     // ciphertext of one read
constexpr std::size_t plain_size = 256 * 1024;    // what it can hold, and what OpenSSL kept of the read before
constexpr relay_core::ConnectionId wake_up = 0;   // no connection has this id
constexpr int rounds_per_turn = 4;                // then timers and new connections have their say
constexpr std::size_t handed_over_max = 4 << 20;  // bytes a thread may owe another before cells go to the spool

}  // namespace

Station::Station(Hub& hub, unsigned thread, const StationOptions& options, const Clock& clock)
    : hub_(hub),
      thread_(thread),
      options_(options),
      clock_(clock),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      event_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      wire_(wire_size),
      plain_(plain_size),
      blocked_(std::make_unique<std::atomic<std::uint32_t>[]>(options.max_connections)) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = wake_up;
  if (epoll_ < 0 || event_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, event_, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

Station::~Station() {
  for (Link& link : links_) {
    if (link.fd >= 0) ::close(link.fd);
  }
  ::close(event_);
  ::close(epoll_);
}

void Station::adopt(int fd, const sockaddr_storage& peer, SSL_CTX* context) {
  now_ = clock_.now();
  SSL* ssl = context == nullptr ? nullptr : tunnel_.open(context);
  std::uint32_t slot = 0;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    slot = static_cast<std::uint32_t>(links_.size());
    if (slot >= options_.max_connections || (context != nullptr && ssl == nullptr)) {
      SSL_free(ssl);
      ::close(fd);
      return;
    }
    links_.emplace_back();
  }
  Link& link = links_[slot];
  link.id = Place::id(hub_.serial.fetch_add(1, std::memory_order_relaxed), thread_, slot);
  link.source = source_prefix(peer, hub_.prefix_key);
  link.ssl.reset(ssl);
  link.fd = fd;
  link.phase = ssl == nullptr ? Phase::upgrade : Phase::handshake;
  link.since = link.heard = now_.instant;
  blocked_[slot].store(0, std::memory_order_relaxed);
  hub_.connections.fetch_add(1, std::memory_order_relaxed);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = link.id;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) drop(link);
}

Link* Station::find(relay_core::ConnectionId id) {
  const std::uint32_t slot = Place::slot(id);
  return slot < links_.size() && links_[slot].id == id ? &links_[slot] : nullptr;
}

void Station::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(event_, &one, sizeof one);  // full means: it wakes anyway
}

void Station::turn() {
  std::array<epoll_event, 256> events;
  for (int round = 0; round < rounds_per_turn; ++round) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
    if (count <= 0) return;
    now_ = clock_.now();
    handshakes_ = 0;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 == wake_up) {
        std::uint64_t ignored = 0;
        [[maybe_unused]] const ssize_t got = ::read(event_, &ignored, sizeof ignored);
        take_handed_over();
        continue;
      }
      Link* link = find(event.data.u64);
      if (link == nullptr || link->broken) continue;
      if ((event.events & EPOLLOUT) != 0) writable(*link);
      if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !link->broken) readable(*link);
    }
    end_turn();
  }
}

// Everything for one target in this turn goes out as few records and one send.
void Station::end_turn() {
  for (std::size_t i = 0; i < dirty_.size(); ++i) {  // closing may list more
    Link& link = links_[dirty_[i]];
    link.dirty = false;
    if (link.fd < 0) continue;
    if (!link.broken) flush(link);
    if (link.broken)
      drop(link);
    else if (link.last_words && link.phase != Phase::closing)
      begin_closing(link);
  }
  dirty_.clear();
}

// Answers may wait a moment and share a frame: they promise nothing that anybody waits for. Deliveries do not wait.
void Station::answer() {
  now_ = clock_.now();
  answers_due_ = false;
  {
    Hub::Entry core{hub_, thread_};
    core->end_turn(now_);
  }
  end_turn();
}

void Station::mark_dirty(Link& link) {
  if (link.dirty) return;
  link.dirty = true;
  dirty_.push_back(Place::slot(link.id));
}

void Station::lose(Link& link) {
  link.broken = true;
  mark_dirty(link);
}

void Station::leave_core(Link& link) {
  if (link.phase != Phase::open) return;
  Hub::Entry core{hub_, thread_};
  core->disconnected(link.id, now_);
}

void Station::begin_closing(Link& link) {
  leave_core(link);
  link.phase = Phase::closing;
  link.since = now_.instant;
  if (link.ssl) {
    tunnel_.out().clear();
    tunnel_.end(link.ssl.get());
    push(link, tunnel_.out());
  }
  if (link.out.empty() && !link.broken) shut(link);
  mark_dirty(link);
}

void Station::shut(Link& link) {
  ::shutdown(link.fd, SHUT_WR);
  link.shut = true;
  hub_.shut.fetch_add(1, std::memory_order_relaxed);
}

void Station::drop(Link& link) {
  leave_core(link);
  const std::uint32_t slot = Place::slot(link.id);
  const bool listed = link.dirty;
  if (link.shut) hub_.shut.fetch_sub(1, std::memory_order_relaxed);
  ::close(link.fd);  // takes it out of the epoll set
  link = Link{};
  link.dirty = listed;
  blocked_[slot].store(0, std::memory_order_relaxed);
  free_.push_back(slot);
  hub_.connections.fetch_sub(1, std::memory_order_relaxed);
}

void Station::close_later(relay_core::ConnectionId connection) {
  Link* link = find(connection);
  if (link == nullptr || link->last_words) return;
  static constexpr ByteArray<2> policy{0x03, 0xf0};  // 1008, RFC 6455 section 7.4.1
  put_frame(*link, proto::ws::Opcode::close, policy, {});
  link->last_words = true;
  mark_dirty(*link);
}

void Station::hand_over(Handed item, ByteView head, ByteView tail) {
  handed_.push_back(item);
  append(handed_bytes_, head);
  append(handed_bytes_, tail);
}

void Station::take_handed_over() {
  {
    Hub::Entry core{hub_, thread_};
    taken_.swap(handed_);
    taken_bytes_.swap(handed_bytes_);
  }
  ByteView rest{taken_bytes_};
  for (const Handed& item : taken_) {
    if (item.size == Handed::close) {
      close_later(item.to);
      continue;
    }
    queue(item.to, rest.first(item.size), {});
    rest = rest.subspan(item.size);
  }
  taken_.clear();
  taken_bytes_.clear();
}

std::size_t Station::backlog(relay_core::ConnectionId of) const {
  if (handed_bytes_.size() > handed_over_max) return handed_bytes_.size();
  return blocked_[Place::slot(of)].load(std::memory_order_relaxed);
}

void Station::tick() {
  now_ = clock_.now();
  for (Link& link : links_) {
    if (link.fd >= 0) check(link, now_.instant);
  }
  if (thread_ == 0) {
    Hub::Entry core{hub_, thread_};
    const auto due = core->next_deadline();
    if (due && *due <= now_.instant) core->on_deadline(now_);
  }
  end_turn();
}

void Station::check(Link& link, Instant now) {
  const Deadlines& limits = options_.deadlines;
  switch (link.phase) {
    case Phase::free: return;
    case Phase::handshake:
      if (now - link.since >= limits.tls) lose(link);
      return;
    case Phase::upgrade:
      if (now - link.since >= limits.upgrade) lose(link);
      return;
    case Phase::closing:
      if (now - link.since >= limits.closing) lose(link);
      return;
    case Phase::open:
      if (now - link.heard >= limits.silence || (link.unfinished && now - link.since >= limits.frame))
        return lose(link);
      if (now - link.heard >= limits.ping && !link.pinged) {
        link.pinged = true;
        put_frame(link, proto::ws::Opcode::ping, {}, {});
      }
      return;
  }
}

void Station::say_goodbye() {
  answer();
  now_ = clock_.now();
  static constexpr ByteArray<2> going_away{0x03, 0xe9};  // 1001
  for (Link& link : links_) {
    if (link.fd < 0 || link.last_words) continue;
    if (link.phase == Phase::open) {
      put_frame(link, proto::ws::Opcode::close, going_away, {});
      link.last_words = true;
      mark_dirty(link);
    } else if (link.phase != Phase::closing) {
      lose(link);
    }
  }
  end_turn();
}

}  // namespace sotto::relay_net
