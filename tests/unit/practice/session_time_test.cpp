#include "session_time.hpp"

#include <doctest/doctest.h>

using namespace sotto;
using namespace sotto::practice;
using proto::SessionPhase;

namespace {

const std::vector<proto::SessionStep> steps{
    {SessionPhase::listen, 60, 0}, {SessionPhase::explore, 120, 0}, {SessionPhase::close, 30, 0}};
Now at(std::int64_t seconds_on, std::int64_t wall = 0) {
  return {{1'000'000 + seconds_on * 1000}, {1'790'000'000'000 + (seconds_on + wall) * 1000}};
}
SessionTime begun() {
  SessionTime out;
  out.enter(steps, 0, at(0));
  return out;
}

}  // namespace

TEST_CASE("session time: who keeps it passes every step that is over, however long nobody looked") {
  auto time = begun();
  CHECK_FALSE(time.run(steps, at(59), true));
  CHECK(time.left == seconds(1));
  CHECK_FALSE(time.run(steps, at(60), true));
  CHECK(time.step == 1);
  CHECK_FALSE(time.run(steps, at(200), true));
  CHECK(time.step == 2);
  CHECK(time.left == seconds(10));
  CHECK(time.run(steps, at(210), true));
  auto late = begun();
  CHECK(late.run(steps, at(100'000), true));
}

TEST_CASE("session time: the others wait at zero for the word") {
  auto time = begun();
  CHECK_FALSE(time.run(steps, at(500), false));
  CHECK(time.step == 0);
  CHECK(time.left == Duration{});
}

TEST_CASE("session time: a pause stands still and runs out by itself") {
  auto time = begun();
  time.run(steps, at(10), true);
  time.pause = seconds(120);
  time.run(steps, at(100), true);
  CHECK(time.left == seconds(50));
  CHECK(time.pause == seconds(30));
  time.run(steps, at(140), true);
  CHECK(time.pause == Duration{});
  CHECK(time.left == seconds(40));
}

TEST_CASE("session time: the wall clock does not matter, unless the steady one began anew") {
  auto time = begun();
  time.run(steps, at(20, 36'000), true);
  CHECK(time.left == seconds(40));
  const Now restarted{{500}, {time.at.timestamp.ms + 15'000}};  // the computer was started again
  time.run(steps, restarted, true);
  CHECK(time.left == seconds(25));
  const Now back{{100}, {time.at.timestamp.ms - 60'000}};  // and its clock is behind, too
  time.run(steps, back, true);
  CHECK(time.left == seconds(25));
}
