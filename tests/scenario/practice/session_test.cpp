#include <sotto/practice/sessions.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::SessionStage;
using proto::SessionPhase;
using test::Colleague;
using test::TwoHr;

namespace {

struct InSession : TwoHr {
  practice::SessionId id;
  explicit InSession(bool begun = true, proto::SessionKind kind = proto::SessionKind::buddy) {
    agree();
    practice::NewSession what;
    what.kind = kind;
    id = invite(what);
    if (begun) begin(id);
  }
  // As the engines do it: each is woken when something is due.
  void pass(Duration duration) {
    const Instant end = world.clock.now().instant + duration;
    for (;;) {
      Instant next = end;
      for (auto* who : {&anna, &ben}) {
        const auto due = (*who)->next_due(who->now());
        if (due && running(*who) && *due < next) next = *due;
      }
      if (next > world.clock.now().instant) world.pass(next - world.clock.now().instant);
      for (auto* who : {&anna, &ben}) {
        if (running(*who)) REQUIRE((*who)->pass_time(who->now()));
      }
      world.settle();
      if (world.clock.now().instant >= end) return;
    }
  }
  bool running(const Colleague& who) const { return asleep != &who; }
  practice::Session seen(Colleague& who) {
    const auto found = who->sessions().find(id, who.now());
    REQUIRE(found);
    return *found;
  }
  SessionPhase phase(Colleague& who) {
    const auto session = seen(who);
    return session.steps.at(session.step).phase;
  }
  proto::SessionClock clock(std::uint32_t step, std::uint32_t left, std::uint32_t term = 0) {
    return {id, term, step, left, 0, false};
  }
  bool refused(Colleague& who) { return who.notices().back().starts_with("The rules on the other side did not admit"); }
  const Colleague* asleep = nullptr;
};

}  // namespace

TEST_CASE("session: it begins when both have said yes, and both see the same phase and the same seconds") {
  InSession two(false);
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  CHECK(two.seen(anna).stage == SessionStage::invited);
  CHECK(two.seen(ben).stage == SessionStage::asked);
  CHECK(anna->sessions().start(two.id, anna.now()).error().code == Errc::refused);
  REQUIRE(ben->sessions().reply(two.id, {}, ben.now()));
  two.settle();
  CHECK(two.seen(anna).stage == SessionStage::agreed);
  CHECK(ben->sessions().start(two.id, ben.now()).error().code == Errc::refused);  // Anna keeps the time
  REQUIRE(anna->sessions().start(two.id, anna.now()));
  world.settle();
  CHECK(two.phase(anna) == SessionPhase::arrive);
  CHECK(two.phase(ben) == SessionPhase::arrive);
  CHECK(two.seen(anna).role == practice::SessionRole::presenter);
  CHECK(two.seen(ben).role == practice::SessionRole::listener);
  two.pass(seconds(100));
  CHECK(two.seen(anna).left == seconds(200));
  CHECK(two.seen(ben).left == seconds(200));
  two.pass(seconds(205));
  CHECK(two.phase(anna) == SessionPhase::listen);
  CHECK(two.phase(ben) == SessionPhase::listen);
  two.pass(minutes(56));
  for (auto* who : {&anna, &ben}) CHECK(two.seen(*who).stage == SessionStage::ended);
  const auto line = ben->sessions().cpd_entry(two.id, ben.now());
  REQUIRE(line);
  CHECK(line->minutes == 60);
  CHECK(line->role == practice::CpdRole::listened);
}

TEST_CASE("session: without an active agreement nobody asks for one, and a modified program that does is refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  practice::NewSession what;
  what.with = {anna.buddy()};
  CHECK(anna->sessions().invite(what, anna.now()).error().code == Errc::refused);
  proto::SessionInvite invite;
  invite.people = {proto::ParticipantId{{1}}, proto::ParticipantId{{2}}};
  invite.starts_at = anna.now().timestamp;
  anna.blurt(invite);
  two.settle();
  CHECK(ben->sessions().list(ben.now())->empty());
  CHECK(anna.notices().back().starts_with("The rules on the other side did not admit"));
}

