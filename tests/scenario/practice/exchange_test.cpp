#include "two_hr.hpp"

using namespace sotto;
using practice::Stage;
using test::TwoHr;

namespace {

std::string long_text(std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += "what happened on the day and after it, in order. ";
  out.resize(bytes);
  return out;
}

}  // namespace

TEST_CASE("exchange: no casework without an agreement, here or there") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  CHECK(anna->share(two.share_of(anna, "a question"), anna.now()).error().code == Errc::refused);
  proto::ExchangeOffer offer;  // by a modified program
  anna.blurt(offer);
  two.settle();
  CHECK(ben->exchanges(std::nullopt, ben.now())->empty());
  CHECK(
      ben.notices().back() ==
      "Your buddy's program sent casework although you have no active agreement. It was refused and nothing of it was "
      "kept.");
  CHECK(anna.notices().back() == "The rules on the other side did not admit this. Nothing of it was kept there.");
}

TEST_CASE("exchange: offer, accept, body, close; each side sees its state") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "A board member wants me to rewrite a summary.");
  CHECK(anna.exchange(id).stage == Stage::offered);
  const auto waiting = ben->inbox(ben.now());
  REQUIRE(waiting);
  REQUIRE(waiting->size() == 1);
  CHECK(waiting->front().id == id);
  CHECK(waiting->front().text.empty());
  CHECK(waiting->front().size == proto::Size::line);
  CHECK(waiting->front().topic == proto::Topic::exec_conduct);  // the case's
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::arrived);
  CHECK(ben.exchange(id).text == "A board member wants me to rewrite a summary.");
  CHECK(anna.exchange(id).stage == Stage::delivered);
  CHECK(ben->inbox(ben.now())->empty());
  REQUIRE(anna->close(id, anna.now()));
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::closed);
  REQUIRE(ben.exchange(id).purge_on);
  two.away(ben, days(31));
  CHECK(ben.exchange(id).text.empty());
}

TEST_CASE("exchange: a countered label travels back, the sender agrees, and the body comes under it") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  proto::Label think;
  think.code = proto::LabelCode::think;
  REQUIRE(ben->counter(id, think, ben.now()));
  two.settle();
  CHECK(anna.exchange(id).stage == Stage::countered);
  CHECK(anna.exchange(id).counter == think);
  CHECK(anna->inbox(anna.now())->size() == 1);
  CHECK(ben->accept(id, ben.now()).error().code == Errc::refused);  // it is the sender's turn
  REQUIRE(anna->accept(id, anna.now()));
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::arrived);
  CHECK(ben.exchange(id).label == think);
  CHECK(anna.exchange(id).label == think);
}

TEST_CASE("exchange: the sender may answer a counter with the offer again under a third label") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  REQUIRE(ben->counter(id, test::act_label(ben.now().timestamp), ben.now()));
  two.settle();
  proto::Label think;
  think.code = proto::LabelCode::think;
  REQUIRE(anna->counter(id, think, anna.now()));
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::offered);
  CHECK(ben.exchange(id).label == think);
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  CHECK(ben.exchange(id).text == "text");
}

TEST_CASE("exchange: an offer that never left is withdrawn without a trace on the other side") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.new_case(anna);
  anna.party.go(false);
  const auto shared = anna->share(two.share_of(anna, "text"), anna.now());
  REQUIRE(shared);
  REQUIRE(anna->withdraw(shared->id, anna.now()));
  anna.party.go(true);
  two.settle();
  CHECK(ben->exchanges(std::nullopt, ben.now())->empty());
  CHECK(anna.exchange(shared->id).stage == Stage::withdrawn);
  CHECK(anna.notices().back().find("The rules") == std::string::npos);
}

TEST_CASE("exchange: declined, withdrawn and expired offers bring no body") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto declined = two.offer(anna, "one");
  const auto withdrawn = two.offer(anna, "two");
  const auto expired = two.offer(anna, "three");
  REQUIRE(ben->decline(declined, proto::Reason::conflict, ben.now()));
  REQUIRE(anna->withdraw(withdrawn, anna.now()));
  two.settle();
  world.clock.step_wall(days(8));
  CHECK(anna.exchange(declined).stage == Stage::declined);
  CHECK(ben.exchange(withdrawn).stage == Stage::withdrawn);
  CHECK(ben.exchange(expired).stage == Stage::expired);
  CHECK(anna.exchange(expired).stage == Stage::expired);
  for (const auto& id : {declined, withdrawn, expired}) {
    CHECK(ben->accept(id, ben.now()).error().code == Errc::refused);
    CHECK(ben.exchange(id).text.empty());
  }
  ben.blurt(proto::ExchangeReply{expired, proto::Consent::accept, anna.exchange(expired).label, {}, 30});
  two.settle();
  CHECK(anna.exchange(expired).stage == Stage::expired);
}

