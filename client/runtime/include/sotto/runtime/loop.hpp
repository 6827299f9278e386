// The one event loop of a process and the two things besides sockets that wake it. Only the .cpp files see Asio.
// Thread: everything on the thread that runs it.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>

#include <sotto/base/clock.hpp>

namespace boost::asio {
class io_context;
}

namespace sotto::runtime {

class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();  // until stop()
  void stop();
  void post(std::function<void()> task);
  Now now() const;  // the system's clocks
  boost::asio::io_context& context();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One timer on the clock that counts sleep: after a night's sleep it rings at once.
class Alarm {
 public:
  Alarm(Loop& loop, std::function<void()> ring);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  void set(std::optional<Instant> when);  // replaces; nullopt: never

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Takes the signals away from the process for as long as it lives and hands them to `caught`.
class SignalWatch {
 public:
  SignalWatch(Loop& loop, std::initializer_list<int> signals, std::function<void(int)> caught);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sotto::runtime
