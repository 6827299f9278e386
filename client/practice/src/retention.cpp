#include "retention.hpp"

#include <algorithm>

#include "case_check.hpp"
#include "opinion.hpp"
#include "plant.hpp"
#include "session_rows.hpp"

namespace sotto::practice {
namespace {

std::int64_t value_of(store::Transaction& tx, std::string_view name, std::int64_t otherwise) {
  auto row = tx.query("SELECT value FROM retention WHERE name = ?", name);
  return row.next() ? row.integer(0) : otherwise;
}

constexpr Duration look_every = hours(1);  // for what has no date of its own

}  // namespace

Retention load_retention(store::Transaction& tx) {
  Retention out;
  out.exchange_days = static_cast<std::uint32_t>(value_of(tx, "exchange", out.exchange_days));
  out.case_days = static_cast<std::uint32_t>(value_of(tx, "case", out.case_days));
  out.session_days = static_cast<std::uint32_t>(value_of(tx, "session", out.session_days));
  return out;
}

void save_retention(store::Transaction& tx, const Retention& retention) {
  tx.run("INSERT OR REPLACE INTO retention VALUES('exchange', ?)", retention.exchange_days);
  tx.run("INSERT OR REPLACE INTO retention VALUES('case', ?)", retention.case_days);
  tx.run("INSERT OR REPLACE INTO retention VALUES('session', ?)", retention.session_days);
}

void note_change(store::Transaction& tx, Timestamp when, std::string_view what) {
  tx.run("INSERT INTO retention_log(at, what) VALUES(?, ?)", when, what);
}

std::vector<RetentionChange> read_changes(store::Transaction& tx) {
  std::vector<RetentionChange> out;
  auto row = tx.query("SELECT at, what FROM retention_log ORDER BY row");
  while (row.next()) out.push_back({{row.integer(0)}, row.text(1)});
  return out;
}

bool dispute_is_near(store::Transaction& tx) {
  if (tx.query("SELECT 1 FROM casefile WHERE hold IS NOT NULL").next()) return true;
  return tx
      .query(
          "SELECT 1 FROM exchange WHERE (topic IN (?1, ?2, ?3) AND body IS NOT NULL) OR hold IS NOT NULL UNION "
          "SELECT 1 FROM casefile WHERE topic IN (?1, ?2, ?3) UNION "
          "SELECT 1 FROM opinion WHERE topic IN (?1, ?2, ?3) AND question IS NOT NULL",
          proto::Topic::exit, proto::Topic::whistleblowing, proto::Topic::discrimination)
      .next();
}

bool anything_due(store::Transaction& tx, Timestamp now, Timestamp calendar) {
  if (calendar > Timestamp{value_of(tx, "looked", 0)} + look_every || sessions_due(tx, calendar) ||
      opinions_due(tx, now, calendar))
    return true;
  return tx
      .query(
          "SELECT 1 FROM exchange WHERE (purge_on > 0 AND purge_on <= ?1 AND label IS NOT NULL AND hold IS NULL AND "
          "(casefile IS NULL OR casefile NOT IN (SELECT row FROM casefile WHERE hold IS NOT NULL))) OR "
          "(stage IN (?2, ?3) AND expires <= ?4) UNION "
          "SELECT 1 FROM casefile WHERE purge_on > 0 AND purge_on <= ?1 AND hold IS NULL",
          calendar, Stage::offered, Stage::countered, now)
      .next();
}

void purge(messaging::Moment& moment, const CaseRow& row) {
  auto& tx = moment.transaction();
  struct OnItsWay {
    BuddyId buddy;
    MessageId message;
  };
  std::vector<OnItsWay> waiting;
  {
    auto found = tx.query("SELECT buddy, message FROM exchange WHERE casefile = ? AND mine = 1 AND message IS NOT NULL",
                          row.row);
    while (found.next()) waiting.push_back({found.id<BuddyId>(0), found.id<MessageId>(1)});
  }
  if (!planted(Plant::purge_leaves_the_outbox)) {
    for (const auto& one : waiting) moment.take_back(one.buddy, one.message);
  }
  purge_opinions_of_case(moment, row.row);
  tx.run("UPDATE shelf SET key = NULL WHERE row = ?", row.shelf);
  purge_sessions_of_case(tx, row.row);
  tx.run("UPDATE exchange SET body = NULL, label = NULL, counter = NULL WHERE casefile = ? AND mine = 1", row.row);
  tx.run("UPDATE exchange SET casefile = NULL WHERE casefile = ?", row.row);  // theirs go on their own day
  tx.run("DELETE FROM case_name WHERE casefile = ?", row.row);
  forget_kept_terms(tx, row.row);
  tx.run("DELETE FROM case_tag WHERE casefile = ?", row.row);
  tx.run("DELETE FROM casefile WHERE row = ?", row.row);
}

std::size_t purge_due(messaging::Moment& moment) {
  auto& tx = moment.transaction();
  const Timestamp now = moment.calendar();
  tx.run("INSERT OR REPLACE INTO retention VALUES('looked', ?)", now);
  std::size_t gone = 0;
  for (const auto& row : all_cases(tx)) {
    const bool held = row.hold && !planted(Plant::purge_ignores_a_hold);
    if (held || row.purge_on.ms == 0 || row.purge_on > now) continue;
    purge(moment, row);
    ++gone;
  }
  // A hold protects everything on the case's shelf, what was attached to it, and what is held by itself.
  gone += static_cast<std::size_t>(
      tx.run("UPDATE exchange SET body = NULL, label = NULL, counter = NULL WHERE purge_on > 0 AND purge_on <= ? AND "
             "label IS NOT NULL AND hold IS NULL AND (casefile IS NULL OR casefile NOT IN (SELECT row FROM casefile "
             "WHERE hold IS NOT NULL))",
             now));
  gone += purge_due_opinions(moment, now);
  gone += purge_sessions(tx, now);
  // A shelf with nothing left on it loses its key, too.
  tx.run(
      "UPDATE shelf SET key = NULL WHERE key IS NOT NULL AND buddy IS NOT NULL AND NOT EXISTS "
      "(SELECT 1 FROM exchange WHERE exchange.shelf = shelf.row AND label IS NOT NULL) AND NOT EXISTS "
      "(SELECT 1 FROM opinion WHERE opinion.shelf = shelf.row AND question IS NOT NULL)");
  return gone;
}

}  // namespace sotto::practice