TEST_CASE("exchange: to act needs what, with whom and until when, on both ends") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  auto label = test::act_label(anna.now().timestamp);
  for (auto* field : {&label.what, &label.whom}) {
    const auto kept = std::exchange(*field, "");
    CHECK(anna->share(two.share_of(anna, "text", label), anna.now()).error().code == Errc::usage);
    *field = kept;
  }
  label.until = Timestamp{anna.now().timestamp.ms - days(1).ms};
  CHECK(anna->share(two.share_of(anna, "text", label), anna.now()).error().code == Errc::usage);
  const auto id = two.offer(anna, "text", test::act_label(anna.now().timestamp));
  CHECK(ben.exchange(id).label->what == "mention that the policy is old");
}

TEST_CASE("exchange: anybody may tighten a label, only the originator loosens it") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  proto::Label think;
  think.code = proto::LabelCode::think;
  proto::Label vault;
  const auto id = two.offer(anna, "text", think);
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(ben->relabel(id, vault, ben.now()));
  two.settle();
  CHECK(anna.exchange(id).label == vault);
  CHECK(ben->relabel(id, think, ben.now()).error().code == Errc::refused);
  ben.blurt(proto::ExchangeRelabel{id, think});
  two.settle();
  CHECK(anna.exchange(id).label == vault);
  REQUIRE(anna->relabel(id, think, anna.now()));
  two.settle();
  CHECK(ben.exchange(id).label == think);
}

TEST_CASE("exchange: a body that was not accepted, or another one, is refused, said and not kept") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "what was offered");
  const auto label = anna.exchange(id).label.value();
  const auto hash = crypto::hash("label", {proto::canonical_label(label)});
  const std::string sentence =
      "Your buddy's program sent casework that you had not accepted, or not what was offered. It was refused and "
      "nothing "
      "of it was kept.";
  const auto nothing_kept = [&] {
    CHECK(ben.party.number("SELECT count(*) FROM exchange WHERE body IS NOT NULL") == 0);
    CHECK(ben.party.number("SELECT count(*) FROM inbox") == 0);
    CHECK(ben.notices().back() == sentence);
  };
  SUBCASE("without an offer") { anna.blurt(proto::ExchangeBody{proto::ExchangeId{}, hash, {}, "smuggled"}); }
  // The very body that the offer commits to, only too early: by a program that offers and sends in one breath.
  const auto too_early = [&](const std::string& text) {
    proto::ExchangeOffer offer;
    offer.exchange.bytes[0] = 7;
    offer.size = proto::size_of(text.size());
    offer.commitment = {crypto::hash("exchange body", {offer.exchange.view(), ByteArray<32>{}, view_of(text)})};
    anna.blurt(offer);
    anna.blurt(proto::ExchangeBody{offer.exchange, hash, {}, text});
    two.settle();
    CHECK(ben.exchange(offer.exchange).stage == Stage::offered);
  };
  SUBCASE("before the accept") { too_early("what was offered"); }
  SUBCASE("in ten cells before the accept") { too_early(long_text(36'000)); }
  SUBCASE("after it was declined") {
    REQUIRE(ben->decline(id, proto::Reason::not_now, ben.now()));
    anna.blurt(proto::ExchangeBody{id, hash, {}, "what was offered"});
  }
  SUBCASE("another than the one that was offered") {
    anna.party.go(false);  // so that her own engine does not answer first
    REQUIRE(ben->accept(id, ben.now()));
    anna.blurt(proto::ExchangeBody{id, hash, {}, "something else"});
    anna.party.go(true);
    two.settle();
    // Her honest engine then sends the right one: it is taken, the wrong one is not.
    CHECK(ben.exchange(id).text == "what was offered");
    CHECK(ben.notices()[ben.notices().size() - 2] == sentence);
    return;
  }
  two.settle();
  nothing_kept();
  CHECK(anna.notices().back() == "The rules on the other side did not admit this. Nothing of it was kept there.");
  CHECK(anna.party.pending() == 0);  // the outbox does not repeat it
}

TEST_CASE("exchange: a body under another label than the agreed one is refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  proto::Label think;
  think.code = proto::LabelCode::think;
  REQUIRE(ben->counter(id, think, ben.now()));
  two.settle();
  const auto vault = crypto::hash("label", {proto::canonical_label(anna.exchange(id).label.value())});
  anna.blurt(proto::ExchangeBody{id, vault, {}, "text"});
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::countered);
  CHECK(ben.exchange(id).text.empty());
}

TEST_CASE("exchange: nobody answers, ends or relabels an exchange that is not theirs to") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  anna.blurt(proto::ExchangeReply{id, proto::Consent::accept, anna.exchange(id).label, {}, 30});  // my own offer
  ben.blurt(proto::ExchangeEnd{id, proto::Ending::withdrawn});
  ben.blurt(proto::ExchangeRelabel{id, test::act_label(ben.now().timestamp)});
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::offered);
  CHECK(anna.exchange(id).stage == Stage::offered);
  CHECK(anna.exchange(id).code == proto::LabelCode::vault);
}

