// End-to-end acknowledgements: rows {token, verdict}, sealed fresh under the current epoch, up to 230 in a cell,
// deleted when a relay has answered. They are never acknowledged and take no ratchet step.
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

// Of a block: the sender waits for it, and no reading of a person can be seen in it.
void queue_prompt_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict);
void queue_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict);
// For a cell that came again: what was said about it has not arrived, so that it is said at all relays of the peer.
void repeat_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict);
std::optional<Instant> next_acks(Turn& turn, const Channel& channel);  // nothing: they wait for more than time
void send_acks(Turn& turn, const Channel& channel);
void acks_answered(Turn& turn, Owner owner, const SentAcks& acks, bool taken);  // not taken: again after FULL_RETRY
void acks_lost(Turn& turn, Owner owner, const SentAcks& acks);                  // no answer came: again at once
void count_acks(Turn& turn, const Channel& channel);                            // after a restart

}  // namespace sotto::messaging
