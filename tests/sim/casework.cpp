#include "casework.hpp"

#include <algorithm>

#include <sotto/crypto/kdf.hpp>

namespace sotto::sim {
namespace {

using practice::AgreementState;
using practice::OpinionStage;
using practice::Practice;

}  // namespace

Casework::Casework(sim::Stage& stage, Oracle& oracle, std::vector<std::unique_ptr<Party>>& parties, Find buddy)
    : stage_(stage),
      oracle_(oracle),
      parties_(parties),
      buddy_(std::move(buddy)),
      dice_(stage.seed * 2'654'435'761ULL + 17),
      left_(stage.swarm.casework) {}

void Casework::begin() {
  for (std::size_t i = 0; i < parties_.size(); ++i) every_hour(i);
  next();
}

void Casework::next() {
  stage_.heap.after(dice_.spread(seconds(1), stage_.swarm.casework_pace), [this] {
    act();
    if (--left_ != 0) next();
  });
}

// As a running engine does.
void Casework::every_hour(std::size_t party) {
  stage_.heap.after(hours(1), [this, party] {
    pass_time(party);
    every_hour(party);
  });
}

void Casework::pass_time(std::size_t party) {
  const auto passed = parties_[party]->consult([](Practice& p, Now at) { return p.pass_time(at); });
  if (passed && !*passed && (*passed).error().code != Errc::disk_full) {
    throw Break{"time does not pass: " + std::string((*passed).error().where.text)};
  }
}

std::optional<Casework::Seat> Casework::pick() {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    const auto& channel = oracle_.channels[i];
    if (channel.joined && !channel.over && !channel.contested) fit.push_back(i);
  }
  if (fit.empty()) return std::nullopt;
  const auto channel = dice_.pick(fit);
  const int side = static_cast<int>(dice_.below(2));
  const auto mine = buddy_(channel, side), theirs = buddy_(channel, 1 - side);
  if (!mine || !theirs) return std::nullopt;
  return Seat{channel, side, oracle_.channels[channel].side[side].party, *mine};
}

Casework::Seat Casework::across(const Seat& seat) {
  const auto& other = oracle_.channels[seat.channel].side[1 - seat.side];
  return {seat.channel, 1 - seat.side, other.party, *other.buddy};
}

void Casework::act() {
  const auto seat = pick();
  if (!seat || !parties_[seat->party]->alive()) return;
  stage_.trace.note(stage_.heap.now(), "casework", seat->party, seat->channel);
  acting_ = seat->party;
  if (dice_.chance(stage_.swarm.rogue))
    misbehave(*seat);
  else if (!agree(*seat))
    work(*seat);
  acting_.reset();
}

// ---- agreements ----
bool Casework::agree(const Seat& seat) {
  auto& party = *parties_[seat.party];
  const auto found = party.consult([&](Practice& p, Now at) { return p.agreement(seat.buddy, at); });
  if (!expected(found)) return true;
  const auto& agreement = **found;
  switch (agreement.state) {
    case AgreementState::none:
    case AgreementState::ended:
    case AgreementState::draft: return offer_terms(seat), true;
    case AgreementState::offered:
    case AgreementState::countered:
    case AgreementState::accepted_one: return accept_terms(seat, agreement), true;
    case AgreementState::paused:
      if (dice_.chance(400)) {
        expected(party.consult([&](Practice& p, Now at) { return p.resume(seat.buddy, at); }));
      } else if (agreement.boundaries.asked_by_them) {
        expected(party.consult([&](Practice& p, Now at) { return p.reply_boundaries(seat.buddy, {}, at); }));
      }
      return !dice_.chance(300);
    default: break;
  }
  if (agreement.proposal && dice_.chance(400)) return accept_terms(seat, agreement), true;
  if (!dice_.chance(90)) return false;
  return change_terms(seat), true;
}

void Casework::offer_terms(const Seat& seat) {
  practice::Wishes wishes;
  wishes.keep_days = static_cast<std::uint32_t>(dice_.between(1, 40));
  if (dice_.chance(400)) {
    wishes.standing = {static_cast<std::uint32_t>(dice_.between(1, 3)),
                       static_cast<std::uint32_t>(dice_.between(1, 60))};
    standing_.insert(seat.channel);
  }
  auto& party = *parties_[seat.party];
  expected(party.consult([&](Practice& p, Now at) { return p.draft(seat.buddy, wishes, at); }));
  expected(party.consult([&](Practice& p, Now at) { return p.offer(seat.buddy, at); }));
}

void Casework::accept_terms(const Seat& seat, const practice::Agreement& agreement) {
  auto& party = *parties_[seat.party];
  if (dice_.chance(150)) return change_terms(seat);
  std::vector<std::string> codes;
  for (const auto& card : (agreement.proposal ? *agreement.proposal : *agreement.current).cards)
    codes.push_back(card.code);
  if (dice_.chance(100)) codes.pop_back();  // one card is not ticked yet
  expected(party.consult([&](Practice& p, Now at) { return p.accept(seat.buddy, codes, at); }));
}

void Casework::change_terms(const Seat& seat) {
  auto& party = *parties_[seat.party];
  const auto which = dice_.below(10);
  if (which < 4) {
    practice::Wishes wishes;
    wishes.cadence = "every " + std::to_string(dice_.between(1, 50)) + " days";
    expected(party.consult([&](Practice& p, Now at) { return p.counter(seat.buddy, wishes, at); }));
  } else if (which < 7) {
    expected(party.consult([&](Practice& p, Now at) { return p.pause(seat.buddy, at); }));
  } else if (which < 9) {
    expected(party.consult([&](Practice& p, Now at) { return p.check_boundaries(seat.buddy, {}, at); }));
  } else {
    const bool purge = dice_.chance(300);
    expected(party.consult([&](Practice& p, Now at) { return p.end(seat.buddy, purge, at); }));
  }
}

// ---- exchanges ----
void Casework::work(const Seat& seat) {
  const auto which = dice_.below(100);
  if (which < 24) return share(seat);
  if (which < 52) return answer(seat);
  if (which < 64) return relabel_or_close(seat);
  if (which < 75) return ask_view(seat);
  if (which < 90) return seal_view(seat);
  if (which < 93) return hold_or_lift(seat);
  if (which < 96) return close_case(seat);
  if (which < 98) return purge_case(seat);
  change_days(seat);
}

Casework::Case* Casework::a_case(const Seat& seat) {
  auto& own = cases_[seat.party];
  std::vector<Case*> open;
  for (auto& one : own)
    if (one.open) open.push_back(&one);
  if (!open.empty() && !dice_.chance(150)) return dice_.pick(open);
  const auto name = "casework number " + std::to_string(++cases_made_) + ".";
  const auto made = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.open_case({name}, at); });
  if (!expected(made)) return nullptr;
  own.push_back({(*made)->ref, name});
  return &own.back();
}

