#include <algorithm>

#include <doctest/doctest.h>

#include "faulty_vfs.hpp"
#include "profile_folder.hpp"

using namespace sotto;
using test::add;
using test::bodies;
using test::Faults;
using test::FaultyVfs;
using test::in_child;
using test::ProfileFolder;

namespace {

constexpr int steps = 4;
constexpr int enough = 300;           // no scripted run here has so many disk operations
const std::string filler(3000, 'w');  // several pages with its words

std::string rows(int n) {
  std::string all;
  for (int i = 0; i < n; ++i) all += (i == 0 ? "" : ",") + std::to_string(i) + filler;
  return all;
}

// A start, four writing transactions and a clean end; says one letter for each that returned.
void scripted_run(const ProfileFolder& folder) {
  auto vault = test::open(folder);
  if (!vault) ::_exit(2);
  for (int i = 0; i < steps; ++i) {
    if (!add(**vault, std::to_string(i) + filler)) ::_exit(3);
    test::say("k");
  }
  vault = Error{};
}

bool previous_or_next(const ProfileFolder& folder, int acknowledged) {
  const auto vault = test::open(folder);
  if (!vault || !(*vault)->check()) return false;
  const auto all = bodies(**vault);
  if (!all) return false;
  for (const int n : {acknowledged, acknowledged + 1}) {
    if (*all == rows(n) && (*vault)->commits() == static_cast<std::uint64_t>(n + 1)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("faults: a power loss at any write, sync or deletion leaves the previous or the next state, whole") {
  int crashes = 0;
  ProfileFolder fresh;
  REQUIRE(test::create(fresh));
  for (const bool some_survive : {false, true}) {
    for (int at = 1;; ++at) {
      REQUIRE(at < enough);
      CAPTURE(at);
      CAPTURE(some_survive);
      ProfileFolder folder;
      std::filesystem::copy(fresh.vault(), folder.vault());
      const auto ended = in_child([&] {
        FaultyVfs vfs({0, 0, at, some_survive});
        scripted_run(folder);
      });
      FaultyVfs calm({});  // no faults, and no waiting for a real disk
      REQUIRE(previous_or_next(folder, static_cast<int>(ended.said.size())));
      if (ended.code == 0) break;
      REQUIRE(ended.code == test::power_lost);
      ++crashes;
    }
  }
  CHECK(crashes > 40);
}

TEST_CASE("faults: a power loss while the vault is made leaves none or a whole one") {
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    const auto ended = in_child([&] {
      FaultyVfs vfs({0, 0, at, true});
      if (!test::create(folder)) ::_exit(2);
    });
    FaultyVfs calm({});
    if (!std::filesystem::exists(folder.vault())) REQUIRE(test::create(folder));
    const auto vault = test::open(folder);
    REQUIRE(vault);
    REQUIRE((*vault)->check());
    if (ended.code == 0) break;
    REQUIRE(ended.code == test::power_lost);
  }
}

TEST_CASE("faults: a power loss at any point of a migration leaves the old schema or the new one, with all rows") {
  int old_schema = 0;
  for (const bool some_survive : {false, true}) {
    for (int at = 1;; ++at) {
      REQUIRE(at < enough);
      CAPTURE(at);
      CAPTURE(some_survive);
      ProfileFolder folder;
      {
        auto vault = test::create(folder);
        REQUIRE(vault);
        REQUIRE(add(**vault, "kept"));
      }
      const auto ended = in_child([&] {
        FaultyVfs vfs({0, 0, at, some_survive});
        if (!test::open(folder, 2)) ::_exit(2);
      });
      FaultyVfs calm({});
      auto vault = test::open(folder, 1);
      if (vault)
        ++old_schema;
      else
        vault = test::open(folder, 2);
      REQUIRE(vault);
      CHECK(bodies(**vault).value() == "kept");
      CHECK((*vault)->check());
      if (ended.code == 0) break;
      REQUIRE(ended.code == test::power_lost);
    }
  }
  CHECK(old_schema > 5);
}

TEST_CASE("faults: a disk that is full at any write loses nothing that was committed, and later work goes on") {
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    REQUIRE(test::create(folder));
    FaultyVfs vfs({});
    int kept = 0;
    bool full = false;
    {
      auto vault = test::open(folder);
      REQUIRE(vault);
      vfs.set({at, 0, 0, false});
      for (int i = 0; i < steps && !full; ++i) {
        const auto done = add(**vault, std::to_string(i) + filler);
        if (done)
          ++kept;
        else
          CHECK(done.error().code == Errc::disk_full);
        full = !done;
      }
      CHECK(bodies(**vault).value() == rows(kept));
      CHECK((*vault)->commits() == static_cast<std::uint64_t>(kept + 1));
      if (at % 2 == 0) vfs.set({});  // odd ones are closed while the disk is still full
      if (at % 2 == 0 && full) {
        CHECK(add(**vault, std::to_string(kept) + filler));
        ++kept;
      }
    }
    vfs.set({});
    const auto vault = test::open(folder);
    REQUIRE(vault);
    CHECK(bodies(**vault).value() == rows(kept));
    CHECK((*vault)->check());
    if (!full) break;
  }
}

TEST_CASE("faults: a vault that cannot be made on a full disk leaves nothing, and can be made afterwards") {
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    FaultyVfs vfs({at, 0, 0, false});
    const auto made = test::create(folder);
    if (made) break;
    CHECK(made.error().code == Errc::disk_full);
    CHECK(folder.files().empty());
    vfs.set({});
    CHECK(test::create(folder));
  }
}

TEST_CASE("faults: a full disk during a migration leaves the old schema") {
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    REQUIRE(test::create(folder));
    FaultyVfs vfs({at, 0, 0, false});
    const bool migrated = static_cast<bool>(test::open(folder, 2));
    vfs.set({});
    REQUIRE(test::open(folder, migrated ? 2 : 1));
    if (migrated) break;
  }
}

