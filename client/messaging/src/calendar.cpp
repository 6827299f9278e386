#include "calendar.hpp"

#include <cstdlib>

namespace sotto::messaging {
namespace {

constexpr Duration step = hours(1);

Timestamp read(store::Transaction& tx, std::string_view name) {
  auto row = tx.query("SELECT value FROM setting WHERE name = ?", name);
  return {row.next() ? row.integer(0) : 0};
}

bool apart(Duration a, Duration b) { return std::llabs(a.ms - b.ms) >= step.ms; }

}  // namespace

void Calendar::start(store::Transaction& tx, Now now) {
  saved_ = read(tx, "calendar");
  saved_wall_ = read(tx, "calendar_wall");
  since_ = now.instant;
  time_ = now.timestamp;
  if (saved_.ms == 0) return write(tx, now);
  const Duration away = now.timestamp - saved_wall_;
  const bool believed = away >= Duration{} && away <= absence_max;
  time_ = believed ? saved_ + away : saved_;
  if (apart(away, Duration{})) write(tx, now);
}

void Calendar::save(store::Transaction& tx, Now now) {
  const Duration passed = at(now) - saved_;
  // Also when the wall clock was set: the next process measures from what it says now.
  if (apart(passed, Duration{}) || apart(now.timestamp - saved_wall_, passed)) write(tx, now);
}

void Calendar::write(store::Transaction& tx, Now now) {
  saved_ = at(now);
  saved_wall_ = now.timestamp;
  tx.run("INSERT OR REPLACE INTO setting VALUES('calendar', ?)", saved_);
  tx.run("INSERT OR REPLACE INTO setting VALUES('calendar_wall', ?)", saved_wall_);
}

}  // namespace sotto::messaging