proto::Label Casework::a_label(const Seat& seat) {
  proto::Label label;
  label.keep_days = static_cast<std::uint32_t>(dice_.between(1, 30));
  const auto which = dice_.below(10);
  if (which >= 5) label.code = proto::LabelCode::think;
  if (which < 8) return label;
  label.code = which == 8 ? proto::LabelCode::influence : proto::LabelCode::step_in;
  label.onward = proto::Onward::named;
  label.what = "what";
  label.whom = "whom";
  label.until = parties_[seat.party]->wall() + days(static_cast<std::int64_t>(dice_.between(1, 300)));
  return label;
}

void Casework::share(const Seat& seat) {
  const auto* in = a_case(seat);
  if (in == nullptr) return;
  practice::Share share;
  share.buddy = seat.buddy;
  share.case_ref = in->ref;
  share.label = a_label(seat);
  share.text = in->marker + std::string(dice_.chance(100) ? dice_.between(3'000, 20'000) : dice_.between(1, 400), 'x');
  expected(parties_[seat.party]->consult([&](Practice& p, Now at) { return p.share(share, at); }));
}

void Casework::answer(const Seat& seat) {
  auto& party = *parties_[seat.party];
  const auto inbox = party.consult([](Practice& p, Now at) { return p.inbox(at); });
  if (!expected(inbox) || (*inbox)->empty()) return;
  const auto& one = (**inbox)[dice_.below((*inbox)->size())];
  const auto which = dice_.below(20);
  if (which < 13) {
    expected(party.consult([&](Practice& p, Now at) { return p.accept(one.id, at); }));
  } else if (which < 17) {
    const auto label = a_label(seat);
    expected(party.consult([&](Practice& p, Now at) { return p.counter(one.id, label, at); }));
  } else {
    expected(party.consult([&](Practice& p, Now at) { return p.decline(one.id, proto::Reason::not_now, at); }));
  }
}