TEST_CASE("faults: an fsync that fails ends the process with one sentence, and the next start finds a whole state") {
  int ends = 0;
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    REQUIRE(test::create(folder));
    const auto ended = in_child([&] {
      FaultyVfs vfs({});
      auto vault = test::open(folder);
      if (!vault) ::_exit(2);
      vfs.set({0, at, 0, false});
      for (int i = 0; i < steps; ++i) {
        if (!add(**vault, std::to_string(i) + filler)) ::_exit(3);
        test::say("k");
      }
      ::_exit(0);
    });
    const auto acknowledged = static_cast<int>(
        ended.said.find_first_not_of('k') == std::string::npos ? ended.said.size() : ended.said.find_first_not_of('k'));
    CHECK(previous_or_next(folder, acknowledged));
    if (ended.code == 0) break;
    ++ends;
    CHECK(ended.code == 1);
    CHECK(ended.said.find("The disk did not confirm that it saved your data") != std::string::npos);
    CHECK(std::count(ended.said.begin(), ended.said.end(), '\n') == 1);
  }
  CHECK(ends >= steps);
}

TEST_CASE("faults: a long log is moved into the file, and an fsync that fails meanwhile ends the process too") {
  const std::string long_body(std::size_t{5} << 20, 'w');  // more than a thousand pages
  ProfileFolder fresh;
  REQUIRE(test::create(fresh));
  int ends = 0;
  for (int at = 1;; ++at) {
    REQUIRE(at < enough);
    CAPTURE(at);
    ProfileFolder folder;
    std::filesystem::copy(fresh.vault(), folder.vault());
    const auto ended = in_child([&] {
      FaultyVfs vfs({});
      auto vault = test::open(folder);
      if (!vault) ::_exit(2);
      vfs.set({0, at, 0, false});
      if (!add(**vault, long_body)) ::_exit(3);
      ::_exit(std::filesystem::file_size(folder.path("vault.db-wal")) == 0 ? 0 : 4);
    });
    FaultyVfs calm({});
    const auto vault = test::open(folder);
    REQUIRE(vault);
    CHECK((*vault)->check());
    if (ended.code == 0) break;
    ++ends;
    REQUIRE(ended.code == 1);
  }
  CHECK(ends >= 3);  // the log once or twice, then the file
}

TEST_CASE("faults: a transaction that changed nothing writes nothing") {
  ProfileFolder folder;
  REQUIRE(test::create(folder));
  FaultyVfs vfs({});
  const auto vault = test::open(folder);
  REQUIRE(vault);
  vfs.set({});
  CHECK(bodies(**vault).value().empty());
  CHECK((*vault)->transact([](store::Transaction& tx) -> Status {
    store::Savepoint undone(tx);
    tx.run("INSERT INTO note(body) VALUES('forged')");
    return ok();
  }));
  CHECK(vfs.operations() == 0);
  CHECK(add(**vault, "x"));
  CHECK(vfs.operations() > 0);
}