TEST_CASE("session: no, another time and calling it off") {
  InSession two(false);
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  const auto later = ben.now().timestamp + days(2);
  REQUIRE(ben->sessions().reply(two.id, {proto::SessionAnswer::another_time, later}, ben.now()));
  two.settle();
  CHECK(two.seen(anna).stage == SessionStage::asked);
  CHECK(two.seen(anna).starts_at == later);
  CHECK(two.seen(ben).stage == SessionStage::invited);
  REQUIRE(anna->sessions().reply(two.id, {}, anna.now()));
  two.settle();
  CHECK(two.seen(ben).stage == SessionStage::agreed);
  REQUIRE(ben->sessions().end(two.id, ben.now()));
  two.settle();
  CHECK(two.seen(anna).stage == SessionStage::cancelled);

  InSession other(false);
  REQUIRE(other.ben->sessions().reply(other.id, {proto::SessionAnswer::no, {}}, other.ben.now()));
  other.settle();
  CHECK(other.seen(other.anna).stage == SessionStage::declined);
}

TEST_CASE("session: either pauses at once for two minutes, and the clock stands for both") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  two.pass(seconds(60));
  REQUIRE(ben->sessions().pause(two.id, ben.now()));
  world.settle();
  for (auto* who : {&anna, &ben}) CHECK(two.seen(*who).pause_left == seconds(120));
  CHECK(anna->sessions().resume(two.id, anna.now()).error().code == Errc::refused);  // Ben has paused
  two.pass(seconds(119));
  CHECK(two.seen(anna).left == seconds(240));
  two.pass(seconds(11));
  for (auto* who : {&anna, &ben}) {
    CHECK(two.seen(*who).pause_left == Duration{});
    CHECK(two.seen(*who).left == seconds(230));
  }
  REQUIRE(anna->sessions().pause(two.id, anna.now()));
  world.settle();
  two.pass(seconds(30));
  REQUIRE(anna->sessions().resume(two.id, anna.now()));
  world.settle();
  for (auto* who : {&anna, &ben}) CHECK(two.seen(*who).left == seconds(230));
}

TEST_CASE("session: five more minutes when both want them, once in a phase") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  two.pass(seconds(100));
  CHECK(ben->sessions().extend(two.id, false, ben.now()).error().code == Errc::refused);  // nobody asked
  REQUIRE(ben->sessions().extend(two.id, true, ben.now()));
  world.settle();
  CHECK(two.seen(anna).extension_asked_by == 1);
  CHECK(two.seen(anna).left == seconds(200));
  REQUIRE(anna->sessions().extend(two.id, true, anna.now()));
  world.settle();
  for (auto* who : {&anna, &ben}) CHECK(two.seen(*who).left == seconds(500));
  CHECK(ben->sessions().extend(two.id, true, ben.now()).error().code == Errc::refused);

  REQUIRE(anna->sessions().next(two.id, anna.now()));
  REQUIRE(anna->sessions().extend(two.id, true, anna.now()));
  world.settle();
  REQUIRE(ben->sessions().extend(two.id, false, ben.now()));
  world.settle();
  for (auto* who : {&anna, &ben}) {
    CHECK_FALSE(two.seen(*who).extended);
    CHECK_FALSE(two.seen(*who).extension_asked_by);
  }
}

