#include <algorithm>

#include <sotto/crypto/kdf.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::Opinion;
using practice::OpinionStage;
using practice::Standing;
using practice::View;
using test::Colleague;
using test::TwoHr;

namespace {

constexpr auto too_early =
    "Your buddy's program showed a view before you had sealed yours. It was refused and nothing of it was kept.";
constexpr auto not_sealed =
    "Your buddy's program showed another view than it had sealed. It was refused and nothing of it was kept.";
constexpr auto sealed_again =
    "Your buddy's program tried to change a view that it had sealed. It was refused; the first one counts.";
constexpr auto other_question =
    "Your buddy's program changed a question after it was asked. It was refused; the first one counts.";
constexpr auto not_admitted = "The rules on the other side did not admit this. Nothing of it was kept there.";

practice::NewOpinion asking(Colleague& who) {
  practice::NewOpinion out;
  out.invited = {{who.buddy(), std::nullopt}};
  out.topic = proto::Topic::exec_conduct;
  out.question = "Pause the hearing, or go on?";
  out.options = {"Pause", "Go on"};
  out.deadline = who.now().timestamp + days(3);
  out.mine = {1, 0, "The summary was edited."};
  return out;
}

Opinion ask(TwoHr& two, Colleague& who) {
  const auto made = who->opinions().open(asking(who), who.now());
  REQUIRE(made);
  two.settle();
  return *made;
}

Opinion shown(Colleague& who, const practice::OpinionId& id) {
  const auto found = who->opinions().show(id, who.now());
  REQUIRE(found);
  return *found;
}

std::vector<Opinion> all(Colleague& who) {
  const auto found = who->opinions().list(std::nullopt, who.now());
  REQUIRE(found);
  return *found;
}

const practice::Participant& other(const Opinion& opinion) {
  return opinion.participants[opinion.participants[0].buddy ? 0 : 1];
}
const practice::Participant& me(const Opinion& opinion) {
  return opinion.participants[opinion.participants[0].buddy ? 1 : 0];
}

// The commitment as docs/protocol.md names it, for what a modified program says.
struct Forged {
  proto::OpinionOpen open;
  proto::OpinionReveal reveal;

  explicit Forged(Timestamp deadline) {
    open.question.opinion.bytes[0] = 9;
    open.question.text = "Pause the hearing, or go on?";
    open.question.options = {"Pause", "Go on"};
    open.question.deadline = deadline;
    open.question.participants = {proto::ParticipantId{{1}}, proto::ParticipantId{{2}}};
    open.you = {{2}};
    reveal.opinion = open.question.opinion;
    reveal.participant = open.question.participants[0];
    reveal.choice = 1;
    reveal.why = "an anchor";
    open.seal = seal();
  }
  proto::QuestionHash hash() const {
    return {crypto::hash("opinion question", {proto::canonical_question(open.question)})};
  }
  proto::Commitment seal() const {
    const std::array<std::uint8_t, 2> two{static_cast<std::uint8_t>(reveal.choice),
                                          static_cast<std::uint8_t>(reveal.sure)};
    return {crypto::hash("opinion view", {reveal.opinion.view(), reveal.participant.view(), hash().view(), reveal.nonce,
                                          two, view_of(reveal.why)})};
  }
};

bool said(Colleague& who, const std::string& sentence) {
  const auto all = who.notices();
  return std::count(all.begin(), all.end(), sentence) == 1;
}

std::int64_t views_kept(Colleague& who) {
  return who.party.number("SELECT count(*) FROM opinion_seat WHERE buddy IS NOT NULL AND view IS NOT NULL");
}

}  // namespace

