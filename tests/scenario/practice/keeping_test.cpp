// What stops a deletion, what is looked through once a year, and how long messages stay near a dispute.
#include <sotto/practice/sessions.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::ChatKeep;
using test::TwoHr;

namespace {

practice::ExchangeId received(TwoHr& two, const std::string& text) {  // by anna, from ben
  two.new_case(two.ben);
  const auto id = two.offer(two.ben, text);
  REQUIRE(two.anna->accept(id, two.anna.now()));
  two.settle();
  REQUIRE(two.anna.exchange(id).text == text);
  return id;
}

practice::OpinionId asked(TwoHr& two, const std::string& ref) {  // by anna, of ben
  practice::NewOpinion what;
  what.invited = {{two.anna.buddy(), std::nullopt}};
  what.case_ref = ref;
  what.question = "Pause the hearing?";
  what.options = {"pause", "go on"};
  what.deadline = two.anna.now().timestamp + days(7);
  what.mine = {1, 0, "my own reasons"};
  const auto made = two.anna->opinions().open(what, two.anna.now());
  REQUIRE(made);
  two.settle();
  return made->id;
}

practice::SessionId held_to_its_end(TwoHr& two, const std::string& ref, const practice::OutcomeNote& note) {
  practice::NewSession what;
  what.case_ref = ref;
  const auto id = two.invite(what);
  two.begin(id);
  REQUIRE(two.anna->sessions().set_note(id, note, two.anna.now()));
  REQUIRE(two.anna->sessions().end(id, two.anna.now()));
  two.settle();
  return id;
}

bool has_text(test::Colleague& who, const std::string& text) {
  for (const auto& message : who.party.history()) {
    if (message.text == text) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("hold: what a buddy shared is held by itself, past its day and their request, until its label is typed") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = received(two, "what I heard");
  CHECK(ben->hold(id, "", false, ben.now()).error().code == Errc::refused);  // his own: he holds his case
  const auto held = anna->hold(id, "a claim is likely", true, anna.now());
  REQUIRE(held);
  CHECK(held->held_itself);
  two.settle();
  CHECK(ben.notices().back() == "Your buddy asks: please don't delete what we shared.");
  REQUIRE(ben->end(ben.buddy(), true, ben.now()));
  two.settle();
  for (const auto step : {days(40), days(3650), Duration{-days(3650).ms}, days(365)}) {
    two.away(anna, step);
    REQUIRE(anna->pass_time(anna.now()));
    CHECK(anna.exchange(id).text == "what I heard");
  }
  CHECK(anna->lift_hold(id, "think", anna.now()).error().code == Errc::refused);
  REQUIRE(anna->lift_hold(id, "vault", anna.now()));
  REQUIRE(anna->pass_time(anna.now()));
  CHECK(anna.exchange(id).text.empty());
  CHECK(anna->hold(id, "", false, anna.now()).error().code == Errc::refused);  // nothing is left of it
  CHECK(anna->retention_log()->size() == 2);
}

TEST_CASE("hold: a case holds what was attached to it, too, and a purge of the case leaves theirs to its own day") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = received(two, "what belongs to it");
  const auto ref = two.new_case(anna, "hers");
  const auto attached = anna->attach(id, ref, anna.now());
  REQUIRE(attached);
  CHECK(attached->case_ref == ref);
  CHECK(anna->find_case(ref, anna.now())->exchanges.size() == 1);
  CHECK(anna->attach(id, "nowhere", anna.now()).error().code == Errc::not_found);
  REQUIRE(anna->hold(ref, "", false, anna.now()));
  CHECK(anna.exchange(id).held);
  REQUIRE(ben->close(id, ben.now()));
  two.settle();
  two.away(anna, days(60));
  CHECK(anna.exchange(id).text == "what belongs to it");
  two.new_case(anna, "another");
  CHECK(anna->attach(id, "another", anna.now()).error().code == Errc::refused);  // not out of a hold
  REQUIRE(anna->lift_hold(ref, "hers", anna.now()));
  CHECK(anna.exchange(id).text.empty());  // its day was long ago
}

TEST_CASE("hold: closing a case does not touch what was attached to it") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = received(two, "theirs");
  const auto ref = two.new_case(anna, "hers");
  REQUIRE(anna->attach(id, ref, anna.now()));
  REQUIRE(anna->close_case(ref, {}, anna.now()));
  CHECK(anna.exchange(id).stage == practice::Stage::arrived);
  REQUIRE(anna->purge_case(ref, anna.now()));
  CHECK(anna.exchange(id).text == "theirs");
  CHECK(anna.exchange(id).case_ref.empty());
}

TEST_CASE("hold: while a case that was shared with a buddy is held, their messages stay, too") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.offer(anna, "about the matter");
  ben.party.say("what we said in passing");
  REQUIRE(anna->hold("C1", "", false, anna.now()));
  two.away(anna, days(300));
  REQUIRE(anna.party->pass_time(anna.now()));
  CHECK(has_text(anna, "what we said in passing"));
  REQUIRE(anna->lift_hold("C1", "the spring matter", anna.now()));
  world.pass(seconds(1));
  CHECK_FALSE(has_text(anna, "what we said in passing"));
}

