// A kill before or after every single commit, one after the other.
#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::BuddyState;

namespace {

// Runs `script` with a crash of `who` at its n-th commit, until the script has no n-th commit any more.
template <class Script>
int each_commit(store::CommitPoint point, bool alice, Script&& script) {
  int runs = 0;
  for (;; ++runs) {
    Pair two;
    Party& victim = alice ? two.alice : two.bob;
    const auto link = two.invite();
    two.join(link);
    victim.crash_at(runs, point);
    const bool reached = script(two, victim);
    if (!reached) return runs;
    REQUIRE(runs < 200);
  }
}

bool pair_and_talk(Pair& two, Party& victim) {
  two.both(true);
  two.world.pass(minutes(5));
  victim.vault().on_commit = nullptr;
  const bool reached = victim.crashed;
  CHECK(two.alice.standing().state == BuddyState::active);
  CHECK(two.bob.standing().state == BuddyState::active);
  CHECK(two.alice->buddies(true)->size() == 1);
  two.alice.say("one");
  two.bob.say("two");
  two.world.pass(minutes(5));
  CHECK(two.bob.heard() == std::vector<std::string>{"one"});
  CHECK(two.alice.heard() == std::vector<std::string>{"two"});
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.pending() == 0);
  const auto a = two.alice->words(two.alice.buddy());
  const auto b = two.bob->words(two.bob.buddy());
  REQUIRE(a);
  REQUIRE(b);
  CHECK(a->words == b->words);
  return reached;
}

}  // namespace

TEST_CASE("crash: pairing survives a kill of either side before and after each of its commits") {
  for (const auto point : {store::CommitPoint::before, store::CommitPoint::after}) {
    for (const bool alice : {true, false}) {
      const int commits = each_commit(point, alice, pair_and_talk);
      CHECK(commits >= 3);
    }
  }
}

TEST_CASE("crash: a conversation survives a kill of the receiver before and after each of its commits") {
  for (const auto point : {store::CommitPoint::before, store::CommitPoint::after}) {
    int runs = 0;
    for (bool reached = true; reached; ++runs) {
      REQUIRE(runs < 200);
      Pair two;
      two.pair();
      two.bob.go(false);
      std::vector<std::string> texts;
      for (int i = 0; i < 3; ++i) {
        texts.push_back("text " + std::to_string(i));
        two.alice.say(texts.back());
      }
      two.bob.crash_at(runs, point);
      two.bob.go(true);
      two.world.pass(minutes(5));
      reached = two.bob.crashed;
      two.bob.vault().on_commit = nullptr;
      CHECK(two.bob.heard() == texts);
      CHECK(two.alice.pending() == 0);
    }
    CHECK(runs >= 4);
  }
}

TEST_CASE("crash: a kill of the sender before its commit takes the whole message back, after it nothing is lost") {
  for (const auto point : {store::CommitPoint::before, store::CommitPoint::after}) {
    Pair two;
    two.pair();
    two.alice.crash_at(0, point);
    CHECK_THROWS_AS((void)two.alice->send(two.alice.buddy(), "risky", std::nullopt, two.alice.now()), Crash);
    two.alice.restart();
    two.world.pass(minutes(1));
    const bool kept = point == store::CommitPoint::after;
    CHECK(two.bob.heard().size() == (kept ? 1U : 0U));
    CHECK(two.alice.history().size() == (kept ? 1U : 0U));
    CHECK(two.alice.pending() == 0);
  }
}

TEST_CASE("failure: a transaction that fails leaves neither rows nor memory nor frames behind") {
  Pair two;
  two.pair();
  two.bob.go(false);
  for (int i = 0; i < 121; ++i) two.alice.say("text " + std::to_string(i));
  // A row that waits for the window and cannot be read stands for any vault that fails in the middle of an event.
  Bytes content;
  const auto exchange = [&](const Bytes& with) {
    REQUIRE(two.alice.vault().transact([&](store::Transaction& tx) -> Status {
      {
        auto row = tx.query("SELECT content FROM outbox WHERE state = 0");
        if (row.next()) content = to_bytes(row.blob(0));
      }
      tx.run("UPDATE outbox SET content = ? WHERE state = 0", with);
      return ok();
    }));
  };
  exchange({1, 2, 3});
  const Bytes good = content;
  const auto cells = two.relay.cells.size();
  CHECK(two.alice->send(two.alice.buddy(), "no", std::nullopt, two.alice.now()).error().code == Errc::damaged);
  CHECK_FALSE(two.alice->poll_effect().has_value());
  CHECK(two.relay.cells.size() == cells);
  CHECK(two.alice.history().size() == 121);
  CHECK(two.alice.number("SELECT count(*) FROM outbox") == 121);
  exchange(good);
  two.alice.say("yes");
  two.bob.go(true);
  two.world.pass(minutes(2));
  CHECK(two.bob.heard().size() == 122);
  CHECK(two.bob.heard().back() == "yes");
}
