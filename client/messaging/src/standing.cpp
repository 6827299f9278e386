#include "standing.hpp"

#include <algorithm>
#include <limits>

#include <sotto/base/limits.hpp>

#include "conversation.hpp"
#include "keeping.hpp"
#include "links.hpp"
#include "ordering.hpp"
#include "outbox.hpp"
#include "outbox_sql.hpp"
#include "pairing.hpp"

namespace sotto::messaging {
namespace {

constexpr Duration keepalive_every = hours(24);
constexpr std::string_view stale_notice = "Something you sent has waited for more than 14 days.";

std::optional<Timestamp> oldest_row(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query(sql::oldest, channel.row);
  if (!row.next() || row.null(0)) return std::nullopt;
  return Timestamp{row.integer(0)};
}

std::optional<Timestamp> patience_ends(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query("SELECT expires FROM joining WHERE channel = ?", channel.row);
  if (!row.next()) return std::nullopt;
  return Timestamp{row.integer(0)} + limits::join_patience;
}

std::optional<Timestamp> mute_ends(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query("SELECT until FROM mute WHERE channel = ?", channel.row);
  if (!row.next() || row.integer(0) == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return Timestamp{row.integer(0)};
}

bool keeps_alive(const Channel& channel) {
  return channel.stage == Stage::ready && channel.over == Over::no && channel.traffic;
}

void linger_over(Turn& turn, Channel& channel) {
  forget_channel_keys(turn, channel);
  if (channel.over == Over::mismatch) channel.over = Over::ended;
  channel.stage = Stage::failed;
  refresh_links(turn, channel.owner());
  announce(turn, channel);
}

}  // namespace

void mark_verified(Turn& turn, Channel& channel) {
  channel.verified = true;
  channel.changed = false;
  if (channel.over == Over::mismatch) {  // a slip of the finger
    channel.over = Over::no;
  }
  channel.notice.clear();
  announce(turn, channel);
}

void mark_mismatch(Turn& turn, Channel& channel) {
  channel.verified = false;
  channel.over = Over::mismatch;
  channel.over_at = turn.now.timestamp;
  add_notice(turn, channel,
             "The words did not match: somebody may sit in between. Nothing more is sent. Invite again.");
}

void end_channel(Turn& turn, Channel& channel, Over how) {
  if (channel.has_ended()) {
    if (how == Over::blocked && channel.over == Over::ended) channel.over = Over::blocked;
    announce(turn, channel);
    return;
  }
  if (channel.stage == Stage::waiting) {
    announce(turn, channel);
    delete_channel(turn, channel);
    refresh_links(turn, channel.owner());
    return;
  }
  if (channel.over != Over::mismatch) write_body(turn, channel, RowKind::end, proto::End{});
  channel.over = how;
  channel.over_at = turn.now.timestamp;
  announce(turn, channel);
}

void ended_by_peer(Turn& turn, Channel& channel) {
  if (channel.has_ended()) return;
  turn.tx.run("DELETE FROM outbox WHERE channel = ? AND state = 0 AND seq IS NULL", channel.row);
  channel.over = Over::ended;
  channel.over_at = turn.now.timestamp;
  add_notice(turn, channel, "Your buddy has ended this conversation.");
}

Status may_send(const Channel& channel) {
  if (channel.over == Over::blocked) return Error{Errc::refused, "You have blocked this buddy."};
  if (channel.has_ended()) return Error{Errc::refused, "This conversation has ended."};
  if (channel.over == Over::mismatch) {
    return Error{Errc::refused, "The words did not match: nothing is sent on this channel. Invite again."};
  }
  if (channel.changed)
    return Error{Errc::identity_changed, "Your buddy's key has changed. Ask them, then verify or pair again."};
  return ok();
}

void touch_traffic(Turn& turn, Channel& channel) {
  if (channel.traffic) return;
  channel.traffic = true;
  channel.keepalive_since = turn.now.timestamp;
}

bool pass_time(Turn& turn, Channel& channel) {
  const Timestamp now = turn.now.timestamp;
  if (const auto end = patience_ends(turn, channel); end && now >= *end) {
    give_up_joining(turn, channel,
                    {Errc::unreachable, "Nobody answered the invitation before it expired. Ask for a new one."});
    return false;
  }
  if (channel.over != Over::no && channel.stage != Stage::failed && now - channel.over_at >= limits::linger) {
    linger_over(turn, channel);
    return true;
  }
  show_gaps(turn, channel);
  if (delete_due(turn, channel)) turn.outcome.deleted = true;
  if (const auto end = mute_ends(turn, channel); end && now >= *end) {
    turn.tx.run("DELETE FROM mute WHERE channel = ?", channel.row);
    announce(turn, channel);
  }
  if (keeps_alive(channel) && now - channel.keepalive_since >= keepalive_every) {
    channel.traffic = false;
    channel.keepalive_since = now;
    write_body(turn, channel, RowKind::keepalive, proto::Keepalive{});
  }
  const auto oldest = oldest_row(turn, channel);
  if (channel.over == Over::no && oldest && now - *oldest >= limits::stale_outbox && channel.notice != stale_notice) {
    channel.notice = stale_notice;
    announce(turn, channel);
  }
  return true;
}

std::optional<Timestamp> next_standing(Turn& turn, const Channel& channel) {
  std::optional<Timestamp> out;
  const auto consider = [&](std::optional<Timestamp> when) {
    if (when && (!out || *when < *out)) out = when;
  };
  consider(patience_ends(turn, channel));
  if (channel.over != Over::no && channel.stage != Stage::failed) consider(channel.over_at + limits::linger);
  consider(next_gap(turn, channel));
  consider(mute_ends(turn, channel));
  if (keeps_alive(channel)) consider(channel.keepalive_since + keepalive_every);
  if (const auto oldest = oldest_row(turn, channel);
      oldest && channel.over == Over::no && channel.notice != stale_notice) {
    consider(*oldest + limits::stale_outbox);
  }
  return out;
}

}  // namespace sotto::messaging