TEST_CASE("session: a modified program cannot move a clock that it does not keep, turn it back or stretch it") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  REQUIRE(anna->sessions().next(two.id, anna.now()));
  world.settle();
  ben.blurt(two.clock(3, 60));  // Ben does not keep the time
  two.settle();
  CHECK(two.refused(ben));
  CHECK(two.phase(anna) == SessionPhase::listen);
  ben.blurt(two.clock(3, 60, 1));  // nor has Anna been silent
  two.settle();
  CHECK(two.phase(anna) == SessionPhase::listen);
  CHECK(two.seen(anna).timekeeper == 0);
  anna.blurt(two.clock(0, 60));     // back
  anna.blurt(two.clock(1, 601));    // longer than the phase
  anna.blurt(two.clock(7, 10));     // beyond the last
  auto longer = two.clock(1, 700);  // longer without Ben's consent
  longer.extended = true;
  anna.blurt(longer);
  two.settle();
  CHECK(two.phase(ben) == SessionPhase::listen);
  CHECK(two.seen(ben).left.ms <= seconds(600).ms);
  CHECK_FALSE(two.seen(ben).extended);
  auto other = two.clock(1, 5);
  other.session = {};
  anna.blurt(other);  // of no session
  two.settle();
  CHECK(two.phase(ben) == SessionPhase::listen);
}

TEST_CASE("session: a plan that is longer than the invitation, or gives the floor to nobody, does not begin") {
  InSession two(false);
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  REQUIRE(ben->sessions().reply(two.id, {}, ben.now()));
  two.settle();
  anna.blurt(proto::SessionStart{two.id, {{SessionPhase::listen, 3600, 0}, {SessionPhase::close, 600, 0}}});
  anna.blurt(proto::SessionStart{two.id, {{SessionPhase::listen, 600, 2}}});
  ben.blurt(proto::SessionStart{two.id, {{SessionPhase::listen, 600, 0}}});  // Anna starts it
  two.settle();
  for (auto* who : {&anna, &ben}) CHECK(two.seen(*who).stage == SessionStage::agreed);
}

TEST_CASE("session: who keeps the time falls silent, and after a minute the other goes on") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  two.pass(seconds(100));
  anna.party.go(false);
  two.asleep = &anna;
  two.pass(seconds(55));
  CHECK(two.seen(ben).timekeeper == 0);
  two.pass(seconds(25));
  CHECK(two.seen(ben).timekeeper == 1);
  CHECK(ben->sessions().next(two.id, ben.now()));
  CHECK(two.phase(ben) == SessionPhase::listen);
  two.pass(minutes(5));
  two.asleep = nullptr;
  anna.party.go(true);  // what Ben had confirmed before he was alone comes now, too
  two.pass(seconds(40));
  CHECK(two.seen(anna).timekeeper == 1);
  CHECK(two.phase(anna) == SessionPhase::listen);
  CHECK(two.seen(anna).left == two.seen(ben).left);
  CHECK(anna->sessions().next(two.id, anna.now()).error().code == Errc::refused);
}

TEST_CASE("session: clocks that run apart are set right by the next word, within a beat") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  two.pass(seconds(30));
  anna.blurt(two.clock(0, 250));  // Anna's machine was slow
  world.settle();
  CHECK(two.seen(ben).left == seconds(250));
  two.pass(seconds(21));
  CHECK(two.seen(ben).left == two.seen(anna).left);
}

TEST_CASE("session: words of the clock do not pile up for somebody who is away") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  ben.party.go(false);
  two.asleep = &ben;
  two.pass(minutes(4));
  CHECK(anna.party.number("SELECT count(*) FROM outbox") <= 2);
}

TEST_CASE("session: time goes on while a machine sleeps or a process is gone") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  two.pass(seconds(30));
  anna.party.restart();
  CHECK(two.seen(anna).left == seconds(270));
  world.clock.advance(minutes(3));  // both slept
  CHECK(two.seen(anna).left == seconds(90));
  world.clock.step_wall(hours(-5));  // setting the clock changes nothing
  CHECK(two.seen(anna).left == seconds(90));
}

TEST_CASE("session: the end of the agreement ends the session, and either can stop") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  REQUIRE(ben->sessions().end(two.id, ben.now()));
  two.settle();
  CHECK(two.seen(anna).stage == SessionStage::ended);
  InSession other;
  REQUIRE(other.anna->end(other.anna.buddy(), false, other.anna.now()));
  other.settle();
  CHECK(other.seen(other.anna).stage == SessionStage::ended);
  CHECK(other.seen(other.ben).stage == SessionStage::ended);
}

