#include "notice.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotto/web/window.hpp>
#include <sotto/words/window.hpp>

namespace sotto::web {
namespace {

constexpr Duration pause = seconds(10);

}  // namespace

Notices::~Notices() {
  if (program_ > 0) waitpid(program_, nullptr, WNOHANG);
}

void Notices::message_came(Instant now) {
  if (program_ > 0 && waitpid(program_, nullptr, WNOHANG) == 0) return;  // the last one is still being said
  program_ = -1;
  if (last_ && now - *last_ < pause) return;
  if (std::getenv("DBUS_SESSION_BUS_ADDRESS") == nullptr) return;  // NOLINT(concurrency-mt-unsafe): nobody is there
  auto program = on_path("notify-send").string();
  if (program.empty()) return;
  last_ = now;
  // The whole vector is ours: nothing that a buddy writes is in it.
  std::array words{program,
                   std::string("--app-name=Sotto"),
                   std::string("--icon=org.sotto.Sotto"),
                   std::string("--category=im.received"),
                   std::string("Sotto"),
                   say(words::window::new_message)};
  std::array<char*, words.size() + 1> argv{};
  for (std::size_t i = 0; i < words.size(); ++i) argv[i] = words[i].data();
  sigset_t none;
  sigemptyset(&none);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&files, stream, "/dev/null", O_RDWR, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  if (posix_spawn(&program_, argv[0], &files, &attributes, argv.data(), environ) != 0) program_ = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
}

}  // namespace sotto::web