TEST_CASE("relay: before the accept nothing leaves that could carry the body, whatever its length") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  two.new_case(anna);
  for (std::size_t cells = 1; cells <= 10; ++cells) {
    INFO(cells);
    const auto before = relay.cells.size();
    const auto offered = two.offer(anna, long_text(cells * limits::practice_part_max - 200));
    // The offer is one cell and its acknowledgement another, for a line as for ten cells of text.
    CHECK(relay.cells.size() - before == 2);
    const auto until_accept = relay.cells.size();
    REQUIRE(ben->accept(offered, ben.now()));
    two.settle();
    CHECK(relay.cells.size() - until_accept >= cells + 1);
    CHECK(ben.exchange(offered).text.size() == cells * limits::practice_part_max - 200);
    REQUIRE(anna->close(offered, anna.now()));
    two.settle();
  }
}

TEST_CASE("exchange: a pause holds an accepted body back until both have resumed") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto id = two.offer(anna, "text");
  anna.party.go(false);
  REQUIRE(ben->accept(id, ben.now()));
  REQUIRE(anna->pause(anna.buddy(), anna.now()));
  anna.party.go(true);
  two.settle();
  CHECK(anna.exchange(id).stage == Stage::accepted);
  CHECK(ben.exchange(id).text.empty());
  REQUIRE(anna->resume(anna.buddy(), anna.now()));
  two.settle();
  CHECK(ben.exchange(id).text == "text");
}

TEST_CASE("standing vault: only if the agreement grants it, only vault, and only as many as it says") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  practice::Wishes wishes;
  wishes.standing = proto::StandingVault{2, 30};
  two.agree(wishes);
  const auto first = two.offer(anna, "one");
  const auto second = two.offer(anna, "two");
  const auto third = two.offer(anna, "three");
  CHECK(ben.exchange(first).text == "one");
  CHECK(ben.exchange(second).text == "two");
  CHECK(ben.exchange(third).stage == Stage::offered);
  proto::Label think;
  think.code = proto::LabelCode::think;
  REQUIRE(anna->close(first, anna.now()));
  two.settle();
  CHECK(ben.exchange(two.offer(anna, "four", think)).stage == Stage::offered);
  world.clock.step_wall(days(31));
  CHECK(ben.exchange(two.offer(anna, "five")).stage == Stage::offered);
}

TEST_CASE("standing vault: where the two sides count differently, the receiver is asked after all") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  practice::Wishes wishes;
  wishes.standing = proto::StandingVault{1, 30};
  two.agree(wishes);
  const auto first = two.offer(anna, "one");
  ben.party.go(false);
  REQUIRE(anna->close(first, anna.now()));
  REQUIRE(ben.party->act(ben.now(), [](messaging::Moment& moment) -> Status {
    moment.transaction().run("UPDATE exchange SET standing = 1, stage = ?", Stage::arrived);
    moment.transaction().run("UPDATE agreement SET active_at = 1");  // his device thinks that it ran out long ago
    return ok();
  }));
  ben.party.go(true);
  const auto second = two.offer(anna, "two");
  CHECK(ben.exchange(second).stage == Stage::offered);
  CHECK(anna.exchange(second).stage == Stage::offered);
  for (const auto& notice : ben.notices()) CHECK(notice.find("Your buddy's program") == std::string::npos);
  REQUIRE(ben->accept(second, ben.now()));
  two.settle();
  CHECK(ben.exchange(second).text == "two");
}

TEST_CASE("standing vault: a program that claims one nobody granted gains nothing") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  proto::ExchangeOffer offer;
  offer.standing = true;
  offer.commitment = {crypto::hash("exchange body", {offer.exchange.view(), ByteArray<32>{}, view_of("text")})};
  anna.blurt(offer);
  anna.blurt(
      proto::ExchangeBody{offer.exchange, crypto::hash("label", {proto::canonical_label(offer.label)}), {}, "text"});
  two.settle();
  CHECK(ben.exchange(offer.exchange).stage == Stage::offered);
  CHECK(ben.exchange(offer.exchange).text.empty());
}

