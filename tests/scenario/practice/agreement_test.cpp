#include "two_hr.hpp"

using namespace sotto;
using practice::AgreementState;
using test::TwoHr;

TEST_CASE("agreement: active only when both have ticked every card of the same words") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  CHECK(anna.state() == AgreementState::none);
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  CHECK(anna.state() == AgreementState::draft);
  CHECK(ben.state() == AgreementState::none);
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::offered);
  CHECK(ben.state() == AgreementState::offered);
  CHECK(anna.agreement().current->hash == ben.agreement().current->hash);

  const auto codes = ben.codes();
  REQUIRE(codes.size() == 8);  // the cards of the UK pack that are not add-ons
  for (std::size_t i = 0; i + 1 < codes.size(); ++i) REQUIRE(ben->accept(ben.buddy(), {codes[i]}, ben.now()));
  two.settle();
  CHECK(ben.state() == AgreementState::offered);  // one card is missing
  CHECK_FALSE(ben.agreement().current->cards.back().me);
  REQUIRE(ben->accept(ben.buddy(), {codes.back()}, ben.now()));
  two.settle();
  CHECK(ben.state() == AgreementState::accepted_one);
  CHECK(anna.state() == AgreementState::accepted_one);
  CHECK(anna.agreement().current->cards.front().them);
  REQUIRE(anna->accept(anna.buddy(), codes, anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(ben.state() == AgreementState::active);
}

TEST_CASE("agreement: a card that is not there, nothing to accept, and a second draft are refused") {
  TwoHr two;
  auto& anna = two.anna;
  CHECK(anna->accept(anna.buddy(), {"at-risk"}, anna.now()).error().code == Errc::refused);
  CHECK(anna->offer(anna.buddy(), anna.now()).error().code == Errc::refused);
  practice::Wishes nowhere;
  nowhere.pack = "atlantis";
  CHECK(anna->draft(anna.buddy(), nowhere, anna.now()).error().code == Errc::usage);
  two.agree();
  CHECK(anna->draft(anna.buddy(), {}, anna.now()).error().code == Errc::refused);
  CHECK(anna->accept(anna.buddy(), {"no-such-card"}, anna.now()).error().code == Errc::refused);
}

TEST_CASE("agreement: a counter-offer is the next version, chained, with a diff both can read") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  const auto first = ben.agreement().current->hash;
  CHECK(ben->counter(ben.buddy(), {}, ben.now()).error().code == Errc::usage);  // nothing changed
  practice::Wishes wishes;
  wishes.keep_days = 14;
  wishes.without = {"professional-body"};
  wishes.with = {"fgm"};
  wishes.duties = {"One of us answers to a regulator."};
  REQUIRE(ben->counter(ben.buddy(), wishes, ben.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::countered);
  CHECK(anna.agreement().current->terms.version == 2);
  CHECK(anna.agreement().current->terms.previous == first);
  for (auto* who : {&anna, &ben}) {
    const auto changes = (*who)->changes(who->buddy());
    REQUIRE(changes);
    std::vector<std::string> fields;
    for (const auto& change : *changes) fields.push_back(change.field);
    CHECK(fields == std::vector<std::string>{"version", "card professional-body", "card fgm",
                                             "duty One of us answers to a regulator.", "kept after closing"});
    CHECK(changes->back().before == "30 days");
    CHECK(changes->back().after == "14 days");
  }
  // What was replaced can no longer become active.
  anna.blurt(proto::AgreementAccept{first, {}});
  two.settle();
  CHECK(ben.state() == AgreementState::countered);
}

TEST_CASE("agreement: two first offers that cross end as the same one on both sides") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  ben.party.go(false);
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  REQUIRE(ben->draft(ben.buddy(), {}, ben.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  REQUIRE(ben->offer(ben.buddy(), ben.now()));
  ben.party.go(true);
  two.settle();
  CHECK(anna.agreement().current->hash == ben.agreement().current->hash);
  REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(ben.state() == AgreementState::active);
}

TEST_CASE("agreement: an acceptance that leaves out a card, and one of unknown words, are refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  auto some = ben.codes();
  some.pop_back();
  ben.blurt(proto::AgreementAccept{ben.agreement().current->hash, some});
  proto::TermsHash other;
  ben.blurt(proto::AgreementAccept{other, ben.codes()});
  two.settle();
  CHECK(anna.state() == AgreementState::offered);
  CHECK(ben.notices().back() == "The rules on the other side did not admit this. Nothing of it was kept there.");
}

TEST_CASE("agreement: a version that is not chained to one that both know is refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto active = anna.agreement().current->hash;
  auto terms = anna.agreement().current->terms;
  terms.purpose = "Something else";
  for (int i = 0; i < 3; ++i) {
    auto bad = terms;
    if (i == 0) bad.previous.reset(), bad.version = 1;               // as if there were none
    if (i == 1) bad.previous = proto::TermsHash{}, bad.version = 2;  // of unknown words
    if (i == 2) bad.previous = active, bad.version = 7;              // numbers left out
    anna.blurt(proto::AgreementOffer{bad});
  }
  two.settle();
  CHECK_FALSE(ben.agreement().proposal);
  terms.previous = active;
  terms.version = 2;
  anna.blurt(proto::AgreementOffer{terms});
  two.settle();
  REQUIRE(ben.agreement().proposal);
  CHECK(ben.agreement().proposal->terms.purpose == "Something else");
  CHECK(ben.state() == AgreementState::active);  // the old words hold until both accept the new
}

TEST_CASE("agreement: a new version that both accept supersedes the old one") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  practice::Wishes wishes;
  wishes.cadence = "Every month.";
  REQUIRE(ben->counter(ben.buddy(), wishes, ben.now()));
  two.settle();
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
  two.settle();
  for (auto* who : {&anna, &ben}) {
    CHECK(who->state() == AgreementState::active);
    CHECK(who->agreement().current->terms.version == 2);
    CHECK(who->agreement().current->terms.cadence == "Every month.");
    CHECK_FALSE(who->agreement().proposal);
  }
}

TEST_CASE("agreement: a year later it is due for review, and thirty days after that new casework waits") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  world.clock.step_wall(days(366));
  CHECK(anna.state() == AgreementState::review_due);
  CHECK(anna->share(two.share_of(anna, "a question"), anna.now()));
  world.clock.step_wall(days(31));
  CHECK(anna->share(two.share_of(anna, "another"), anna.now()).error().code == Errc::refused);
  REQUIRE(anna->counter(anna.buddy(), {}, anna.now()));  // the same words, for another year
  two.settle();
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(anna->share(two.share_of(anna, "another"), anna.now()));
}

