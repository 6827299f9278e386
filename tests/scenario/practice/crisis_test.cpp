#include <sotto/practice/crisis.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::CheckInStage;
using practice::PingStage;
using proto::CrisisKind;
using test::Colleague;
using test::TwoHr;

namespace {

// Anna, who asks; Ben and Cleo, who have an agreement with her and not with each other.
struct ThreeHr : TwoHr {
  Colleague cleo{world, 33};
  BuddyId ben_of_anna, cleo_of_anna;

  ThreeHr() {
    agree();
    ben_of_anna = anna.buddy();
    REQUIRE(cleo.party->add_relay(relay.link(), cleo.now()));
    const auto made = anna.party->invite("", false, limits::invite_life, anna.now());
    REQUIRE(made);
    REQUIRE(cleo.party->join(made->link, "", cleo.now()));
    cleo.party.go(true);
    settle();
    for (std::size_t i = 0; i < 2; ++i) {
      if (anna.party.buddy(i) != ben_of_anna) cleo_of_anna = anna.party.buddy(i);
    }
    REQUIRE(anna->draft(cleo_of_anna, {}, anna.now()));
    REQUIRE(anna->offer(cleo_of_anna, anna.now()));
    settle();
    const auto codes = cleo.codes();
    REQUIRE(cleo->accept(cleo.buddy(), codes, cleo.now()));
    REQUIRE(anna->accept(cleo_of_anna, codes, anna.now()));
    settle();
  }
  practice::PingId ask(const std::optional<BuddyId>& first, CrisisKind kind = CrisisKind::upset) {
    const auto made = anna->crisis().ask(kind, first, anna.now());
    REQUIRE(made);
    world.settle();
    return made->id;
  }
  std::vector<practice::Ping> pings(Colleague& who) {
    const auto all = who->crisis().pings(who.now());
    REQUIRE(all);
    return *all;
  }
  PingStage stage(Colleague& who) {
    const auto all = pings(who);
    REQUIRE(all.size() == 1);
    return all.front().stage;
  }
  void wake() {
    for (auto* who : {&anna, &ben, &cleo}) REQUIRE((*who)->pass_time(who->now()));
    world.settle();
  }
  void pass(Duration duration) {
    world.pass(duration);
    wake();
  }
};

}  // namespace

TEST_CASE("crisis: availability reaches those with an agreement, expires by itself and can be taken back") {
  ThreeHr three;
  auto& ben = three.ben;
  const auto told = ben->crisis().be_available(4, proto::every_crisis_kind, ben.now());
  REQUIRE(told);
  CHECK(*told == 1);
  three.settle();
  auto seen = three.anna->crisis().availability(three.anna.now());
  REQUIRE(seen);
  REQUIRE(seen->size() == 1);
  CHECK(seen->front().buddy == three.ben_of_anna);
  three.world.pass(hours(4));
  CHECK(three.anna->crisis().availability(three.anna.now())->empty());
  REQUIRE(ben->crisis().be_available(1, 1, ben.now()));
  REQUIRE(ben->crisis().be_available(0, 0, ben.now()));
  three.settle();
  CHECK(three.anna->crisis().availability(three.anna.now())->empty());
  CHECK(ben->crisis().be_available(25, 1, ben.now()).error().code == Errc::usage);
  ben.blurt(proto::CrisisAvailable{ben.now().timestamp + days(400), 15});  // for ever
  three.settle();
  CHECK(three.anna->crisis().availability(three.anna.now())->empty());
}

TEST_CASE("crisis: one chosen buddy first; after three minutes those who are available; the first has it") {
  ThreeHr three;
  auto [anna, ben, cleo] = std::tie(three.anna, three.ben, three.cleo);
  REQUIRE(cleo->crisis().be_available(4, proto::every_crisis_kind, cleo.now()));
  three.settle();
  const auto id = three.ask(three.ben_of_anna);
  CHECK(three.stage(ben) == PingStage::ringing);
  CHECK(three.pings(cleo).empty());
  three.pass(minutes(2));
  CHECK(three.pings(cleo).empty());
  three.pass(minutes(1));
  CHECK(three.stage(anna) == PingStage::wider);
  CHECK(three.stage(cleo) == PingStage::ringing);
  REQUIRE(cleo->crisis().take(id, cleo.now()));
  three.settle();
  CHECK(three.stage(anna) == PingStage::taken);
  CHECK(three.pings(anna).front().buddy == three.cleo_of_anna);
  CHECK(three.stage(cleo) == PingStage::holding);
  CHECK(three.stage(ben) == PingStage::gone);
  CHECK(ben->crisis().take(id, ben.now()).error().code == Errc::refused);
  // The check-in a day later is proposed by itself.
  CHECK(three.pings(cleo).front().check_in_stage == CheckInStage::proposed);
  REQUIRE(cleo->crisis().answer_check_in(id, true, cleo.now()));
  three.settle();
  CHECK(three.pings(anna).front().check_in_stage == CheckInStage::agreed);
  three.pass(hours(25));
  CHECK(anna.party.history(anna.party.buddy(0) == three.cleo_of_anna ? 0 : 1).back().text ==
        "You two wanted to check in about now.");
}

