// A session: an unlocked profile at work. It answers every method of api::Client and those that need the network, in
// the engine and in process alike; lock, unlock, stop and watch belong to its owner. Thread: the loop's. `done` may be
// called before call() returns.
#pragma once

#include <functional>
#include <list>
#include <memory>

#include <sotto/runtime/link_driver.hpp>
#include <sotto/runtime/loop.hpp>
#include <sotto/runtime/probe.hpp>
#include <sotto/runtime/profile.hpp>
#include <sotto/runtime/sync.hpp>

namespace sotto::runtime {

class Session : private LinkDriver::Host {
 public:
  using Done = std::function<void(api::Reply)>;
  struct Hooks {
    std::function<void(const api::Json&)> event;  // a line of `watch`
    std::function<void(api::Problem)> broken;     // the store failed: end
    std::function<void()> resumed;                // the machine slept; may be empty
  };
  Session(Loop& loop, Random& random, OpenProfile profile, Hooks hooks);
  ~Session() override;

  void call(std::string_view method, const api::Json& params, const Done& done);
  api::Reply put(std::string_view upload, std::uint64_t at, ByteView piece) {
    return profile_.client->put(upload, at, piece, loop_.now());
  }
  std::variant<Bytes, api::Problem> get(std::string_view id, std::uint64_t at) { return profile_.client->get(id, at); }
  void go_online(LinkDriver::Haste haste);      // links stay up until go_offline
  void go_offline(std::function<void()> done);  // closes them, answers what waits with `locked`
  std::string setting(std::string_view key) { return profile_.client->setting(key); }
  bool restored() const { return profile_.restored; }

 private:
  struct Running {
    Sync sync;
    Done done;
  };

  // LinkDriver::Host
  Now now() const override { return loop_.now(); }
  std::unique_ptr<Wire> dial(const Dial& dial, WireEvents events) override;
  void wake_at(std::optional<Instant> when) override { driver_alarm_.set(when); }
  void on_event(const messaging::Event& event) override;
  void on_change() override;
  void on_failure(Error error) override;

  void wake();
  void tend();  // tells what has changed in the practice, and sets the alarm for what is due next there
  void set_practice_alarm();
  void sync(const api::Json& params, const Done& done);
  void look_at_syncs();
  void finish(Running running);
  Status take_progress();
  api::Reply outcome(const Sync& sync);
  void relay_add(const api::Json& params, const Done& done);
  void relay_status(const Done& done);
  void probe(const std::vector<proto::Endpoint>& relays, Probe::Done done);
  Result<Proxy> proxy();
  void keep_witness();
  void publish_names();  // to the not-here list, when the names of a case have changed
  void leave_no_trace();

  Loop& loop_;
  Random& random_;
  OpenProfile profile_;
  Hooks hooks_;
  std::uint64_t names_told_;
  LinkDriver driver_;
  Alarm driver_alarm_;
  Alarm sync_alarm_;
  Alarm practice_alarm_;
  ResumeWatch resume_;
  bool online_ = false;  // links are wanted beyond a sync
  bool looking_ = false;
  std::list<Running> syncs_;
  messaging::Progress progress_;  // since it was last told
  std::list<std::unique_ptr<Probe>> probes_;
  std::vector<std::function<void()>> when_stopped_;
};

}  // namespace sotto::runtime
