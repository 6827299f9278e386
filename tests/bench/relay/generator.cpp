// relaybench: one load generator for the relay and for `limit`. N pairs (sender -> receiver) on loopback, one thread.
//   sat    closed loop, W messages in flight per pair: messages a second, the relay's CPU per message
//   lat    open loop at a fixed rate; counted from the time a message should have left (no coordinated omission)
//   idle   K silent connections with one proved address each: the relay's memory per connection
//   setup  connect, TLS, upgrade, admission, one address: the relay's CPU per connection
// One JSON object on stdout.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "measure.hpp"
#include "peer.hpp"

namespace sotto::bench {
namespace {

struct Options {
  std::string speech = "sotto", link, mode = "sat", label = "-", suite = "TLS_AES_128_GCM_SHA256";
  int port = 0, pairs = 16, size = 4096, window = 16, conns = 1000, at_once = 64;
  double secs = 2, warm = 0.5, rate = 5000;
  bool tls = false;
  Process relay;
};

void put_stamp(std::string& blob, std::uint64_t ns) { std::memcpy(blob.data(), &ns, sizeof ns); }
std::uint64_t stamp_of(const char* blob) {
  std::uint64_t ns = 0;
  std::memcpy(&ns, blob, sizeof ns);
  return ns;
}

class Generator {
 public:
  explicit Generator(const Options& options);
  void saturate();
  void latency();
  void idle(bool setup);
  std::uint64_t lost() const { return dead_; }

 private:
  void make_peers(std::size_t count, bool pairs);
  void open_all(std::size_t from, std::size_t to);
  void open(Peer& peer, std::uint32_t serial);
  void turn(std::int64_t timeout_ns);
  void on_writable(Peer& peer);
  void on_readable(Peer& peer);
  void consume(Peer& peer, const char* data, std::size_t size);
  void step_tls(Peer& peer);
  void transport_up(Peer& peer);
  void flush(Peer& peer);
  void flush_dirty();
  void arm(Peer& peer, bool write);
  void kill(Peer& peer, const char* why);
  void mark(Peer& peer) {
    if (!std::exchange(peer.dirty, true)) dirty_.push_back(&peer);
  }
  void publish(Peer& sender, std::uint64_t stamp) {
    put_stamp(blob_, stamp);
    speech_->publish(sender, blob_);
    mark(sender);
  }
  void on_message(Peer& receiver, const char* cell);
  void wait_for(double seconds) {
    for (const std::uint64_t end = now_ns() + static_cast<std::uint64_t>(seconds * 1e9); now_ns() < end;)
      turn(10'000'000);
  }

  Options options_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  SSL_CTX* context_ = nullptr;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<Peer*> dirty_;
  std::vector<char> buffer_ = std::vector<char>(512 * 1024);
  std::string blob_;
  std::unique_ptr<Speech> speech_;
  Histogram latencies_;
  std::uint64_t count_from_ = ~std::uint64_t{0};
  std::uint64_t ready_ = 0, dead_ = 0, messages_ = 0;
  bool closed_loop_ = false;
};

Generator::Generator(const Options& options) : options_(options), blob_(static_cast<std::size_t>(options.size), 'x') {
  randombytes_buf(blob_.data(), blob_.size());
  Events events;
  events.ready = [this](Peer& peer) {
    peer.state = State::ready;
    ++ready_;
  };
  events.message = [this](Peer& peer, const char* cell) { on_message(peer, cell); };
  events.fatal = [](const std::string& why) { throw std::runtime_error(why); };
  speech_ = options.speech == "limit" ? speak_limit(events, blob_.size()) : speak_sotto(events, options.link);
  if (!options.tls) return;
  context_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(context_, options.suite.c_str());
  SSL_CTX_set1_groups_list(context_, "X25519");
  SSL_CTX_set_verify(context_, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context_,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context_, 1);
}

// ---- transport ----
void Generator::arm(Peer& peer, bool write) {
  if (peer.wants_write == write) return;
  peer.wants_write = write;
  epoll_event event{};
  event.events = EPOLLIN | (write ? EPOLLOUT : 0U);
  event.data.ptr = &peer;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, peer.fd, &event);
}

void Generator::kill(Peer& peer, const char* why) {
  if (peer.state == State::dead) return;
  if (dead_ < 3) std::cerr << "relaybench: connection " << peer.pair << " lost: " << why << "\n";
  peer.state = State::dead;
  ++dead_;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, peer.fd, nullptr);
}

