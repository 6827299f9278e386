#include "world.hpp"

#include <algorithm>

namespace sotto::sim {
namespace {

constexpr Duration quiet_bound = days(16);  // over spool TTL, the patience of a joiner and every back-off
constexpr std::uint64_t steps_bound = 3'000'000;

Stage make_stage(std::uint64_t seed, bool show) {
  Dice dice(seed);
  auto swarm = draw_swarm(dice);
  Dice more(seed * 6'364'136'223'846'793'005ULL + 1);
  if (has_casework(seed)) draw_casework(more, swarm);
  if (has_sessions(seed)) swarm.sessions = more.between(60, 300);
  return {seed, dice, swarm, Trace(show), Heap{}, false};
}

}  // namespace

World::World(std::uint64_t seed, bool show)
    : stage_(make_stage(seed, show)),
      oracle_([this](std::size_t party, const MessageId& id) { return parties_[party]->tap().holds_text(id); }) {
  net_ = std::make_unique<Net>(stage_.heap, stage_.dice, stage_.trace, stage_.swarm, seed * 7 + 1);
}

Outcome World::run() {
  Outcome outcome;
  try {
    play();
  } catch (const Break& broken) {
    outcome.broken = broken.what;
  }
  outcome.messages = oracle_.sent.size();
  outcome.trace = stage_.trace.hash();
  outcome.steps = stage_.heap.steps();
  return outcome;
}

void World::play() {
  set_up();
  stage_.faults = true;
  for (const auto& party : parties_) party->strike();
  const auto& swarm = stage_.swarm;
  recur(swarm.cut_every, &World::cut);
  recur(swarm.partition_every, &World::partition);
  recur(swarm.relay_kill_every, &World::kill_relay);
  recur(swarm.wall_steps, &World::step_wall);
  recur(swarm.kill_at_commit == 0 ? Duration{} : hours(2), &World::kill_party);
  actions_left_ = swarm.actions;
  next_action();
  if (swarm.casework != 0) {
    casework_ =
        std::make_unique<Casework>(stage_, oracle_, parties_, [this](auto i, int side) { return buddy(i, side); });
    casework_->begin();
  }
  if (swarm.sessions != 0) {
    sessions_ = std::make_unique<SessionsAtWork>(stage_, oracle_, parties_,
                                                 [this](auto i, int side) { return buddy(i, side); });
    sessions_->begin();
  }
  while (acting_ || (casework_ && !casework_->done()) || (sessions_ && !sessions_->done())) step();
  settle_down();
  if (casework_) casework_->settled([this](Duration time) { run_for(time); });
  if (sessions_) sessions_->settled([this](Duration time) { run_for(time); });
  account();
  if (sessions_) sessions_->account();
  if (casework_) casework_->account();
}

void World::set_up() {
  const auto& swarm = stage_.swarm;
  unsure_.resize(swarm.clients);
  for (std::size_t i = 0; i < swarm.clients; ++i) {
    const bool on_disk = swarm.restore != 0 && (restorable_.empty() || stage_.dice.chance(400));
    if (on_disk) restorable_.push_back(i);
    parties_.push_back(std::make_unique<Party>(stage_, *net_, oracle_, i, on_disk));
    auto& party = *parties_.back();
    party.on_committed = [this, i] {
      check_tombstones(i);
      if (casework_) casework_->committed(i);
      if (sessions_) sessions_->committed(i);
    };
    party.on_started = [this, i] { after_start(i); };
    party.start();
    const auto count = stage_.dice.chance(swarm.second_relay) ? swarm.relays : 1;
    for (std::size_t k = 0; k < count; ++k) {
      const auto link = net_->link((i + k) % swarm.relays);
      const auto added = party.ask([&](messaging::Messaging& m, Now at) { return m.add_relay(link, at); });
      if (!added || !*added) throw Break{"a relay link was refused"};
    }
    party.ask([&](messaging::Messaging& m, Now at) { return m.set_own_name("party " + std::to_string(i), at); });
    // The oracle counts what was said: nothing may go because its time is over.
    party.ask([&](messaging::Messaging& m, Now at) {
      return m.act(at, [](messaging::Moment& moment) { return moment.keep_texts(Duration{}); });
    });
  }
}

void World::step() {
  if (!stage_.heap.step()) throw Break{"nothing is left to happen"};
  if (stage_.heap.steps() > steps_bound) throw Break{"I14: a storm: too many events"};
}

void World::run_for(Duration time) {
  const auto until = stage_.heap.now() + time;
  bool reached = false;
  stage_.heap.at(until, [&reached] { reached = true; });
  while (!reached) step();
}

// ---- faults
// ----------------------------------------------------------------------------------------------------------
void World::recur(Duration mean, void (World::*fault)(), unsigned left) {
  if (mean.ms == 0 || !stage_.faults || left == 0) return;
  stage_.heap.after({1 + stage_.dice.upto({mean.ms * 2}).ms}, [this, mean, fault, left] {
    if (!stage_.faults) return;
    (this->*fault)();
    recur(mean, fault, left - 1);
  });
}

void World::cut() { net_->cut_one(); }

void World::partition() {
  const bool one_way = stage_.dice.chance(stage_.swarm.one_way);
  const bool up = !one_way || stage_.dice.chance(500);
  net_->partition(stage_.dice.below(parties_.size()), stage_.dice.below(net_->relays()), up, !one_way || !up,
                  stage_.dice.spread(seconds(1), stage_.swarm.partition_length));
}

void World::kill_relay() {
  net_->kill_relay(stage_.dice.below(net_->relays()), stage_.dice.spread(seconds(1), hours(1)));
}

void World::kill_party() {
  auto& party = *stage_.dice.pick(parties_);
  if (party.alive())
    party.kill(stage_.dice.spread(seconds(1), stage_.swarm.downtime), stage_.dice.chance(stage_.swarm.half_open));
}

void World::step_wall() {
  const auto by = stage_.dice.spread(seconds(1), days(3));
  stage_.dice.pick(parties_)->step_wall(stage_.dice.chance(500) ? by : Duration{-by.ms});
}

// ---- the end
// ---------------------------------------------------------------------------------------------------------
void World::settle_down() {
  stage_.faults = false;
  net_->mend();
  for (const auto& party : parties_) {
    party->strike();
    party->start();
  }
  const auto since = stage_.heap.now();
  for (auto wait = minutes(10); !quiet(); wait = {std::min(wait.ms * 2, hours(6).ms)}) {
    if (stage_.heap.now() - since > quiet_bound) throw Break{"I14: not quiet in time: " + what_waits()};
    run_for(wait);
  }
  run_for(hours(1));
  // What a lost device had received leaves a hole before what came later: that is shown after GAP_SHOW.
  for (int day = 0; day < 3 && !all_shown(); ++day) run_for(limits::gap_show);
}

// The row of a recall stays until its own token returns: the counter it burnt must have been seen at the other end.
void World::check_tombstones(std::size_t number) {
  const auto ended = parties_[number]->tap().ended_tombstones();
  const bool over = std::any_of(oracle_.channels.begin(), oracle_.channels.end(), [](const auto& c) { return c.over; });
  if (over || !copied_.empty()) return;
  for (const auto& token : ended)
    if (std::none_of(parties_.begin(), parties_.end(), [&](const auto& party) { return party->tap().knows(token); }))
      throw Break{"I3: a recall's row ended although its cell never arrived"};
}

bool World::all_shown() {
  // A keepalive that a relay swallowed leaves a hole until it is sent again: up to SPOOLED_RESEND.
  return std::all_of(parties_.begin(), parties_.end(), [](const auto& party) {
    return party->tap().waiting_texts() == 0 && party->tap().holes().empty();
  });
}

bool World::paired(std::size_t channel) {
  for (const int side : {0, 1}) {
    const auto buddy = seen(channel, side);
    if (!buddy || buddy->state != messaging::BuddyState::active) return false;
  }
  return true;
}

bool World::quiet() {
  if (joins_open_ != 0) return false;
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    auto& channel = oracle_.channels[i];
    if (channel.over || !channel.joined || paired(i)) continue;
    // The one of two joiners who comes second is refused and has no buddy any more.
    if (channel.contested && !seen(i, 1)) {
      channel.over = true;
      continue;
    }
    // Nobody promises that a hello is answered after the invitation has expired: its joiner gives up and has no buddy.
    // Clocks that people set back can keep it waiting.
    const auto age = stage_.heap.now() - channel.made;
    const bool stepped = stage_.swarm.wall_steps.ms != 0;
    if (!(stepped && age > days(9)) && (seen(i, 1) || (!stepped && age <= limits::invite_life))) return false;
    channel.over = true;
  }
  bool all = true;
  std::set<std::pair<std::size_t, int>> open;
  for (const auto& [id, text] : oracle_.sent)
    if (!oracle_.final_state(text)) open.insert({text.channel, text.from});
  for (const auto& [channel, side] : open) refresh_ticks(channel, side);
  for (const auto& [id, text] : oracle_.sent) all = all && oracle_.final_state(text);
  if (!all) return false;
  if (std::any_of(oracle_.channels.begin(), oracle_.channels.end(), [](const auto& c) { return c.over; })) return true;
  for (const auto& party : parties_) {
    const auto progress = party->ask([](messaging::Messaging& m, Now) { return m.take_progress(); });
    if (!progress || !*progress || (*progress)->pending != 0) return false;
  }
  return true;
}

