#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::BuddyState;
using messaging::MessageState;
using messaging::Way;

namespace {

std::vector<std::string> numbered(int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back("message " + std::to_string(i));
  return out;
}
// Loses the next cells on the way: the relay says `live` and nobody gets them.
void lose(RelayNode& relay, int count) {
  relay.decide = [left = count](const proto::Forward&) mutable -> std::optional<proto::Outcome> {
    if (left == 0) return std::nullopt;
    --left;
    return proto::Outcome::live;
  };
}

}  // namespace

TEST_CASE("delivery: 500 messages to an absent buddy are durable at once and all arrive in order") {
  Pair two;
  two.pair();
  two.bob.go(false);
  const auto texts = numbered(500);
  for (const auto& text : texts) two.alice.say(text);
  CHECK(two.alice.number("SELECT count(*) FROM outbox WHERE state > 0") == 120);
  CHECK(two.alice.pending() == 500);
  CHECK(two.relay.stats().spooled_cells == 120);
  two.bob.go(true);
  two.world.pass(minutes(5));
  CHECK(two.bob.heard() == texts);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("delivery: a burst while the buddy is away survives both processes being killed") {
  Pair two;
  two.pair();
  two.bob.go(false);
  for (const auto& text : numbered(10)) two.alice.say(text);
  two.alice.restart();
  two.bob.restart();
  two.bob.go(true);
  two.world.pass(minutes(1));
  CHECK(two.bob.heard() == numbered(10));
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("delivery: a lost cell is sent again after a while, as the same bytes, and shown once") {
  Pair two;
  two.pair();
  const auto before = two.relay.cells.size();
  lose(two.relay, 1);
  const auto id = two.alice.say("lost");
  CHECK(two.bob.heard().empty());
  two.world.pass(seconds(50));
  CHECK(two.bob.heard() == std::vector<std::string>{"lost"});
  CHECK(two.alice.state(id) == MessageState::delivered);
  REQUIRE(two.relay.cells.size() >= before + 2);
  CHECK(two.relay.cells[before] == two.relay.cells[before + 1]);
}

TEST_CASE("delivery: a lost acknowledgement costs a repetition, never a second showing") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("once");
  lose(two.relay, 1);  // the acknowledgement
  two.world.pass(seconds(10));
  CHECK(two.alice.state(id) == MessageState::relayed);
  two.world.pass(minutes(2));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.bob.heard() == std::vector<std::string>{"once"});
}

TEST_CASE("delivery: a lost cell still decrypts after six turns, because no fourth chain starts before it is through") {
  Pair two;
  two.pair();
  two.alice.say("warm");
  two.world.pass(seconds(5));
  two.bob.say("up");
  two.world.pass(seconds(5));
  // Alice's cell is lost for good until the chains wait for it; everything else passes.
  std::optional<Bytes> lost;
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    if (!lost) lost = to_bytes(forward.cell);
    if (equal(*lost, forward.cell)) return proto::Outcome::live;
    return std::nullopt;
  };
  const auto id = two.alice.say("lost");
  for (int turn = 0; turn < 6; ++turn) {
    two.bob.say("b" + std::to_string(turn));
    two.world.pass(seconds(4));
    two.alice.say("a" + std::to_string(turn));
    two.world.pass(seconds(4));
  }
  CHECK(two.alice.number("SELECT count(*) FROM outbox WHERE state = 0") > 0);
  two.relay.decide = nullptr;
  two.world.pass(hours(2));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.bob.heard() == std::vector<std::string>{"warm", "lost", "a0", "a1", "a2", "a3", "a4", "a5"});
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("delivery: ten reconnects a day put no copies into the spool") {
  Pair two;
  two.pair();
  two.bob.go(false);
  for (const auto& text : numbered(12)) two.alice.say(text);
  const auto spooled = two.relay.stats().spooled_cells;
  for (int i = 0; i < 10; ++i) {
    two.world.pass(hours(2));
    two.alice.go(false);
    two.alice.restart();
    two.alice.go(true);
  }
  CHECK(two.relay.stats().spooled_cells == spooled);
  two.bob.go(true);
  two.world.pass(minutes(1));
  CHECK(two.bob.heard() == numbered(12));
}

