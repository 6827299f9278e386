// One profile in a run: a vault that survives, and a process (Messaging and its connections) that is killed between any
// two commits and between any two effects, and started again. It drives links as the runtime does.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include <sotto/messaging/messaging.hpp>
#include <sotto/practice/practice.hpp>

#include "faulty_vault.hpp"
#include "net.hpp"
#include "oracle.hpp"
#include "tap.hpp"

namespace sotto::sim {

struct Stage {  // what all parts of one run share
  std::uint64_t seed;
  Dice dice;
  Swarm swarm;
  Trace trace;
  Heap heap;
  bool faults = true;
};

class Party : public Peer {
 public:
  Party(Stage& stage, Net& net, Oracle& oracle, std::size_t number, bool on_disk);
  ~Party() override;

  void start();
  void kill(Duration downtime, bool unnoticed);
  void strike();  // from now on the vault fails as the stage says
  bool alive() const { return messaging_ != nullptr; }
  void step_wall(Duration by) { skew_ = {skew_.ms + by.ms}; }
  void let_pass(Duration by) {  // on both clocks, while the process runs
    boot_ = {boot_.ms + by.ms};
    step_wall(by);
  }
  Timestamp wall() const { return {1'790'000'000'000 + stage_.heap.now().ms + skew_.ms}; }
  // A copy of the profile's folder, and its return: what happened since is gone, the process is killed and starts
  // again.
  void copy_vault();
  void restore_copy();
  Tap& tap() { return *tap_; }
  store::Vault& vault() { return *vault_; }
  Status check() { return vault_->check(); }
  // Runs on every start, before anything else happens there: what a crash left unsaid.
  std::function<void()> on_started;
  std::function<void()> on_committed;

  // One call of the person's. Nothing: the process is dead, or died in the middle of it.
  template <class Call>
  auto ask(Call&& call) -> std::optional<decltype(call(std::declval<messaging::Messaging&>(), Now{}))> {
    std::optional<decltype(call(*messaging_, Now{}))> answer;
    if (!messaging_) return answer;
    bool crashed = false;
    try {
      answer.emplace(call(*messaging_, now()));
    } catch (const Crash&) {
      crashed = true;
      answer.reset();
    }
    settle(crashed);
    return answer;
  }

  // The same for the practice, in a schedule that has one.
  template <class Call>
  auto consult(Call&& call) -> std::optional<decltype(call(std::declval<practice::Practice&>(), Now{}))> {
    return ask([&](messaging::Messaging&, Now at) { return call(*practice_, at); });
  }

  void connection_up(ConnectionId id) override;
  void connection_frame(ConnectionId id, ByteView frame) override;
  void connection_down(ConnectionId id) override;

 private:
  struct Line {
    messaging::LinkWanted wanted;
    std::optional<ConnectionId> connection;
    unsigned tries = 0;
    std::uint64_t plan = 0;  // the newest planned dial; older ones are void
  };
  Now now() const { return {stage_.heap.now() + boot_, wall()}; }
  bool announce_return();
  void network_call(const std::function<Status(messaging::Messaging&, Now)>& call);
  void settle(bool crashed);
  void drain();
  void obey(messaging::Effect& effect);
  void transmit(const messaging::SendFrame& send);
  void show(const messaging::Event& event);
  void refresh_links();
  void plan_dial(messaging::LinkId link, Duration wait);
  void dial(messaging::LinkId link);
  void let_go(Line& line);
  void arm();

  Stage& stage_;
  Net& net_;
  Oracle& oracle_;
  std::size_t number_;
  std::unique_ptr<FaultyVault> vault_;
  std::unique_ptr<Tap> tap_;
  std::filesystem::path folder_;  // empty: the vault is in memory
  bool came_back_ = false;        // Messaging must be told before anything else
  test::SeededRandom random_;
  std::unique_ptr<practice::Practice> practice_;  // none where there is no casework; Messaging speaks to it
  std::unique_ptr<messaging::Messaging> messaging_;
  std::map<messaging::LinkId, Line> lines_;
  std::map<ConnectionId, messaging::LinkId> calls_;
  Duration skew_{};
  Duration boot_{};         // the monotonic clock of this process starts anywhere
  std::uint64_t life_ = 0;  // rises with every start and kill: events of an earlier process are void
  std::optional<Instant> armed_;
  std::uint64_t idle_wakes_ = 0;
};

// Of what consult() answered: done; false: dead, or refused by a rule. throws Break
template <class Answer>
bool expected(const Answer& answer) {
  if (!answer) return false;
  if (*answer) return true;
  switch ((*answer).error().code) {
    case Errc::refused:
    case Errc::not_found:
    case Errc::usage:
    case Errc::disk_full:
    case Errc::identity_changed: return false;
    default: throw Break{"a call of the practice failed: " + std::string((*answer).error().where.text)};
  }
}

}  // namespace sotto::sim