TEST_CASE("crisis: two take at once, whose ping it is decides, and the other is told") {
  ThreeHr three;
  auto [anna, ben, cleo] = std::tie(three.anna, three.ben, three.cleo);
  for (auto* who : {&ben, &cleo}) REQUIRE((*who)->crisis().be_available(4, proto::every_crisis_kind, who->now()));
  three.settle();
  const auto id = three.ask(std::nullopt);
  anna.party.go(false);
  REQUIRE(cleo->crisis().take(id, cleo.now()));
  REQUIRE(ben->crisis().take(id, ben.now()));
  three.settle();
  CHECK(three.stage(ben) == PingStage::asked_for);
  CHECK(three.stage(cleo) == PingStage::asked_for);
  anna.party.go(true);
  three.settle();
  CHECK(three.stage(anna) == PingStage::taken);
  const bool to_ben = three.pings(anna).front().buddy == three.ben_of_anna;
  CHECK(three.stage(to_ben ? ben : cleo) == PingStage::holding);
  CHECK(three.stage(to_ben ? cleo : ben) == PingStage::gone);
  CHECK((to_ben ? cleo : ben).notices().back() == "Somebody else is there for them. Thank you.");
}

TEST_CASE("crisis: nobody after ten minutes, and somebody who comes late is welcome") {
  ThreeHr three;
  auto [anna, ben, cleo] = std::tie(three.anna, three.ben, three.cleo);
  const auto id = three.ask(three.ben_of_anna);
  CHECK(anna->next_due(anna.now()) == anna.now().instant + minutes(3));
  three.pass(minutes(3));
  three.pass(minutes(7));
  CHECK(three.stage(anna) == PingStage::nobody);
  REQUIRE(ben->crisis().take(id, ben.now()));
  three.settle();
  CHECK(three.stage(anna) == PingStage::taken);
}

TEST_CASE("crisis: with nobody available the phone lines do not wait") {
  ThreeHr three;
  three.ask(std::nullopt);
  CHECK(three.stage(three.anna) == PingStage::nobody);
  CHECK(three.anna->crisis().ask(CrisisKind::exec, std::nullopt, three.anna.now()).error().code == Errc::refused);
}

TEST_CASE("crisis: a ping goes only to who is available for that kind of hour, and is over after two") {
  ThreeHr three;
  auto [anna, ben, cleo] = std::tie(three.anna, three.ben, three.cleo);
  REQUIRE(ben->crisis().be_available(4, 1U << 3, ben.now()));    // exec
  REQUIRE(cleo->crisis().be_available(4, 1U << 2, cleo.now()));  // safety
  three.settle();
  three.ask(std::nullopt, CrisisKind::safety);
  CHECK(three.pings(ben).empty());
  CHECK(three.stage(cleo) == PingStage::ringing);
  three.pass(minutes(121));
  CHECK(three.stage(anna) == PingStage::over);
  CHECK(three.stage(cleo) == PingStage::gone);
  three.pass(days(9));
  CHECK(three.pings(anna).empty());
}

TEST_CASE("crisis: a modified program cannot take what it was not asked for, confirm itself or ring without end") {
  ThreeHr three;
  auto [anna, ben, cleo] = std::tie(three.anna, three.ben, three.cleo);
  const auto id = three.ask(three.ben_of_anna);
  cleo.blurt(proto::CrisisTake{id});
  three.settle();
  CHECK(three.stage(anna) == PingStage::waiting);
  ben.blurt(proto::CrisisAnswer{id, proto::CrisisOutcome::over});  // it is not Ben's
  three.settle();
  CHECK(three.stage(anna) == PingStage::waiting);
  ben.blurt(proto::CrisisCheckIn{id, proto::CheckInWord::propose, ben.now().timestamp + hours(1)});
  three.settle();
  CHECK(three.pings(anna).front().check_in_stage == CheckInStage::none);
  for (std::uint8_t i = 1; i < 9; ++i) cleo.blurt(proto::CrisisPing{practice::PingId{{i}}, CrisisKind::upset});
  three.settle();
  CHECK(three.pings(anna).size() == 1 + 4);
}

TEST_CASE("crisis: without an agreement there is no ping, and what is shared in one is kept in the vault") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  CHECK(anna->crisis().ask(CrisisKind::upset, anna.buddy(), anna.now()).error().code == Errc::refused);
  anna.blurt(proto::CrisisPing{practice::PingId{{1}}, CrisisKind::upset});
  anna.blurt(proto::CrisisAvailable{anna.now().timestamp + hours(1), 1});
  two.settle();
  CHECK(ben->crisis().pings(ben.now())->empty());
  CHECK(ben->crisis().availability(ben.now())->empty());
  two.agree();
  REQUIRE(ben->pause(ben.buddy(), ben.now()));  // casework waits; somebody to talk to does not
  two.settle();
  REQUIRE(anna->crisis().ask(CrisisKind::upset, anna.buddy(), anna.now()));
  two.settle();
  CHECK(ben->crisis().pings(ben.now())->size() == 1);
  REQUIRE(ben->resume(ben.buddy(), ben.now()));
  two.settle();
  auto share = two.share_of(anna, "what happened", test::act_label(anna.now().timestamp));
  share.kind = proto::ExchangeKind::crisis;
  CHECK(anna->share(share, anna.now()).error().code == Errc::refused);
  share.label = {};
  CHECK(anna->share(share, anna.now()));
}
