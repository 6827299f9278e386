#include "ping.hpp"

namespace sotto::practice {
namespace {

constexpr Literal columns =
    "SELECT mine, kind, stage, buddy, at_instant, at_time, taken_at, check_in, check_in_stage FROM crisis WHERE id = ?";

}  // namespace

std::optional<PingRow> load_ping(store::Transaction& tx, const PingId& id) {
  auto row = tx.query(columns, id);
  if (!row.next()) return std::nullopt;
  PingRow out;
  out.id = id;
  out.mine = row.flag(0);
  out.kind = static_cast<proto::CrisisKind>(row.integer(1));
  out.stage = static_cast<PingStage>(row.integer(2));
  if (!row.null(3)) out.buddy = row.id<BuddyId>(3);
  out.at = {{row.integer(4)}, {row.integer(5)}};
  out.taken_at = {row.integer(6)};
  out.check_in = {row.integer(7)};
  out.check_in_stage = static_cast<CheckInStage>(row.integer(8));
  return out;
}

std::vector<PingId> ping_ids(store::Transaction& tx) {
  std::vector<PingId> out;
  auto row = tx.query("SELECT id FROM crisis ORDER BY at_time DESC, id");
  while (row.next()) out.push_back(row.id<PingId>(0));
  return out;
}

void insert_ping(store::Transaction& tx, const PingRow& row) {
  tx.run("INSERT INTO crisis(id, mine, kind, stage, at_instant, at_time) VALUES(?, ?, ?, ?, ?, ?)", row.id, row.mine,
         row.kind, row.stage, row.at.instant, row.at.timestamp);
  save_ping(tx, row);
}

void save_ping(store::Transaction& tx, const PingRow& row) {
  tx.run("UPDATE crisis SET stage = ?, buddy = ?, taken_at = ?, check_in = ?, check_in_stage = ? WHERE id = ?",
         row.stage, row.buddy, row.taken_at, row.check_in, row.check_in_stage, row.id);
}

std::vector<BuddyId> asked_buddies(store::Transaction& tx, const PingId& id) {
  std::vector<BuddyId> out;
  auto row = tx.query("SELECT buddy FROM crisis_asked WHERE ping = ?", id);
  while (row.next()) out.push_back(row.id<BuddyId>(0));
  return out;
}

Ping read_ping(store::Transaction& tx, const PingRow& row) {
  Ping out;
  out.id = row.id;
  out.mine = row.mine;
  out.kind = row.kind;
  out.stage = row.stage;
  out.buddy = row.buddy;
  out.asked = asked_buddies(tx, row.id).size();
  out.at = row.at.timestamp;
  if (row.check_in.ms != 0) out.check_in = row.check_in;
  out.check_in_stage = row.check_in_stage;
  return out;
}

std::vector<Availability> read_availability(store::Transaction& tx, Timestamp now) {
  std::vector<Availability> out;
  auto row =
      tx.query("SELECT buddy, until, kinds FROM availability WHERE until > ? ORDER BY length(buddy), until DESC", now);
  while (row.next()) {
    Availability one;
    if (!row.blob(0).empty()) one.buddy = row.id<BuddyId>(0);
    one.until = {row.integer(1)};
    one.kinds = static_cast<std::uint32_t>(row.integer(2));
    out.push_back(one);
  }
  return out;
}

}  // namespace sotto::practice
