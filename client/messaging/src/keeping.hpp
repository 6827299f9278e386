// How long what was said here stays, and its deletion: docs/protocol.md section 16. The shorter of two settings counts,
// from when it was sent on this side and from when it came on the other. Times in rows are the calendar's
// (calendar.hpp).
#pragma once

#include <string>
#include <vector>

#include "channel.hpp"

namespace sotto::messaging {

// What zero means everywhere here: until somebody deletes it.
inline constexpr Duration until_deleted{};
inline constexpr Duration keep_default = days(30);

Duration shorter(Duration a, Duration b);
Duration default_keep(Turn& turn);
Keeping keeping_of(Turn& turn, const Channel& channel);
std::string keep_words(Duration keep);  // "1 hour", "30 days"

// Of one conversation, or of the profile; none: the conversation follows the profile again. Whoever is concerned hears.
Status set_keep(Turn& turn, Channel& channel, std::optional<Duration> keep);
Result<Duration> set_default_keep(Turn& turn, Duration keep);  // answers what it was before; then, for each channel:
void follow_default(Turn& turn, Channel& channel, Duration before);
void hear_keep(Turn& turn, const Channel& channel, Duration keep);
void introduce_keep(Turn& turn, Channel& channel);  // a new channel takes each other's default for granted

// ---- one row's timer ----
struct Timer {
  Duration keep;
  Timestamp counted;  // from when; zero: it has not left yet
  Timestamp expires;  // zero: never
};
Timer incoming_timer(Turn& turn, const Channel& channel, Duration sent_with);
Timer outgoing_timer(Turn& turn, const Channel& channel);
void count_anew(Turn& turn, std::int64_t message_row);                     // an attachment is through, or will not be
void stand_still(Turn& turn, std::int64_t message_row);                    // while an attachment travels
void count_from_now(Turn& turn, const MessageId& id, MessageState state);  // an own message has become `state`
std::optional<Timestamp> shown_expiry(Turn& turn, Timestamp expires);

// ---- deletion ----
bool held(Turn& turn, const Channel& channel);  // by the layer above
// A part of what is due, so that an event stays short; true: something went.
bool delete_due(Turn& turn, Channel& channel);
std::optional<Timestamp> next_deletion(Turn& turn, const Channel& channel);

}  // namespace sotto::messaging
