#include "swarm.hpp"

namespace sotto::sim {
namespace {

unsigned rate(Dice& dice, unsigned most) { return dice.chance(500) ? static_cast<unsigned>(dice.between(1, most)) : 0; }

Duration every(Dice& dice, Duration least, Duration most) {
  return dice.chance(500) ? dice.spread(least, most) : Duration{};
}

void draw_hostility(Dice& dice, Swarm& swarm) {
  swarm.hostile = dice.chance(400);
  if (!swarm.hostile) return;
  swarm.grudge = rate(dice, 80);
  swarm.drop = rate(dice, 300);
  swarm.duplicate = rate(dice, 300);
  swarm.reorder = rate(dice, 300);
  swarm.replay = rate(dice, 150);
  swarm.flip = rate(dice, 100);
  swarm.reflect = rate(dice, 100);
  swarm.misroute = rate(dice, 100);
  swarm.lie = rate(dice, 200);
  swarm.garbage = rate(dice, 20);
}

}  // namespace

bool has_casework(std::uint64_t seed) { return seed % 5 == 0; }
bool has_sessions(std::uint64_t seed) { return seed % 10 == 5; }

void draw_casework(Dice& dice, Swarm& swarm) {
  swarm.casework = dice.between(60, 260);
  swarm.casework_pace = dice.spread(seconds(20), hours(3));
  swarm.rogue = rate(dice, 120);
  swarm.actions = 10 + swarm.actions / 4;
  swarm.burst = 0;
  // What a lost device knew of a promise is lost with it: nobody could say what the two sides must agree on.
  swarm.restore = 0;
}

Swarm draw_swarm(Dice& dice) {
  Swarm swarm;
  swarm.clients = dice.between(2, 4);
  swarm.relays = dice.between(1, 2);
  swarm.actions = dice.between(30, 140);
  swarm.pace = dice.spread(seconds(1), hours(4));
  swarm.slow = dice.chance(200);
  if (swarm.slow) swarm.pace = {hours(2).ms + dice.upto(hours(8)).ms};
  const auto least = swarm.slow ? hours(1) : seconds(20);  // a fault a minute for weeks shows nothing more
  swarm.silence = every(dice, hours(20), days(4));
  swarm.delay = dice.spread(milliseconds(1), seconds(5));
  swarm.cut_every = every(dice, least, hours(6));
  swarm.partition_every = every(dice, {least.ms * 6}, days(1));
  swarm.partition_length = dice.spread(seconds(5), hours(12));
  swarm.relay_kill_every = every(dice, {least.ms * 12}, days(1));
  swarm.one_way = rate(dice, 700);
  swarm.half_open = rate(dice, 800);
  swarm.small_spool = dice.chance(150);
  swarm.kill_at_commit = rate(dice, 60);
  swarm.kill_at_effect = rate(dice, 20);
  swarm.refuse_commit = rate(dice, 30);
  swarm.downtime = dice.spread(milliseconds(100), days(1));
  swarm.wall_steps = every(dice, minutes(30), days(1));
  swarm.restore = dice.chance(150) ? 15 : 0;
  draw_hostility(dice, swarm);
  swarm.second_relay = rate(dice, 800);
  swarm.chat = rate(dice, 900);
  swarm.long_text = rate(dice, 80);
  swarm.recall = rate(dice, 200);
  swarm.pair = rate(dice, 60);
  swarm.part = dice.chance(200) ? 10 : 0;
  swarm.burst = rate(dice, 60);
  return swarm;
}

}  // namespace sotto::sim
