// From sealed rows to frames: which row goes to which of the peer's relays, when it goes again, and when to look next.
// docs/protocol.md section 6, "resend".
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

// Seals what may be sealed, sends what is due, and sets the channel's next deadline. The end of every event of a
// channel.
void pump(Turn& turn, Channel& channel);

void forward(Turn& turn, Link& link, ByteView cell, Outstanding what);
void send_again(Turn& turn, const Channel& channel, std::int64_t row);  // now, on the next pump
Link* link_for_acks(Turn& turn, Live& live);

void row_answered(Turn& turn, Channel& channel, Link& link, const SentRow& sent, proto::Outcome outcome);
void row_lost(Turn& turn, Owner owner, const SentRow& sent);  // no answer came
void spool_gone(Turn& turn, Owner owner, std::size_t leg);    // the relay made a new spool
void heard_from_peer(Turn& turn, const Channel& channel);     // it is there

}  // namespace sotto::messaging
