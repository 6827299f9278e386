#include <array>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <poll.h>
#include <systemd/sd-bus.h>

#include <sotto/runtime/away_watch.hpp>

namespace asio = boost::asio;
using boost::system::error_code;

namespace sotto::runtime {
namespace {

// The sender is named where anybody may send: on the system's bus.
constexpr const char* sleep_match =
    "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',member='PrepareForSleep'";
constexpr const char* lock_match =
    "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Session',member='Lock'";
constexpr const char* saver_match =
    "type='signal',interface='org.freedesktop.ScreenSaver',path='/org/freedesktop/ScreenSaver',member='ActiveChanged'";
constexpr const char* gnome_match =
    "type='signal',interface='org.gnome.ScreenSaver',path='/org/gnome/ScreenSaver',member='ActiveChanged'";

}  // namespace

class AwayWatch::Bus : public std::enable_shared_from_this<Bus> {
 public:
  Bus(Loop& loop, sd_bus* bus, std::function<void()> away)
      : bus_(bus), descriptor_(loop.context()), away_(std::move(away)) {}
  ~Bus() { end(); }
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  void listen(std::initializer_list<const char*> matches) {
    for (const char* match : matches)
      if (sd_bus_add_match_async(bus_, nullptr, match, on_signal, nullptr, this) < 0) return end();
    error_code failed;
    descriptor_.assign(sd_bus_get_fd(bus_), failed);
    if (failed) return end();
    pump();
  }
  void end() {
    away_ = nullptr;
    if (bus_ == nullptr) return;
    if (descriptor_.is_open()) descriptor_.release();  // the descriptor is the library's
    sd_bus_close_unref(std::exchange(bus_, nullptr));
  }

 private:
  static int on_signal(sd_bus_message* message, void* self, sd_bus_error*) {
    int on = 1;  // a Lock says nothing more
    if (sd_bus_message_has_signature(message, "b") > 0 && sd_bus_message_read(message, "b", &on) < 0) return 0;
    const auto& away = static_cast<Bus*>(self)->away_;
    if (on != 0 && away) away();
    return 0;
  }
  void pump() {
    int more = 1;
    while (more > 0 && bus_ != nullptr) more = sd_bus_process(bus_, nullptr);
    if (more < 0 || bus_ == nullptr) return end();
    wait(asio::posix::stream_descriptor::wait_read, reading_);
    if ((sd_bus_get_events(bus_) & POLLOUT) != 0) wait(asio::posix::stream_descriptor::wait_write, writing_);
  }
  void wait(asio::posix::stream_descriptor::wait_type what, bool& under_way) {
    if (std::exchange(under_way, true)) return;
    descriptor_.async_wait(what, [self = weak_from_this(), &under_way](const error_code& failed) {
      const auto there = self.lock();
      if (!there || failed) return;
      under_way = false;
      there->pump();
    });
  }

  sd_bus* bus_;
  asio::posix::stream_descriptor descriptor_;
  std::function<void()> away_;
  bool reading_ = false;
  bool writing_ = false;
};

AwayWatch::AwayWatch(Loop& loop, std::function<void()> away) {
  if (sd_bus* bus = nullptr; sd_bus_open_system(&bus) >= 0) {
    buses_.push_back(std::make_shared<Bus>(loop, bus, away));
    buses_.back()->listen({sleep_match, lock_match});
  }
  if (sd_bus* bus = nullptr; sd_bus_open_user(&bus) >= 0) {
    buses_.push_back(std::make_shared<Bus>(loop, bus, std::move(away)));
    buses_.back()->listen({saver_match, gnome_match});
  }
}

AwayWatch::~AwayWatch() {
  for (const auto& bus : buses_) bus->end();
}

}  // namespace sotto::runtime
