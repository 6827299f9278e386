// limit: the least work a relay can do, as the measure of ours. One thread, epoll, OpenSSL on the socket, frames with
// an 8-byte header (u32 length, u32 slot; slot | 0x80000000 with length 0 subscribes), a flat table slot -> connection,
// one read and one write per batch. No checks, no quotas, no answers.
//   limit PORT [CERTIFICATE KEY]        prints "ready" once it listens; port 0 is not supported
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr std::size_t slots = 1 << 20, chunk = 256 * 1024, record = 16 * 1024;
constexpr std::uint32_t subscribe = 0x80000000U;

struct Connection {
  int fd;
  SSL* ssl = nullptr;
  std::uint32_t slot = ~0U;
  bool handshaken = false, wants_write = false;
  std::string in, out;
};

class Limit {
 public:
  Limit(int port, SSL_CTX* context);
  [[noreturn]] void run();

 private:
  void accept_all();
  void arm(Connection& c, bool write);
  std::size_t write_now(Connection& c, const char* data, std::size_t size);
  void send_to(Connection& c, const char* data, std::size_t size);
  void flush(Connection& c);
  std::size_t forward(Connection& c, const char* data, std::size_t size);
  bool handshake(Connection& c);
  void readable(Connection& c);
  void drop(Connection& c);

  SSL_CTX* context_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  std::vector<char> buffer_ = std::vector<char>(chunk);
  std::vector<Connection*> table_ = std::vector<Connection*>(slots);
};

Limit::Limit(int port, SSL_CTX* context) : context_(context) {
  const int one = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(listener_, 4096) != 0) {
    std::perror("limit: listen");
    std::exit(1);
  }
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, listener_, &event);
}

void Limit::accept_all() {
  for (int i = 0; i < 64; ++i) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    auto* c = new Connection{fd};
    if (context_ != nullptr) {
      c->ssl = SSL_new(context_);
      SSL_set_fd(c->ssl, fd);
      SSL_set_accept_state(c->ssl);
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = c;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
}

void Limit::arm(Connection& c, bool write) {
  if (c.wants_write == write) return;
  c.wants_write = write;
  epoll_event event{};
  event.events = EPOLLIN | (write ? EPOLLOUT : 0U);
  event.data.ptr = &c;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, c.fd, &event);
}

std::size_t Limit::write_now(Connection& c, const char* data, std::size_t size) {
  std::size_t sent = 0;
  while (sent < size) {
    const auto took = c.ssl != nullptr ? SSL_write(c.ssl, data + sent, static_cast<int>(size - sent))
                                       : ::send(c.fd, data + sent, size - sent, MSG_NOSIGNAL);
    if (took <= 0) {
      ERR_clear_error();
      break;
    }
    sent += static_cast<std::size_t>(took);
  }
  return sent;
}

void Limit::send_to(Connection& c, const char* data, std::size_t size) {
  const std::size_t sent = c.out.empty() ? write_now(c, data, size) : 0;
  if (sent == size) return;
  c.out.append(data + sent, size - sent);
  arm(c, true);
}

void Limit::flush(Connection& c) {
  const std::size_t sent = write_now(c, c.out.data(), c.out.size());
  if (sent == c.out.size())
    std::string().swap(c.out);
  else
    c.out.erase(0, sent);
  arm(c, !c.out.empty());
}

std::size_t Limit::forward(Connection& c, const char* data, std::size_t size) {
  std::size_t used = 0, run = 0;  // [run, used): frames for one target
  std::uint32_t target = 0;
  const auto emit = [&] {
    if (used > run && table_[target] != nullptr) send_to(*table_[target], data + run, used - run);
    run = used;
  };
  while (size - used >= 8) {
    std::uint32_t length = 0, slot = 0;
    std::memcpy(&length, data + used, 4);
    std::memcpy(&slot, data + used + 4, 4);
    if (size - used < 8 + std::size_t{length}) break;
    if ((slot & subscribe) != 0) {
      emit();
      c.slot = slot & (slots - 1);
      table_[c.slot] = &c;
      send_to(c, data + used, 8);
      used += 8;
      run = used;
      continue;
    }
    if (slot >= slots) slot = 0;
    if (slot != target) emit();
    target = slot;
    used += 8 + std::size_t{length};
  }
  emit();
  return used;
}

void Limit::drop(Connection& c) {
  if (c.slot != ~0U && table_[c.slot] == &c) table_[c.slot] = nullptr;
  SSL_free(c.ssl);
  ::close(c.fd);
  delete &c;
}

bool Limit::handshake(Connection& c) {  // false: not done, or dropped
  const int result = SSL_accept(c.ssl);
  if (result == 1) return c.handshaken = true;
  const int error = SSL_get_error(c.ssl, result);
  ERR_clear_error();
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) drop(c);
  return false;
}

void Limit::readable(Connection& c) {
  if (c.ssl != nullptr && !c.handshaken && !handshake(c)) return;
  const std::size_t before = c.in.size();
  std::size_t got = before;
  bool ended = false;
  if (before > 0) std::memcpy(buffer_.data(), c.in.data(), before), std::string().swap(c.in);
  while (c.ssl != nullptr && chunk - got >= record) {
    const int size = SSL_read(c.ssl, buffer_.data() + got, static_cast<int>(chunk - got));
    if (size <= 0) {
      ended = SSL_get_error(c.ssl, size) != SSL_ERROR_WANT_READ;
      ERR_clear_error();
      break;
    }
    got += static_cast<std::size_t>(size);
  }
  if (c.ssl == nullptr) {
    const ssize_t size = ::recv(c.fd, buffer_.data() + got, chunk - got, 0);
    ended = size == 0 || (size < 0 && errno != EAGAIN);
    if (size > 0) got += static_cast<std::size_t>(size);
  }
  const std::size_t used = forward(c, buffer_.data(), got);
  if (used < got) c.in.assign(buffer_.data() + used, got - used);
  if (ended) drop(c);
}

void Limit::run() {
  std::array<epoll_event, 512> events;
  for (;;) {
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      auto* c = static_cast<Connection*>(event.data.ptr);
      if (c == nullptr) {
        accept_all();
        continue;
      }
      if ((event.events & EPOLLOUT) != 0) flush(*c);
      if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) readable(*c);
    }
  }
}

SSL_CTX* make_context(const char* certificate, const char* key) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
    std::fprintf(stderr, "limit: the certificate or its key cannot be used\n");
    std::exit(1);
  }
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  return context;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) return std::fprintf(stderr, "limit PORT [CERTIFICATE KEY]\n"), 2;
  std::signal(SIGPIPE, SIG_IGN);
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  Limit limit{std::atoi(argv[1]), argc == 4 ? make_context(argv[2], argv[3]) : nullptr};
  std::puts("ready");
  std::fflush(stdout);
  limit.run();
}