TEST_CASE("opinion: nobody sees a view before everybody sealed, and then both see both") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = ask(two, anna).id;
  CHECK(shown(anna, id).stage == OpinionStage::sealed);
  const auto asked = shown(ben, id);
  CHECK(asked.stage == OpinionStage::asked);
  CHECK(asked.question == "Pause the hearing, or go on?");
  CHECK(asked.options == std::vector<std::string>{"not enough information", "Pause", "Go on"});
  CHECK(other(asked).standing == Standing::sealed);
  CHECK_FALSE(other(asked).view);
  CHECK(views_kept(ben) == 0);
  CHECK(ben->opinions().reveal(id, ben.now()).error().code == Errc::refused);
  CHECK(anna->opinions().reveal(id, anna.now()).error().code == Errc::refused);

  REQUIRE(ben->opinions().seal(id, {2, 0, "The date is fixed."}, ben.now()));
  two.settle();
  for (auto* who : {&anna, &ben}) {
    const auto table = (*who)->opinions().reveal(id, who->now());
    REQUIRE(table);
    CHECK(table->stage == OpinionStage::complete);
    CHECK(other(*table).standing == Standing::revealed);
    CHECK_FALSE(other(*table).late);
  }
  CHECK(other(shown(ben, id)).view->why == "The summary was edited.");
  CHECK(other(shown(anna, id)).view->choice == 2);
  CHECK(me(shown(anna, id)).view->choice == 1);
  CHECK(ben.notices().back().starts_with("The views are open."));
}

TEST_CASE("opinion: it needs an agreement that is not paused, here and there") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  CHECK(anna->opinions().open(asking(anna), anna.now()).error().code == Errc::refused);
  anna.blurt(Forged(anna.now().timestamp + days(1)).open);
  two.settle();
  CHECK(all(ben).empty());
  CHECK(anna.notices().back() == not_admitted);
  two.agree();
  REQUIRE(ben->pause(ben.buddy(), ben.now()));
  two.settle();
  CHECK(anna->opinions().open(asking(anna), anna.now()).error().code == Errc::refused);
  anna.blurt(Forged(anna.now().timestamp + days(1)).open);
  two.settle();
  CHECK(all(ben).empty());
}

TEST_CASE("opinion: a question without options, with a past deadline or with a choice that is none is refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto code = [&](auto&& change) {
    auto what = asking(anna);
    change(what);
    return anna->opinions().open(what, anna.now()).error().code;
  };
  CHECK(code([](auto& o) { o.options.clear(); }) == Errc::usage);
  CHECK(code([](auto& o) { o.options = {"Not enough information"}; }) == Errc::usage);
  CHECK(code([](auto& o) { o.options = {"a", "b", "c", "d", "e"}; }) == Errc::usage);
  CHECK(code([](auto& o) { o.question.clear(); }) == Errc::usage);
  CHECK(code([&](auto& o) { o.deadline = anna.now().timestamp; }) == Errc::usage);
  CHECK(code([&](auto& o) { o.deadline = anna.now().timestamp + days(31); }) == Errc::usage);
  CHECK(code([](auto& o) { o.mine.choice = 3; }) == Errc::usage);
  CHECK(code([](auto& o) { o.mine.sure = 1; }) == Errc::usage);  // there is no scale
  CHECK(code([](auto& o) { o.scale = 5; }) == Errc::usage);      // and here none was said
  CHECK(code([](auto& o) { o.scale = 1; }) == Errc::usage);
  CHECK(code([](auto& o) { o.mine.why.assign(1201, 'x'); }) == Errc::limit);
  CHECK(code([](auto& o) { o.case_ref = "C9"; }) == Errc::not_found);
  CHECK(code([](auto& o) { o.invited.push_back(o.invited.front()); }) == Errc::usage);
  CHECK(all(anna).empty());
}

TEST_CASE("opinion: a view before sealing is refused, said and not kept, whatever the sender runs") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const Forged forged(anna.now().timestamp + days(3));
  anna.blurt(forged.open);
  anna.blurt(forged.reveal);
  two.settle();
  CHECK(shown(ben, forged.reveal.opinion).stage == OpinionStage::asked);
  CHECK(views_kept(ben) == 0);
  CHECK(ben.notices().back() == too_early);
  CHECK(anna.notices().back() == not_admitted);
  CHECK(anna.party.pending() == 0);
  // Once Ben has sealed, the very same view may come.
  REQUIRE(ben->opinions().seal(forged.reveal.opinion, {0, 0, ""}, ben.now()));
  anna.blurt(forged.reveal);
  two.settle();
  CHECK(other(shown(ben, forged.reveal.opinion)).view->why == "an anchor");
}

