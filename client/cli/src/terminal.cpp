#include "terminal.hpp"

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <sotto/words/cli.hpp>

namespace sotto::cli {
namespace {

constexpr std::size_t passphrase_max = 1024;

// Read by the signal handler.
termios shown_settings;  // NOLINT: the state to put back
volatile std::sig_atomic_t hidden_descriptor = -1;

extern "C" void on_interrupt(int) {
  if (hidden_descriptor >= 0) {
    tcsetattr(hidden_descriptor, TCSANOW, &shown_settings);
    [[maybe_unused]] const auto written = write(hidden_descriptor, "\n", 1);
  }
  _exit(130);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

class HiddenTyping {  // no echo while it lives
 public:
  explicit HiddenTyping(int terminal) : terminal_(terminal) {
    if (tcgetattr(terminal, &shown_settings) != 0) return;
    auto hidden = shown_settings;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    hidden.c_lflag |= static_cast<tcflag_t>(ECHONL);
    hidden_descriptor = terminal;
    tcsetattr(terminal, TCSAFLUSH, &hidden);
  }
  ~HiddenTyping() {
    if (hidden_descriptor < 0) return;
    tcsetattr(terminal_, TCSAFLUSH, &shown_settings);
    hidden_descriptor = -1;
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;

 private:
  int terminal_;
};

// The first line, without its end. One byte at a time: what follows belongs to whoever reads next.
Passphrase first_line(int descriptor) {
  Bytes line;
  line.reserve(passphrase_max + 1);  // never moves, so no copy stays behind
  for (;;) {
    std::uint8_t byte = 0;
    const auto got = read(descriptor, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return api::Problem{Errc::usage, say(words::cli::passphrase_unreadable)};
    if (got == 0 || byte == '\n') break;
    if (line.size() == passphrase_max) return api::Problem{Errc::usage, say(words::cli::passphrase_long)};
    line.push_back(byte);
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  crypto::SecretBytes secret(std::move(line));
  if (secret.empty()) return api::Problem{Errc::usage, say(words::cli::passphrase_empty)};
  if (!valid_utf8(text_of(secret.expose()))) return api::Problem{Errc::usage, say(words::cli::passphrase_not_text)};
  return secret;
}

Passphrase from_file(const std::string& name) {
  const Descriptor file(open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  struct stat about {};
  if (file.number() < 0 || fstat(file.number(), &about) != 0)
    return api::Problem{Errc::usage, say(words::cli::passphrase_file_unreadable, name)};
  if ((about.st_mode & (S_IRGRP | S_IROTH)) != 0)
    return api::Problem{Errc::usage, say(words::cli::passphrase_file_open, name)};
  return first_line(file.number());
}

Passphrase prompted(const std::string& question) {
  const Descriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (terminal.number() < 0) return api::Problem{Errc::locked, say(words::cli::no_terminal)};
  const HiddenTyping hidden(terminal.number());
  [[maybe_unused]] const auto written = write(terminal.number(), question.data(), question.size());
  return first_line(terminal.number());
}

bool given(const Arguments& arguments) { return !arguments.passphrase_file.empty() || arguments.passphrase_fd; }

Passphrase read_given(const Arguments& arguments) {
  if (!arguments.passphrase_file.empty()) return from_file(arguments.passphrase_file);
  return first_line(*arguments.passphrase_fd);
}

}  // namespace

void leave_cleanly_on_interrupt() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
}

bool can_ask(const Arguments& arguments) {
  if (arguments.no_input) return false;
  const Descriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  return terminal.number() >= 0;
}

Passphrase passphrase(const Arguments& arguments) {
  if (given(arguments)) return read_given(arguments);
  if (!can_ask(arguments)) return api::Problem{Errc::locked, say(words::cli::locked_give)};
  return prompted(say(words::cli::ask_existing) + " ");
}

Passphrase new_passphrase(const Arguments& arguments) {
  if (given(arguments)) return read_given(arguments);
  if (!can_ask(arguments)) return api::Problem{Errc::usage, say(words::cli::new_give)};
  auto first = prompted(say(words::cli::ask_new) + " ");
  if (std::holds_alternative<api::Problem>(first)) return first;
  const auto again = prompted(say(words::cli::ask_again) + " ");
  if (std::holds_alternative<api::Problem>(again)) return std::get<api::Problem>(again);
  const bool same = crypto::equal_constant_time(std::get<crypto::SecretBytes>(first).expose(),
                                                std::get<crypto::SecretBytes>(again).expose());
  if (!same) return api::Problem{Errc::usage, say(words::cli::passphrases_differ)};
  return first;
}

std::optional<std::string> ask_line(const std::string& question) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, question.data(), question.size());
  std::string line;
  for (;;) {
    char byte = 0;
    const auto got = read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 && line.empty()) return std::nullopt;
    if (got <= 0 || byte == '\n' || line.size() > 4096) break;
    line += byte;
  }
  const auto begin = line.find_first_not_of(" \t\r");
  if (begin == std::string::npos) return std::string();
  return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
}

std::variant<std::string, api::Problem> read_input(std::size_t limit) {
  std::string text;
  std::array<char, 8192> buffer{};
  while (text.size() <= limit) {
    const auto got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return api::Problem{Errc::usage, say(words::cli::input_unreadable)};
    if (got == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace sotto::cli
