#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotto/web/window.hpp>
#include <sotto/words/window.hpp>

namespace sotto::web {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view desktop_id = "org.sotto.Sotto";

struct Known {
  std::string_view name;
  Kind kind;
};
constexpr std::array known{
    Known{"chromium", Kind::app},         Known{"chromium-browser", Kind::app},
    Known{"google-chrome", Kind::app},    Known{"google-chrome-stable", Kind::app},
    Known{"microsoft-edge", Kind::app},   Known{"microsoft-edge-stable", Kind::app},
    Known{"firefox-esr", Kind::private_}, Known{"firefox", Kind::private_},
    Known{"xdg-open", Kind::everyday},    Known{"sensible-browser", Kind::everyday},
};

// Below the runtime folder, which is memory and ours alone; gone when this is.
class ThrowAway {
 public:
  ThrowAway() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");  // NOLINT(concurrency-mt-unsafe)
    std::error_code failed;
    const auto below = runtime != nullptr && runtime[0] == '/' ? fs::path(runtime) : fs::temp_directory_path(failed);
    auto name = (below / "sotto-window-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~ThrowAway() {
    std::error_code failed;
    if (!folder_.empty()) fs::remove_all(folder_, failed);
  }
  ThrowAway(const ThrowAway&) = delete;
  ThrowAway& operator=(const ThrowAway&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

bool prepare_firefox(const fs::path& folder) {
  std::ofstream preferences(folder / "user.js");
  preferences << "user_pref(\"browser.shell.checkDefaultBrowser\", false);\n"
                 "user_pref(\"browser.aboutwelcome.enabled\", false);\n"
                 "user_pref(\"browser.cache.disk.enable\", false);\n"
                 "user_pref(\"browser.sessionstore.resume_from_crash\", false);\n"
                 "user_pref(\"datareporting.policy.dataSubmissionEnabled\", false);\n"
                 "user_pref(\"network.captive-portal-service.enabled\", false);\n"
                 "user_pref(\"network.connectivity-service.enabled\", false);\n"
                 "user_pref(\"network.dns.disablePrefetch\", true);\n"
                 "user_pref(\"places.history.enabled\", false);\n"
                 "user_pref(\"signon.rememberSignons\", false);\n"
                 "user_pref(\"toolkit.telemetry.reportingpolicy.firstRun\", false);\n";
  return preferences.good();
}

// Blocks the signals that end a wait, so that the folder is taken away after them, too.
class Watched {
 public:
  Watched() {
    sigemptyset(&signals_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&signals_, number);
    pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  }
  ~Watched() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  int next() const {
    int number = 0;
    return sigwait(&signals_, &number) == 0 ? number : SIGTERM;
  }
  const sigset_t& before() const { return before_; }

 private:
  sigset_t signals_{};
  sigset_t before_{};
};

pid_t start(const std::vector<std::string>& words, const sigset_t& mask) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &mask);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = -1;
  const int failed = posix_spawn(&child, argv[0], nullptr, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return failed == 0 ? child : -1;
}

void wait_for(pid_t child, const Watched& signals) {
  int how = 0;
  for (;;) {
    const int number = signals.next();
    if (number != SIGCHLD) kill(child, SIGTERM);
    const pid_t ended = waitpid(child, &how, number == SIGCHLD ? WNOHANG : 0);
    if (ended != 0) return;
  }
}

}  // namespace

std::optional<Browser> choose(const std::function<fs::path(std::string_view name)>& find) {
  for (const auto& one : known)
    if (auto program = find(one.name); !program.empty()) return Browser{one.kind, std::move(program)};
  return std::nullopt;
}

fs::path on_path(std::string_view name) {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  for (std::string_view rest = path != nullptr ? path : ""; !rest.empty();) {
    const auto folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
    auto file = fs::path(folder) / name;
    if (file.is_absolute() && access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

std::string address(const Browser& browser, const std::string& url) {
  return browser.kind == Kind::everyday ? url + ",everyday" : url;
}

std::vector<std::string> arguments(const Browser& browser, const std::string& url, const fs::path& folder) {
  const auto program = browser.program.string();
  switch (browser.kind) {
    case Kind::app:
      return {program,
              "--app=" + url,
              "--user-data-dir=" + folder.string(),
              "--class=" + std::string(desktop_id),
              "--no-first-run",
              "--no-default-browser-check",
              "--disable-extensions",
              "--disable-sync",
              "--disable-background-networking",
              "--disable-component-update",
              "--disable-domain-reliability",
              "--disable-breakpad",
              "--no-pings",
              "--password-store=basic",
              "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication"};
    case Kind::private_:
      return {program,         "--no-remote", "--new-instance",        "--profile",
              folder.string(), "--class",     std::string(desktop_id), url};
    case Kind::everyday: return {program, url};
  }
  return {};
}

Status show(const std::string& url) {
  const auto browser = choose(on_path);
  if (!browser) return Error{Errc::not_found, words::window::no_browser};
  const ThrowAway place;
  if (place.folder().empty() || (browser->kind == Kind::private_ && !prepare_firefox(place.folder())))
    return Error{Errc::io, words::window::no_folder};
  const Watched signals;
  const pid_t child = start(arguments(*browser, address(*browser, url), place.folder()), signals.before());
  if (child < 0) return Error{Errc::io, words::window::browser_does_not_start};
  wait_for(child, signals);
  return ok();
}

}  // namespace sotto::web
