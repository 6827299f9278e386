#include "remote_connection.hpp"

#include <array>
#include <csignal>
#include <optional>

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sotto/runtime/local_socket.hpp>
#include <sotto/runtime/rpc.hpp>

namespace sotto::runtime {

using api::Json;
using api::Problem;

namespace {

constexpr std::size_t answer_max = std::size_t{1} << 30;  // ten thousand messages of the longest kind, escaped
constexpr int hello_patience_ms = 10'000;                 // an engine may be deriving a key
constexpr std::size_t read_size = 65536;

// SIGINT becomes readable instead of ending the process, for as long as this lives.
class Interruptible {
 public:
  Interruptible() {
    sigset_t interrupts;
    sigemptyset(&interrupts);
    sigaddset(&interrupts, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupts, &before_);
    descriptor_ = signalfd(-1, &interrupts, SFD_CLOEXEC | SFD_NONBLOCK);
  }
  ~Interruptible() {
    taken();
    if (descriptor_ >= 0) close(descriptor_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  int descriptor() const { return descriptor_; }
  bool taken() const {
    signalfd_siginfo ignored{};
    return descriptor_ >= 0 && read(descriptor_, &ignored, sizeof ignored) == sizeof ignored;
  }

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

Problem gone() { return {Errc::unreachable, "The engine ended."}; }
Problem interrupted() { return {Errc::interrupted, "Interrupted."}; }

class RemoteConnection : public Connection {
 public:
  explicit RemoteConnection(int descriptor) : descriptor_(descriptor) {}
  ~RemoteConnection() override { close(descriptor_); }
  bool engine() const override { return true; }

  std::optional<Problem> introduce() {
    const auto reply = exchange("hello", rpc::hello(), hello_patience_ms);
    if (const auto* problem = std::get_if<Problem>(&reply)) return *problem;
    return std::nullopt;
  }
  api::Reply call(std::string_view method, const Json& params) override { return exchange(method, params, -1); }
  api::Reply watch(const std::function<bool(const Json&)>& each) override {
    const Interruptible interrupts;
    if (!write_all(rpc::request_line(++last_, "watch", Json::object()))) return gone();
    for (;;) {
      auto answer = next_answer(interrupts, -1);
      if (auto* problem = std::get_if<Problem>(&answer)) return std::move(*problem);
      auto& said = std::get<Answer>(answer);
      if (auto* reply = std::get_if<api::Reply>(&said)) {
        if (std::holds_alternative<Problem>(*reply)) return std::move(*reply);
      } else if (!each(std::get<rpc::Event>(said).event)) {
        return Json::object();
      }
    }
  }

 private:
  using Answer = std::variant<api::Reply, rpc::Event>;

  api::Reply exchange(std::string_view method, const Json& params, int patience_ms) {
    const Interruptible interrupts;
    if (!write_all(rpc::request_line(++last_, method, params))) return gone();
    for (;;) {
      auto answer = next_answer(interrupts, patience_ms);
      if (auto* problem = std::get_if<Problem>(&answer)) return std::move(*problem);
      if (auto* reply = std::get_if<api::Reply>(&std::get<Answer>(answer))) return std::move(*reply);
    }
  }
  bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  std::variant<Answer, Problem> next_answer(const Interruptible& interrupts, int patience_ms) {
    for (;;) {
      if (const auto end = in_.find('\n', looked_); end != std::string::npos) {
        const std::string line = in_.substr(0, end);
        in_.erase(0, end + 1);
        looked_ = 0;
        if (auto answer = rpc::parse_answer(line)) return *std::move(answer);
        return Problem{Errc::unexpected, "The engine said something that could not be understood."};
      }
      looked_ = in_.size();
      std::array<pollfd, 2> wait{{{descriptor_, POLLIN, 0}, {interrupts.descriptor(), POLLIN, 0}}};
      if (poll(wait.data(), wait.size(), patience_ms) == 0) return Problem{Errc::in_use, "The engine does not answer."};
      if (interrupts.taken()) return interrupted();
      const std::size_t had = in_.size();
      if (had > answer_max) return gone();
      in_.resize(had + read_size);
      const ssize_t size = recv(descriptor_, in_.data() + had, read_size, 0);
      in_.resize(had + static_cast<std::size_t>(size > 0 ? size : 0));
      if (size <= 0) return gone();
    }
  }

  int descriptor_;
  std::uint64_t last_ = 0;
  std::string in_;
  std::size_t looked_ = 0;
};

}  // namespace

std::variant<std::unique_ptr<Connection>, Problem> connect_remote(const std::filesystem::path& socket) {
  const int descriptor = connect_local(socket);
  if (descriptor < 0) return std::unique_ptr<Connection>();
  auto connection = std::make_unique<RemoteConnection>(descriptor);
  if (auto problem = connection->introduce()) {
    if (problem->code == Errc::unreachable) return std::unique_ptr<Connection>();  // it is ending
    return *std::move(problem);
  }
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace sotto::runtime
