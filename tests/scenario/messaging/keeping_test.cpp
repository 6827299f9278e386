// How long messages stay, on both sides, whatever the clocks say.
#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::MessageState;

namespace {

void keep(Party& party, std::optional<Duration> how_long) {
  const auto buddy = party.buddy();
  REQUIRE(party->act(party.now(), [&](messaging::Moment& moment) { return moment.keep_texts(buddy, how_long); }));
}

std::optional<messaging::Message> find(Party& party, const MessageId& id) {
  for (const auto& message : party.history()) {
    if (message.id == id) return message;
  }
  return std::nullopt;
}

bool says(Party& party, std::string_view part) {
  for (const auto& message : party.history()) {
    if (message.kind == messaging::MessageKind::notice && message.text.find(part) != std::string::npos) return true;
  }
  return false;
}

class Holding : public messaging::ContentHandler {  // a layer above that may hold
 public:
  bool on = true;
  proto::Verdict receive(messaging::Moment&, const BuddyId&, const proto::Practice&) override {
    return proto::Verdict::refused;
  }
  void settled(messaging::Moment&, const BuddyId&, const MessageId&, proto::Verdict) override {}
  bool holds(store::Transaction&, const BuddyId&) override { return on; }
};

}  // namespace

TEST_CASE("keeping: a message stays thirty days unless somebody says otherwise, and then it and its words are gone") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("mallow");
  const auto sent = find(two.alice, id);
  REQUIRE(sent);
  CHECK(sent->keep == days(30));
  CHECK(sent->expires == two.alice.now().timestamp + days(30));
  CHECK(find(two.bob, id)->expires == two.bob.now().timestamp + days(30));
  two.world.pass(days(29));
  CHECK(find(two.alice, id));
  CHECK(find(two.bob, id));
  two.world.pass(days(2));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK_FALSE(find(*party, id));
    CHECK((*party)->search("mallow", 10)->empty());
    CHECK(party->number("SELECT count(*) FROM message_text WHERE message_text MATCH 'mallow'") == 0);
  }
}

TEST_CASE("keeping: the shorter of both settings counts, and both conversations say so") {
  Pair two;
  two.pair();
  keep(two.bob, hours(1));
  two.world.settle();
  CHECK(says(two.bob, "You changed how long messages are kept: 1 hour."));
  CHECK(says(two.alice, "Your buddy changed how long messages are kept: 1 hour."));
  const auto hers = two.alice.say("hers");
  const auto his = two.bob.say("his");
  CHECK(find(two.alice, hers)->keep == hours(1));
  CHECK(find(two.bob, hers)->keep == hours(1));
  CHECK(find(two.alice, his)->keep == hours(1));
  keep(two.alice, messaging::Keeping{}.mine);  // until she deletes: his is shorter
  two.world.settle();
  CHECK(two.alice->keeping(two.alice.buddy())->counts() == hours(1));
  two.world.pass(minutes(70));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK_FALSE(find(*party, hers));
    CHECK_FALSE(find(*party, his));
  }
  keep(two.bob, Duration{});  // both for ever
  two.world.settle();
  const auto kept = two.alice.say("kept");
  CHECK_FALSE(find(two.alice, kept)->expires);
  CHECK_FALSE(find(two.bob, kept)->expires);
}

TEST_CASE("keeping: a setting that was changed while the other was away still bounds what was on its way") {
  Pair two;
  two.pair();
  two.alice.go(false);
  keep(two.alice, hours(2));
  const auto his = two.bob.say("written before he knew");
  CHECK(find(two.bob, his)->keep == days(30));
  two.alice.go(true);
  two.world.pass(seconds(40));
  CHECK(find(two.alice, his)->keep == hours(2));
  two.world.pass(hours(3));
  CHECK_FALSE(find(two.alice, his));
}

