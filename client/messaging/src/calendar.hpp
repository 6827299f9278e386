// The time that deletions go by. What is deleted too early is gone for good, and wall clocks are wrong sometimes: while
// a process runs, its steady clock counts and nothing else; between two processes the wall clock is all there is, and
// it is believed unless it went back or ahead by more than `absence_max`. So ten years in either direction delete
// nothing.
#pragma once

#include <sotto/base/clock.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::messaging {

class Calendar {
 public:
  static constexpr Duration absence_max = days(366);

  void start(store::Transaction& tx, Now now);  // once a process, before the first event
  void save(store::Transaction& tx, Now now);   // writes once an hour at most
  Timestamp at(Now now) const { return time_ + (now.instant - since_); }

 private:
  void write(store::Transaction& tx, Now now);
  Timestamp time_{};
  Instant since_{};
  Timestamp saved_{};       // as the vault has it
  Timestamp saved_wall_{};  // what the wall clock said then
};

}  // namespace sotto::messaging
