// One event that concerns one buddy: load the channel, change it, send what follows, save it.
#pragma once

#include <type_traits>

#include "channel.hpp"
#include "delivery.hpp"

namespace sotto::messaging {

inline constexpr Error no_buddy{Errc::not_found, "There is no such buddy."};

template <class Change>
auto change_loaded(Turn& turn, std::optional<Channel> channel, Change&& change)
    -> std::invoke_result_t<Change, Channel&> {
  if (!channel) return no_buddy;
  auto answer = change(*channel);
  if (!answer) return answer;
  pump(turn, *channel);
  save_channel(turn, *channel);
  return answer;
}

template <class Change>
auto change_channel(Turn& turn, const BuddyId& buddy, Change&& change) -> std::invoke_result_t<Change, Channel&> {
  return change_loaded(turn, find_channel(turn, buddy), std::forward<Change>(change));
}

}  // namespace sotto::messaging
