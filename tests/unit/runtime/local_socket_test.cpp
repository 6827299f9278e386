#include <array>
#include <thread>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotto/runtime/local_socket.hpp>

#include "scratch.hpp"

using namespace sotto;
using runtime::LineServer;

namespace {

// A server that answers every line with itself, on a thread of its own while a test's blocking calls run.
class Echo {
 public:
  explicit Echo(const std::filesystem::path& path, std::size_t line_max = 1000) {
    LineServer::Events events;
    events.line = [this](LineServer::Client client, std::string_view line) {
      server_->send(client, std::string(line) + "\n");
    };
    events.gone = [](LineServer::Client) {};
    auto server = LineServer::listen(loop_, path, line_max, std::move(events));
    REQUIRE(server);
    server_ = *std::move(server);
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Echo() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
  }

 private:
  runtime::Loop loop_;
  std::unique_ptr<LineServer> server_;
  std::thread thread_;
};

std::string ask(int descriptor, std::string_view bytes) {
  if (!bytes.empty() && send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return "unsent";
  std::string answer(4096, '\0');
  const auto size = recv(descriptor, answer.data(), answer.size(), 0);
  answer.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return answer;
}

}  // namespace

TEST_CASE("socket: it is 0600, answers lines in pieces, and its file goes with it") {
  const test::Scratch scratch;
  const auto path = scratch.folder() / "engine.sock";
  {
    const Echo echo(path);
    struct stat state {};
    REQUIRE(stat(path.c_str(), &state) == 0);
    CHECK((state.st_mode & 0777U) == 0600U);
    const int descriptor = runtime::connect_local(path);
    REQUIRE(descriptor >= 0);
    CHECK(ask(descriptor, "one\n") == "one\n");
    REQUIRE(send(descriptor, "tw", 2, MSG_NOSIGNAL) == 2);
    CHECK(ask(descriptor, "o\n") == "two\n");
    close(descriptor);
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(runtime::connect_local(path) < 0);
}

TEST_CASE("socket: a line over the limit, ended or not, cuts its sender and nobody else") {
  const test::Scratch scratch;
  const auto path = scratch.folder() / "engine.sock";
  const Echo echo(path, 1000);
  const int honest = runtime::connect_local(path);
  for (const auto& line : {std::string(1001, 'x'), std::string(1001, 'x') + "\n"}) {
    const int loud = runtime::connect_local(path);
    REQUIRE(loud >= 0);
    CHECK(ask(loud, line).empty());
    close(loud);
  }
  CHECK(ask(honest, std::string(1000, 'y') + "\n") == std::string(1000, 'y') + "\n");
  close(honest);
}

TEST_CASE("socket: a stale file is replaced, and a path longer than a unix address works") {
  const test::Scratch scratch;
  const auto folder = scratch.folder() / std::string(120, 'p');
  std::filesystem::create_directory(folder);
  const auto path = folder / "engine.sock";
  std::filesystem::create_symlink("/nowhere", path);
  const Echo echo(path);
  CHECK(std::filesystem::is_socket(path));
  const int descriptor = runtime::connect_local(path);
  REQUIRE(descriptor >= 0);
  CHECK(ask(descriptor, "one\n") == "one\n");
  close(descriptor);
}

TEST_CASE("socket: the kernel says who the other side is, and only the same user is spoken to") {
  int pair[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  CHECK(runtime::same_user(pair[0]));
  close(pair[0]);
  close(pair[1]);
  if (geteuid() != 0) return;  // the rest needs a second user
  const test::Scratch scratch;
  const auto path = scratch.folder() / "engine.sock";
  const Echo echo(path);
  REQUIRE(chmod(scratch.folder().c_str(), 0755) == 0);  // even if the file modes were wrong
  REQUIRE(chmod(path.c_str(), 0666) == 0);
  const pid_t stranger = fork();
  if (stranger == 0) {
    constexpr uid_t nobody = 65534;
    if (setuid(nobody) != 0) _exit(3);
    if (runtime::connect_local(path) >= 0) _exit(4);  // the client too refuses another user's engine
    const int raw = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    if (connect(raw, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) _exit(5);
    std::array<char, 16> answer{};
    send(raw, "one\n", 4, MSG_NOSIGNAL);
    if (recv(raw, answer.data(), answer.size(), 0) > 0) _exit(6);  // the server hung up
    _exit(0);
  }
  int status = -1;
  REQUIRE(waitpid(stranger, &status, 0) == stranger);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("socket: it lives in the runtime folder when that is private, else in the profile") {
  const test::Scratch scratch;
  const auto profile = scratch.folder() / "profile";
  std::filesystem::create_directory(profile);
  const char* before = getenv("XDG_RUNTIME_DIR");
  const std::string kept = before != nullptr ? before : "";
  setenv("XDG_RUNTIME_DIR", scratch.folder().c_str(), 1);
  CHECK(runtime::socket_path(profile).parent_path() == scratch.folder() / "sotto");
  CHECK(runtime::socket_path(profile) == runtime::socket_path(profile / "."));
  REQUIRE(chmod((scratch.folder() / "sotto").c_str(), 0755) == 0);
  CHECK(runtime::socket_path(profile) == profile / "engine.sock");
  unsetenv("XDG_RUNTIME_DIR");
  CHECK(runtime::socket_path(profile) == profile / "engine.sock");
  if (before != nullptr) setenv("XDG_RUNTIME_DIR", kept.c_str(), 1);
}
