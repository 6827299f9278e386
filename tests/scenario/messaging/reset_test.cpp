// protocol.md section 7: a lost session, a restored copy, two living copies, resets that cross.
#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::BuddyState;
using messaging::MessageState;

namespace {

void change(Party& party, Literal sql) {
  const auto done = party.vault().transact([&](store::Transaction& tx) -> Status {
    tx.run(sql);
    return ok();
  });
  REQUIRE(done);
}
bool noticed(Party& party, std::string_view words) {
  for (const auto& message : party.history()) {
    if (message.kind == messaging::MessageKind::notice && message.text.find(words) != std::string::npos) return true;
  }
  return false;
}
void talk(Pair& two) {
  two.alice.say("one");
  two.world.pass(seconds(5));
  two.bob.say("two");
  two.world.pass(seconds(5));
}

}  // namespace

TEST_CASE("reset: a side whose session is lost recovers by itself, and nothing is lost or shown twice") {
  Pair two;
  two.pair();
  talk(two);
  two.bob.go(false);
  for (int i = 0; i < 4; ++i) two.alice.say("waiting " + std::to_string(i));
  change(two.bob, "DELETE FROM signal_session");
  two.bob.go(true);
  two.world.pass(hours(3));
  CHECK(two.bob.heard() == std::vector<std::string>{"one", "waiting 0", "waiting 1", "waiting 2", "waiting 3"});
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.pending() == 0);
  const auto id = two.bob.say("back");
  two.world.pass(minutes(2));
  CHECK(two.bob.state(id) == MessageState::delivered);
  CHECK(two.bob.number("SELECT generation FROM channel") == 2);
  CHECK(two.alice.number("SELECT generation FROM channel") == 2);
}

TEST_CASE("reset: a sender whose session is lost keeps the text and starts anew by itself") {
  Pair two;
  two.pair();
  talk(two);
  change(two.alice, "DELETE FROM signal_session");
  const auto id = two.alice.say("still sent");
  two.world.pass(minutes(5));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.bob.heard() == std::vector<std::string>{"one", "still sent"});
}

TEST_CASE(
    "restore: a copy that comes back starts every channel anew; the buddy is told, and the mark must be renewed") {
  Pair two;
  two.pair();
  talk(two);
  REQUIRE(two.bob->verify(two.bob.buddy(), two.bob.now()));
  const auto words = two.bob->words(two.bob.buddy())->words;
  REQUIRE(two.alice->restored(two.alice.now()));
  const auto id = two.alice.say("after the restore");
  two.world.pass(minutes(5));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(noticed(two.bob, "Restored on 20"));
  CHECK_FALSE(two.bob.standing().verified);
  CHECK(two.bob->words(two.bob.buddy())->words == words);
  CHECK(two.bob.heard() == std::vector<std::string>{"one", "after the restore"});
  two.bob.say("seen");
  two.world.pass(minutes(5));
  CHECK(two.alice.heard() == std::vector<std::string>{"two", "seen"});
}

TEST_CASE("restore: what was written or on its way before is sealed again under the same id and shown once") {
  Pair two;
  two.pair();
  talk(two);
  two.bob.go(false);
  const auto first = two.alice.say("on its way");
  REQUIRE(two.alice->restored(two.alice.now()));
  const auto second = two.alice.say("written after");
  two.bob.go(true);
  two.world.pass(hours(2));
  CHECK(two.bob.heard() == std::vector<std::string>{"one", "on its way", "written after"});
  CHECK(two.alice.state(first) == MessageState::delivered);
  CHECK(two.alice.state(second) == MessageState::delivered);
}

TEST_CASE("reset: when both sides reset at once the inviter's wins, and both go on") {
  Pair two;
  two.pair();
  talk(two);
  two.both(false);
  REQUIRE(two.alice->restored(two.alice.now()));
  REQUIRE(two.bob->restored(two.bob.now()));
  const auto from_alice = two.alice.say("from alice");
  const auto from_bob = two.bob.say("from bob");
  two.both(true);
  two.world.pass(hours(4));
  CHECK(two.alice.state(from_alice) == MessageState::delivered);
  CHECK(two.bob.state(from_bob) == MessageState::delivered);
  CHECK(two.alice.number("SELECT count(*) FROM reset") == 0);
  CHECK(two.bob.number("SELECT count(*) FROM reset") == 0);
}

