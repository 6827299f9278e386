// The desktop's two signals on a bus of the test's own: dbus-daemon is real, the screen saver and logind are played.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include <sotto/runtime/away_watch.hpp>

using namespace sotto;

namespace {

class OwnBus {
 public:
  OwnBus() {
    int pipe_ends[2] = {-1, -1};
    REQUIRE(pipe(pipe_ends) == 0);
    const auto print = "--print-address=" + std::to_string(pipe_ends[1]);
    std::string words[] = {"dbus-daemon", "--session", "--nofork", "--nopidfile", print};
    char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
    REQUIRE(posix_spawnp(&daemon_, argv[0], nullptr, nullptr, argv, environ) == 0);
    close(pipe_ends[1]);
    char address[256] = {};
    REQUIRE(read(pipe_ends[0], address, sizeof address - 1) > 0);
    close(pipe_ends[0]);
    std::string text(address);
    text.erase(text.find_last_not_of('\n') + 1);
    for (const char* name : {"DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"}) setenv(name, text.c_str(), 1);
  }
  ~OwnBus() {
    kill(daemon_, SIGKILL);
    waitpid(daemon_, nullptr, 0);
    for (const char* name : {"DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"}) unsetenv(name);
  }

 private:
  pid_t daemon_ = -1;
};

// Somebody else on that bus.
class Speaker {
 public:
  explicit Speaker(const char* name) {
    REQUIRE(sd_bus_open_user(&bus_) >= 0);
    if (name != nullptr) REQUIRE(sd_bus_request_name(bus_, name, 0) >= 0);
  }
  ~Speaker() { sd_bus_flush_close_unref(bus_); }
  void say(const char* path, const char* interface, const char* member, int value) {
    REQUIRE(sd_bus_emit_signal(bus_, path, interface, member, "b", value) >= 0);
    REQUIRE(sd_bus_flush(bus_) >= 0);
  }
  void say(const char* path, const char* interface, const char* member) {
    REQUIRE(sd_bus_emit_signal(bus_, path, interface, member, "") >= 0);
    REQUIRE(sd_bus_flush(bus_) >= 0);
  }

 private:
  sd_bus* bus_ = nullptr;
};

// The watch and a loop that runs until it has been told so often; what comes after the last one counts as well.
struct Told {
  runtime::Loop loop;
  int times = 0;
  int enough = 0;
  runtime::AwayWatch watch{loop, [this] {
                             if (++times >= enough) loop.stop();
                           }};
  void until(int wanted) {
    enough = wanted;
    if (times < enough) loop.run();
    CHECK(times == wanted);
  }
  // The watch asks for its signals while the loop runs: the same one is said until it is heard, then the rest counts.
  void settle(Speaker& speaker) {
    enough = 1;
    while (times == 0) {
      speaker.say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", 1);
      runtime::Alarm soon(loop, [this] { loop.stop(); });
      soon.set(loop.now().instant + milliseconds(20));
      loop.run();
    }
    runtime::Alarm quiet(loop, [this] { loop.stop(); });
    quiet.set(loop.now().instant + milliseconds(100));
    enough = 1'000'000;
    loop.run();
    times = 0;
  }
};

constexpr const char* logind = "org.freedesktop.login1";
constexpr const char* manager = "org.freedesktop.login1.Manager";

}  // namespace

TEST_CASE("away: going to sleep and a locked screen are heard; waking up, an unlocked screen and strangers are not") {
  const OwnBus bus;
  Speaker system(logind);
  Speaker desktop(nullptr);
  Told told;
  told.settle(desktop);
  desktop.say("/org/freedesktop/login1", manager, "PrepareForSleep", 1);  // not logind: not heard
  system.say("/org/freedesktop/login1", manager, "PrepareForSleep", 0);
  system.say("/org/freedesktop/login1", manager, "PrepareForSleep", 1);
  told.until(1);
  system.say("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock");
  told.until(2);
  desktop.say("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", 0);
  desktop.say("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", 1);
  told.until(3);
}

TEST_CASE("away: without a bus, and when it ends, nothing happens") {
  setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", 1);
  setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere", 1);
  runtime::Loop loop;
  int times = 0;
  const runtime::AwayWatch watch(loop, [&] { ++times; });
  auto ending = std::make_unique<OwnBus>();
  const runtime::AwayWatch other(loop, [&] { ++times; });
  ending.reset();
  runtime::Alarm enough(loop, [&] { loop.stop(); });
  enough.set(loop.now().instant + milliseconds(50));
  loop.run();
  CHECK(times == 0);
}
