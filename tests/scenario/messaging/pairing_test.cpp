#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::BuddyState;
using messaging::InviteState;
using messaging::MessageState;

TEST_CASE("pairing: two people who are online meet, see each other's names and read the same words") {
  Pair two;
  two.pair();
  CHECK(two.alice.standing().name == "Bob");
  CHECK(two.bob.standing().name == "Alice");
  const auto alice = two.alice->words(two.alice.buddy());
  const auto bob = two.bob->words(two.bob.buddy());
  REQUIRE(alice);
  REQUIRE(bob);
  CHECK(alice->words == bob->words);
  CHECK(alice->safety_number == bob->safety_number);
  CHECK(alice->safety_number.size() == 60);
  CHECK_FALSE(two.alice.standing().verified);
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.pending() == 0);
}

TEST_CASE("pairing: never online together, at most two syncs each") {
  Pair two;
  two.join(two.invite());
  CHECK(two.bob.sync());
  CHECK(two.alice.sync());
  CHECK(two.bob.sync());
  CHECK(two.bob.standing().state == BuddyState::active);
  CHECK(two.alice.sync());
  CHECK(two.alice.standing().state == BuddyState::active);
  two.alice.say("hello");
  CHECK(two.alice.sync());
  CHECK(two.bob.sync());
  CHECK(two.bob.heard() == std::vector<std::string>{"hello"});
}

TEST_CASE("delivery: a text arrives, is acknowledged, and its tick goes from written to delivered") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("Guten Tag");
  CHECK(two.bob.heard() == std::vector<std::string>{"Guten Tag"});
  CHECK(two.alice.state(id) == MessageState::relayed);
  two.world.pass(seconds(5));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.alice.pending() == 0);
  const auto back = two.bob.say("Danke");
  two.world.pass(seconds(5));
  CHECK(two.bob.state(back) == MessageState::delivered);
  CHECK(two.alice.heard() == std::vector<std::string>{"Danke"});
  CHECK(two.alice.number("SELECT count(*) FROM ack") == 0);
}
