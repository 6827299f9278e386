// `sotto ui`: finds or starts the engine, asks it for the page's port and a launch code, opens the window.
#include <array>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <sotto/web/window.hpp>

#include "desk.hpp"

namespace sotto::cli {
namespace {

constexpr int start_patience_ms = 15'000;
constexpr std::size_t line_max = 65536;

// Its first line says that it is ready, or why not.
std::optional<Json> first_line(int descriptor) {
  std::string line;
  while (line.find('\n') == std::string::npos && line.size() < line_max) {
    pollfd wait{descriptor, POLLIN, 0};
    std::array<char, 4096> chunk{};
    if (poll(&wait, 1, start_patience_ms) <= 0) return std::nullopt;
    const ssize_t size = read(descriptor, chunk.data(), chunk.size());
    if (size <= 0) return std::nullopt;
    line.append(chunk.data(), static_cast<std::size_t>(size));
  }
  auto object = Json::parse(line, nullptr, false);
  if (!object.is_object()) return std::nullopt;
  return object;
}

// An engine of its own session, locked: no passphrase is known here.
std::optional<Json> start_engine(const Arguments& arguments) {
  std::vector<std::string> words{"sotto",  "--profile", std::filesystem::absolute(arguments.profile).string(),
                                 "--json", "engine",    "--locked"};
  if (!arguments.pages.empty())
    words.insert(words.end(), {"--pages-dir", std::filesystem::absolute(arguments.pages).string()});
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, pipe[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  pid_t child = -1;
  const int failed = posix_spawn(&child, "/proc/self/exe", &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  close(pipe[1]);
  auto line = failed == 0 ? first_line(pipe[0]) : std::nullopt;
  close(pipe[0]);
  return line;
}

api::Problem no_start(const std::optional<Json>& said) {
  const auto sentence = say(words::cli::engine_silent);
  if (!said || !said->contains("error") || !said->at("error").is_object()) return {Errc::unexpected, sentence};
  const auto& error = said->at("error");
  const bool taken = error.value("code", 0) == api::exit_code(Errc::in_use);
  return {taken ? Errc::in_use : Errc::unexpected, error.value("message", sentence)};
}

std::variant<Connected, api::Problem> engine_at_hand(const Arguments& arguments) {
  auto running = runtime::connect_engine(arguments.profile);
  if (const auto* problem = std::get_if<api::Problem>(&running); problem == nullptr || problem->code != Errc::not_found)
    return running;
  const auto said = start_engine(arguments);
  auto started = runtime::connect_engine(arguments.profile);  // another `ui` may have been quicker
  if (std::holds_alternative<Connected>(started)) return started;
  return no_start(said);
}

std::optional<api::Problem> hand_over(runtime::Connection& engine, const Arguments& arguments, int& windows) {
  if (arguments.link.empty()) return std::nullopt;
  const auto reply = engine.call("ui.link", {{"link", arguments.link}});
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return *problem;
  windows = std::get<Json>(reply).at("windows").get<int>();
  return std::nullopt;
}

}  // namespace

int run_ui(const Desk& desk) {
  auto& output = desk.output;
  const auto& arguments = desk.arguments;
  auto opened = engine_at_hand(arguments);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& engine = *std::get<Connected>(opened);
  int windows = 0;
  if (const auto problem = hand_over(engine, arguments, windows)) return output.fail(*problem);
  if (windows > 0 && !arguments.no_window) {
    if (output.json()) output.object({{"windows", windows}});
    output.talk({say(words::cli::window_shows)});
    return 0;
  }

  const auto reply = engine.call("ui.open", Json::object());
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& door = std::get<Json>(reply);
  const auto url = "http://127.0.0.1:" + std::to_string(door.at("port").get<int>()) + "/#" + text_at(door, "code");
  if (arguments.no_window) {
    if (output.json())
      output.object({{"url", url}});
    else
      output.data({url});
    return 0;
  }
  std::get<Connected>(opened).reset();  // the window stays open for hours
  if (const auto closed = web::show(url); !closed)
    return output.fail({closed.error().code, words::spoken(closed.error().where.text)});
  if (output.json()) output.object({{"closed", true}});
  return 0;
}

}  // namespace sotto::cli