TEST_CASE("exchange: both keep it for the shorter of their times") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  REQUIRE(ben->set_retention({5, 180}, false, ben.now()));
  const auto id = two.offer(anna, "text");
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  REQUIRE(anna->close(id, anna.now()));
  two.settle();
  const auto day = [](Timestamp t) { return t.ms / days(1).ms; };
  CHECK(day(*anna.exchange(id).purge_on) == day(anna.now().timestamp + days(5)));
  CHECK(day(*ben.exchange(id).purge_on) == day(ben.now().timestamp + days(5)));
}

TEST_CASE("exchange: cells that are lost, delayed and repeated do not change what is admitted") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), {}, anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
  two.settle();
  // Her acceptance is swallowed on the way; the offer overtakes it.
  int swallowed = 0;
  relay.decide = [&](const proto::Forward&) -> std::optional<proto::Outcome> {
    if (++swallowed == 1) return proto::Outcome::live;
    return std::nullopt;
  };
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  const auto shared = anna->share(two.share_of(anna, long_text(9000)), anna.now());
  REQUIRE(shared);
  two.settle();
  CHECK(ben->exchanges(std::nullopt, ben.now())->empty());  // it waits for what comes before it
  world.pass(minutes(5));
  CHECK(ben.state() == practice::AgreementState::active);
  CHECK(ben.exchange(shared->id).stage == Stage::offered);
  REQUIRE(ben->accept(shared->id, ben.now()));
  two.settle();
  ben.party.restart();
  anna.party.restart();
  two.settle();
  CHECK(ben.exchange(shared->id).text == long_text(9000));
  CHECK(anna.exchange(shared->id).stage == Stage::delivered);
}

TEST_CASE("exchange: a label made stricter while the body is on its way is no trick of the sender's") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  proto::Label think;
  think.code = proto::LabelCode::think;
  const auto id = two.offer(anna, "text", think);
  REQUIRE(ben->accept(id, ben.now()));
  REQUIRE(ben->relabel(id, {}, ben.now()));
  two.settle();
  CHECK(ben.exchange(id).stage == Stage::arrived);
  CHECK(ben.exchange(id).text == "text");
  for (auto* who : {&anna, &ben}) CHECK(who->exchange(id).label == proto::Label{});
}

TEST_CASE("exchange: labels that cross end as the same one: the stricter, else the originator's") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree();
  const auto act = test::act_label(anna.now().timestamp);
  auto before = act, hers = act, his = act, expected = act;
  SUBCASE("she loosens while he makes it stricter") {
    before.code = his.code = proto::LabelCode::think;
    before.onward = his.onward = proto::Onward::none;
    for (auto* label : {&before, &his}) label->what = label->whom = "", label->until = {};
    his.code = proto::LabelCode::vault;
    expected = his;
  }
  SUBCASE("both make it stricter, he more") {
    hers.keep_days = 20;
    his.keep_days = 10;
    expected = his;
  }
  SUBCASE("both make it stricter, she more") {
    hers.keep_days = 10;
    his.keep_days = 20;
    expected = hers;
  }
  SUBCASE("each in another way") {
    hers.until = {act.until.ms - days(7).ms};
    his.keep_days = 10;
    expected = hers;
  }
  const auto id = two.offer(anna, "text", before);
  REQUIRE(ben->accept(id, ben.now()));
  two.settle();
  anna.party.go(false);
  REQUIRE(anna->relabel(id, hers, anna.now()));
  REQUIRE(ben->relabel(id, his, ben.now()));
  anna.party.go(true);
  two.settle();
  CHECK(anna.exchange(id).label == expected);
  CHECK(ben.exchange(id).label == expected);
}

TEST_CASE("exchange: a standing offer that crosses with a pause is refused with its body, and nobody is accused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  practice::Wishes wishes;
  wishes.standing = proto::StandingVault{3, 30};
  two.agree(wishes);
  REQUIRE(ben->pause(ben.buddy(), ben.now()));
  REQUIRE(anna->share(two.share_of(anna, "crossed"), anna.now()));
  two.settle();
  CHECK(ben.party.number("SELECT count(*) FROM exchange") == 0);
  for (const auto& notice : ben.notices()) CHECK_FALSE(notice.starts_with("Your buddy's program"));
}
