// Asio gives accept, readiness, timers and signals. The only file of the relay that includes it.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sotto/base/log.hpp>
#include <sotto/proto/links.hpp>
#include <sotto/relay_net/server.hpp>

#include "station.hpp"

namespace sotto::relay_net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr std::size_t reserved_descriptors = 64;  // listeners, epoll sets, files
constexpr std::size_t accepts_per_turn = 64;
constexpr int accept_backlog = 4096;
constexpr auto drain_look = std::chrono::milliseconds(20);
constexpr auto drain_grace = std::chrono::milliseconds(250);  // for the peers to read our last words

std::chrono::milliseconds of(Duration duration) { return std::chrono::milliseconds(duration.ms); }

// One thread's event loop.
class Loop {
 public:
  Loop(Hub& hub, unsigned thread, const StationOptions& options, const Clock& clock)
      : station_(hub, thread, options, clock),
        hub_(hub),
        deadlines_(options.deadlines),
        max_connections_(options.max_connections),
        ready_(io_, ::dup(station_.descriptor())),
        acceptor_(io_),
        tick_(io_),
        answers_(io_) {}

  void listen_on(const tcp& protocol, int listener) { acceptor_.assign(protocol, listener); }

  void start() {
    wait_ready();
    wait_accept();
    wait_tick();
  }
  void run() { io_.run(); }
  void end() { io_.stop(); }
  asio::io_context& io() { return io_; }
  Station& station() { return station_; }
  void use(std::shared_ptr<SSL_CTX> context) { context_ = std::move(context); }
  void stop_accepting() {
    Failure ignored;
    acceptor_.close(ignored);
  }

 private:
  void wait_ready() {
    ready_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const Failure& failure) {
      if (failure) return;
      station_.turn();
      if (station_.answers_due() && !answering_) wait_answers();
      if (full_) resume_accepting();
      wait_ready();
    });
  }
  void wait_answers() {
    answering_ = true;
    answers_.expires_after(of(deadlines_.answers));
    answers_.async_wait([this](const Failure& failure) {
      if (failure) return;
      answering_ = false;
      station_.answer();
    });
  }
  void wait_accept() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](const Failure& failure) {
      if (failure || !acceptor_.is_open()) return;
      accept_all();
      if (!full_) wait_accept();
    });
  }
  void wait_tick() {
    tick_.expires_after(of(deadlines_.tick));
    tick_.async_wait([this](const Failure& failure) {
      if (failure) return;
      station_.tick();
      if (full_) resume_accepting();
      wait_tick();
    });
  }
  void accept_all() {
    for (std::size_t i = 0; i < accepts_per_turn; ++i) {
      if (hub_.connections.load(std::memory_order_relaxed) >= max_connections_) {
        full_ = true;
        return log::event("relay.full");
      }
      sockaddr_storage peer{};
      socklen_t size = sizeof peer;
      const int fd =
          ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) {
        // Out of descriptors or memory: do not spin on a listener that stays readable.
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) full_ = true;
        return;
      }
      const int one = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      station_.adopt(fd, peer, context_.get());
    }
  }
  void resume_accepting() {
    if (hub_.connections.load(std::memory_order_relaxed) >= max_connections_ || !acceptor_.is_open()) return;
    full_ = false;
    wait_accept();
  }

  asio::io_context io_{1};
  Station station_;
  Hub& hub_;
  Deadlines deadlines_;
  std::size_t max_connections_;
  asio::posix::stream_descriptor ready_;
  tcp::acceptor acceptor_;
  asio::steady_timer tick_, answers_;
  std::shared_ptr<SSL_CTX> context_;
  bool full_ = false;
  bool answering_ = false;
};

class Relay final : public Server {
 public:
  Relay(Options options, Random& random, std::string listening, std::string authority)
      : options_(std::move(options)),
        listening_(std::move(listening)),
        authority_(std::move(authority)),
        hub_(options_.core, random) {}

  void add(std::unique_ptr<Loop> loop) {
    hub_.add(loop->station());
    loops_.push_back(std::move(loop));
  }
  Hub& hub() { return hub_; }
  void use(TlsContext context) { use(std::shared_ptr<SSL_CTX>(std::move(context))); }

