// What people do in a schedule: World's second half.
#include <algorithm>

#include "world.hpp"

namespace sotto::sim {
namespace {

// Errors that a person may meet at any time without a broken promise.
bool ordinary(const Error& error) { return error.code == Errc::disk_full; }

}  // namespace

void World::next_action() {
  const auto pace = stage_.swarm.pace;
  auto wait = stage_.swarm.slow ? stage_.dice.upto(pace) : stage_.dice.spread(milliseconds(100), pace);
  if (stage_.swarm.silence.ms != 0 && stage_.dice.chance(20)) wait = stage_.dice.upto(stage_.swarm.silence);
  stage_.heap.after(wait, [this] {
    if (actions_left_ == 0) {
      acting_ = false;
      return;
    }
    --actions_left_;
    act();
    next_action();
  });
}

void World::act() {
  auto& dice = stage_.dice;
  const auto& swarm = stage_.swarm;
  if (oracle_.channels.size() < swarm.clients - 1 || dice.chance(swarm.pair)) return pair();
  if (dice.chance(swarm.recall)) return recall();
  if (dice.chance(swarm.part)) return part();
  if (dice.chance(swarm.restore)) return copy_or_restore();
  if (dice.chance(60)) return small_things();
  const bool answer = dice.chance(swarm.chat);
  const auto channel = answer ? last_channel_ : dice.below(oracle_.channels.size());
  const int from = answer ? 1 - last_from_ : static_cast<int>(dice.below(2));
  last_channel_ = channel;
  last_from_ = from;
  const auto count = dice.chance(swarm.burst) ? dice.between(5, 150) : 1;
  for (std::uint64_t i = 0; i < count; ++i) send(channel, from);
}

void World::pair() {
  auto& dice = stage_.dice;
  const auto number = oracle_.channels.size();
  // The first pairings join everybody to somebody; later ones are anybody with anybody else.
  const auto joiner = number < parties_.size() - 1 ? number + 1 : dice.below(parties_.size());
  auto inviter = number < parties_.size() - 1 ? dice.below(number + 1) : dice.below(parties_.size());
  if (inviter == joiner) inviter = (joiner + 1) % parties_.size();
  Channel channel;
  channel.side[0] = {inviter, "c" + std::to_string(number) + "i", std::nullopt};
  channel.side[1] = {joiner, "c" + std::to_string(number) + "j", std::nullopt};
  channel.made = stage_.heap.now();
  const bool member = dice.chance(200);
  const auto invite = parties_[inviter]->ask(
      [&](messaging::Messaging& m, Now at) { return m.invite(channel.side[0].as, member, limits::invite_life, at); });
  if (!invite) return;
  if (!*invite) {
    if (!ordinary((*invite).error()))
      throw Break{"an invitation was refused: " + std::string((*invite).error().where.text)};
    return;
  }
  channel.link = (*invite)->link;
  if (dice.chance(30)) {  // never given to anybody
    parties_[inviter]->ask([&](messaging::Messaging& m, Now at) { return m.revoke_invite((*invite)->id, at); });
    return;
  }
  oracle_.channels.push_back(channel);
  if (parties_.size() > 2 && dice.chance(60)) {
    auto third = channel;
    third.side[1].party =
        (joiner + 1) % parties_.size() == inviter ? (joiner + 2) % parties_.size() : (joiner + 1) % parties_.size();
    third.side[1].as += "x";
    third.contested = oracle_.channels.back().contested = true;
    oracle_.channels.push_back(third);
  }
  for (auto i = number; i < oracle_.channels.size(); ++i) {
    ++joins_open_;
    stage_.heap.after(dice.spread(seconds(1), hours(2)), [this, i] { join(i); });
  }
}

void World::join(std::size_t number) {
  auto& channel = oracle_.channels[number];
  const auto joined = at(number, 1).ask([&](messaging::Messaging& m, Now at) {
    return m.join(oracle_.channels[number].link, oracle_.channels[number].side[1].as, at);
  });
  if (!joined || (!*joined && ordinary((*joined).error()))) {
    stage_.heap.after(seconds(30), [this, number] { join(number); });
    return;
  }
  --joins_open_;
  if (!*joined) {
    if ((*joined).error().code != Errc::refused || stage_.swarm.wall_steps.ms == 0)
      throw Break{"a join was refused: " + std::string((*joined).error().where.text)};
    channel.over = true;
    return;
  }
  channel.side[1].buddy = (*joined)->id;
  channel.joined = true;
}

std::optional<BuddyId> World::buddy(std::size_t channel, int side) {
  auto& place = oracle_.channels[channel].side[side];
  if (place.buddy || !oracle_.channels[channel].joined) return place.buddy;
  const auto found = parties_[place.party]->ask([&](messaging::Messaging& m, Now) { return m.find_buddy(place.as); });
  if (!found || !*found) return std::nullopt;
  place.buddy = **found;
  if (side == 0) {  // of two joiners of one link, too, the inviter has one buddy, and renames it once
    for (auto& other : oracle_.channels)
      if (other.link == oracle_.channels[channel].link) other.side[0].buddy = place.buddy;
  }
  return place.buddy;
}

std::optional<messaging::Buddy> World::seen(std::size_t channel, int side) {
  const auto id = buddy(channel, side);
  if (!id) return std::nullopt;
  const auto all = at(channel, side).ask([](messaging::Messaging& m, Now) { return m.buddies(true); });
  if (!all || !*all) return std::nullopt;
  for (const auto& one : **all)
    if (one.id == *id) return one;
  return std::nullopt;
}

std::string World::compose() {
  auto& dice = stage_.dice;
  static constexpr const char* letters[] = {"a", "e", "t", " ", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x99\x82"};
  const auto most = dice.chance(stage_.swarm.long_text) ? dice.between(3'000, limits::text_max) : dice.between(1, 200);
  std::string text;
  while (text.size() + 4 <= most) text += letters[dice.below(std::size(letters))];
  return text.empty() ? "." : text;
}

void World::send(std::size_t channel, int from) {
  if (oracle_.channels[channel].contested && from == 0) return;
  const auto id = buddy(channel, from);
  auto& party = at(channel, from);
  const auto number = oracle_.channels[channel].side[from].party;
  if (!id || !party.alive() || !unsure_[number].empty()) return;
  MessageId message;
  for (auto& byte : message.bytes) byte = static_cast<std::uint8_t>(stage_.dice.below(256));
  const auto text = compose();
  oracle_.writes(message, {channel, from, text, 0, MessageState::written, false, false});
  const auto sent = party.ask([&](messaging::Messaging& m, Now at) { return m.send(*id, text, message, at); });
  if (!sent) {
    unsure_[number].push_back({message, channel, from});
    if (party.alive()) after_start(number);
  } else if (!*sent) {
    oracle_.unwritten(message);
    excuse_refusal(channel, from, (*sent).error());
  }
}

void World::excuse_refusal(std::size_t channel, int from, const Error& error) {
  if (ordinary(error) || oracle_.channels[channel].over || oracle_.channels[channel].contested) return;
  const auto buddy = seen(channel, from);
  if (buddy && buddy->state == messaging::BuddyState::active)
    throw Break{"a call about an active buddy was refused: " + std::string(error.where.text)};
}

// A new process: what the last one was doing when it died is done again, or looked up.
void World::after_start(std::size_t number) {
  auto& party = *parties_[number];
  while (!unsure_[number].empty() && party.alive()) {
    const auto open = unsure_[number].front();
    const auto id = oracle_.channels[open.channel].side[open.from].buddy;
    const auto text = oracle_.sent.at(open.id).text;
    if (stage_.dice.chance(500)) {  // the same call again, under the same id
      const auto again = party.ask([&](messaging::Messaging& m, Now at) { return m.send(*id, text, open.id, at); });
      if (!again) continue;
      if (!*again) {
        if (ordinary((*again).error())) continue;
        oracle_.unwritten(open.id);
        excuse_refusal(open.channel, open.from, (*again).error());
      }
    } else {
      const auto history = party.ask([&](messaging::Messaging& m, Now) { return m.history(*id, std::nullopt, 50); });
      if (!history || !*history) continue;
      const bool there =
          std::any_of((*history)->begin(), (*history)->end(), [&](const auto& m) { return m.id == open.id; });
      if (!there) oracle_.unwritten(open.id);
    }
    unsure_[number].erase(unsure_[number].begin());
  }
}

void World::recall() {
  std::vector<MessageId> open;
  for (const auto& [id, text] : oracle_.sent)
    if (text.order + 12 > oracle_.texts() && !oracle_.final_state(text)) open.push_back(id);
  if (open.empty()) return;
  const auto id = stage_.dice.pick(open);
  auto& text = oracle_.sent.at(id);
  auto& party = at(text.channel, text.from);
  if (!party.alive() || !unsure_[oracle_.channels[text.channel].side[text.from].party].empty()) return;
  text.recall = true;
  const auto answer = party.ask([&](messaging::Messaging& m, Now at) { return m.recall(id, at); });
  if (answer && *answer)
    oracle_.state(oracle_.channels[text.channel].side[text.from].party, id, **answer);
  else if (answer && (*answer).error().code != Errc::refused)
    excuse_refusal(text.channel, text.from, (*answer).error());
}

void World::part() {
  const auto channel = stage_.dice.below(oracle_.channels.size());
  const int side = static_cast<int>(stage_.dice.below(2));
  const auto id = buddy(channel, side);
  if (!id) return;
  const auto way = stage_.dice.below(3);
  const auto left = at(channel, side).ask([&](messaging::Messaging& m, Now at) {
    oracle_.channels[channel].over = true;
    for (auto& twin : oracle_.channels)  // the inviter ends it whoever came first
      if (side == 0 && twin.link == oracle_.channels[channel].link) twin.over = true;
    return way == 0 ? m.block(*id, at) : way == 1 ? m.end(*id, at) : m.mismatch(*id, at);
  });
  if (left && !*left && (*left).error().code != Errc::refused) excuse_refusal(channel, side, (*left).error());
}

void World::copy_or_restore() {
  const auto number = stage_.dice.pick(restorable_);
  auto& party = *parties_[number];
  const auto concerns = [&](std::size_t i) {
    const auto& channel = oracle_.channels[i];
    return channel.side[0].party == number || channel.side[1].party == number;
  };
  const auto copy = copied_.find(number);
  if (copy == copied_.end() || stage_.dice.chance(300)) {
    std::set<std::size_t> whole;
    for (std::size_t i = 0; i < oracle_.channels.size(); ++i)
      if (concerns(i) && paired(i)) whole.insert(i);
    if (!party.alive()) return;
    party.copy_vault();
    copied_[number] = whole;
    return;
  }
  stage_.trace.note(stage_.heap.now(), "restore", number);
  // A channel that the copy does not know, or knows half, must be paired again.
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i)
    if (concerns(i) && !copy->second.contains(i)) oracle_.channels[i].over = true;
  unsure_[number].clear();
  party.restore_copy();
  oracle_.restored(number, party.tap().texts());
}

void World::small_things() {
  auto& dice = stage_.dice;
  const auto channel = dice.below(oracle_.channels.size());
  const int side = static_cast<int>(dice.below(2));
  const auto id = buddy(channel, side);
  if (!id) return;
  auto& party = at(channel, side);
  const auto which = dice.below(4);
  const auto done = party.ask([&](messaging::Messaging& m, Now at) -> Status {
    switch (which) {
      case 0: return m.mark_read(*id, std::nullopt, false, at);
      case 1: return m.rename(*id, "renamed " + std::to_string(channel) + "." + std::to_string(side), at);
      case 2: return m.verify(*id, at);
      default: {
        const auto found = m.search("te", 20);
        return found ? ok() : Status(found.error());
      }
    }
  });
  if (done && !*done && (*done).error().code != Errc::refused) excuse_refusal(channel, side, (*done).error());
}

}  // namespace sotto::sim