void Casework::relabel_or_close(const Seat& seat) {
  auto& party = *parties_[seat.party];
  const auto all = party.consult([&](Practice& p, Now at) { return p.exchanges(seat.buddy, at); });
  if (!expected(all) || (*all)->empty()) return;
  const auto& one = (**all)[dice_.below((*all)->size())];
  const auto which = dice_.below(10);
  if (which < 5) {
    const auto label = a_label(seat);
    expected(party.consult([&](Practice& p, Now at) { return p.relabel(one.id, label, at); }));
  } else if (which < 8) {
    expected(party.consult([&](Practice& p, Now at) { return p.close(one.id, at); }));
  } else {
    expected(party.consult([&](Practice& p, Now at) { return p.withdraw(one.id, at); }));
  }
}

// ---- second opinions ----
void Casework::ask_view(const Seat& seat) {
  practice::NewOpinion what;
  what.invited = {{seat.buddy, std::nullopt}};
  what.question = "Which way?";
  if (dice_.chance(600)) {
    const auto* in = a_case(seat);
    if (in == nullptr) return;
    what.case_ref = in->ref;
    what.question = in->marker + " Which way?";
  }
  what.options = {"this way", "that way"};
  what.deadline = parties_[seat.party]->wall() + dice_.spread(minutes(1), days(20));
  what.mine = {static_cast<std::uint32_t>(dice_.below(3)), 0, "because of " + std::to_string(dice_.below(1'000'000))};
  expected(parties_[seat.party]->consult([&](Practice& p, Now at) { return p.opinions().open(what, at); }));
}

void Casework::seal_view(const Seat& seat) {
  auto& party = *parties_[seat.party];
  const auto all = party.consult([&](Practice& p, Now at) { return p.opinions().list(seat.buddy, at); });
  if (!expected(all)) return;
  std::vector<practice::Opinion> open;
  for (const auto& one : **all)
    if (one.stage <= OpinionStage::open) open.push_back(one);
  if (open.empty()) return;
  const auto id = dice_.pick(open).id;
  if (dice_.chance(150)) {
    expected(party.consult([&](Practice& p, Now at) { return p.opinions().withdraw(id, proto::Reason::live, at); }));
    return;
  }
  const practice::View view{static_cast<std::uint32_t>(dice_.below(3)), 0,
                            "view " + std::to_string(dice_.below(1'000'000))};
  expected(party.consult([&](Practice& p, Now at) { return p.opinions().seal(id, view, at); }));
}

// ---- cases ----
void Casework::hold_or_lift(const Seat& seat) {
  auto& party = *parties_[seat.party];
  auto& held = held_[seat.party];
  auto& own = cases_[seat.party];
  if (!held.empty() && dice_.chance(300)) {
    const auto one = held.back();
    held.pop_back();  // before: who dies in the middle does not know
    const auto in = std::find_if(own.begin(), own.end(), [&](const Case& c) { return c.ref == one.ref; });
    expected(party.consult([&](Practice& p, Now at) { return p.lift_hold(one.ref, in->marker, at); }));
    return;
  }
  if (own.empty()) return;
  const auto& one = dice_.pick(own);
  const bool tell = dice_.chance(300);
  const bool known = std::any_of(held.begin(), held.end(), [&](const Held& h) { return h.ref == one.ref; });
  const auto done = party.consult([&](Practice& p, Now at) { return p.hold(one.ref, "a claim", tell, at); });
  if (expected(done) && !known) held.push_back({one.ref, std::stoll(one.ref.substr(1)), 0});
}

