// Sessions in a schedule: people ask for one, agree, start, pause, ask for more time, go on, write a note, end. As in a
// running engine each process is woken when its practice says so. What is promised:
//   S1  in a vault a session goes forward: its phase never goes back, what is left is never more than was agreed
//   S2  the note of whoever presented is in no other vault and in nothing that is sent
//   S3  when all is quiet no session is open on one side only
//   S4  one clock: without faults both ends are in the same phase with the same time left, a pause stops both, and
//       an end is an end for both
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sotto/practice/sessions.hpp>

#include "oracle.hpp"
#include "party.hpp"

namespace sotto::sim {

class SessionsAtWork {
 public:
  using Find = std::function<std::optional<BuddyId>(std::size_t channel, int side)>;
  using RunFor = std::function<void(Duration)>;
  SessionsAtWork(Stage& stage, Oracle& oracle, std::vector<std::unique_ptr<Party>>& parties, Find buddy);
  void begin();
  bool done() const { return left_ == 0; }
  void committed(std::size_t party);    // throws Break
  void settled(const RunFor& run_for);  // all is quiet, and one more is held without faults
  void account();

 private:
  struct Seat {
    std::size_t party;
    BuddyId buddy;
  };
  struct Ends {
    Seat mine, theirs;
  };
  struct Seen {  // of one session, by the vault of one party
    std::size_t step = 0;
    bool open = true;
  };

  void next();
  void act();
  void act_in(const Seat& seat, const practice::Session& session);
  void act_while_it_runs(std::size_t party, const practice::Session& session);
  void invite(const Seat& seat);
  void write_note(std::size_t party, const practice::SessionId& id);
  bool anything_open();
  std::optional<Ends> ends_of(std::size_t channel);
  std::vector<practice::Session> list(std::size_t party);
  void pass_time(std::size_t party);
  void wake_when_due(std::size_t party);
  void hold_one(const Ends& ends, const RunFor& run_for);
  std::array<practice::Session, 2> both(const Ends& ends, const practice::SessionId& id);
  void compare_clocks(const Ends& ends, const practice::SessionId& id, const char* when);

  Stage& stage_;
  Oracle& oracle_;
  std::vector<std::unique_ptr<Party>>& parties_;
  Find buddy_;
  Dice dice_;
  std::uint64_t left_ = 0, notes_ = 0;
  std::map<std::size_t, std::map<practice::SessionId, Seen>> seen_;
  std::map<std::string, std::size_t> note_of_;  // its marker, and whose it is
  std::set<std::size_t> awake_;                 // parties whose next waking is planned
};

}  // namespace sotto::sim