TEST_CASE("agreement: either can pause at once, and only whoever paused resumes") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  REQUIRE(ben->pause(ben.buddy(), ben.now()));
  CHECK(ben.state() == AgreementState::paused);
  two.settle();
  CHECK(anna.state() == AgreementState::paused);
  CHECK(anna->share(two.share_of(anna, "a question"), anna.now()).error().code == Errc::refused);
  CHECK(anna->resume(anna.buddy(), anna.now()).error().code == Errc::refused);
  REQUIRE(ben->resume(ben.buddy(), ben.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(ben.state() == AgreementState::active);
}

TEST_CASE("boundaries: one message pauses both, the answer arrives in its words, and both have to resume") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.new_case(ben);
  REQUIRE(anna->check_boundaries(anna.buddy(), {proto::BoundaryReason::heard_back, {}}, anna.now()));
  CHECK(anna.state() == AgreementState::paused);
  two.settle();
  CHECK(ben.state() == AgreementState::paused);
  CHECK(ben.notices()[ben.notices().size() - 2] ==
        "Check our boundaries: I need a safe place for this. I thought it was in the vault and something came back to "
        "me. "
        "Can we reconfirm?");
  CHECK(ben->share(two.share_of(ben, "a question"), ben.now()).error().code == Errc::refused);
  CHECK(anna->reply_boundaries(anna.buddy(), {}, anna.now()).error().code == Errc::refused);  // I asked
  REQUIRE(ben->reply_boundaries(ben.buddy(), {proto::BoundaryChoice::shared, "With a mentor, no names."}, ben.now()));
  two.settle();
  CHECK(anna.agreement().boundaries.their_answer == proto::BoundaryChoice::shared);
  CHECK(anna.notices()[anna.notices().size() - 2] ==
        "I did share something. Here is what and with whom. With a mentor, no names.");
  REQUIRE(ben->resume(ben.buddy(), ben.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::paused);
  REQUIRE(anna->resume(anna.buddy(), anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(ben.state() == AgreementState::active);
  CHECK_FALSE(ben.agreement().boundaries.asked_by_them);
}

TEST_CASE("agreement: after the end nothing new is shared, and a new agreement begins at version one") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "what it is about");
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(anna->end(anna.buddy(), true, anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::ended);
  CHECK(ben.state() == AgreementState::ended);
  CHECK(ben.exchange(id).stage == practice::Stage::closed);
  CHECK(ben->share(two.share_of(ben, "a question"), ben.now()).error().code == Errc::refused);
  CHECK(anna.agreement().purge_asked_by_me);
  CHECK(ben.agreement().purge_asked_by_them);
  CHECK(anna.notices().back().find("nobody can see whether it did") != std::string::npos);
  two.away(ben, days(8));  // the purge that was asked for
  CHECK(ben.exchange(id).text.empty());
  CHECK(anna.exchange(id).text == "what it is about");  // mine stays until my own date
  REQUIRE(ben->draft(ben.buddy(), {}, ben.now()));
  REQUIRE(ben->offer(ben.buddy(), ben.now()));
  two.settle();
  CHECK(anna.agreement().current->terms.version == 1);
}

TEST_CASE("agreement: who accepts and then suggests other words stays bound to what both accepted") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
  two.settle();
  anna.party.go(false);
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  practice::Wishes other;
  other.cadence = "weekly";
  REQUIRE(ben->counter(ben.buddy(), other, ben.now()));
  anna.party.go(true);
  two.settle();
  for (auto* who : {&anna, &ben}) {
    CHECK(who->state() == AgreementState::active);
    CHECK(who->agreement().current->terms.version == 1);
    REQUIRE(who->agreement().proposal);
    CHECK(who->agreement().proposal->terms.cadence == "weekly");
  }
  // After the end no late word brings the replaced one back.
  const auto hash = anna.agreement().current->hash;
  const auto codes = anna.codes();
  REQUIRE(ben->end(ben.buddy(), false, ben.now()));
  two.settle();
  anna.blurt(proto::AgreementAccept{hash, codes});
  two.settle();
  CHECK(ben.state() == AgreementState::ended);
}

TEST_CASE("boundaries: a resume that crosses with a check does not end the pause that the check began") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  REQUIRE(ben->pause(ben.buddy(), ben.now()));
  two.settle();
  anna.party.go(false);
  REQUIRE(anna->check_boundaries(anna.buddy(), {}, anna.now()));
  REQUIRE(ben->resume(ben.buddy(), ben.now()));
  anna.party.go(true);
  two.settle();
  CHECK(anna.agreement().paused_by_them);
  CHECK(ben.agreement().paused_by_me);
  REQUIRE(anna->resume(anna.buddy(), anna.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::paused);
  CHECK(ben.state() == AgreementState::paused);
  REQUIRE(ben->resume(ben.buddy(), ben.now()));
  two.settle();
  CHECK(anna.state() == AgreementState::active);
  CHECK(ben.state() == AgreementState::active);
}