TEST_CASE("delivery: a relay that is killed loses nothing: what it kept is sent again") {
  Pair two;
  two.pair();
  two.bob.go(false);
  for (const auto& text : numbered(5)) two.alice.say(text);
  two.relay.restart();
  CHECK(two.relay.stats().spooled_cells == 0);
  two.world.pass(minutes(1));
  CHECK(two.relay.stats().spooled_cells == 5);
  two.bob.go(true);
  two.world.pass(minutes(1));
  CHECK(two.bob.heard() == numbered(5));
}

TEST_CASE(
    "delivery: a cell that the relay believes to be with the buddy is found again by claiming the address again") {
  Pair two;
  two.pair();
  two.bob.go(false);
  const auto id = two.alice.say("believed delivered");
  two.relay.withhold = [](ByteView frame) {
    const auto decoded = proto::decode(frame);
    return decoded && std::holds_alternative<proto::Deliver>(*decoded);
  };
  two.bob.go(true);
  CHECK(two.bob.heard().empty());
  two.relay.withhold = nullptr;
  two.world.pass(hours(8));
  CHECK(two.bob.heard() == std::vector<std::string>{"believed delivered"});
  CHECK(two.alice.state(id) == MessageState::delivered);
}

TEST_CASE("delivery: a full spool is probed with one cell at a time and taken up again when it has room") {
  Pair two;
  two.pair();
  two.bob.go(false);
  bool full = true;
  int asked = 0;
  two.relay.decide = [&](const proto::Forward&) -> std::optional<proto::Outcome> {
    ++asked;
    if (full) return proto::Outcome::full;
    return std::nullopt;
  };
  for (const auto& text : numbered(20)) two.alice.say(text);
  const int first = asked;
  two.world.pass(minutes(10));
  CHECK(asked - first <= 5);
  CHECK(two.alice.state(two.alice.history().back().id) == MessageState::written);
  full = false;
  two.bob.go(true);
  two.world.pass(hours(1));
  CHECK(two.bob.heard() == numbered(20));
}

TEST_CASE("delivery: a long text travels in parts and appears whole, whatever its characters are") {
  Pair two;
  two.pair();
  std::string text;
  while (text.size() + 3 <= limits::text_max) text += "\u20ac";
  text.resize(limits::text_max, 'x');
  REQUIRE(text.size() == limits::text_max);
  two.bob.go(false);
  const auto id = two.alice.say(text);
  CHECK(two.relay.stats().spooled_cells == 16);
  two.bob.go(true);
  two.world.pass(seconds(5));
  CHECK(two.bob.heard() == std::vector<std::string>{text});
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.alice->send(two.alice.buddy(), text + "y", std::nullopt, two.alice.now()).error().code == Errc::limit);
  CHECK(two.alice->send(two.alice.buddy(), "", std::nullopt, two.alice.now()).error().code == Errc::limit);
  CHECK(two.alice->send(two.alice.buddy(), "\xff", std::nullopt, two.alice.now()).error().code == Errc::malformed);
}

TEST_CASE("delivery: a text with a lost part does not appear, and does not hold up what comes after for ever") {
  Pair two;
  two.pair();
  std::optional<Bytes> lost;
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    if (!lost) lost = to_bytes(forward.cell);
    if (equal(*lost, forward.cell)) return proto::Outcome::live;
    return std::nullopt;
  };
  const auto id = two.alice.say(std::string(8000, 'x'));
  two.alice.say("after");
  two.world.pass(hours(23));
  CHECK(two.bob.heard().empty());
  two.world.pass(hours(2));
  CHECK(two.bob.heard() == std::vector<std::string>{"(gap)", "after"});
  CHECK(two.alice.state(id) == MessageState::relayed);
  two.relay.decide = nullptr;
  two.world.pass(hours(2));
  CHECK(two.bob.heard() == std::vector<std::string>{std::string(8000, 'x'), "after"});
  CHECK(two.alice.state(id) == MessageState::delivered);
}