void World::refresh_ticks(std::size_t channel, int side) {
  const auto id = buddy(channel, side);
  if (!id || (oracle_.channels[channel].contested && !seen(channel, side))) return;
  const auto history =
      at(channel, side).ask([&](messaging::Messaging& m, Now) { return m.history(*id, std::nullopt, 10'000); });
  if (!history || !*history) throw Break{"a history cannot be read"};
  const auto party = oracle_.channels[channel].side[side].party;
  for (const auto& message : **history)
    if (message.way == messaging::Way::out && message.kind == messaging::MessageKind::text)
      oracle_.state(party, message.id, message.state);
}

std::string World::what_waits() {
  std::string out;
  for (const auto& [id, text] : oracle_.sent)
    if (!oracle_.final_state(text))
      out += "text " + id.text() + " of channel " + std::to_string(text.channel) + " side " +
             std::to_string(text.from) + " is in state " + std::to_string(static_cast<int>(text.state)) + "; ";
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i)
    if (oracle_.channels[i].joined && !oracle_.channels[i].over && !paired(i))
      out += "channel " + std::to_string(i) + " is not paired; ";
  for (std::size_t i = 0; i < parties_.size(); ++i)
    out += "outbox of party " + std::to_string(i) + ":" + parties_[i]->tap().waiting() + "; ";
  return out;
}

void World::account() {
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    const auto& channel = oracle_.channels[i];
    if (!channel.joined) continue;
    for (const int side : {0, 1}) {
      const auto id = buddy(i, side);
      if (!id || channel.contested || (channel.over && !seen(i, side))) continue;  // a refused joiner has no buddy
      refresh_ticks(i, side);
      const auto history =
          at(i, side).ask([&](messaging::Messaging& m, Now) { return m.history(*id, std::nullopt, 10'000); });
      if (!history || !*history) throw Break{"a history cannot be read"};
      try {
        oracle_.settled(channel, side, **history, !copied_.empty());
      } catch (const Break& broken) {
        throw Break{broken.what + ";" + at(i, side).tap().holes()};
      }
    }
    if (channel.over || channel.contested) continue;
    const auto mine = at(i, 0).ask([&](messaging::Messaging& m, Now) { return m.words(*channel.side[0].buddy); });
    const auto theirs = at(i, 1).ask([&](messaging::Messaging& m, Now) { return m.words(*channel.side[1].buddy); });
    if (!mine || !theirs || !*mine || !*theirs) throw Break{"a paired channel has no words"};
    if ((*mine)->words != (*theirs)->words || (*mine)->safety_number != (*theirs)->safety_number)
      throw Break{"the six words of an honest pair differ"};
  }
  for (const auto& party : parties_)
    if (!party->check()) throw Break{"I10: the vault fails its check"};
}

}  // namespace sotto::sim
