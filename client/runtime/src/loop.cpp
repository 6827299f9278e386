#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <sys/timerfd.h>
#include <unistd.h>

#include <sotto/runtime/loop.hpp>
#include <sotto/runtime/system.hpp>

namespace asio = boost::asio;

namespace sotto::runtime {

struct Loop::State {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> alive = asio::make_work_guard(context);
  SystemClock clock;
};

Loop::Loop() : state_(std::make_unique<State>()) {}
Loop::~Loop() = default;
void Loop::run() {
  state_->context.restart();
  state_->context.run();
}
void Loop::stop() { state_->context.stop(); }
void Loop::post(std::function<void()> task) { asio::post(state_->context, std::move(task)); }
Now Loop::now() const { return state_->clock.now(); }
asio::io_context& Loop::context() { return state_->context; }

struct Alarm::State : std::enable_shared_from_this<Alarm::State> {
  State(asio::io_context& context, std::function<void()> on_ring)
      : timer(context, timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC)), ring(std::move(on_ring)) {}
  void wait() {
    timer.async_wait(asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](const auto& failed) {
      if (failed) return;
      std::uint64_t times = 0;
      const bool due = read(self->timer.native_handle(), &times, sizeof times) == sizeof times;
      if (due && self->ring) self->ring();
      if (self->timer.is_open()) self->wait();
    });
  }
  asio::posix::stream_descriptor timer;
  std::function<void()> ring;
};

Alarm::Alarm(Loop& loop, std::function<void()> ring)
    : state_(std::make_shared<State>(loop.context(), std::move(ring))) {
  state_->wait();
}
Alarm::~Alarm() {
  state_->ring = nullptr;
  boost::system::error_code ignored;
  state_->timer.close(ignored);
}
void Alarm::set(std::optional<Instant> when) {
  itimerspec spec{};
  if (when) {
    const std::int64_t ms = when->ms > 0 ? when->ms : 1;  // zero would disarm
    spec.it_value.tv_sec = ms / 1000;
    spec.it_value.tv_nsec = (ms % 1000) * 1'000'000;
  }
  timerfd_settime(state_->timer.native_handle(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

struct SignalWatch::State : std::enable_shared_from_this<SignalWatch::State> {
  State(asio::io_context& context, std::function<void(int)> on_signal)
      : signals(context), caught(std::move(on_signal)) {}
  void wait() {
    signals.async_wait([self = shared_from_this()](const auto& failed, int number) {
      if (failed) return;
      if (self->caught) self->caught(number);
      if (self->caught) self->wait();
    });
  }
  asio::signal_set signals;
  std::function<void(int)> caught;
};

SignalWatch::SignalWatch(Loop& loop, std::initializer_list<int> signals, std::function<void(int)> caught)
    : state_(std::make_shared<State>(loop.context(), std::move(caught))) {
  for (const int number : signals) state_->signals.add(number);
  state_->wait();
}
SignalWatch::~SignalWatch() {
  state_->caught = nullptr;
  boost::system::error_code ignored;
  state_->signals.clear(ignored);
  state_->signals.cancel(ignored);
}

}  // namespace sotto::runtime
