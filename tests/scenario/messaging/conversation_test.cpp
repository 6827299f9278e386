#include "party.hpp"

using namespace sotto;
using namespace sotto::test;
using messaging::Erasure;
using messaging::Message;
using messaging::MessageState;
using messaging::Way;

namespace {

Message look(Party& party, const MessageId& id) {
  for (const auto& message : party.history()) {
    if (message.id == id) return message;
  }
  FAIL("no such message");
  return {};
}
Bytes last_cell(RelayNode& relay) { return relay.cells.back(); }

// Holds back every cell that is handed in while `pick` says so, until let go: the relay says `live`, nobody gets it.
struct Held {
  RelayNode& relay;
  std::vector<Bytes> cells;
  explicit Held(RelayNode& at) : relay(at) {
    relay.decide = [this](const proto::Forward& forward) -> std::optional<proto::Outcome> {
      cells.push_back(to_bytes(forward.cell));
      return proto::Outcome::live;
    };
  }
  void stop() { relay.decide = nullptr; }
  // From now on only these cells are lost.
  void lose_only(std::size_t count) {
    relay.decide = [lost = std::vector<Bytes>(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(count))](
                       const proto::Forward& forward) -> std::optional<proto::Outcome> {
      for (const auto& cell : lost) {
        if (equal(cell, forward.cell)) return proto::Outcome::live;
      }
      return std::nullopt;
    };
  }
};

// As a modified program would: what the buddy wrote is taken for one's own.
void claim_as_own(Party& party, const MessageId& id) {
  REQUIRE(party.vault().transact([&](store::Transaction& tx) -> Status {
    tx.run("UPDATE message SET way = 1, state = 2 WHERE id = ?", id);
    return ok();
  }));
}

}  // namespace

TEST_CASE("reply: quotes by id, both ways, and stays when the quoted message is gone") {
  Pair two;
  two.pair();
  const auto asked = two.alice.say("How do you handle probation talks?");
  two.world.pass(seconds(5));
  const auto answer = two.bob->reply(asked, "One at a time.", std::nullopt, two.bob.now());
  REQUIRE(answer);
  CHECK(answer->quote->text == "How do you handle probation talks?");
  CHECK(answer->quote->way == Way::in);
  two.world.pass(seconds(5));
  const auto seen = look(two.alice, answer->id);
  REQUIRE(seen.quote);
  CHECK(seen.quote->id == asked);
  CHECK(seen.quote->way == Way::out);
  CHECK_FALSE(seen.quote->gone);
  CHECK(two.bob.state(answer->id) == MessageState::delivered);
  REQUIRE(two.alice->erase(asked, two.alice.now()));
  two.world.pass(seconds(5));
  for (auto* party : {&two.alice, &two.bob}) {
    const auto after = look(*party, answer->id);
    CHECK(after.text == "One at a time.");
    CHECK(after.quote->gone);
    CHECK(after.quote->text.empty());
  }
  CHECK(two.bob->reply(MessageId{{9}}, "to nothing", std::nullopt, two.bob.now()).error().code == Errc::not_found);
}

TEST_CASE("reply: a long one travels in parts and can be recalled like any text") {
  Pair two;
  two.pair();
  const auto asked = two.alice.say("Tell me all of it.");
  two.world.pass(seconds(5));
  const std::string all(20'000, 'z');
  const auto answer = two.bob->reply(asked, all, std::nullopt, two.bob.now());
  REQUIRE(answer);
  two.world.pass(seconds(5));
  CHECK(look(two.alice, answer->id).text == all);
  CHECK(look(two.alice, answer->id).quote->id == asked);
  two.both(false);
  const auto second = two.bob->reply(asked, all, std::nullopt, two.bob.now());
  REQUIRE(second);
  CHECK(*two.bob->recall(second->id, two.bob.now()) == MessageState::recalling);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.bob.state(second->id) == MessageState::recalled);
  CHECK(two.alice.heard() == std::vector<std::string>{all});
}

