// Which connections an owner wants: its own relays, where it listens, and the peer's relays, where it sends. A relay
// that is both is one link.
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

// Makes the owner's links what its rows say now; a link that stays keeps its id and state.
void refresh_links(Turn& turn, Owner owner);
void refresh_all_links(Turn& turn);
void enter_relay(Turn& turn, std::string_view authority);  // the person typed or pasted it: may be dialled anywhere

}  // namespace sotto::messaging