TEST_CASE("keeping: a profile's own default is told to a new buddy, and a change of it to everybody who has none") {
  Pair two;
  const auto done =
      two.alice->act(two.alice.now(), [](messaging::Moment& moment) { return moment.keep_texts(days(7)); });
  REQUIRE(done);
  two.pair();
  two.world.pass(seconds(10));
  CHECK(two.bob->keeping(two.bob.buddy())->theirs == days(7));
  const auto id = two.bob.say("seven");
  CHECK(find(two.bob, id)->keep == days(7));
  REQUIRE(two.alice->act(two.alice.now(), [](messaging::Moment& moment) { return moment.keep_texts(days(1)); }));
  two.world.settle();
  CHECK(two.bob->keeping(two.bob.buddy())->theirs == days(1));
  keep(two.alice, days(20));
  REQUIRE(two.alice->act(two.alice.now(), [](messaging::Moment& moment) { return moment.keep_texts(days(2)); }));
  two.world.settle();
  CHECK(two.bob->keeping(two.bob.buddy())->theirs == days(20));
  keep(two.alice, std::nullopt);  // as everybody again
  two.world.settle();
  CHECK(two.bob->keeping(two.bob.buddy())->theirs == days(2));
  CHECK(two.alice->act(two.alice.now(), [](messaging::Moment& m) { return m.keep_texts(minutes(59)); }).error().code ==
        Errc::usage);
}

TEST_CASE("keeping: what was not delivered stays for thirty days, and then its end is shown") {
  Pair two;
  two.pair();
  keep(two.alice, hours(1));
  two.world.settle();
  two.bob.go(false);
  const auto id = two.alice.say("waits");
  two.world.pass(days(29));
  REQUIRE(find(two.alice, id));
  two.world.pass(days(2));
  CHECK_FALSE(find(two.alice, id));
  CHECK(two.alice.number("SELECT count(*) FROM outbox WHERE kind = 6") == 0);
  bool shown = false;
  for (const auto& event : two.alice.events) {
    const auto* message = std::get_if<messaging::MessageEvent>(&event);
    shown = shown ||
            (message != nullptr && message->message.text.find("was not delivered within 30 days") != std::string::npos);
  }
  CHECK(shown);
  two.relay.restart();  // a spool that held the original would still hand it over
  two.bob.go(true);
  two.world.pass(minutes(10));
  CHECK(two.bob.heard().empty());
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("keeping: the sender's time runs from when it left, and ends at once when it was delivered too late for it") {
  Pair two;
  two.pair();
  keep(two.alice, hours(1));
  two.world.settle();
  two.alice.go(false);
  const auto id = two.alice.say("written offline");
  two.world.pass(hours(5));
  two.alice.go(true);
  two.world.pass(minutes(30));
  CHECK(find(two.alice, id)->state == MessageState::delivered);
  CHECK(find(two.bob, id));
  two.world.pass(minutes(40));
  CHECK_FALSE(find(two.alice, id));
  CHECK_FALSE(find(two.bob, id));
}

TEST_CASE("keeping: a clock moved by ten years in either direction deletes nothing, and time goes on from there") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("evidence");
  for (const auto step : {days(3650), Duration{-days(7300).ms}, days(3650)}) {
    two.world.clock.step_wall(step);
    REQUIRE(two.alice->pass_time(two.alice.now()));
    CHECK(find(two.alice, id));
    two.alice.restart();  // between two processes there is no steady clock
    REQUIRE(two.alice->pass_time(two.alice.now()));
    CHECK(find(two.alice, id));
    two.world.clock.step_wall(step);
    two.alice.restart();
    REQUIRE(two.alice->pass_time(two.alice.now()));
    CHECK(find(two.alice, id));
    const auto left = *find(two.alice, id)->expires - two.alice.now().timestamp;
    CHECK(left >= days(30));
    CHECK(left.ms < days(30).ms + hours(1).ms);  // what had not been saved is counted again
  }
  two.world.pass(days(31));
  CHECK_FALSE(find(two.alice, id));
}

