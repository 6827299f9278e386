// Two HR buddies with the whole practice over real messaging and a real relay core.
#pragma once

#include <sotto/practice/packs.hpp>
#include <sotto/practice/practice.hpp>
#include <sotto/practice/sessions.hpp>

#include "party.hpp"

namespace sotto::test {

class Colleague {
 public:
  using MakeVault = std::function<Result<std::unique_ptr<store::Vault>>(std::vector<store::Layer>)>;
  Colleague(World& world, std::uint64_t seed, MakeVault vault = {})
      : party(world, seed,
              {{practice::layer()},
               [this](store::Vault& opened) {
                 engine = std::make_unique<practice::Practice>(opened);
                 return engine.get();
               },
               [this](messaging::Messaging& messaging) { engine->speak_through(messaging); },
               std::move(vault)}) {}
  practice::Practice* operator->() { return engine.get(); }
  Now now() const { return party.now(); }
  BuddyId buddy() { return party.buddy(); }
  practice::Agreement agreement() {
    const auto found = engine->agreement(buddy(), now());
    REQUIRE(found);
    return *found;
  }
  practice::AgreementState state() { return agreement().state; }
  practice::Exchange exchange(const practice::ExchangeId& id) {
    const auto found = engine->exchange(id, now());
    REQUIRE(found);
    return *found;
  }
  std::vector<std::string> notices() {
    std::vector<std::string> out;
    for (const auto& message : party.history()) {
      if (message.kind == messaging::MessageKind::notice) out.push_back(message.text);
    }
    return out;
  }
  std::vector<std::string> codes() {
    std::vector<std::string> out;
    const auto current = agreement();
    REQUIRE(current.current);
    for (const auto& card : (current.proposal ? *current.proposal : *current.current).cards) out.push_back(card.code);
    return out;
  }
  // What a modified program says, whatever its own engine would have thought of it.
  void blurt(const proto::Said& said) {
    const auto to = buddy();
    const auto done = party->act(now(), [&](messaging::Moment& moment) -> Status {
      const auto sent = moment.send(to, proto::encode(said));
      return sent ? ok() : Status(sent.error());
    });
    REQUIRE(done);
  }

  std::unique_ptr<practice::Practice> engine;
  Party party;
};

struct TwoHr {
  World world;
  RelayNode& relay = world.add_relay("relay.example:443");
  Colleague anna;
  Colleague ben{world, 22};

  explicit TwoHr(Colleague::MakeVault vault = {}) : anna(world, 11, std::move(vault)) {
    for (auto* who : {&anna, &ben}) REQUIRE(who->party->add_relay(relay.link(), who->now()));
    const auto made = anna.party->invite("", false, limits::invite_life, anna.now());
    REQUIRE(made);
    REQUIRE(ben.party->join(made->link, "", ben.now()));
    anna.party.go(true);
    ben.party.go(true);
    settle();
    REQUIRE(anna.party.standing().state == messaging::BuddyState::active);
  }
  void settle() { world.pass(seconds(10)); }
  // No process of hers ran for so long: between two of them the wall clock is all there is.
  void away(Colleague& who, Duration time) {
    world.clock.step_wall(time);
    who.party.restart();
  }

  // ---- the ordinary way ----
  void agree(const practice::Wishes& wishes = {}) {
    REQUIRE(anna->draft(anna.buddy(), wishes, anna.now()));
    REQUIRE(anna->offer(anna.buddy(), anna.now()));
    settle();
    REQUIRE(ben->accept(ben.buddy(), ben.codes(), ben.now()));
    REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
    settle();
    REQUIRE(anna.state() == practice::AgreementState::active);
    REQUIRE(ben.state() == practice::AgreementState::active);
  }
  std::string new_case(Colleague& who, const std::string& nickname = "the spring matter") {
    const auto made =
        who->open_case({nickname, proto::Topic::exec_conduct, practice::Audience::knows_employer}, who.now());
    REQUIRE(made);
    return made->ref;
  }
  practice::Share share_of(Colleague& who, const std::string& text, const proto::Label& label = {}) {
    const auto cases = who->cases(who.now());
    REQUIRE(cases);
    const auto ref = cases->empty() ? new_case(who) : cases->front().ref;
    return {who.buddy(), ref, label, proto::ExchangeKind::consult, std::nullopt, proto::Checked::unchecked, text, {}};
  }
  practice::ExchangeId offer(Colleague& who, const std::string& text, const proto::Label& label = {}) {
    const auto shared = who->share(share_of(who, text, label), who.now());
    REQUIRE(shared);
    settle();
    return shared->id;
  }
  practice::SessionId invite(practice::NewSession what = {}) {  // by Anna, who keeps the time
    what.with = {anna.buddy()};
    const auto made = anna->sessions().invite(what, anna.now());
    REQUIRE(made);
    settle();
    return made->id;
  }
  void begin(const practice::SessionId& id) {
    REQUIRE(ben->sessions().reply(id, {}, ben.now()));
    settle();
    REQUIRE(anna->sessions().start(id, anna.now()));
    world.settle();
  }
};

inline proto::Label act_label(Timestamp now) {
  proto::Label out;
  out.code = proto::LabelCode::influence;
  out.onward = proto::Onward::named;
  out.what = "mention that the policy is old";
  out.whom = "the policy group";
  out.until = now + days(14);
  return out;
}

}  // namespace sotto::test
