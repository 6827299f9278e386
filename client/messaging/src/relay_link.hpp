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
void claim_addresses(Turn& turn, Link& link);  // those that are not claimed, or whose wait is over

}  // namespace sotto::messaging