TEST_CASE("delivery: the same id again is the same message; with another text it is refused") {
  Pair two;
  two.pair();
  const auto id = MessageId{{1, 2, 3}};
  const auto first = two.alice->send(two.alice.buddy(), "text", id, two.alice.now());
  const auto again = two.alice->send(two.alice.buddy(), "text", id, two.alice.now());
  REQUIRE(first);
  REQUIRE(again);
  CHECK(two.alice->send(two.alice.buddy(), "other", id, two.alice.now()).error().code == Errc::refused);
  two.world.pass(seconds(10));
  CHECK(two.bob.heard() == std::vector<std::string>{"text"});
  CHECK(two.bob.history().front().id == id);
}

TEST_CASE("recall: what was never sealed is gone without a trace") {
  Pair two;
  two.join(two.invite());
  const auto id = two.bob.say("before pairing is done");
  const auto answer = two.bob->recall(id, two.bob.now());
  REQUIRE(answer);
  CHECK(*answer == MessageState::recalled);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.alice.heard().empty());
  CHECK(two.bob.pending() == 0);
}

TEST_CASE("recall: in time the buddy never sees it and the sender learns that it was in time") {
  Pair two;
  two.pair();
  two.alice.go(false);
  two.bob.go(false);
  const auto id = two.alice.say("never mind");
  const auto after = two.alice.say("hello");
  const auto answer = two.alice->recall(id, two.alice.now());
  REQUIRE(answer);
  CHECK(*answer == MessageState::recalling);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.bob.heard() == std::vector<std::string>{"hello"});
  CHECK(two.alice.state(id) == MessageState::recalled);
  CHECK(two.alice.state(after) == MessageState::delivered);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("recall: too late, the original was kept and the sender is told that it was delivered") {
  Pair two;
  two.pair();
  two.bob.go(false);
  const auto id = two.alice.say("sent already");
  REQUIRE(two.alice->recall(id, two.alice.now()));
  two.world.settle();
  CHECK(two.relay.stats().spooled_cells == 2);
  two.bob.go(true);
  two.world.pass(seconds(10));
  CHECK(two.bob.heard() == std::vector<std::string>{"sent already"});
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.alice.pending() == 0);
  CHECK(two.alice->recall(id, two.alice.now()).error().code == Errc::refused);
}

TEST_CASE("recall: an original that comes after its tombstone is not shown and not reported as delivered") {
  Pair two;
  two.pair();
  two.bob.go(false);
  Bytes original;
  two.relay.decide = [&](const proto::Forward& forward) -> std::optional<proto::Outcome> {
    original = to_bytes(forward.cell);
    return proto::Outcome::live;
  };
  const auto id = two.alice.say("late");
  two.relay.decide = nullptr;
  REQUIRE(two.alice->recall(id, two.alice.now()));
  two.bob.go(true);
  two.world.pass(seconds(10));
  CHECK(two.alice.state(id) == MessageState::recalled);
  CHECK(two.bob.heard().empty());
}

TEST_CASE("epochs: keys move over days of talk, and a row that waits stops the clock and nothing else") {
  Pair two;
  two.pair();
  for (int day = 0; day < 10; ++day) {
    two.alice.say("good morning " + std::to_string(day));
    two.bob.say("and you " + std::to_string(day));
    two.world.pass(hours(25));
  }
  CHECK(two.alice.number("SELECT send_epoch FROM channel") >= 8);
  CHECK(two.bob.number("SELECT recv_epoch FROM channel") >= 8);
  const auto epoch = two.alice.number("SELECT send_epoch FROM channel");
  two.bob.go(false);
  for (int day = 0; day < 5; ++day) {
    two.alice.say("are you there " + std::to_string(day));
    two.world.pass(hours(25));
  }
  CHECK(two.alice.number("SELECT send_epoch FROM channel") <= epoch + 1);
  two.bob.go(true);
  two.world.pass(hours(1));
  CHECK(two.bob.heard().size() == 15);
  CHECK(two.alice.pending() == 0);
  CHECK(two.bob.number("SELECT count(*) FROM seen WHERE epoch < (SELECT recv_epoch FROM channel) - 1") == 0);
}

