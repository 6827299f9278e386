// The client's side of the relay protocol on one link, docs/protocol.md section 8:
//
//   closed --connection--> opened --Welcome/Admit--> admitting --Admitted/Listen...--> admitted
//
// A relay that answers out of this order, or with a frame of ours, is left.
#pragma once

#include "turn.hpp"

namespace sotto::messaging {

void link_opened(Turn& turn, LinkId id);
void link_frame(Turn& turn, LinkId id, ByteView frame);
void link_closed(Turn& turn, LinkId id, LinkProblem problem);
// Those that are not claimed, or whose wait is over. What is listened to is claimed again every SPOOLED_RESEND: the
// answer says how much waits, so that neither side can believe for ever that the other has it.
void claim_addresses(Turn& turn, Link& link);

}  // namespace sotto::messaging