  const std::string& listening() const override { return listening_; }
  const std::string& authority() const override { return authority_; }

  void run(bool handle_signals) override {
    asio::io_context& io = loops_[0]->io();
    asio::signal_set signals{io};
    if (handle_signals) {
      signals.add(SIGTERM);
      signals.add(SIGINT);
      wait_signal(signals);
    }
    asio::steady_timer certificate{io};
    if (options_.certificate && options_.certificate->watch) {
      written_ = last_written();
      watch_certificate(certificate);
    }
    for (auto& loop : loops_) loop->start();
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < loops_.size(); ++i) others.emplace_back([this, i] { loops_[i]->run(); });
    loops_[0]->run();
  }
  void stop() override {
    asio::post(loops_[0]->io(), [this] { begin_drain(); });
  }
  relay_core::Stats stats() override {
    Hub::Entry core{hub_, 0};
    return core->stats();
  }

 private:
  void use(const std::shared_ptr<SSL_CTX>& context) {
    for (auto& loop : loops_) {
      asio::post(loop->io(), [&loop = *loop, context] { loop.use(context); });
    }
  }
  void wait_signal(asio::signal_set& signals) {
    signals.async_wait([this, &signals](const Failure& failure, int) {
      if (failure) return;
      begin_drain();
      wait_signal(signals);
    });
  }
  // A second call ends at once.
  void begin_drain() {
    if (hub_.draining.exchange(true)) return end();
    log::event("relay.draining", {{"connections", static_cast<std::int64_t>(hub_.connections.load())}});
    {
      Hub::Entry core{hub_, 0};
      core->drain();
    }
    for (auto& loop : loops_) {
      asio::post(loop->io(), [&loop = *loop] {
        loop.stop_accepting();
        loop.station().say_goodbye();
      });
    }
    const auto now = std::chrono::steady_clock::now();
    drain_until_ = now + of(options_.deadlines.drain);
    drain_from_ = now + drain_grace;
    drain_timer_.emplace(loops_[0]->io());
    look_drained();
  }
  void look_drained() {
    drain_timer_->expires_after(drain_look);
    drain_timer_->async_wait([this](const Failure& failure) {
      if (failure) return;
      const auto now = std::chrono::steady_clock::now();
      const std::size_t left = hub_.connections.load();
      const bool all_told = left == hub_.shut.load() && now >= drain_from_;
      if (left == 0 || all_told || now >= drain_until_) return end();
      look_drained();
    });
  }
  void end() {
    for (auto& loop : loops_) loop->end();
  }
  using Written = std::pair<std::filesystem::file_time_type, std::filesystem::file_time_type>;
  Written last_written() const {
    std::error_code ignored;
    return {std::filesystem::last_write_time(options_.certificate->chain, ignored),
            std::filesystem::last_write_time(options_.certificate->key, ignored)};
  }
  void watch_certificate(asio::steady_timer& timer) {
    timer.expires_after(of(options_.deadlines.tick) * 10);
    timer.async_wait([this, &timer](const Failure& failure) {
      if (failure) return;
      if (const Written written = last_written(); written != written_) {
        auto context = make_tls_context(*options_.certificate);
        const bool loaded = static_cast<bool>(context);
        if (loaded) {  // half-written files: the old certificate stays, the next look tries again
          written_ = written;
          use(std::move(context).value());
        }
        log::event("relay.certificate", {{"loaded", loaded ? 1 : 0}});
      }
      watch_certificate(timer);
    });
  }

  Options options_;
  std::string listening_;
  std::string authority_;
  Hub hub_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::optional<asio::steady_timer> drain_timer_;
  std::chrono::steady_clock::time_point drain_from_, drain_until_;
  Written written_;
};

