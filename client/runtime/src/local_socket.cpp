#include <array>
#include <chrono>
#include <cstdlib>
#include <map>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <sotto/crypto/kdf.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/runtime/local_socket.hpp>

namespace asio = boost::asio;
namespace fs = std::filesystem;
using boost::system::error_code;
using Stream = asio::local::stream_protocol;

namespace sotto::runtime {
namespace {

constexpr std::size_t backlog_max = std::size_t{64} << 20;  // a `watch` that does not read; a long history fits
constexpr std::size_t read_size = 16384;
constexpr std::size_t name_bytes = 16;
constexpr int listen_backlog = 64;
constexpr auto flush_timeout = std::chrono::seconds(1);
constexpr auto accept_rest = std::chrono::milliseconds(100);

bool private_folder(const fs::path& folder) {
  mkdir(folder.c_str(), S_IRWXU);
  struct stat state {};
  return lstat(folder.c_str(), &state) == 0 && S_ISDIR(state.st_mode) && state.st_uid == geteuid() &&
         (state.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// A unix address holds 107 bytes of path. A longer one is reached through its folder's descriptor.
class SocketName {
 public:
  explicit SocketName(const fs::path& path) {
    text_ = path.string();
    if (text_.size() < sizeof(sockaddr_un::sun_path)) return;
    folder_ = open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    text_ = "/proc/self/fd/" + std::to_string(folder_) + "/" + path.filename().string();
  }
  ~SocketName() {
    if (folder_ >= 0) close(folder_);
  }
  SocketName(const SocketName&) = delete;
  SocketName& operator=(const SocketName&) = delete;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  int folder_ = -1;
};

class Peer : public std::enable_shared_from_this<Peer> {
 public:
  Peer(Stream::socket socket, std::size_t line_max, std::function<void(std::string_view)> line,
       std::function<void()> gone)
      : socket_(std::move(socket)), line_max_(line_max), line_(std::move(line)), gone_(std::move(gone)) {}

  void read() {
    socket_.async_read_some(
        asio::buffer(chunk_), [self = shared_from_this()](const error_code& failed, std::size_t size) {
          if (self->over_) return;
          if (failed || !self->take({self->chunk_.data(), size})) return self->end();
          crypto::wipe({reinterpret_cast<std::uint8_t*>(self->chunk_.data()), size});  // it may have held a passphrase
          if (!self->over_) self->read();
        });
  }
  void send(std::string_view line) {
    if (over_) return;
    queued_ += line;
    if (queued_.size() > backlog_max) return end();
    write();
  }
  void end() {
    if (std::exchange(over_, true)) return;
    error_code ignored;
    socket_.close(ignored);
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
  }
  void forget() {  // the server is going: no callback
    gone_ = nullptr;
    on_flushed = nullptr;
    end();
  }
  bool flushed() const { return over_ || (queued_.empty() && !writing_under_way_); }
  std::function<void()> on_flushed;

 private:
  bool take(std::string_view bytes) {
    in_ += bytes;
    std::size_t from = 0;
    for (auto end = in_.find('\n'); end != std::string::npos && !over_; end = in_.find('\n', from)) {
      if (end - from > line_max_) return false;
      line_(std::string_view(in_).substr(from, end - from));
      crypto::wipe({reinterpret_cast<std::uint8_t*>(in_.data()) + from, end - from});
      from = end + 1;
    }
    in_.erase(0, from);
    return in_.size() <= line_max_;
  }
  void write() {
    if (writing_under_way_ || queued_.empty()) return;
    writing_under_way_ = true;
    std::swap(writing_, queued_);
    queued_.clear();
    asio::async_write(socket_, asio::buffer(writing_),
                      [self = shared_from_this()](const error_code& failed, std::size_t) {
                        self->writing_under_way_ = false;
                        if (failed) return self->end();
                        self->write();
                        if (self->flushed() && self->on_flushed) self->on_flushed();
                      });
  }

  Stream::socket socket_;
  std::size_t line_max_;
  std::function<void(std::string_view)> line_;
  std::function<void()> gone_;
  std::array<char, read_size> chunk_{};
  std::string in_;
  std::string queued_;
  std::string writing_;
  bool writing_under_way_ = false;
  bool over_ = false;
};

class Server : public LineServer {
 public:
  Server(Loop& loop, fs::path path, std::size_t line_max, Events events)
      : loop_(loop),
        path_(std::move(path)),
        line_max_(line_max),
        events_(std::move(events)),
        acceptor_(loop.context()),
        flush_timer_(loop.context()),
        accept_pause_(loop.context()) {}
  ~Server() override {
    *alive_ = false;
    for (auto& [id, peer] : std::exchange(peers_, {})) peer->forget();
    if (bound_) unlink(path_.c_str());
  }

  bool open() {
    unlink(path_.c_str());
    const SocketName name(path_);
    error_code failed;
    acceptor_.open(Stream(), failed);
    if (!failed) acceptor_.bind(Stream::endpoint(name.text()), failed);
    if (failed) return false;
    bound_ = true;
    if (chmod(path_.c_str(), S_IRUSR | S_IWUSR) != 0) return false;
    acceptor_.listen(listen_backlog, failed);
    if (!failed) accept();
    return !failed;
  }
  void send(Client client, std::string_view line) override {
    if (const auto peer = peers_.find(client); peer != peers_.end()) std::shared_ptr(peer->second)->send(line);
  }
  void cut(Client client) override {
    if (const auto peer = peers_.find(client); peer != peers_.end()) std::shared_ptr(peer->second)->end();
  }
  void flush(std::function<void()> done) override {
    flushed_ = std::move(done);
    flush_timer_.expires_after(flush_timeout);
    flush_timer_.async_wait([this, alive = alive_](const error_code& cancelled) {
      if (!cancelled && *alive) finish_flush();
    });
    loop_.post([this, alive = alive_] {
      if (*alive) look_at_flush();
    });
  }

 private:
  void accept() {
    acceptor_.async_accept([this, alive = alive_](const error_code& failed, Stream::socket socket) {
      if (!*alive || failed == asio::error::operation_aborted) return;
      if (!failed && same_user(socket.native_handle())) welcome(std::move(socket));
      if (!failed) return accept();
      accept_pause_.expires_after(accept_rest);  // out of descriptors: no spinning
      accept_pause_.async_wait([this, alive](const error_code& cancelled) {
        if (!cancelled && *alive) accept();
      });
    });
  }
  void welcome(Stream::socket socket) {
    const Client id = ++last_;
    auto peer = std::make_shared<Peer>(
        std::move(socket), line_max_, [this, id](std::string_view line) { events_.line(id, line); },
        [this, id] {
          peers_.erase(id);
          events_.gone(id);
          look_at_flush();
        });
    peer->on_flushed = [this] { look_at_flush(); };
    peers_.emplace(id, peer);
    peer->read();
  }
  void look_at_flush() {
    if (!flushed_) return;
    for (const auto& [id, peer] : peers_)
      if (!peer->flushed()) return;
    finish_flush();
  }
  void finish_flush() {
    flush_timer_.cancel();
    if (const auto done = std::exchange(flushed_, nullptr)) done();
  }

  Loop& loop_;
  fs::path path_;
  std::size_t line_max_;
  Events events_;
  Stream::acceptor acceptor_;
  asio::steady_timer flush_timer_;
  asio::steady_timer accept_pause_;
  bool bound_ = false;
  Client last_ = 0;
  std::map<Client, std::shared_ptr<Peer>> peers_;
  std::function<void()> flushed_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

fs::path socket_path(const fs::path& profile) {
  std::error_code failed;
  const auto whole = fs::weakly_canonical(profile, failed);
  const auto name = crypto::hash("engine socket", {view_of(whole.string())});
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && runtime[0] == '/') {
    const auto folder = fs::path(runtime) / "sotto";
    if (private_folder(folder)) return folder / (hex(ByteView(name).first(name_bytes)) + ".sock");
  }
  return (failed ? profile : whole) / "engine.sock";
}

bool same_user(int connected_socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return getsockopt(connected_socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

Result<std::unique_ptr<LineServer>> LineServer::listen(Loop& loop, const fs::path& path, std::size_t line_max,
                                                       Events events) {
  auto server = std::make_unique<Server>(loop, path, line_max, std::move(events));
  if (!server->open()) return Error{Errc::io, "The engine's socket cannot be made: is the folder writable?"};
  return std::unique_ptr<LineServer>(std::move(server));
}

int connect_local(const fs::path& path) {
  const SocketName name(path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.text().size() >= sizeof address.sun_path) return -1;
  name.text().copy(address.sun_path, sizeof address.sun_path - 1);
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && same_user(descriptor))
    return descriptor;
  close(descriptor);
  return -1;
}

}  // namespace sotto::runtime
