// What one seed switches on, and how hard (swarm testing: Groce et al., ISSTA 2012). A fault that is always present
// hides what only happens without it. Rates are per mille; a mean of zero switches a recurring fault off.
#pragma once

#include <cstdint>

#include <sotto/base/clock.hpp>

#include "dice.hpp"

namespace sotto::sim {

struct Swarm {
  std::uint64_t clients = 2;
  std::uint64_t relays = 1;
  std::uint64_t actions = 60;
  Duration pace{};     // longest usual pause between two actions
  bool slow = false;   // the pauses are hours, so that epochs pass while something waits
  Duration silence{};  // a pause of days, now and then
  // network
  Duration delay{};
  Duration cut_every{};
  Duration partition_every{};
  Duration partition_length{};
  Duration relay_kill_every{};
  unsigned one_way = 0;
  unsigned half_open = 0;  // the relay learns late that a connection is gone
  bool small_spool = false;
  // clients
  unsigned kill_at_commit = 0;
  unsigned kill_at_effect = 0;
  unsigned refuse_commit = 0;  // the disk is full
  Duration downtime{};
  Duration wall_steps{};
  unsigned restore = 0;
  // a relay that lies
  bool hostile = false;
  unsigned grudge = 0;  // of the cells: never delivered, however often they are sent again
  unsigned drop = 0, duplicate = 0, reorder = 0, replay = 0, flip = 0, reflect = 0, misroute = 0, lie = 0, garbage = 0;
  // what people do
  unsigned second_relay = 0;  // of the parties listen on two
  unsigned chat = 0;          // the next text is the answer to the last one
  unsigned long_text = 0, recall = 0, pair = 0, part = 0, burst = 0;
  // casework: agreements, exchanges, second opinions, cases. Zero actions: the practice is not there at all.
  std::uint64_t casework = 0;
  Duration casework_pace{};
  std::uint64_t sessions = 0;  // what people do in them; in every second of these schedules
  unsigned rogue = 0;          // somebody's program says what its engine would not
};

Swarm draw_swarm(Dice& dice);
// Every fifth seed is about casework. Its draws come from dice of their own, so that the schedules of the messenger
// alone stay what they are.
bool has_casework(std::uint64_t seed);
void draw_casework(Dice& dice, Swarm& swarm);
// Every second one of those has sessions, too; likewise.
bool has_sessions(std::uint64_t seed);

}  // namespace sotto::sim