void Generator::flush(Peer& peer) {
  if (peer.state < State::greeting || peer.state == State::dead) return;
  std::size_t sent = 0;
  while (sent < peer.out.size()) {
    const std::size_t left = std::min<std::size_t>(peer.out.size() - sent, 1 << 20);
    const auto took = peer.ssl != nullptr ? SSL_write(peer.ssl, peer.out.data() + sent, static_cast<int>(left))
                                          : ::send(peer.fd, peer.out.data() + sent, left, MSG_NOSIGNAL);
    if (took <= 0) {
      const int error = peer.ssl != nullptr ? SSL_get_error(peer.ssl, static_cast<int>(took)) : SSL_ERROR_NONE;
      const bool later =
          peer.ssl != nullptr ? error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ : errno == EAGAIN;
      if (!later) return kill(peer, "write");
      break;
    }
    sent += static_cast<std::size_t>(took);
  }
  if (sent == peer.out.size())
    peer.out.clear();
  else
    peer.out.erase(0, sent);
  arm(peer, !peer.out.empty());
}

void Generator::flush_dirty() {
  for (std::size_t i = 0; i < dirty_.size(); ++i) {
    dirty_[i]->dirty = false;
    flush(*dirty_[i]);
  }
  dirty_.clear();
}

void Generator::transport_up(Peer& peer) {
  peer.state = State::greeting;
  speech_->start(peer);
  mark(peer);
}

void Generator::step_tls(Peer& peer) {
  ERR_clear_error();
  const int result = SSL_connect(peer.ssl);
  if (result == 1) {
    arm(peer, false);
    return transport_up(peer);
  }
  const int error = SSL_get_error(peer.ssl, result);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return kill(peer, "TLS handshake");
  arm(peer, error == SSL_ERROR_WANT_WRITE);
}

void Generator::consume(Peer& peer, const char* data, std::size_t size) {
  if (peer.in.empty()) {
    const std::size_t used = speech_->read(peer, data, size);
    if (used < size) peer.in.assign(data + used, size - used);
  } else {
    peer.in.append(data, size);
    const std::size_t used = speech_->read(peer, peer.in.data(), peer.in.size());
    peer.in.erase(0, used);
  }
  if (!peer.out.empty()) mark(peer);
}

void Generator::on_readable(Peer& peer) {
  if (peer.state == State::tls) return step_tls(peer);
  std::size_t got = 0;
  if (peer.ssl == nullptr) {
    const ssize_t size = ::recv(peer.fd, buffer_.data(), buffer_.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) return kill(peer, "closed");
    got = static_cast<std::size_t>(size);
  }
  while (peer.ssl != nullptr && got + 16384 <= buffer_.size()) {
    const int size = SSL_read(peer.ssl, buffer_.data() + got, static_cast<int>(buffer_.size() - got));
    if (size <= 0) {
      if (SSL_get_error(peer.ssl, size) == SSL_ERROR_WANT_READ) break;
      ERR_clear_error();
      return kill(peer, "closed");
    }
    got += static_cast<std::size_t>(size);
  }
  if (got > 0) consume(peer, buffer_.data(), got);
}

