// Where a channel stands with its person: verified or not, mismatch, ended, blocked; and everything that happens to it
// because days pass. These times are wall-clock, so that they also pass while no process runs.
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

void mark_verified(Turn& turn, Channel& channel);
void mark_mismatch(Turn& turn, Channel& channel);
void end_channel(Turn& turn, Channel& channel, Over how);
void ended_by_peer(Turn& turn, Channel& channel);
Status may_send(const Channel& channel);  // refused, identity_changed
void touch_traffic(Turn& turn, Channel& channel);

// Gaps, the daily keepalive, LINGER, the joiner's patience, a row that waits for a fortnight. False: the channel is
// gone.
bool pass_time(Turn& turn, Channel& channel);
std::optional<Timestamp> next_standing(Turn& turn, const Channel& channel);

}  // namespace sotto::messaging
