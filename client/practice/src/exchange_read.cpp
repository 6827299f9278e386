// Exchanges as a person sees them.
#include "cases.hpp"
#include "exchange_rows.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

Exchange shown(store::Transaction& tx, ExchangeRow row) {
  Exchange out;
  out.id = row.id;
  out.buddy = row.buddy;
  out.mine = row.mine;
  out.stage = row.stage;
  out.code = row.label.code;
  out.kind = row.kind;
  out.topic = row.topic;
  out.size = row.size;
  out.check = row.check;
  out.standing = row.standing;
  if (auto body = load_body(tx, row); body) out.text = std::move(body->text);
  out.counter = std::move(row.counter);
  // What is left of a label after a purge is its code.
  if (row.label.code < proto::LabelCode::influence || !row.label.what.empty()) out.label = std::move(row.label);
  if (row.casefile) {
    out.case_ref = case_ref(*row.casefile);
    out.held = is_held(tx, *row.casefile);
  }
  out.held_itself = row.held;
  out.held = out.held || row.held;
  out.offered_at = row.offered_at;
  out.expires = row.expires;
  if (row.purge_on.ms != 0) out.purge_on = row.purge_on;
  return out;
}

std::vector<Exchange> shown(store::Transaction& tx, const std::vector<ExchangeId>& ids) {
  std::vector<Exchange> out;
  for (const auto& id : ids) {
    if (auto row = load_exchange(tx, id); row) out.push_back(shown(tx, std::move(*row)));
  }
  return out;
}

std::vector<ExchangeId> ids_of(store::Row row) {
  std::vector<ExchangeId> out;
  while (row.next()) out.push_back(row.id<ExchangeId>(0));
  return out;
}

}  // namespace

std::string label_words(proto::LabelCode code) {
  switch (code) {
    case proto::LabelCode::vault: return say(words::label_vault);
    case proto::LabelCode::think: return say(words::label_think);
    case proto::LabelCode::influence: return say(words::label_influence);
    case proto::LabelCode::step_in: return say(words::label_step_in);
  }
  return say(words::label_vault);
}

std::string topic_words(proto::Topic topic) {
  switch (topic) {
    case proto::Topic::conduct: return say(words::topic_conduct);
    case proto::Topic::capability: return say(words::topic_capability);
    case proto::Topic::grievance: return say(words::topic_grievance);
    case proto::Topic::bullying: return say(words::topic_bullying);
    case proto::Topic::discrimination: return say(words::topic_discrimination);
    case proto::Topic::absence: return say(words::topic_absence);
    case proto::Topic::redundancy: return say(words::topic_redundancy);
    case proto::Topic::exec_conduct: return say(words::topic_exec_conduct);
    case proto::Topic::whistleblowing: return say(words::topic_whistleblowing);
    case proto::Topic::pay: return say(words::topic_pay);
    case proto::Topic::exit: return say(words::topic_exit);
    case proto::Topic::unions: return say(words::topic_unions);
    case proto::Topic::wellbeing: return say(words::topic_wellbeing);
    case proto::Topic::career: return say(words::topic_career);
  }
  return say(words::topic_conduct);
}

std::string reason_words(proto::Reason reason) {
  switch (reason) {
    case proto::Reason::conflict: return say(words::reason_conflict);
    case proto::Reason::must_report: return say(words::reason_must_report);
    case proto::Reason::not_my_area: return say(words::reason_not_my_area);
    case proto::Reason::not_now: return say(words::reason_not_now);
    case proto::Reason::live: return say(words::reason_live);
  }
  return {};
}

std::optional<Exchange> read_exchange(store::Transaction& tx, const ExchangeId& id) {
  auto row = load_exchange(tx, id);
  if (!row) return std::nullopt;
  return shown(tx, std::move(*row));
}

std::vector<Exchange> read_exchanges(store::Transaction& tx, const std::optional<BuddyId>& buddy) {
  const auto ids = ids_of(buddy ? tx.query("SELECT id FROM exchange WHERE buddy = ? ORDER BY offered_at, id", *buddy)
                                : tx.query("SELECT id FROM exchange ORDER BY offered_at, id"));
  return shown(tx, ids);
}

std::vector<Exchange> read_exchanges_of_case(store::Transaction& tx, std::int64_t casefile) {
  const auto ids = ids_of(tx.query("SELECT id FROM exchange WHERE casefile = ? ORDER BY offered_at, id", casefile));
  return shown(tx, ids);
}

void expire_offers(messaging::Moment& moment) {
  auto& tx = moment.transaction();
  tx.run("UPDATE exchange SET stage = ? WHERE stage IN (?, ?) AND expires <= ?", Stage::expired, Stage::offered,
         Stage::countered, moment.now().timestamp);
  // Nothing came of it: what is left of theirs is a label. Mine stays with its case.
  tx.run("UPDATE exchange SET purge_on = ? WHERE mine = 0 AND purge_on = 0 AND stage IN (?, ?, ?)",
         moment.calendar() + days(30), Stage::declined, Stage::expired, Stage::withdrawn);
}

}  // namespace sotto::practice