void Generator::open(Peer& peer, std::uint32_t serial) {
  peer.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (peer.fd < 0) throw std::runtime_error("no socket");
  const int one = 1;
  setsockopt(peer.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(peer.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(0x7f000002U + serial % 64);  // 127.0.0.2 to .65: more ports than one address has
  if (::bind(peer.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) throw std::runtime_error("bind");
  at.sin_port = htons(static_cast<std::uint16_t>(options_.port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(peer.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) < 0 && errno != EINPROGRESS) {
    throw std::runtime_error("connect");
  }
  peer.wants_write = true;
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT;
  event.data.ptr = &peer;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, peer.fd, &event);
}

void Generator::on_writable(Peer& peer) {
  if (peer.state == State::tls) return step_tls(peer);
  if (peer.state != State::connecting) return flush(peer);
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(peer.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return kill(peer, "connect");
  arm(peer, false);
  if (context_ == nullptr) return transport_up(peer);
  peer.state = State::tls;
  peer.ssl = SSL_new(context_);
  SSL_set_fd(peer.ssl, peer.fd);
  step_tls(peer);
}

void Generator::turn(std::int64_t timeout_ns) {
  static epoll_event events[512];
  const timespec timeout{timeout_ns / 1'000'000'000, timeout_ns % 1'000'000'000};
  const int count = epoll_pwait2(epoll_, events, 512, &timeout, nullptr);
  for (int i = 0; i < count; ++i) {
    Peer& peer = *static_cast<Peer*>(events[i].data.ptr);
    if (peer.state != State::dead && (events[i].events & EPOLLOUT) != 0) on_writable(peer);
    if (peer.state == State::dead || (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) continue;
    if (peer.state == State::connecting)
      kill(peer, "refused");
    else
      on_readable(peer);
  }
  flush_dirty();
}

// ---- experiments ----
void Generator::on_message(Peer& receiver, const char* cell) {
  ++messages_;
  const std::uint64_t stamp = stamp_of(cell), now = now_ns();
  if (stamp >= count_from_) latencies_.add(now > stamp ? now - stamp : 0);
  if (closed_loop_) publish(*peers_[receiver.pair * 2 + 1], now);
}

void Generator::make_peers(std::size_t count, bool pairs) {
  for (std::size_t i = 0; i < count; ++i) {
    peers_.push_back(std::make_unique<Peer>());
    peers_.back()->pair = static_cast<std::uint32_t>(pairs ? i / 2 : i);
    peers_.back()->sender = pairs && i % 2 == 1;
  }
}

void Generator::open_all(std::size_t from, std::size_t to) {
  const std::uint64_t base = ready_, end = now_ns() + 120'000'000'000;
  std::size_t next = from;
  while (ready_ - base + dead_ < to - from) {
    while (next < to && (next - from) - (ready_ - base) - dead_ < static_cast<std::size_t>(options_.at_once)) {
      open(*peers_[next], static_cast<std::uint32_t>(next));
      ++next;
    }
    turn(50'000'000);
    if (now_ns() > end || dead_ > 50) throw std::runtime_error("connections could not be set up");
  }
}

void print(const Options& o, const char* mode, const std::string& members) {
  std::cout << R"({"label":")" << o.label << R"(","mode":")" << mode << R"(","tls":)" << o.tls << R"(,"size":)"
            << o.size << members << "}" << std::endl;
}
std::string member(const char* name, double value) {
  char text[80];
  std::snprintf(text, sizeof text, ",\"%s\":%.6g", name, value);
  return text;
}

void Generator::saturate() {
  make_peers(static_cast<std::size_t>(options_.pairs) * 2, true);
  open_all(0, peers_.size());
  closed_loop_ = true;
  for (int pair = 0; pair < options_.pairs; ++pair) {
    for (int w = 0; w < options_.window; ++w) publish(*peers_[static_cast<std::size_t>(pair) * 2 + 1], now_ns());
  }
  flush_dirty();
  wait_for(options_.warm);
  count_from_ = now_ns();
  const std::uint64_t before = messages_, start = now_ns();
  const double cpu = options_.relay.cpu_seconds(), own = own_cpu_seconds();
  wait_for(options_.secs);
  const double elapsed = static_cast<double>(now_ns() - start) / 1e9, count = static_cast<double>(messages_ - before);
  const double used = options_.relay.cpu_seconds() - cpu;
  print(options_, "sat",
        member("window", options_.window) + member("rate", count / elapsed) +
            member("cpu_s_per_M", count > 0 ? used / count * 1e6 : 0) + member("relay_util", used / elapsed) +
            member("own_util", (own_cpu_seconds() - own) / elapsed) + member("p50_us", latencies_.microseconds(.5)) +
            member("p99_us", latencies_.microseconds(.99)) + member("dead", static_cast<double>(dead_)));
}

void Generator::latency() {
  make_peers(static_cast<std::size_t>(options_.pairs) * 2, true);
  open_all(0, peers_.size());
  const double gap = 1e9 / options_.rate;
  const std::uint64_t start = now_ns() + 1'000'000;
  const auto total = static_cast<std::uint64_t>((options_.warm + options_.secs) * options_.rate);
  count_from_ = start + static_cast<std::uint64_t>(options_.warm * 1e9);
  const std::uint64_t end = start + static_cast<std::uint64_t>((options_.warm + options_.secs + 3) * 1e9);
  for (std::uint64_t sent = 0; now_ns() < end && (sent < total || messages_ < sent);) {
    const auto due = [&] { return start + static_cast<std::uint64_t>(static_cast<double>(sent) * gap); };
    for (; sent < total && due() <= now_ns(); ++sent) {
      publish(*peers_[(sent % static_cast<std::uint64_t>(options_.pairs)) * 2 + 1], due());
    }
    flush_dirty();
    const std::uint64_t now = now_ns(), next = due();
    turn(sent >= total ? 10'000'000 : next > now ? static_cast<std::int64_t>(next - now) : 0);
  }
  print(options_, "lat",
        member("rate", options_.rate) + member("p50_us", latencies_.microseconds(.5)) +
            member("p99_us", latencies_.microseconds(.99)) + member("p999_us", latencies_.microseconds(.999)) +
            member("lost", static_cast<double>(total - std::min(total, messages_))) +
            member("dead", static_cast<double>(dead_)));
}

void Generator::idle(bool setup) {
  constexpr std::size_t first = 100;  // tables made on first use do not count
  make_peers(static_cast<std::size_t>(options_.conns) + first, false);
  open_all(0, first);
  wait_for(setup ? 0.2 : 1);
  const double memory = options_.relay.resident_bytes(), cpu = options_.relay.cpu_seconds();
  const std::uint64_t start = now_ns();
  open_all(first, peers_.size());
  const double elapsed = static_cast<double>(now_ns() - start) / 1e9, used = options_.relay.cpu_seconds() - cpu;
  if (!setup) wait_for(2);
  const double n = options_.conns;
  print(options_, setup ? "setup" : "idle",
        member("conns", n) + member("rate", n / elapsed) + member("cpu_ms_per_conn", used * 1000 / n) +
            member("bytes_per_conn", (options_.relay.resident_bytes() - memory) / n) +
            member("dead", static_cast<double>(dead_)));
}

Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--tls") {
      o.tls = true;
      continue;
    }
    if (i + 1 >= argc) throw std::runtime_error("a value is missing for " + name);
    const std::string value = argv[++i];
    if (name == "--speech")
      o.speech = value;
    else if (name == "--link")
      o.link = value;
    else if (name == "--mode")
      o.mode = value;
    else if (name == "--label")
      o.label = value;
    else if (name == "--port")
      o.port = std::stoi(value);
    else if (name == "--pairs")
      o.pairs = std::stoi(value);
    else if (name == "--window")
      o.window = std::stoi(value);
    else if (name == "--conns")
      o.conns = std::stoi(value);
    else if (name == "--secs")
      o.secs = std::min(60.0, std::stod(value));
    else if (name == "--warm")
      o.warm = std::stod(value);
    else if (name == "--rate")
      o.rate = std::stod(value);
    else if (name == "--pid")
      o.relay.pid = std::stoi(value);
    else
      throw std::runtime_error("unknown option " + name);
  }
  return o;
}

}  // namespace
}  // namespace sotto::bench

int main(int argc, char** argv) {
  using namespace sotto::bench;
  std::signal(SIGPIPE, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  prctl(PR_SET_TIMERSLACK, 1);
  try {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    const Options options = parse(argc, argv);
    Generator generator{options};
    if (options.mode == "sat")
      generator.saturate();
    else if (options.mode == "lat")
      generator.latency();
    else
      generator.idle(options.mode == "setup");
    std::_Exit(generator.lost() == 0 ? 0 : 1);
  } catch (const std::exception& error) {
    std::cerr << "relaybench: " << error.what() << "\n";
    return 2;
  }
}
