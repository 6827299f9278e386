// Order for the reader is by the sender's numbers. What comes early waits; a hole is shown as a gap after GAP_SHOW and
// filled when the message comes after all; a text appears whole or not at all.
#pragma once

#include <sotto/proto/content.hpp>

#include "channel.hpp"

namespace sotto::messaging {

// In `seen` and `known`: practice content that waits for its turn, or for its other parts.
inline constexpr std::int64_t undecided = 0;

struct Kept {
  std::optional<proto::Verdict> verdict;  // none: undecided
  bool fresh = false;                     // stored by this call
};
// Keeps one part, or says why not. `superseded`: this number and part are known with another token.
Kept keep_part(Turn& turn, Channel& channel, const proto::Content& content);
void show_in_order(Turn& turn, Channel& channel);
void show_gaps(Turn& turn, Channel& channel);  // GAP_SHOW
std::optional<Timestamp> next_gap(Turn& turn, const Channel& channel);
std::uint64_t next_expected(Turn& turn, const Channel& channel);  // for a reset: above everything known here
// After a reset: numbers below are through on the other side's books; what is missing of them went to an earlier
// device.
void skip_to(Turn& turn, Channel& channel, std::uint64_t lowest, std::string_view sentence);

}  // namespace sotto::messaging