Result<tcp::endpoint> parse_endpoint(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return Error{Errc::usage, "--listen needs HOST:PORT"};
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const std::string port = text.substr(colon + 1);
  if (port.empty() || port.size() > 5 ||
      !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; }) || std::stoul(port) > 65535) {
    return Error{Errc::usage, "the port in --listen is not a number from 0 to 65535"};
  }
  Failure failure;
  const auto address = asio::ip::make_address(host, failure);
  if (failure) return Error{Errc::usage, "the host in --listen is not a literal address"};
  return tcp::endpoint{address, static_cast<std::uint16_t>(std::stoul(port))};
}

std::string text_of(const tcp::endpoint& endpoint) {
  const std::string host = endpoint.address().to_string();
  const std::string port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

std::size_t descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<std::size_t>(limit.rlim_cur);
}

std::size_t connection_limit(std::size_t wanted) {
  const std::size_t descriptors = descriptor_limit();
  const std::size_t possible =
      std::max<std::size_t>(descriptors > reserved_descriptors ? descriptors - reserved_descriptors : 0, 16);
  const std::size_t most = std::min(possible, std::size_t{1} << Place::slot_bits);
  return wanted == 0 ? most : std::min(wanted, most);
}

class Listener {  // a socket until a loop takes it
 public:
  explicit Listener(int fd) : fd_(fd) {}
  Listener(Listener&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Listener& operator=(Listener&&) = delete;
  ~Listener() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<Listener> listen_at(const tcp::endpoint& at, bool shared) {
  Listener listener{::socket(at.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const int one = 1;
  const bool listens = listener.get() >= 0 &&
                       ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
                       (!shared || ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0) &&
                       ::bind(listener.get(), at.data(), static_cast<socklen_t>(at.size())) == 0 &&
                       ::listen(listener.get(), accept_backlog) == 0;
  if (!listens) return Error{Errc::io, "the relay cannot listen on that address and port"};
  return listener;
}

tcp::endpoint bound(const Listener& listener, tcp::endpoint at) {
  socklen_t size = static_cast<socklen_t>(at.capacity());
  if (::getsockname(listener.get(), at.data(), &size) == 0) at.resize(size);
  return at;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::open(Options options, const Clock& clock, Random& random) {
  const auto wanted = parse_endpoint(options.listen);
  if (!wanted) return wanted.error();
  if (!options.certificate && !wanted->address().is_loopback()) {
    return Error{Errc::usage, "without TLS the relay listens on loopback only"};
  }
  options.threads = std::clamp(options.threads, 1U, threads_max);
  TlsContext tls;
  if (options.certificate) {
    auto made = make_tls_context(*options.certificate);
    if (!made) return made.error();
    tls = std::move(made).value();
  }
  std::vector<Listener> listeners;
  tcp::endpoint at = *wanted;
  for (unsigned thread = 0; thread < options.threads; ++thread) {  // the first one finds the port
    auto listener = listen_at(at, options.threads > 1);
    if (!listener) return listener.error();
    if (thread == 0) at = bound(*listener, at);
    listeners.push_back(std::move(listener).value());
  }
  const std::string listening = text_of(at);
  const auto authority = proto::canonical_authority(options.public_name.empty() ? listening : options.public_name);
  if (!authority) return Error{Errc::usage, "the public name is not HOST or HOST:PORT"};
  options.core.authorities = {*authority};
  if (listening != *authority) options.core.authorities.push_back(listening);

  const std::size_t most = connection_limit(options.max_connections);
  const StationOptions station{options.deadlines, options.handshakes_per_turn, most, options.core.backlog_cap,
                               !options.certificate.has_value()};
  auto relay = std::make_unique<Relay>(options, random, listening, *authority);
  for (unsigned thread = 0; thread < options.threads; ++thread) {
    auto loop = std::make_unique<Loop>(relay->hub(), thread, station, clock);
    loop->listen_on(at.protocol(), listeners[thread].release());
    relay->add(std::move(loop));
  }
  if (tls) relay->use(std::move(tls));
  log::event("relay.capacity", {{"connections", static_cast<std::int64_t>(most)}});
  return std::unique_ptr<Server>{std::move(relay)};
}

Now SystemClock::now() const {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return {{std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count()},
          {std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count()}};
}

void SystemRandom::fill(MutableBytes out) { randombytes_buf(out.data(), out.size()); }

}  // namespace sotto::relay_net