TEST_CASE("edit: the newest wording is shown on both sides, search finds it, and the earlier one is nowhere") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("about Zaphodia");
  two.world.pass(seconds(5));
  REQUIRE(two.alice->edit(id, "about a colleague", two.alice.now()));
  REQUIRE(two.alice->edit(id, "about somebody", two.alice.now()));
  two.world.pass(seconds(10));
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK(look(*party, id).text == "about somebody");
    CHECK(look(*party, id).edited);
    CHECK((*party)->search("zaphodia", 10)->empty());
    CHECK((*party)->search("somebody", 10)->size() == 1);
    CHECK(party->number("SELECT count(*) FROM message WHERE text LIKE '%aphodia%'") == 0);
    CHECK(party->number("SELECT count(*) FROM outbox") == 0);
  }
}

TEST_CASE("edit: of an absent buddy's unread message only the newest wording leaves, if the window is shut") {
  Pair two;
  two.pair();
  two.bob.go(false);
  for (int i = 0; i < 120; ++i) two.alice.say("fills the window " + std::to_string(i));
  const auto id = two.alice.say("first");
  REQUIRE(two.alice->edit(id, "second", two.alice.now()));
  REQUIRE(two.alice->edit(id, "third", two.alice.now()));
  CHECK(two.alice.number("SELECT count(*) FROM outbox WHERE rewords IS NOT NULL") == 1);
  two.bob.go(true);
  two.world.pass(minutes(3));
  CHECK(look(two.bob, id).text == "third");
  CHECK(look(two.bob, id).edited);
}

TEST_CASE("edit: only the author's; a modified program that rewords the buddy's text changes nothing there") {
  Pair two;
  two.pair();
  const auto id = two.bob.say("what Bob said");
  two.world.pass(seconds(5));
  CHECK(two.alice->edit(id, "what Bob never said", two.alice.now()).error().code == Errc::refused);
  CHECK(two.alice->erase(id, two.alice.now()).error().code == Errc::refused);
  claim_as_own(two.alice, id);
  REQUIRE(two.alice->edit(id, "what Bob never said", two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.bob, id).text == "what Bob said");
  CHECK_FALSE(look(two.bob, id).edited);
  REQUIRE(two.alice->erase(id, two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.bob, id).text == "what Bob said");
  CHECK(look(two.bob, id).erasure == Erasure::none);
}