TEST_CASE("opinion: a view that was not sealed, a second seal and a changed question are refused, said and not kept") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  SUBCASE("another view than was sealed") {
    Forged forged(anna.now().timestamp + days(3));
    anna.blurt(forged.open);
    two.settle();
    REQUIRE(ben->opinions().seal(forged.reveal.opinion, {0, 0, ""}, ben.now()));
    forged.reveal.choice = 2;
    anna.blurt(forged.reveal);
    two.settle();
    CHECK(views_kept(ben) == 0);
    CHECK(said(ben, not_sealed));
    // After the deadline it stands there as what it is: sealed, and never shown.
    world.clock.step_wall(days(4));
    CHECK(other(shown(ben, forged.reveal.opinion)).standing == Standing::silent);
  }
  SUBCASE("a choice that the question does not have") {
    Forged forged(anna.now().timestamp + days(3));
    forged.reveal.choice = 3;
    forged.open.seal = forged.seal();
    anna.blurt(forged.open);
    two.settle();
    REQUIRE(ben->opinions().seal(forged.reveal.opinion, {0, 0, ""}, ben.now()));
    anna.blurt(forged.reveal);
    two.settle();
    CHECK(views_kept(ben) == 0);
    CHECK(said(ben, not_sealed));
  }
  SUBCASE("a second seal, and a view without one") {
    const auto id = ask(two, anna).id;
    const auto ours = me(shown(ben, id)).id;
    proto::OpinionReveal reveal{id, ours, {}, 1, 0, ""};
    ben.blurt(reveal);
    two.settle();
    CHECK(said(anna, not_sealed));
    CHECK(views_kept(anna) == 0);
    const auto hash = crypto::hash("opinion question", {});
    ben.blurt(proto::OpinionSeal{id, ours, {hash}, {}, 30});
    two.settle();
    CHECK(other(shown(anna, id)).standing == Standing::waiting);
    REQUIRE(ben->opinions().seal(id, {2, 0, ""}, ben.now()));
    two.settle();
    CHECK(other(shown(anna, id)).view->choice == 2);
  }
  SUBCASE("a seal that replaces the first") {
    const Forged forged(anna.now().timestamp + days(3));
    anna.blurt(forged.open);
    anna.blurt(proto::OpinionSeal{forged.reveal.opinion, forged.reveal.participant, forged.hash(), {}, 30});
    two.settle();
    CHECK(ben.notices().back() == sealed_again);
    REQUIRE(ben->opinions().seal(forged.reveal.opinion, {0, 0, ""}, ben.now()));
    anna.blurt(forged.reveal);  // the first one still counts
    two.settle();
    CHECK(other(shown(ben, forged.reveal.opinion)).view->why == "an anchor");
  }
  SUBCASE("other options under the same id") {
    Forged forged(anna.now().timestamp + days(3));
    anna.blurt(forged.open);
    forged.open.question.options = {"Go on", "Pause"};
    anna.blurt(forged.open);
    two.settle();
    CHECK(ben.notices().back() == other_question);
    CHECK(shown(ben, forged.reveal.opinion).options[1] == "Pause");
  }
  SUBCASE("a seal on another question") {
    const auto id = ask(two, anna).id;
    ben.blurt(proto::OpinionSeal{id, me(shown(ben, id)).id, {}, {}, 30});
    two.settle();
    CHECK(anna.notices().back() == other_question);
    CHECK(other(shown(anna, id)).standing == Standing::waiting);
  }
  SUBCASE("somebody else's seat") {
    const auto id = ask(two, anna).id;
    ben.blurt(proto::OpinionSeal{id, other(shown(ben, id)).id, {}, {}, 30});
    two.settle();
    CHECK(anna.notices().back().find("program") == std::string::npos);
    CHECK(other(shown(anna, id)).standing == Standing::waiting);
  }
}

