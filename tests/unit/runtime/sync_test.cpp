#include <set>

#include <doctest/doctest.h>

#include <sotto/runtime/sync.hpp>

using namespace sotto;
using runtime::LinkDriver;
using runtime::Sync;
using State = LinkDriver::LinkState;

namespace {

const Now start{{100'000}, {0}};
Now after(Duration time) { return {start.instant + time, {0}}; }

LinkDriver::Report link(messaging::LinkId id, State state, std::uint32_t openings = 0, std::uint32_t failures = 0) {
  LinkDriver::Report report;
  report.id = id;
  report.state = state;
  report.openings = openings;
  report.failures = failures;
  report.heard = start.instant;
  if (failures > 0) report.problem = "The relay could not be reached.";
  return report;
}
Sync::Idle idle(std::set<messaging::LinkId> ids) {
  return [ids = std::move(ids)](messaging::LinkId id) { return ids.contains(id); };
}

}  // namespace

TEST_CASE("sync: it goes on while one open relay still has something to say or to answer") {
  const Sync sync(start, {});
  CHECK_FALSE(sync.settled({link(1, State::open), link(2, State::open)}, idle({1}), start));
  CHECK(sync.settled({link(1, State::open), link(2, State::open)}, idle({1, 2}), start));
  CHECK(sync.settled({}, idle({}), start));
}

TEST_CASE("sync: a relay that could not be reached is tried once, one that was lost on the way three times") {
  const Sync sync(start, {});
  CHECK_FALSE(sync.settled({link(1, State::dialing)}, idle({}), start));
  CHECK(sync.settled({link(1, State::waiting, 0, 1)}, idle({}), start));
  CHECK_FALSE(sync.settled({link(1, State::waiting, 1, 1)}, idle({}), start));
  CHECK_FALSE(sync.settled({link(1, State::dialing, 1, 2)}, idle({}), start));
  CHECK(sync.settled({link(1, State::waiting, 1, 3)}, idle({}), start));
}

TEST_CASE("sync: a relay that is not to be dialled is not waited for, one that is closing is") {
  const Sync sync(start, {});
  CHECK(sync.settled({link(1, State::refused)}, idle({}), start));
  CHECK_FALSE(sync.settled({link(1, State::closing, 1)}, idle({}), start));
}

TEST_CASE("sync: an open relay that says nothing for fifteen seconds is not waited for") {
  const Sync sync(start, {});
  CHECK_FALSE(sync.settled({link(1, State::open, 1)}, idle({}), after(seconds(15))));
  CHECK(sync.settled({link(1, State::open, 1)}, idle({}), after(seconds(16))));
}

TEST_CASE("sync: with a wait it goes on until every outbox is empty and no pairing waits, and not longer than asked") {
  const Sync sync(start, seconds(30));
  messaging::Progress progress;
  CHECK(sync.over(true, progress, after(seconds(1))));
  progress.pending = 1;
  CHECK_FALSE(sync.over(true, progress, after(seconds(1))));
  progress.pending = 0;
  progress.pairing_waits = true;
  CHECK_FALSE(sync.over(true, progress, after(seconds(29))));
  CHECK(sync.over(false, progress, after(seconds(30))));
  CHECK(sync.look_again(after(milliseconds(29'500))) == start.instant + seconds(30));
}

TEST_CASE("sync: with a wait a relay that cannot be reached is waited for, one that must not be dialled is not") {
  const messaging::Progress nothing;
  Sync dead(start, seconds(30));
  dead.observe({link(1, State::waiting, 0, 1)});
  CHECK_FALSE(dead.over(true, nothing, after(seconds(1))));
  dead.observe({link(1, State::open, 1)});
  CHECK(dead.over(true, nothing, after(seconds(2))));
  Sync forbidden(start, seconds(30));
  forbidden.observe({link(1, State::refused)});
  CHECK(forbidden.over(true, nothing, after(seconds(1))));
}

TEST_CASE("sync: without a wait a full outbox does not keep it, an unsettled relay does") {
  const Sync sync(start, {});
  messaging::Progress progress;
  progress.pending = 7;
  CHECK(sync.over(true, progress, start));
  CHECK_FALSE(sync.over(false, progress, after(hours(1))));
}

TEST_CASE("sync: unreachable only if there was a relay to reach and none was reached") {
  Sync none(start, {});
  none.observe({});
  CHECK_FALSE(none.unreachable());
  Sync dead(start, {});
  dead.observe({link(1, State::waiting, 0, 1)});
  REQUIRE(dead.unreachable());
  CHECK(dead.unreachable()->code == Errc::unreachable);
  CHECK(dead.unreachable()->sentence == "The relay could not be reached.");
  Sync one_of_two(start, {});
  one_of_two.observe({link(1, State::waiting, 0, 1), link(2, State::open, 1)});
  one_of_two.observe({link(1, State::waiting, 0, 1)});  // the other is no longer wanted: the invitation was used
  CHECK_FALSE(one_of_two.unreachable());
  CHECK(one_of_two.reached());
  Sync forbidden(start, {});
  auto refused = link(1, State::refused);
  refused.problem = "A buddy uses a relay that you never entered.";
  forbidden.observe({refused});
  REQUIRE(forbidden.unreachable());
  CHECK(forbidden.unreachable()->code == Errc::refused);
  CHECK(forbidden.notice().ends_with("A buddy uses a relay that you never entered."));
}