TEST_CASE("hold: a case that a buddy knows by a second opinion or a session alone holds their messages, too") {
  for (const bool by_session : {false, true}) {
    TwoHr two;
    auto& [world, relay, anna, ben] = two;
    two.agree();
    const auto ref = two.new_case(anna);
    if (by_session)
      held_to_its_end(two, ref, {});
    else
      asked(two, ref);
    ben.party.say("what we said in passing");
    REQUIRE(anna->hold(ref, "", true, anna.now()));
    two.settle();
    CHECK(ben.notices().back() == "Your buddy asks: please don't delete what we shared.");
    two.away(anna, days(300));
    REQUIRE(anna.party->pass_time(anna.now()));
    CHECK(has_text(anna, "what we said in passing"));
    REQUIRE(anna->lift_hold(ref, "the spring matter", anna.now()));
    world.pass(seconds(1));
    CHECK_FALSE(has_text(anna, "what we said in passing"));
  }
}

TEST_CASE("hold: closing, ending with a wish to delete, and ten years leave its opinions and session notes there") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto ref = two.new_case(anna);
  practice::OutcomeNote note;
  note.will = "ring them";
  const auto session = held_to_its_end(two, ref, note);
  const auto whole = asked(two, ref);
  REQUIRE(ben->opinions().seal(whole, {2, 0, "his own reasons"}, ben.now()));
  two.settle();
  const auto open = asked(two, ref);
  REQUIRE(anna->hold(ref, "", false, anna.now()));
  REQUIRE(anna->close_case(ref, {}, anna.now()));
  REQUIRE(ben->end(ben.buddy(), true, ben.now()));
  two.settle();
  for (const auto step : {days(100), days(3650), Duration{-days(4000).ms}, days(3650)}) {
    two.away(anna, step);
    REQUIRE(anna->pass_time(anna.now()));
    CHECK(anna->purge_case(ref, anna.now()).error().code == Errc::refused);
    CHECK(anna->sessions().find(session, anna.now())->note == note);
    const auto seen = anna->opinions().show(whole, anna.now());
    REQUIRE(seen);
    REQUIRE(seen->participants.size() == 2);
    CHECK(seen->participants[1].view->why == "his own reasons");
    CHECK(anna->opinions().show(open, anna.now())->question == "Pause the hearing?");
  }
  // The note may grow, and nothing of it goes.
  auto longer = note;
  longer.will += ", and write to them";
  longer.who_else = "the head of safeguarding";
  REQUIRE(anna->sessions().set_note(session, longer, anna.now()));
  CHECK(anna->sessions().set_note(session, note, anna.now()).error().code == Errc::refused);
  CHECK(anna->sessions().delete_note(session, anna.now()).error().code == Errc::refused);
}

TEST_CASE("cases: one that was open for a year is brought up, thirty days later sharing waits until it was reviewed") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  const auto ref = two.new_case(anna);
  CHECK_FALSE(anna->find_case(ref, anna.now())->review_due);
  two.away(anna, days(364));
  two.agree();
  CHECK_FALSE(anna->find_case(ref, anna.now())->review_due);
  two.away(anna, days(2));
  CHECK(anna->find_case(ref, anna.now())->review_due);
  two.offer(anna, "casework goes on");
  two.away(anna, days(30));
  const auto refused = anna->share(two.share_of(anna, "and waits now"), anna.now());
  CHECK(refused.error().code == Errc::refused);
  const auto reviewed = anna->review_case(ref, anna.now());
  REQUIRE(reviewed);
  CHECK_FALSE(reviewed->review_due);
  CHECK(anna->share(two.share_of(anna, "it goes on"), anna.now()));
  REQUIRE(anna->close_case(ref, {}, anna.now()));
  CHECK(anna->review_case(ref, anna.now()).error().code == Errc::refused);
}

TEST_CASE("retention: messages are not shortened near a dispute without a second, deliberate word") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->set_chat_keep({std::nullopt, days(20)}, false, anna.now()));
  REQUIRE(anna->open_case({"leaving", proto::Topic::exit, practice::Audience::stranger}, anna.now()));
  CHECK(anna->set_chat_keep({std::nullopt, days(10)}, false, anna.now()).error().code == Errc::refused);
  CHECK(anna->set_chat_keep({anna.buddy(), hours(1)}, false, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->set_chat_keep({anna.buddy(), days(40)}, false, anna.now()));  // longer is always possible
  REQUIRE(anna->set_chat_keep({anna.buddy(), Duration{}}, false, anna.now()));
  CHECK(anna->set_chat_keep({anna.buddy(), std::nullopt}, false, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->set_chat_keep({anna.buddy(), hours(1)}, true, anna.now()));
  two.settle();
  CHECK(ben.party->keeping(ben.buddy())->theirs == hours(1));
  CHECK(anna->retention_log()->size() == 4);
  CHECK(anna->set_chat_keep({anna.buddy(), minutes(5)}, true, anna.now()).error().code == Errc::usage);
}