TEST_CASE("opinion: after the deadline what was sealed is opened, and a later view counts as late") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = ask(two, anna).id;
  world.clock.step_wall(days(3));  // to the minute: within the tolerance nothing leaves yet
  REQUIRE(anna->pass_time(anna.now()));
  two.settle();
  CHECK(shown(anna, id).stage == OpinionStage::sealed);
  CHECK(views_kept(ben) == 0);
  world.clock.step_wall(practice::clock_tolerance);
  REQUIRE(anna->pass_time(anna.now()));
  two.settle();
  CHECK(shown(anna, id).stage == OpinionStage::open);
  CHECK(other(shown(anna, id)).standing == Standing::missing);
  const auto table = ben->opinions().reveal(id, ben.now());
  REQUIRE(table);
  CHECK(other(*table).view->choice == 1);
  REQUIRE(ben->opinions().seal(id, {2, 0, "late"}, ben.now()));
  two.settle();
  const auto late = other(shown(anna, id));
  CHECK(late.late);
  CHECK(late.view->why == "late");
  CHECK(shown(anna, id).stage == OpinionStage::complete);
  CHECK(me(shown(ben, id)).late);
}

TEST_CASE("opinion: clocks that are ten minutes apart lose nothing; a view for a clock that is hours behind waits") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  auto what = asking(anna);
  SUBCASE("ten minutes") {
    what.deadline = anna.now().timestamp + minutes(20);
    const auto id = anna->opinions().open(what, anna.now())->id;
    two.settle();
    world.clock.step_wall(minutes(30));  // Anna's clock says so: it is time to open
    REQUIRE(anna->pass_time(anna.now()));
    world.clock.step_wall(milliseconds(-minutes(15).ms));  // Ben's is fifteen minutes behind hers
    two.settle();
    CHECK(views_kept(ben) == 1);
    CHECK_FALSE(other(shown(ben, id)).view);  // kept, and not shown before it is time here
    world.clock.step_wall(minutes(15));
    CHECK(other(shown(ben, id)).view);
  }
  SUBCASE("hours") {
    what.deadline = anna.now().timestamp + hours(5);
    const auto id = anna->opinions().open(what, anna.now())->id;
    two.settle();
    world.clock.step_wall(hours(6));
    REQUIRE(anna->pass_time(anna.now()));
    world.clock.step_wall(milliseconds(-hours(6).ms));
    two.settle();
    CHECK(views_kept(ben) == 0);
    CHECK(ben.notices().back() == too_early);
    REQUIRE(ben->opinions().seal(id, {2, 0, ""}, ben.now()));  // now it may come, and comes again
    two.settle();
    CHECK(other(shown(ben, id)).view->choice == 1);
    CHECK(other(shown(anna, id)).view->choice == 2);
  }
}

TEST_CASE("opinion: it can be taken back, or left alone, until a view is open") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto withdrawn = ask(two, anna).id;
  REQUIRE(anna->opinions().withdraw(withdrawn, proto::Reason::not_now, anna.now()));
  two.settle();
  CHECK(shown(ben, withdrawn).stage == OpinionStage::withdrawn);
  CHECK(ben->opinions().seal(withdrawn, {0, 0, ""}, ben.now()).error().code == Errc::refused);
  const auto declined = ask(two, anna).id;
  REQUIRE(ben->opinions().withdraw(declined, proto::Reason::conflict, ben.now()));
  two.settle();
  CHECK(shown(anna, declined).stage == OpinionStage::declined);
  CHECK(anna.notices().back() == "Your buddy gives no view on this one (may know the people).");
  world.clock.step_wall(days(4));
  for (auto* who : {&anna, &ben}) REQUIRE((*who)->pass_time(who->now()));
  two.settle();
  CHECK(views_kept(ben) == 0);
  CHECK(shown(anna, declined).stage == OpinionStage::declined);
  const auto open = ask(two, anna).id;
  REQUIRE(ben->opinions().seal(open, {0, 0, ""}, ben.now()));
  CHECK(ben->opinions().seal(open, {1, 0, ""}, ben.now()).error().code == Errc::refused);
  CHECK(ben->opinions().withdraw(open, proto::Reason::not_now, ben.now()).error().code == Errc::refused);
  two.settle();
  CHECK(anna->opinions().withdraw(open, proto::Reason::not_now, anna.now()).error().code == Errc::refused);
}

