#include <doctest/doctest.h>

#include <sotto/runtime/timing.hpp>

#include "seeded_random.hpp"

using namespace sotto;
using runtime::Backoff;
using runtime::Keepalive;

namespace {

// The longest of many draws of the nth wait: full jitter makes a single draw say little.
Duration longest(int failures_before, bool eager, std::optional<Instant> answered, Instant lost_at) {
  test::SeededRandom random;
  Duration most;
  for (int draw = 0; draw < 400; ++draw) {
    Backoff backoff;
    for (int i = 0; i < failures_before; ++i) static_cast<void>(backoff.lost({0}, false, random));
    if (answered) backoff.answered(*answered);
    const Duration wait = backoff.lost(lost_at, eager, random);
    CHECK(wait >= milliseconds(200));
    most = std::max(most, wait);
  }
  return most;
}

bool near_ceiling(Duration longest_wait, Duration ceiling) {
  return longest_wait <= ceiling && longest_wait.ms > ceiling.ms * 9 / 10;
}

}  // namespace

TEST_CASE("backoff: waits are drawn up to a ceiling that doubles from one second to two minutes") {
  CHECK(near_ceiling(longest(0, false, {}, {0}), seconds(1)));
  CHECK(near_ceiling(longest(1, false, {}, {0}), seconds(2)));
  CHECK(near_ceiling(longest(3, false, {}, {0}), seconds(8)));
  CHECK(near_ceiling(longest(7, false, {}, {0}), seconds(120)));
  CHECK(near_ceiling(longest(60, false, {}, {0}), seconds(120)));
}

TEST_CASE("backoff: in the first minute after a relay that had answered no wait is over ten seconds") {
  const Instant start{1'000'000};
  CHECK(near_ceiling(longest(9, false, start, start + seconds(5)), seconds(10)));
  Backoff backoff;
  test::SeededRandom random;
  backoff.answered(start);
  for (int i = 0; i < 8; ++i) CHECK(backoff.lost(start + seconds(6 + i), false, random) <= seconds(10));
  Duration later;
  for (int i = 0; i < 50; ++i) later = std::max(later, backoff.lost(start + minutes(3), false, random));
  CHECK(later > seconds(10));
}

TEST_CASE("backoff: a connection that held a minute starts over, a shorter one does not") {
  const Instant start{1'000'000};
  CHECK(near_ceiling(longest(9, false, start, start + minutes(1)), seconds(1)));
  CHECK(longest(9, false, start, start + seconds(59)) > seconds(1));
}

TEST_CASE("backoff: who waits for this very connection sees a new try within a second") {
  CHECK(near_ceiling(longest(9, true, {}, {0}), seconds(1)));
}

TEST_CASE("keepalive: ping after 25 seconds of silence, dead after 50, and any byte starts over") {
  const Instant start{5'000};
  Keepalive keepalive(start);
  CHECK(keepalive.next() == start + seconds(25));
  CHECK(keepalive.step(start + seconds(24)) == Keepalive::Step::wait);
  CHECK(keepalive.step(start + seconds(25)) == Keepalive::Step::ping);
  CHECK(keepalive.step(start + seconds(26)) == Keepalive::Step::wait);  // one ping is enough
  CHECK(keepalive.next() == start + seconds(50));
  CHECK(keepalive.step(start + seconds(50)) == Keepalive::Step::dead);
  keepalive.heard(start + seconds(49));
  CHECK(keepalive.step(start + seconds(50)) == Keepalive::Step::wait);
  CHECK(keepalive.step(start + seconds(74)) == Keepalive::Step::ping);
}

TEST_CASE("resume: a machine that slept is noticed once, one that was busy is not") {
  runtime::ResumeWatch watch;
  CHECK_FALSE(watch.resumed({1'000}, {1'000}));
  CHECK_FALSE(watch.resumed({500'000}, {500'400}));
  CHECK(watch.resumed({510'000}, {4'110'000}));
  CHECK_FALSE(watch.resumed({511'000}, {4'111'000}));
}
