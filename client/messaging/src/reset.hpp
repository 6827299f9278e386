// Reset and restore, docs/protocol.md section 7: the handshake of pairing once more, with the reset key for the secret.
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

void start_reset(Turn& turn, Channel& channel);  // at most one an hour
void receive_reset(Turn& turn, Channel& channel, crypto::CellType type, ByteView body);
void restart_all(Turn& turn);                       // a copy came back: new incarnation, every channel
void continue_alone(Turn& turn, Channel& channel);  // the refused side's person says that this is the only device

}  // namespace sotto::messaging