TEST_CASE("epochs: a channel without traffic falls silent") {
  Pair two;
  two.pair();
  two.alice.say("one");
  two.world.pass(days(3));
  const auto cells = two.relay.cells.size();
  two.world.pass(days(10));
  CHECK(two.relay.cells.size() == cells);
}

namespace {

struct TwoRelays {  // two people who both listen on both
  World world;
  RelayNode& first = world.add_relay("one.example:443");
  RelayNode& second = world.add_relay("two.example:443");
  Party alice{world, 1};
  Party bob{world, 2};

  TwoRelays() {
    REQUIRE(alice->add_relay(first.link(), alice.now()));
    REQUIRE(alice->add_relay(second.link(), alice.now()));
    REQUIRE(bob->add_relay(first.link(), bob.now()));
    REQUIRE(bob->add_relay(second.link(), bob.now()));
    const auto link = alice->invite("", false, days(1), alice.now());
    REQUIRE(link);
    REQUIRE(bob->join(link->link, "", bob.now()));
    alice.go(true);
    bob.go(true);
    world.pass(seconds(10));
  }
  void wall_off(Party& party) {  // from the first relay
    party.walled_off = &first;
    party.go(false);
    party.go(true);
  }
};

}  // namespace

TEST_CASE("fallback: when the buddy's first relay is dead the same bytes go to the second") {
  TwoRelays two;
  two.first.reachable = false;
  two.first.restart();
  const auto id = two.alice.say("still here");
  two.world.pass(seconds(20));
  CHECK(two.bob.heard().empty());
  two.world.pass(seconds(30));
  CHECK(two.bob.heard() == std::vector<std::string>{"still here"});
  CHECK(two.alice.state(id) == MessageState::delivered);
}

TEST_CASE("fallback: what waits too long at a relay that the buddy cannot reach goes to the next") {
  TwoRelays two;
  two.wall_off(two.bob);
  const auto id = two.alice.say("the long way");
  two.world.pass(minutes(10));
  CHECK(two.bob.heard().empty());
  two.world.pass(minutes(10));
  CHECK(two.bob.heard() == std::vector<std::string>{"the long way"});
  CHECK(two.alice.state(id) == MessageState::delivered);
}

TEST_CASE("fallback: a sender who cannot reach their own first relay learns of the arrival at the second") {
  TwoRelays two;
  two.wall_off(two.alice);
  std::vector<MessageId> ids;
  for (const auto& text : numbered(150)) ids.push_back(two.alice.say(text));
  two.world.pass(minutes(10));
  CHECK(two.bob.heard() == numbered(150));
  for (const auto& id : ids) CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("timers: what may not travel wakes nobody, neither after \"they don't match\" nor during a reset") {
  // A timer that is due and does nothing is due again at once: the process would never sleep. `pass` bounds its turns.
  Pair two;
  two.pair();
  SUBCASE("they don't match") {
    two.bob.go(false);
    two.alice.say("waits for ever");
    REQUIRE(two.alice->mismatch(two.alice.buddy(), two.alice.now()));
  }
  SUBCASE("a reset that nobody answers, with an acknowledgement that waits for it") {
    two.bob.say("to be acknowledged");
    two.bob.go(false);
    REQUIRE(two.alice->restored(two.alice.now()));
  }
  const auto before = two.world.wakes;
  two.world.pass(days(10));
  CHECK(two.world.wakes - before < 200);  // addresses are claimed every six hours
}

TEST_CASE("search: finds the beginnings of words, and nothing a person can type is an error") {
  Pair two;
  two.pair();
  two.alice.say("Sprechstunde am Donnerstag");
  two.alice.say("\u00dcbergabe und R\u00fcckblick");
  two.world.pass(seconds(5));
  const auto found = [&](std::string_view text) {
    const auto list = two.bob->search(text, 10);
    REQUIRE(list);
    return list->size();
  };
  CHECK(found("donner") == 1);
  CHECK(found("ruck") == 1);
  CHECK(found("am sprech") == 1);
  for (const auto* text : {"", "\"", "*", "a AND", "NEAR(", "^x", "{}", "-", "\u20ac", "a:b", "(", "' OR 1"}) {
    CHECK(two.bob->search(text, 10));
  }
}