TEST_CASE("edit: a text under an id of mine is refused, so that an id means one message") {
  Pair two;
  two.pair();
  const auto id = two.bob.say("mine");
  two.world.pass(seconds(5));
  REQUIRE(two.alice->send(two.alice.buddy(), "yours under the same id", id, two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(two.bob.heard().empty());
  CHECK(two.alice.pending() == 0);
  CHECK(two.alice.standing().notice.find("not accepted") != std::string::npos);
}

TEST_CASE("edit: after a recall there is nothing left to reword, and a waiting edit does not leave") {
  Pair two;
  two.pair();
  two.both(false);
  const auto id = two.alice.say("never mind");
  REQUIRE(two.alice->edit(id, "never mind this", two.alice.now()));
  CHECK(*two.alice->recall(id, two.alice.now()) == MessageState::recalling);
  CHECK(two.alice->edit(id, "again", two.alice.now()).error().code == Errc::refused);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.alice.state(id) == MessageState::recalled);
  CHECK(two.bob.heard().empty());
  CHECK(two.bob.number("SELECT count(*) FROM inbox") == 0);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("edit: when a recall was too late, the edit that it took back is said again") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("first words");  // arrives; the acknowledgement waits
  two.bob.go(false);
  REQUIRE(two.alice->edit(id, "better words", two.alice.now()));
  REQUIRE(two.alice->recall(id, two.alice.now()));
  two.bob.go(true);
  two.world.pass(minutes(2));
  CHECK(two.alice.state(id) == MessageState::delivered);
  CHECK(look(two.alice, id).text == "better words");
  CHECK(look(two.bob, id).text == "better words");
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("react: one emoji a person and message; a second takes its place, none takes it back") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("Done at last.");
  two.world.pass(seconds(5));
  REQUIRE(two.bob->react(id, "\U0001F44D", two.bob.now()));
  REQUIRE(two.alice->react(id, "\u2764\ufe0f", two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.alice, id).their_reaction == "\U0001F44D");
  CHECK(look(two.alice, id).my_reaction == "\u2764\ufe0f");
  CHECK(look(two.bob, id).my_reaction == "\U0001F44D");
  CHECK(look(two.bob, id).their_reaction == "\u2764\ufe0f");
  REQUIRE(two.bob->react(id, "\U0001F44F\U0001F3FD", two.bob.now()));
  REQUIRE(two.bob->react(id, "\U0001F389", two.bob.now()));
  REQUIRE(two.alice->react(id, "", two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.alice, id).their_reaction == "\U0001F389");
  CHECK(look(two.bob, id).their_reaction.empty());
  CHECK(two.bob->history(two.bob.buddy(), std::nullopt, 10)->size() == 1);
  for (const auto* no : {"a", "ok", "<b>", "\u202e", "\U0001F44D text", "\u4f60", "1", "\ufe0f"})
    CHECK_MESSAGE(two.bob->react(id, no, two.bob.now()).error().code == Errc::usage, no);
  for (const auto* yes : {"1\ufe0f\u20e3", "\u2705", "\U0001F469\u200d\U0001F4BB"})
    CHECK_MESSAGE(two.bob->react(id, yes, two.bob.now()), yes);
}

TEST_CASE("delete: wiped here, asked of the buddy, done there by default; nobody can bring it back") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("a name that should not be here");
  two.world.pass(seconds(5));
  REQUIRE(two.bob->react(id, "\U0001F62E", two.bob.now()));
  CHECK(two.bob.standing().unread == 1);
  const auto erased = two.alice->erase(id, two.alice.now());
  REQUIRE(erased);
  CHECK(erased->erasure == Erasure::asked);
  CHECK(erased->text.empty());
  two.world.pass(seconds(5));
  CHECK(look(two.bob, id).text.empty());
  CHECK(look(two.bob, id).erasure == Erasure::done);
  CHECK(look(two.bob, id).my_reaction.empty());
  CHECK(two.bob.standing().unread == 0);
  for (auto* party : {&two.alice, &two.bob}) {
    CHECK((*party)->search("name", 10)->empty());
    CHECK(party->number("SELECT count(*) FROM message WHERE text <> ''") == 0);
  }
  CHECK(two.alice->edit(id, "back again", two.alice.now()).error().code == Errc::refused);
  CHECK(two.bob->react(id, "\U0001F62E", two.bob.now()).error().code == Errc::refused);
  CHECK(two.alice->erase(id, two.alice.now())->erasure == Erasure::asked);  // once is enough
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("delete: who does not follow such wishes keeps the text and sees that it was asked") {
  Pair two;
  two.pair();
  REQUIRE(two.bob->follow_erasures(false, two.bob.now()));
  const auto id = two.alice.say("kept there");
  two.world.pass(seconds(5));
  REQUIRE(two.alice->erase(id, two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.bob, id).text == "kept there");
  CHECK(look(two.bob, id).erasure == Erasure::asked);
  CHECK(look(two.alice, id).erasure == Erasure::asked);  // the same words here: nobody can tell
}

TEST_CASE("delete: what has not arrived is taken back as well") {
  Pair two;
  two.pair();
  two.both(false);
  const auto id = two.alice.say("in a hurry");
  REQUIRE(two.alice->edit(id, "in a great hurry", two.alice.now()));
  REQUIRE(two.alice->erase(id, two.alice.now()));
  CHECK(two.alice.number("SELECT count(*) FROM message WHERE text <> ''") == 0);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.bob.heard().empty());
  CHECK(two.alice.state(id) == MessageState::recalled);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("delete: what never left is simply gone") {
  Pair two;
  two.join(two.invite());
  const auto id = two.bob.say("before pairing is done");
  const auto erased = two.bob->erase(id, two.bob.now());
  REQUIRE(erased);
  CHECK(erased->state == MessageState::recalled);
  CHECK(erased->erasure == Erasure::none);
  two.both(true);
  two.world.pass(seconds(10));
  CHECK(two.alice.heard().empty());
  CHECK(two.bob.pending() == 0);
}

TEST_CASE("order: changes that overtake their message wait in the gap for it") {
  Pair two;
  two.pair();
  two.alice.say("before");
  two.world.pass(seconds(5));
  Held held(two.relay);
  const auto id = two.alice.say("original");
  held.lose_only(held.cells.size());
  REQUIRE(two.alice->edit(id, "reworded", two.alice.now()));
  two.world.settle();
  SUBCASE("reworded, with a reaction") { REQUIRE(two.alice->react(id, "\U0001F4A1", two.alice.now())); }
  SUBCASE("deleted, though the buddy has never seen it") { REQUIRE(two.alice->erase(id, two.alice.now())); }
  two.alice.say("after");
  two.world.pass(hours(25));
  const bool erased = look(two.alice, id).erasure != Erasure::none;  // then a tombstone fills the place
  CHECK(two.bob.heard().size() == (erased ? 2 : 3));
  held.stop();
  two.world.pass(hours(2));
  if (!erased) {
    CHECK(two.bob.heard() == std::vector<std::string>{"before", "reworded", "after"});
    CHECK(look(two.bob, id).edited);
    CHECK(look(two.bob, id).their_reaction == "\U0001F4A1");
  } else {
    CHECK(two.bob.number("SELECT count(*) FROM message WHERE text LIKE '%original%' OR text LIKE '%reworded%'") == 0);
  }
  CHECK(two.bob.number("SELECT count(*) FROM awaited") == 0);
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("order: an older wording that comes late does not take the place of a newer one") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("one");
  two.world.pass(seconds(5));
  Held held(two.relay);
  REQUIRE(two.alice->edit(id, "two", two.alice.now()));
  REQUIRE(two.alice->react(id, "\u2600", two.alice.now()));
  two.world.settle();
  held.lose_only(held.cells.size());
  REQUIRE(two.alice->edit(id, "three", two.alice.now()));
  REQUIRE(two.alice->react(id, "\u2601", two.alice.now()));
  two.world.settle();
  two.world.pass(hours(25));
  CHECK(look(two.bob, id).text == "three");
  held.stop();
  two.world.pass(hours(2));
  CHECK(look(two.bob, id).text == "three");
  CHECK(look(two.bob, id).their_reaction == "\u2601");
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("order: a repeated cell and a reset change nothing that was done") {
  Pair two;
  two.pair();
  const auto id = two.alice.say("one");
  two.world.pass(seconds(5));
  REQUIRE(two.alice->edit(id, "two", two.alice.now()));
  two.world.settle();
  const auto edit = last_cell(two.relay);
  two.world.pass(seconds(5));
  two.bob.go(false);
  REQUIRE(two.alice->react(id, "\U0001F44B", two.alice.now()));
  const auto second = two.alice.say("waits over the reset");
  REQUIRE(two.alice->edit(second, "waited over the reset", two.alice.now()));
  REQUIRE(two.alice->restored(two.alice.now()));
  two.bob.go(true);
  two.world.pass(minutes(3));
  CHECK(look(two.bob, id).text == "two");
  CHECK(look(two.bob, id).their_reaction == "\U0001F44B");
  CHECK(look(two.bob, second).text == "waited over the reset");
  CHECK(two.bob.heard().size() == 2);
  REQUIRE(two.alice->edit(id, "three", two.alice.now()));
  two.world.pass(seconds(5));
  CHECK(look(two.bob, id).text == "three");
  CHECK(two.alice.pending() == 0);
}

TEST_CASE("unread: counted, found, read up to a message, and told only to who asked to be told") {
  Pair two;
  two.pair();
  std::vector<MessageId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(two.alice.say("number " + std::to_string(i)));
  two.world.pass(seconds(5));
  CHECK(two.bob.standing().unread == 5);
  CHECK(two.bob.standing().first_unread == ids[0]);
  REQUIRE(two.bob->mark_read(two.bob.buddy(), ids[1], true, two.bob.now()));
  CHECK(two.bob.standing().unread == 3);
  CHECK(two.bob.standing().first_unread == ids[2]);
  two.world.pass(seconds(5));
  CHECK(two.alice.state(ids[0]) == MessageState::read);
  CHECK(two.alice.state(ids[1]) == MessageState::read);
  CHECK(two.alice.state(ids[2]) == MessageState::delivered);
  REQUIRE(two.bob->mark_read(two.bob.buddy(), std::nullopt, false, two.bob.now()));
  CHECK(two.bob.standing().unread == 0);
  two.world.pass(seconds(5));
  CHECK(two.alice.state(ids[4]) == MessageState::delivered);
  CHECK(two.bob->mark_read(two.bob.buddy(), MessageId{{5}}, true, two.bob.now()).error().code == Errc::not_found);
}

TEST_CASE("drafts and muting: kept over a restart; a draft goes when it is sent, muting ends by itself") {
  Pair two;
  two.pair();
  const auto buddy = two.alice.buddy();
  const auto asked = two.bob.say("when?");
  two.world.pass(seconds(5));
  REQUIRE(two.alice->keep_draft(buddy, {"perhaps on Mon", asked}, two.alice.now()));
  REQUIRE(two.alice->mute(buddy, two.alice.now().timestamp + hours(8), two.alice.now()));
  two.alice.restart();
  CHECK(two.alice->draft(buddy)->text == "perhaps on Mon");
  CHECK(two.alice->draft(buddy)->reply_to == asked);
  CHECK(two.alice.standing().muted);
  two.alice.say("something else");
  CHECK(two.alice->draft(buddy)->text == "perhaps on Mon");
  two.alice.say("perhaps on Mon");
  CHECK(two.alice->draft(buddy)->text.empty());
  two.world.pass(hours(9));
  CHECK_FALSE(two.alice.standing().muted);
}

TEST_CASE("history: pages before, after and around a message; an unknown one is said") {
  Pair two;
  two.pair();
  std::vector<MessageId> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(two.alice.say(std::to_string(i)));
  const auto buddy = two.alice.buddy();
  const auto texts = [](const Result<std::vector<Message>>& page) {
    REQUIRE(page);
    std::string out;
    for (const auto& message : *page) out += message.text + " ";
    return out;
  };
  CHECK(texts(two.alice->history(buddy, std::nullopt, 3)) == "17 18 19 ");
  CHECK(texts(two.alice->history(buddy, ids[5], 3)) == "2 3 4 ");
  CHECK(texts(two.alice->history_after(buddy, ids[5], 3)) == "6 7 8 ");
  CHECK(texts(two.alice->history_around(buddy, ids[5], 5)) == "3 4 5 6 7 ");
  CHECK(texts(two.alice->history_around(buddy, ids[0], 4)) == "0 1 2 3 ");
  CHECK(texts(two.alice->history_around(buddy, ids[19], 3)) == "18 19 ");
  CHECK(texts(two.alice->history_around(buddy, ids[19], 1)) == "19 ");
  CHECK(two.alice->history(buddy, MessageId{{7}}, 3).error().code == Errc::not_found);
}

TEST_CASE("send: a hundred texts in one commit are a hundred messages in order, or none") {
  Pair two;
  two.pair();
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back("line " + std::to_string(i));
  const auto commits = two.alice.vault().commits();
  REQUIRE(two.alice->send_all(two.alice.buddy(), texts, two.alice.now()));
  CHECK(two.alice.vault().commits() == commits + 1);
  two.world.pass(seconds(10));
  CHECK(two.bob.heard() == texts);
  texts[99].clear();
  CHECK(two.alice->send_all(two.alice.buddy(), texts, two.alice.now()).error().code == Errc::limit);
  CHECK(two.alice.history().size() == 100);
}
