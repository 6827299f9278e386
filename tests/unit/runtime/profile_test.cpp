#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <sotto/runtime/profile_lock.hpp>
#include <sotto/runtime/witness.hpp>

#include "scratch.hpp"

using namespace sotto;
using runtime::ProfileLock;
using runtime::Witness;

TEST_CASE("lock: the second taker is told that the profile is in use, until the first lets go") {
  const test::Scratch scratch;
  {
    const auto first = ProfileLock::take(scratch.folder());
    REQUIRE(first);
    const auto second = ProfileLock::take(scratch.folder());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::in_use);
  }
  CHECK(ProfileLock::take(scratch.folder()));
  struct stat state {};
  REQUIRE(stat((scratch.folder() / "lock").c_str(), &state) == 0);
  CHECK((state.st_mode & 0777U) == 0600U);
}

TEST_CASE("lock: it is waited for until the other lets go, or something else comes, or patience ends") {
  const test::Scratch scratch;
  auto other = ProfileLock::take(scratch.folder());
  REQUIRE(other);
  std::optional<ProfileLock> held = *std::move(other);
  const auto late = ProfileLock::take_within(scratch.folder(), std::chrono::milliseconds(0));
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Errc::in_use);
  int asked = 0;
  const auto instead = ProfileLock::take_within(scratch.folder(), std::chrono::hours(1), [&] { return ++asked == 2; });
  REQUIRE_FALSE(instead);
  CHECK(instead.error().code == Errc::in_use);
  CHECK(asked == 2);
  CHECK(ProfileLock::take_within(scratch.folder(), std::chrono::hours(1), [&] {
    if (++asked == 4) held.reset();
    return false;
  }));
  CHECK(asked == 4);
}

TEST_CASE("lock: the engine's socket is published in it, and a new owner forgets a dead engine's") {
  const test::Scratch scratch;
  {
    auto lock = ProfileLock::take(scratch.folder());
    REQUIRE(lock);
    CHECK(ProfileLock::published(scratch.folder()).empty());
    REQUIRE(lock->publish("/run/user/1/sotto/x.sock"));
    CHECK(ProfileLock::published(scratch.folder()) == "/run/user/1/sotto/x.sock");
  }
  CHECK(ProfileLock::published(scratch.folder()) == "/run/user/1/sotto/x.sock");  // it was killed
  const auto next = ProfileLock::take(scratch.folder());
  REQUIRE(next);
  CHECK(ProfileLock::published(scratch.folder()).empty());
}

TEST_CASE("lock: a link put in its place is not followed") {
  const test::Scratch scratch;
  std::ofstream(scratch.folder() / "victim") << "precious";
  std::filesystem::create_symlink(scratch.folder() / "victim", scratch.folder() / "lock");
  CHECK_FALSE(ProfileLock::take(scratch.folder()));
  CHECK(std::filesystem::file_size(scratch.folder() / "victim") == 8);
}

TEST_CASE("witness: a vault behind its witness is noticed, one that is level or ahead is not") {
  const test::Scratch scratch;
  const runtime::ProfileId profile{{1, 2, 3}};
  Witness first(scratch.folder() / "state", profile);
  CHECK_FALSE(first.ahead_of(0));  // nothing is known yet
  first.write(40);
  const Witness later(scratch.folder() / "state", profile);
  CHECK(later.ahead_of(39));
  CHECK_FALSE(later.ahead_of(40));
  CHECK_FALSE(later.ahead_of(41));
  const Witness other(scratch.folder() / "state", {{9}});
  CHECK_FALSE(other.ahead_of(0));
}

TEST_CASE("witness: after a restore the lower count is the truth") {
  const test::Scratch scratch;
  const runtime::ProfileId profile{{1}};
  Witness(scratch.folder(), profile).write(40);
  Witness restored(scratch.folder(), profile);
  CHECK(restored.ahead_of(12));
  restored.write(12);
  CHECK_FALSE(Witness(scratch.folder(), profile).ahead_of(12));
}

TEST_CASE("witness: a folder that cannot be written or is damaged is no obstacle") {
  const test::Scratch scratch;
  const runtime::ProfileId profile{{1}};
  Witness nowhere(std::nullopt, profile);
  nowhere.write(5);
  CHECK_FALSE(nowhere.ahead_of(1));
  std::ofstream(scratch.folder() / "file") << "x";
  Witness blocked(scratch.folder() / "file" / "below", profile);
  blocked.write(5);
  CHECK_FALSE(blocked.ahead_of(1));
  std::ofstream(scratch.folder() / profile.text()) << "no number";
  CHECK_FALSE(Witness(scratch.folder(), profile).ahead_of(1));
}
