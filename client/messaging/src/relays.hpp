// The relays a person listens on.
#pragma once

#include "channel.hpp"

namespace sotto::messaging {

// New, or the same host with other keys; channels that listen there tell their buddies the new guest key.
void keep_relay(Turn& turn, const proto::RelayLink& link);

}  // namespace sotto::messaging