TEST_CASE("keeping: a month without a process counts, whatever clock it is measured by") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("long ago");
  two.world.clock.step_wall(days(31));
  two.alice.restart();
  REQUIRE(two.alice->pass_time(two.alice.now()));
  CHECK_FALSE(find(two.alice, id));
  CHECK(find(two.bob, id));  // his process ran: his steady clock says that no time passed
}

TEST_CASE("keeping: a hold of the layer above stops it, and it goes when the hold is lifted") {
  World world;
  auto& relay = world.add_relay("relay.example:443");
  Holding holding;
  Party alice{world, 1, {{}, [&](store::Vault&) { return &holding; }, {}, {}}};
  Party bob{world, 2};
  for (auto* who : {&alice, &bob}) REQUIRE((*who)->add_relay(relay.link(), who->now()));
  const auto made = alice->invite("", false, limits::invite_life, alice.now());
  REQUIRE(made);
  REQUIRE(bob->join(made->link, "", bob.now()));
  alice.go(true);
  bob.go(true);
  world.pass(seconds(10));
  const auto id = bob.say("kept for a claim");
  world.pass(days(40));
  REQUIRE(alice->pass_time(alice.now()));
  CHECK(find(alice, id));
  CHECK_FALSE(find(bob, id));
  const auto wakes = world.wakes;
  world.pass(minutes(20));
  CHECK(world.wakes < wakes + 20);  // what is held wakes nobody
  holding.on = false;
  const auto buddy = alice.buddy();
  REQUIRE(alice->act(alice.now(), [&](messaging::Moment& moment) { return moment.look_again(buddy), ok(); }));
  world.pass(seconds(1));
  CHECK_FALSE(find(alice, id));
}

TEST_CASE("keeping: a recall that came in time keeps no timer, and parts whose rest never comes go, too") {
  Pair two;
  two.pair();
  keep(two.alice, hours(1));
  two.world.settle();
  two.bob.go(false);
  const auto id = two.alice.say("a slip");
  REQUIRE(two.alice->recall(id, two.alice.now()));
  two.relay.restart();
  two.bob.go(true);
  two.world.pass(minutes(1));
  CHECK(two.alice.state(id) == MessageState::recalled);
  CHECK(two.bob.heard().empty());
  // The second of three parts is lost for ever, and so is the sender.
  int passed = 0;
  two.relay.decide = [&](const proto::Forward&) -> std::optional<proto::Outcome> {
    if (++passed == 2) return proto::Outcome::live;
    return std::nullopt;
  };
  two.alice.say(std::string(9000, 'x'));
  CHECK(two.bob.number("SELECT count(*) FROM inbox") == 2);
  two.alice.go(false);
  two.world.pass(days(3));
  CHECK(two.bob.number("SELECT count(*) FROM inbox") == 2);  // she may still bring the rest
  two.world.clock.step_wall(days(92));
  two.bob.restart();
  REQUIRE(two.bob->pass_time(two.bob.now()));
  CHECK(two.bob.number("SELECT count(*) FROM inbox") == 0);
}

TEST_CASE("keeping: an answer carries the timer of its sender, as a first word does") {
  Pair two;
  two.pair();
  const auto id = two.bob.say("a question");
  two.world.pass(seconds(5));
  // Her setting changes while her word of it is still on its way: the timer of the answer itself counts.
  const auto him = two.alice.buddy();
  REQUIRE(two.alice->act(two.alice.now(), [&](messaging::Moment& moment) { return moment.keep_texts(him, hours(1)); }));
  const auto answer = two.alice->reply(id, "an answer", std::nullopt, two.alice.now());
  REQUIRE(answer);
  two.world.pass(seconds(5));
  for (const auto& message : two.bob.history()) {
    if (message.id == answer->id) CHECK(message.keep == hours(1));
  }
  two.world.pass(minutes(62));
  CHECK_FALSE(find(two.bob, answer->id));
}