TEST_CASE("opinion: one that never left leaves no trace on the other side; a withdrawal may cross with a seal") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  anna.party.go(false);
  const auto unseen = anna->opinions().open(asking(anna), anna.now())->id;
  REQUIRE(anna->opinions().withdraw(unseen, proto::Reason::not_now, anna.now()));
  anna.party.go(true);
  two.settle();
  CHECK(all(ben).empty());
  const auto id = ask(two, anna).id;
  ben.party.go(false);
  REQUIRE(ben->opinions().seal(id, {2, 0, "crossed"}, ben.now()));
  REQUIRE(anna->opinions().withdraw(id, proto::Reason::not_now, anna.now()));
  ben.party.go(true);
  two.settle();
  CHECK(shown(anna, id).stage == OpinionStage::withdrawn);
  CHECK(shown(ben, id).stage == OpinionStage::withdrawn);
  CHECK(views_kept(anna) == 0);
  CHECK(views_kept(ben) == 0);
}

TEST_CASE("opinion: a pause holds a view back until both go on; the end of the agreement ends it") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = ask(two, anna).id;
  anna.party.go(false);
  REQUIRE(anna->pause(anna.buddy(), anna.now()));
  REQUIRE(ben->opinions().seal(id, {2, 0, ""}, ben.now()));
  anna.party.go(true);
  two.settle();
  CHECK(views_kept(anna) == 1);
  CHECK(views_kept(ben) == 0);
  REQUIRE(anna->resume(anna.buddy(), anna.now()));
  two.settle();
  CHECK(views_kept(ben) == 1);
  const auto last = ask(two, anna).id;
  REQUIRE(ben->end(ben.buddy(), true, ben.now()));
  two.settle();
  CHECK(shown(anna, last).stage == OpinionStage::ended);
  CHECK(shown(ben, last).stage == OpinionStage::ended);
  CHECK(ben->opinions().seal(last, {0, 0, ""}, ben.now()).error().code == Errc::refused);
}

TEST_CASE("opinion: among three, views that come while a seal is still missing here are kept back") {
  test::World world;
  auto& relay = world.add_relay("relay.example:443");
  Colleague anna(world, 11), ben(world, 22), cleo(world, 33);
  struct Tie {
    Colleague &from, &to;
    BuddyId there, here;  // as `from` sees `to`, and the other way round
  };
  const auto tie = [&](Colleague& from, Colleague& to) {
    const auto link = from.party->invite("", false, limits::invite_life, from.now());
    REQUIRE(link);
    const auto joined = to.party->join(link->link, "", to.now());
    REQUIRE(joined);
    for (auto* who : {&from, &to}) who->party.go(true);
    world.pass(seconds(10));
    const auto all_of = from.party->buddies(true);
    REQUIRE(all_of);
    Tie out{from, to, all_of->back().id, joined->id};
    REQUIRE(from->draft(out.there, {}, from.now()));
    REQUIRE(from->offer(out.there, from.now()));
    world.pass(seconds(10));
    std::vector<std::string> codes;
    const auto offered = from->agreement(out.there, from.now());
    REQUIRE(offered);
    for (const auto& card : offered->current->cards) codes.push_back(card.code);
    REQUIRE(from->accept(out.there, codes, from.now()));
    REQUIRE(to->accept(out.here, codes, to.now()));
    world.pass(seconds(10));
    REQUIRE(from->agreement(out.there, from.now())->state == practice::AgreementState::active);
    return out;
  };
  for (auto* who : {&anna, &ben, &cleo}) REQUIRE(who->party->add_relay(relay.link(), who->now()));
  const auto ab = tie(anna, ben), ac = tie(anna, cleo), bc = tie(ben, cleo);
  const proto::ParticipantId a{{1}}, b{{2}}, c{{3}};
  practice::NewOpinion what = asking(anna);
  what.as = a;
  what.invited = {{ab.there, std::nullopt}, {ac.there, std::nullopt}};
  // Anna cannot name the others yet, nor herself to them.
  CHECK(anna->opinions().open(what, anna.now()).error().code == Errc::refused);
  REQUIRE(anna->opinions().introduce(b, ab.there, anna.now()));
  REQUIRE(anna->opinions().introduce(c, ac.there, anna.now()));
  what.as.reset();
  CHECK(anna->opinions().open(what, anna.now()).error().code == Errc::refused);
  what.as = a;
  // Ben does not know who the third is: a question he cannot take part in.
  REQUIRE(anna->opinions().open(what, anna.now()));
  world.pass(seconds(10));
  CHECK(all(ben).empty());
  for (auto [who, one, buddy] : {std::tuple(&ben, a, ab.here), std::tuple(&ben, c, bc.there),
                                 std::tuple(&cleo, a, ac.here), std::tuple(&cleo, b, bc.here)}) {
    REQUIRE((*who)->opinions().introduce(one, buddy, who->now()));
  }
  const auto made = anna->opinions().open(what, anna.now());
  REQUIRE(made);
  const auto id = made->id;
  world.pass(seconds(10));
  REQUIRE(ben->opinions().seal(id, {2, 0, "ben"}, ben.now()));
  world.pass(seconds(10));
  for (auto* who : {&anna, &ben, &cleo}) CHECK(views_kept(*who) == 0);

  // Ben is away while Cleo seals: Anna, who holds all three seals, opens; Ben gets her view before Cleo's seal.
  ben.party.go(false);
  REQUIRE(cleo->opinions().seal(id, {0, 0, "cleo"}, cleo.now()));
  world.pass(seconds(10));
  cleo.party.go(false);
  CHECK(shown(anna, id).stage == OpinionStage::open);
  ben.party.go(true);
  world.pass(seconds(10));
  cleo.party.go(true);
  world.pass(minutes(20));
  for (auto* who : {&anna, &ben, &cleo}) {
    const auto table = (*who)->opinions().reveal(id, who->now());
    REQUIRE(table);
    CHECK(table->stage == OpinionStage::complete);
    std::vector<std::string> whys;
    for (const auto& one : table->participants) whys.push_back(one.view->why);
    CHECK(whys == std::vector<std::string>{"The summary was edited.", "ben", "cleo"});
  }
}