TEST_CASE("reset: a crash at any commit of either side does not stop it") {
  for (const auto point : {store::CommitPoint::before, store::CommitPoint::after}) {
    for (const bool alice : {true, false}) {
      bool reached = true;
      for (int commit = 0; reached; ++commit) {
        REQUIRE(commit < 200);
        Pair two;
        two.pair();
        talk(two);
        two.bob.go(false);
        REQUIRE(two.alice->restored(two.alice.now()));
        two.alice.say("three");
        Party& victim = alice ? two.alice : two.bob;
        victim.crash_at(commit, point);
        two.bob.go(true);
        two.world.pass(hours(3));
        reached = victim.crashed;
        victim.vault().on_commit = nullptr;
        CHECK(two.bob.heard() == std::vector<std::string>{"one", "three"});
        CHECK(two.alice.pending() == 0);
      }
    }
  }
}

TEST_CASE("clone: the copy with the lower incarnation is refused, says so, and goes on when its user insists") {
  Pair two;
  two.pair();
  talk(two);
  REQUIRE(two.alice->restored(two.alice.now()));
  two.world.pass(minutes(5));
  // The older copy: an incarnation from before, a session that Bob no longer knows.
  change(two.alice, "UPDATE setting SET value = 1 WHERE name = 'incarnation'");
  change(two.alice, "DELETE FROM signal_session");
  two.world.pass(hours(2));
  two.alice.restart();
  two.alice.go(true);
  for (int i = 0; i < 4; ++i) two.bob.say("hello " + std::to_string(i));
  two.world.pass(hours(1));
  CHECK(noticed(two.alice, "older copy"));
  CHECK(noticed(two.bob, "older copy"));
  CHECK(two.alice.number("SELECT paused FROM channel") == 1);
  REQUIRE(two.alice->only_device(two.alice.buddy(), two.alice.now()));
  two.world.pass(hours(4));
  CHECK(two.alice.number("SELECT paused FROM channel") == 0);
  const auto id = two.alice.say("this is the only one");
  two.world.pass(hours(2));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.bob.pending() == 0);
}

TEST_CASE("clone: a second ciphertext for a used counter raises the alarm and is never acknowledged") {
  Pair two;
  two.pair();
  talk(two);
  // What a copied profile does: it encrypts something else from the same state.
  Bytes session;
  const auto session_of = [&](store::Transaction& tx) {
    auto row = tx.query("SELECT record FROM signal_session");
    REQUIRE(row.next());
    return to_bytes(row.blob(0));
  };
  REQUIRE(two.alice.vault().transact([&](store::Transaction& tx) -> Status {
    session = session_of(tx);
    return ok();
  }));
  two.alice.say("from the original");
  two.world.pass(seconds(5));
  REQUIRE(two.alice.vault().transact([&](store::Transaction& tx) -> Status {
    tx.run("UPDATE signal_session SET record = ?", session);
    return ok();
  }));
  const auto id = two.alice.say("from the copy");
  two.world.pass(minutes(5));
  CHECK(noticed(two.bob, "Another copy"));
  CHECK(two.alice.state(id) == MessageState::relayed);
  CHECK(two.bob.heard() == std::vector<std::string>{"one", "from the original"});
}

TEST_CASE("takeover: a profile that is displaced does not fight back, and says that it is open elsewhere") {
  Pair two;
  two.pair();
  int claims = 0;
  const auto address = two.bob.vault().transact([&](store::Transaction& tx) -> Result<Address> {
    auto row = tx.query("SELECT address FROM own_address");
    return row.next() ? row.id<Address>(0) : Address{};
  });
  REQUIRE(address);
  const auto count = [&] {
    int n = 0;
    while (auto effect = two.bob->poll_effect()) {
      if (auto* send = std::get_if<messaging::SendFrame>(&*effect); send != nullptr) {
        const auto frame = proto::decode(send->frame);
        if (frame && std::holds_alternative<proto::Listen>(*frame)) ++n;
      }
    }
    return n;
  };
  const auto link = two.bob->links().front().id;
  REQUIRE(two.bob->on_frame(link, proto::encode(proto::Frame{proto::Displaced{*address}}), two.bob.now()));
  CHECK(two.bob.standing().notice.find("elsewhere") != std::string::npos);
  two.world.clock.advance(minutes(7));
  REQUIRE(two.bob->on_deadline(two.bob.now()));
  claims += count();
  CHECK(claims == 0);
  two.world.clock.advance(minutes(6));
  REQUIRE(two.bob->on_deadline(two.bob.now()));
  claims += count();
  CHECK(claims == 1);
}
