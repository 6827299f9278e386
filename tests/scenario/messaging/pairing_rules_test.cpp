// The tables of protocol.md section 4, row by row.
#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::BuddyState;
using messaging::InviteState;
using messaging::MessageState;

namespace {

InviteState invite_state(Party& party) {
  const auto all = party->invites(party.now());
  REQUIRE(all);
  REQUIRE_FALSE(all->empty());
  return all->back().state;
}
bool told(Party& party, Errc code) {
  for (const auto& failure : party->take_failures()) {
    if (failure.code == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("join: refuses what is no invitation, one's own, an expired one, and a profile without a relay") {
  Pair two;
  const auto link = two.invite();
  CHECK(two.bob->join("sotto:nonsense", "", two.bob.now()).error().code == Errc::malformed);
  CHECK(two.bob->join(link.substr(0, link.size() - 1), "", two.bob.now()).error().code == Errc::malformed);
  CHECK(two.alice->join(link, "", two.alice.now()).error().code == Errc::refused);
  Party nobody{two.world, 99};
  CHECK(nobody->join(link, "", nobody.now()).error().code == Errc::refused);
  two.world.pass(days(8));
  CHECK(two.bob->join(link, "", two.bob.now()).error().code == Errc::refused);
  CHECK(two.bob->buddies(true)->empty());
}

TEST_CASE("join: an invitation with the member key sets a newcomer up with one paste") {
  Pair two;
  const auto made = two.alice->invite("Newcomer", true, days(7), two.alice.now());
  REQUIRE(made);
  Party newcomer{two.world, 99};
  REQUIRE(newcomer->join(made->link, "My inviter", newcomer.now()));
  two.alice.go(true);
  newcomer.go(true);
  two.world.pass(seconds(10));
  CHECK(newcomer.standing().state == BuddyState::active);
  CHECK(newcomer.standing().name == "My inviter");
  CHECK(two.alice.standing().name == "Newcomer");
  CHECK(newcomer->relays()->size() == 1);
}

TEST_CASE("join: the same link again resumes the same buddy, before and after the answer") {
  Pair two;
  const auto link = two.invite();
  const auto first = two.bob->join(link, "", two.bob.now());
  const auto again = two.bob->join(link, "", two.bob.now());
  REQUIRE(first);
  REQUIRE(again);
  CHECK(first->id == again->id);
  CHECK(two.bob.number("SELECT count(*) FROM outbox") == 1);
  two.both(true);
  two.world.pass(seconds(10));
  const auto later = two.bob->join(link, "", two.bob.now());
  REQUIRE(later);
  CHECK(later->id == first->id);
  CHECK(later->state == BuddyState::active);
}

TEST_CASE("join: a name full of control and bidirectional characters arrives clean") {
  Pair two;
  REQUIRE(two.bob->set_own_name("B\u202eob\x1b[31m\n Evil\u2066", two.bob.now()));
  two.pair();
  CHECK(two.alice.standing().name == "Bob [31m Evil");
}

TEST_CASE("hello: of two joiners the first wins, the second is refused once, and the inviter is alarmed") {
  Pair two;
  const auto link = two.invite();
  Party thief{two.world, 33};
  REQUIRE(thief->add_relay(two.relay.link(), thief.now()));
  two.join(link);
  REQUIRE(thief->join(link, "", thief.now()));
  CHECK(two.bob.sync());
  CHECK(thief.sync());
  CHECK(two.alice.sync());
  CHECK(told(two.alice, Errc::refused));
  CHECK(two.alice.standing().notice.find("second person") != std::string::npos);
  CHECK(two.bob.sync());
  CHECK(thief.sync());
  CHECK(told(thief, Errc::refused));
  CHECK(thief->buddies(true)->empty());
  CHECK(two.alice.sync());
  CHECK(two.bob.standing().state == BuddyState::active);
  CHECK(two.alice.standing().state == BuddyState::active);
  CHECK(two.alice->buddies(true)->size() == 1);
}

TEST_CASE("hello: expiry while nobody is online deletes the keys on one side and ends the wait on the other") {
  Pair two;
  two.join(two.invite());
  CHECK(two.bob.sync());
  two.world.pass({days(7).ms + 1});
  CHECK(two.alice.sync());
  CHECK(invite_state(two.alice) == InviteState::expired);
  CHECK(two.alice.number("SELECT count(*) FROM invitation WHERE seed IS NOT NULL OR hello_base IS NOT NULL OR "
                         "root_base IS NOT NULL") == 0);
  CHECK(two.alice->links().empty());
  CHECK(two.alice->buddies(true)->empty());
  CHECK(two.bob.standing().state == BuddyState::pairing);
  two.world.pass(days(1));
  CHECK(told(two.bob, Errc::unreachable));
  CHECK(two.bob->buddies(true)->empty());
  CHECK(two.bob.number("SELECT count(*) FROM joining") == 0);
}

TEST_CASE("hello: a cancelled invitation cannot be used") {
  Pair two;
  const auto made = two.alice->invite("", false, days(7), two.alice.now());
  REQUIRE(made);
  two.join(made->link);
  REQUIRE(two.alice->revoke_invite(made->id, two.alice.now()));
  two.both(true);
  two.world.pass(minutes(1));
  CHECK(two.alice->buddies(true)->empty());
  CHECK(invite_state(two.alice) == InviteState::revoked);
}

TEST_CASE("hello: garbage at the rendezvous address changes nothing but a relay's spool") {
  Pair two;
  two.invite();
  two.alice.go(true);
  const auto commits = two.alice.vault().commits();
  Bytes noise(limits::cell);
  SeededRandom random(5);
  for (int i = 0; i < 20; ++i) {
    random.fill(noise);
    const auto rendezvous = two.alice->links();
    REQUIRE(rendezvous.size() == 1);
    const auto address = two.alice.vault().transact([&](store::Transaction& tx) -> Result<Address> {
      auto row = tx.query("SELECT rendezvous FROM invitation");
      return row.next() ? row.id<Address>(0) : Address{};
    });
    REQUIRE(address);
    two.alice.arrived(rendezvous[0].id, proto::encode(proto::Frame{proto::Deliver{0, *address, noise}}));
  }
  CHECK(two.alice.vault().commits() == commits);
  CHECK(two.alice->buddies(true)->empty());
}

TEST_CASE("hello: a relay that is not the one of the invitation, or refuses its key, ends the wait with one sentence") {
  for (const auto problem : {0, 1}) {
    World world;
    RelayNode& hers = world.add_relay("hers.example:443");
    RelayNode& his = world.add_relay("his.example:443");
    Party alice{world, 1};
    Party bob{world, 2};
    REQUIRE(alice->add_relay(hers.link(), alice.now()));
    REQUIRE(bob->add_relay(his.link(), bob.now()));
    const auto link = alice->invite("", false, days(1), alice.now());
    REQUIRE(bob->join(link->link, "", bob.now()));
    if (problem == 0) {
      for (const auto& wanted : bob->links()) {
        if (wanted.relay.authority == hers.authority()) {
          CHECK(bob->on_closed(wanted.id, messaging::LinkProblem::wrong_pin, bob.now()));
        }
      }
    } else {
      hers.change_keys();
      bob.go(true);
    }
    CHECK(told(bob, Errc::unreachable));
    CHECK(bob->buddies(true)->empty());
    CHECK(bob->links().empty());
  }
}

TEST_CASE("answer: after the claim the root secret is gone, after the confirmation the joiner's secrets, too") {
  Pair two;
  two.join(two.invite());
  two.bob.sync();
  two.alice.sync();
  CHECK(two.alice.number("SELECT count(*) FROM invitation WHERE root_base IS NOT NULL") == 0);
  CHECK(two.alice.number("SELECT count(*) FROM claiming") == 1);
  CHECK(two.alice->words(two.alice.buddy()).error().code == Errc::refused);
  two.bob.sync();
  CHECK(two.bob.number("SELECT count(*) FROM joining") == 0);
  CHECK(two.bob->words(two.bob.buddy()));
  two.alice.sync();
  CHECK(two.alice.number("SELECT count(*) FROM claiming") == 0);
  CHECK(two.alice->words(two.alice.buddy()));
}

TEST_CASE("answer: texts written before pairing is done wait, and come after the confirmation in order") {
  Pair two;
  two.join(two.invite());
  two.bob.say("first");
  two.bob.say("second");
  two.bob.sync();
  two.alice.sync();
  two.alice.say("from the inviter");
  two.alice.sync();
  two.bob.sync();
  two.alice.sync();
  CHECK(two.alice.heard() == std::vector<std::string>{"first", "second"});
  CHECK(two.bob.heard() == std::vector<std::string>{"from the inviter"});
}

TEST_CASE("confirmation: data that overtakes it waits for it and is shown after it") {
  Pair two;
  two.join(two.invite());
  two.bob.sync();
  two.alice.sync();
  // The confirmation is lost on its first way; the text after it arrives.
  int seen = 0;
  two.relay.decide = [&](const proto::Forward&) -> std::optional<proto::Outcome> {
    if (++seen == 1) return proto::Outcome::live;
    return std::nullopt;
  };
  two.bob.go(true);
  two.bob.say("early");
  two.alice.go(true);
  CHECK(two.alice.standing().state == BuddyState::pairing);
  CHECK(two.alice.heard().empty());
  two.world.pass(minutes(2));
  CHECK(two.alice.standing().state == BuddyState::active);
  CHECK(two.alice.heard() == std::vector<std::string>{"early"});
}

TEST_CASE("confirmation: one that opens another commitment closes the channel, and it is never answered") {
  Pair two;
  two.join(two.invite());
  two.bob.say("from somebody in between");
  two.bob.sync();
  two.alice.sync();  // the answer lies in the spool
  // Somebody in between must commit before he knows Alice's number; this one opens another number than he committed to.
  REQUIRE(two.bob.vault().transact([](store::Transaction& tx) {
    tx.run("UPDATE joining SET n_j = zeroblob(32)");
    return ok();
  }));
  two.both(true);
  two.world.pass(minutes(5));
  CHECK(two.alice.standing().state == BuddyState::ended);
  CHECK(two.alice.standing().notice.find("tampered") != std::string::npos);
  CHECK(two.alice.heard().empty());
  CHECK(two.alice->words(two.alice.buddy()).error().code == Errc::refused);
  CHECK(two.alice->send(two.alice.buddy(), "no", std::nullopt, two.alice.now()).error().code == Errc::refused);
  // Nothing is left to answer with, or to listen on.
  CHECK(two.alice.number("SELECT count(*) FROM own_address") == 0);
  CHECK(two.alice.number("SELECT count(*) FROM outbox") == 0);
  CHECK(two.alice.number("SELECT count(*) FROM ack") == 0);
  CHECK(two.alice.number("SELECT count(*) FROM claiming") == 0);
  CHECK(two.alice.number("SELECT count(*) FROM channel WHERE reset_to_joiner IS NOT NULL") == 0);
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.pending() > 0);
  two.alice.restart();
  two.world.pass(days(1));
  CHECK(two.alice.standing().state == BuddyState::ended);
  CHECK(two.bob.pending() > 0);
}

TEST_CASE("verification: They match is mine alone; They don't stops everything and closes after a while") {
  Pair two;
  two.pair();
  REQUIRE(two.alice->verify(two.alice.buddy(), two.alice.now()));
  CHECK(two.alice.standing().verified);
  CHECK_FALSE(two.bob.standing().verified);
  REQUIRE(two.bob->mismatch(two.bob.buddy(), two.bob.now()));
  CHECK(two.bob.standing().state == BuddyState::changed);
  CHECK(two.bob->send(two.bob.buddy(), "no", std::nullopt, two.bob.now()).error().code == Errc::refused);
  two.world.pass(days(15));
  CHECK(two.bob.standing().state == BuddyState::ended);
  CHECK(two.bob->links().empty());
  CHECK(two.bob.number("SELECT count(*) FROM own_address") == 0);
}

TEST_CASE("end: the other side is told, both linger, then the keys are gone and the history stays") {
  Pair two;
  two.pair();
  two.alice.say("goodbye");
  REQUIRE(two.alice->end(two.alice.buddy(), two.alice.now()));
  CHECK(two.alice->send(two.alice.buddy(), "x", std::nullopt, two.alice.now()).error().code == Errc::refused);
  two.world.pass(seconds(10));
  CHECK(two.bob.standing().state == BuddyState::ended);
  CHECK(two.bob.heard() == std::vector<std::string>{"goodbye"});
  CHECK(two.alice.number("SELECT count(*) FROM outbox") == 0);
  CHECK_FALSE(two.alice->links().empty());
  two.world.pass(days(15));
  for (auto* party : {&two.alice, &two.bob}) {
    for (const auto& link : (*party)->links()) CHECK(link.relay.authority.empty());
    CHECK(party->number("SELECT count(*) FROM signal_identity") == 0);
    CHECK(party->number("SELECT count(*) FROM channel WHERE words IS NOT NULL OR reset_to_joiner IS NOT NULL") == 0);
  }
  CHECK(two.bob.heard() == std::vector<std::string>{"goodbye"});
  CHECK(two.alice->buddies(false)->empty());
}

TEST_CASE("block: what the blocked person sends is refused, not stored, and leaves their outbox") {
  Pair two;
  two.pair();
  two.bob.go(false);
  const auto id = two.bob.say("into the void");
  REQUIRE(two.alice->block(two.alice.buddy(), two.alice.now()));
  CHECK(two.alice.standing().state == BuddyState::blocked);
  two.bob.go(true);
  two.world.pass(minutes(5));
  CHECK(two.alice.heard().empty());
  CHECK(two.bob.state(id) != MessageState::delivered);
  CHECK(two.bob.number("SELECT count(*) FROM outbox") == 0);
}

TEST_CASE("foreign relays: a buddy's relay that I never entered is marked until I allow it") {
  World world;
  RelayNode& hers = world.add_relay("hers.example:443");
  RelayNode& his = world.add_relay("his.example:443");
  Party alice{world, 1};
  Party bob{world, 2};
  REQUIRE(alice->add_relay(hers.link(), alice.now()));
  REQUIRE(bob->add_relay(his.link(), bob.now()));
  const auto link = alice->invite("", false, days(1), alice.now());
  REQUIRE(bob->join(link->link, "", bob.now()));
  alice.go(true);
  bob.go(true);
  world.pass(seconds(10));
  bool foreign = false;
  for (const auto& wanted : alice->links()) {
    if (wanted.relay.authority != his.authority()) continue;
    foreign = wanted.foreign;
    CHECK_FALSE(wanted.entered);
  }
  CHECK(foreign);
  CHECK(bob.standing().state == BuddyState::pairing);
  REQUIRE(alice->allow_foreign(his.authority(), alice.now()));
  world.pass(seconds(10));
  CHECK(bob.standing().state == BuddyState::active);
  CHECK(alice.standing().state == BuddyState::active);
}

TEST_CASE("foreign relays: allowing a private address enters it, allowing a name does not let it become one") {
  World world;
  RelayNode& hers = world.add_relay("hers.example:443");
  const std::vector<std::string> hosts{"127.0.0.1:4343", "his.example:443"};
  for (const auto& host : hosts) {
    RelayNode& his = world.add_relay(host);
    Party alice{world, 1};
    Party bob{world, 2};
    REQUIRE(alice->add_relay(hers.link(), alice.now()));
    REQUIRE(bob->add_relay(his.link(), bob.now()));
    const auto link = alice->invite("", false, days(1), alice.now());
    REQUIRE(bob->join(link->link, "", bob.now()));
    alice.go(true);
    bob.go(true);
    world.pass(seconds(10));
    REQUIRE(alice->allow_foreign(host, alice.now()));
    bool seen = false;
    for (const auto& wanted : alice->links()) {
      if (wanted.relay.authority != host) continue;
      seen = true;
      CHECK(wanted.entered == (host == hosts.front()));
    }
    CHECK(seen);
  }
}