TEST_CASE("session: in a reciprocal one each presents in turn") {
  InSession two(true, proto::SessionKind::reciprocal);
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  CHECK(two.seen(anna).steps.size() == 13);
  two.pass(minutes(41));
  CHECK(two.seen(anna).role == practice::SessionRole::listener);
  CHECK(two.seen(ben).role == practice::SessionRole::presenter);
}

TEST_CASE("session: the note is the presenter's, stays on the device and goes after ninety days") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  practice::OutcomeNote note;
  note.noticed = "that it is not mine to edit";
  CHECK(ben->sessions().set_note(two.id, note, ben.now()).error().code == Errc::refused);
  REQUIRE(anna->sessions().set_note(two.id, note, anna.now()));
  CHECK(two.seen(anna).note == note);
  REQUIRE(anna->sessions().end(two.id, anna.now()));
  two.settle();
  CHECK_FALSE(two.seen(ben).note);
  two.away(anna, days(89));
  CHECK(two.seen(anna).note == note);
  two.away(anna, days(2));
  CHECK(anna->sessions().find(two.id, anna.now()).error().code == Errc::not_found);
  CHECK(anna.party.number("SELECT count(*) FROM session_seat") == 0);
}

TEST_CASE("session: how long one stays after its end is each side's own setting") {
  InSession two;
  auto& [world, relay, anna, ben] = static_cast<TwoHr&>(two);
  REQUIRE(anna->set_retention({30, 180, 10}, false, anna.now()));
  REQUIRE(anna->sessions().end(two.id, anna.now()));
  two.settle();
  two.away(anna, days(11));
  two.away(ben, days(1));
  CHECK(anna->sessions().find(two.id, anna.now()).error().code == Errc::not_found);
  CHECK(ben->sessions().find(two.id, ben.now()));
}

TEST_CASE("session: one that names a case stays while the case is on hold, and goes with the case") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  const auto ref = two.new_case(anna);
  practice::NewSession what;
  what.case_ref = ref;
  const auto made = anna->sessions().companion(what, anna.now());
  REQUIRE(made);
  practice::OutcomeNote note;
  note.will = "ring them";
  REQUIRE(anna->sessions().set_note(made->id, note, anna.now()));
  REQUIRE(anna->sessions().end(made->id, anna.now()));
  REQUIRE(anna->hold(ref, "a claim", false, anna.now()));
  CHECK(anna->sessions().delete_note(made->id, anna.now()).error().code == Errc::refused);
  world.clock.step_wall(days(3650));
  CHECK(anna->sessions().find(made->id, anna.now())->note == note);
  REQUIRE(anna->lift_hold(ref, "the spring matter", anna.now()));
  REQUIRE(anna->purge_case(ref, anna.now()));
  CHECK(anna->sessions().find(made->id, anna.now()).error().code == Errc::not_found);
}

TEST_CASE("session: a companion needs nobody and sends nothing") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  const auto cells = relay.cells.size();
  practice::NewSession what;
  what.minutes = 30;
  const auto made = anna->sessions().companion(what, anna.now());
  REQUIRE(made);
  CHECK(made->stage == SessionStage::running);
  CHECK(anna->sessions().companion(what, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->sessions().pause(made->id, anna.now()));
  REQUIRE(anna->sessions().resume(made->id, anna.now()));
  REQUIRE(anna->sessions().extend(made->id, true, anna.now()));
  CHECK(anna->sessions().find(made->id, anna.now())->extended);
  world.clock.advance(minutes(40));
  CHECK(anna->sessions().find(made->id, anna.now())->stage == SessionStage::ended);
  two.settle();
  CHECK(relay.cells.size() == cells);
}
