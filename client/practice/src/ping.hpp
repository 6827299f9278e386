// Pings and availability: rows, what a person does, what happens as time passes, what the others' programs say. States
// as drawn in crisis.hpp.
#pragma once

#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/crisis.hpp>

#include "session_time.hpp"

namespace sotto::practice {

inline constexpr Duration ping_widens = minutes(3);
inline constexpr Duration ping_lonely = minutes(10);
inline constexpr Duration ping_life = hours(2);
inline constexpr Duration ping_keep = days(7);  // a row without content, so that a late word is recognised
inline constexpr Duration check_in_after = hours(24);
inline constexpr Duration available_most = hours(24);
inline constexpr std::int64_t open_pings_max = 4;  // of one buddy

struct PingRow {
  PingId id;
  bool mine = false;
  proto::CrisisKind kind = proto::CrisisKind::upset;
  PingStage stage = PingStage::waiting;
  std::optional<BuddyId> buddy;
  Anchor at;
  Timestamp taken_at;  // 0: not yet
  Timestamp check_in;
  CheckInStage check_in_stage = CheckInStage::none;
  bool waits() const { return stage <= PingStage::nobody; }  // of mine: for a taker
  bool held() const { return stage == PingStage::taken || stage == PingStage::holding; }
};
std::optional<PingRow> load_ping(store::Transaction& tx, const PingId& id);
std::vector<PingId> ping_ids(store::Transaction& tx);  // newest first
void insert_ping(store::Transaction& tx, const PingRow& row);
void save_ping(store::Transaction& tx, const PingRow& row);
std::vector<BuddyId> asked_buddies(store::Transaction& tx, const PingId& id);
Ping read_ping(store::Transaction& tx, const PingRow& row);
std::vector<Availability> read_availability(store::Transaction& tx, Timestamp now);

// ---- the person ----
Result<std::size_t> say_available(messaging::Moment& moment, std::uint32_t hours_long, std::uint32_t kinds);
Result<PingId> send_ping(messaging::Moment& moment, proto::CrisisKind kind, const std::optional<BuddyId>& first);
Status take_ping(messaging::Moment& moment, const PingId& id);
Status withdraw_ping(messaging::Moment& moment, const PingId& id);
Status send_check_in(messaging::Moment& moment, const PingId& id, Timestamp at);
Status reply_check_in(messaging::Moment& moment, const PingId& id, bool yes);

// ---- in the course of things ----
void pass_ping_time(messaging::Moment& moment);
std::optional<Instant> next_ping_due(store::Transaction& tx, Now now);

// ---- what the others' programs say ----
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::CrisisAvailable& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::CrisisPing& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::CrisisTake& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::CrisisAnswer& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::CrisisCheckIn& said);

}  // namespace sotto::practice
