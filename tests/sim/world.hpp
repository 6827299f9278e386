// One schedule: parties, network and oracle of one seed; a phase with faults, then quiet, then the final account.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "casework.hpp"
#include "net.hpp"
#include "oracle.hpp"
#include "party.hpp"
#include "sessions.hpp"

namespace sotto::sim {

struct Outcome {
  std::uint64_t messages = 0;
  std::uint64_t trace = 0;
  std::uint64_t steps = 0;
  std::string broken;  // empty: every invariant held
};

class World {
 public:
  World(std::uint64_t seed, bool show);
  Outcome run();

 private:
  static constexpr unsigned faults_each = 250;  // of each recurring kind: weeks of them show nothing more
  struct Unsure {                               // a send whose process died in the middle of the call
    MessageId id;
    std::size_t channel;
    int from;
  };
  void play();
  void set_up();
  void settle_down();
  void account();
  void run_for(Duration time);
  void step();

  // ---- faults ----
  void recur(Duration mean, void (World::*fault)(), unsigned left = faults_each);
  void cut();
  void partition();
  void kill_relay();
  void kill_party();
  void step_wall();

  // ---- people ----
  void next_action();
  void act();
  void pair();
  void join(std::size_t channel);
  void send(std::size_t channel, int from);
  void recall();
  void part();
  void copy_or_restore();
  void small_things();
  void check_tombstones(std::size_t party);
  void after_start(std::size_t party);
  std::optional<BuddyId> buddy(std::size_t channel, int side);
  std::optional<messaging::Buddy> seen(std::size_t channel, int side);
  Party& at(std::size_t channel, int side) { return *parties_[oracle_.channels[channel].side[side].party]; }
  std::string compose();
  void excuse_refusal(std::size_t channel, int from, const Error& error);

  // ---- the end ----
  bool quiet();
  bool all_shown();
  bool paired(std::size_t channel);
  void refresh_ticks(std::size_t channel, int side);
  std::string what_waits();

  Stage stage_;
  std::unique_ptr<Net> net_;
  Oracle oracle_;
  std::vector<std::unique_ptr<Party>> parties_;
  std::unique_ptr<Casework> casework_;                   // in every fifth schedule
  std::unique_ptr<SessionsAtWork> sessions_;             // in every tenth
  std::vector<std::vector<Unsure>> unsure_;              // per party
  std::vector<std::size_t> restorable_;                  // parties whose folder may come back
  std::map<std::size_t, std::set<std::size_t>> copied_;  // by party: the channels that were paired in its copy
  std::uint64_t actions_left_ = 0;
  std::uint64_t joins_open_ = 0;
  std::size_t last_channel_ = 0;
  int last_from_ = 0;
  bool acting_ = true;
};

}  // namespace sotto::sim