TEST_CASE("opinion: one of a case follows its retention, its hold and its purge, and no word stays") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.new_case(anna);
  auto what = asking(anna);
  what.case_ref = "C1";
  const auto id = anna->opinions().open(what, anna.now())->id;
  two.settle();
  REQUIRE(ben->opinions().seal(id, {2, 0, "The date is fixed."}, ben.now()));
  two.settle();
  REQUIRE(shown(anna, id).purge_on);
  REQUIRE(anna->hold("C1", "a claim", false, anna.now()));
  world.clock.advance(days(3650));
  CHECK(shown(anna, id).held);
  CHECK(other(shown(anna, id)).view->why == "The date is fixed.");
  CHECK(shown(ben, id).question.empty());  // nothing of Ben's is on hold
  CHECK(shown(ben, id).participants.empty());
  REQUIRE(anna->lift_hold("C1", "the spring matter", anna.now()));
  CHECK(shown(anna, id).question.empty());
  for (auto* who : {&anna, &ben}) {
    CHECK(who->party.number("SELECT count(*) FROM opinion_seat") == 0);
    CHECK(who->party.number("SELECT count(*) FROM opinion WHERE question IS NOT NULL") == 0);
  }
  // The key of Ben's shelf went with the last thing that was on it.
  CHECK(ben.party.number("SELECT count(*) FROM shelf WHERE key IS NOT NULL") == 0);
}

TEST_CASE("opinion: purging a case takes back a question that was not received yet") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.new_case(anna);
  auto what = asking(anna);
  what.case_ref = "C1";
  anna.party.go(false);
  const auto id = anna->opinions().open(what, anna.now())->id;
  REQUIRE(anna->purge_case("C1", anna.now()));
  anna.party.go(true);
  two.settle();
  CHECK(all(ben).empty());
  CHECK(shown(anna, id).question.empty());
}

TEST_CASE("opinion: the shorter of all days counts, and both see it") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  REQUIRE(ben->set_retention({7, 180}, true, ben.now()));
  const auto id = ask(two, anna).id;
  CHECK(shown(ben, id).keep_days == 7);
  REQUIRE(ben->opinions().seal(id, {0, 0, ""}, ben.now()));
  two.settle();
  CHECK(shown(anna, id).keep_days == 7);
  world.clock.advance(days(8));
  for (auto* who : {&anna, &ben}) CHECK(shown(*who, id).question.empty());
}
