// What arrives for a channel: open -> seen -> decrypt -> keep -> acknowledge, in the one transaction of the event.
// docs/protocol.md section 6, "receive". Nothing that arrives can make a call fail; it can only be dropped.
#pragma once

#include "turn.hpp"

namespace sotto::messaging {

void receive_cell(Turn& turn, std::int64_t channel, ByteView cell);

}  // namespace sotto::messaging