void Casework::close_case(const Seat& seat) {
  auto* in = a_case(seat);
  if (in == nullptr) return;
  const auto done = parties_[seat.party]->consult([&](Practice& p, Now at) {
    return p.close_case(in->ref, {"what I will do", false}, at);
  });
  if (expected(done)) in->open = false;
}

void Casework::purge_case(const Seat& seat) {
  auto& own = cases_[seat.party];
  if (own.empty()) return;
  auto& one = dice_.pick(own);
  const auto done = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.purge_case(one.ref, at); });
  if (!expected(done)) return;
  one.open = false;
  purged_[seat.party].push_back(one.marker);
  look_for_purged(seat.party);
}

void Casework::change_days(const Seat& seat) {
  const practice::Retention days{static_cast<std::uint32_t>(dice_.between(1, 60)),
                                 static_cast<std::uint32_t>(dice_.between(1, 365))};
  expected(parties_[seat.party]->consult([&](Practice& p, Now at) { return p.set_retention(days, true, at); }));
}

// ---- somebody's program ----
void Casework::say(const Seat& seat, const proto::Said& said) {
  rogues_.insert(seat.channel);
  const auto done = parties_[seat.party]->ask([&](messaging::Messaging& m, Now at) {
    return m.act(at, [&](messaging::Moment& moment) -> Status {
      const auto sent = moment.send(seat.buddy, proto::encode(said));
      if (!sent) return sent.error();
      forged_.insert(*sent);
      return ok();
    });
  });
  expected(done);
}

void Casework::misbehave(const Seat& seat) {
  const auto all = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.exchanges(seat.buddy, at); });
  if (!expected(all)) return;
  const auto which = dice_.below(3);
  if (which == 2) {  // a question, and the view with it
    proto::OpinionOpen open;
    for (auto& byte : open.question.opinion.bytes) byte = static_cast<std::uint8_t>(dice_.below(256));
    open.question.text = "Which way?";
    open.question.options = {"this way"};
    open.question.deadline = parties_[seat.party]->wall() + days(5);
    open.question.participants = {proto::ParticipantId{{1}}, proto::ParticipantId{{2}}};
    open.you = open.question.participants[1];
    const ByteArray<32> nonce{};
    const Bytes two{1, 0};
    const auto hash = crypto::hash("opinion question", {proto::canonical_question(open.question)});
    open.seal = {crypto::hash("opinion view", {open.question.opinion.view(), open.question.participants[0].view(), hash,
                                               nonce, two, view_of("an anchor")})};
    forged_questions_.insert(open.question.opinion);
    say(seat, open);
    return say(seat,
               proto::OpinionReveal{open.question.opinion, open.question.participants[0], nonce, 1, 0, "an anchor"});
  }
  if ((*all)->empty()) return;
  const auto& one = (**all)[dice_.below((*all)->size())];
  if (one.mine && one.label) {
    say(seat, proto::ExchangeBody{one.id, crypto::hash("label", {proto::canonical_label(*one.label)}), {}, "smuggled"});
  } else if (!one.mine) {
    proto::Label loose = a_label(seat);
    loose.code = proto::LabelCode::step_in;
    loose.onward = proto::Onward::named;
    loose.what = "anything";
    loose.whom = "anybody";
    loose.until = parties_[seat.party]->wall() + days(300);
    loose.keep_days = 366;
    say(seat, proto::ExchangeRelabel{one.id, loose, {}});
  }
}

}  // namespace sotto::sim
