// What a buddy shared and I must not lose: attached to a case of mine, or held by itself.
#include <algorithm>

#include "cases.hpp"
#include "exchange_rows.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

Result<ExchangeRow> received(store::Transaction& tx, const ExchangeId& id) {
  auto row = load_exchange(tx, id);
  if (!row) return Error{Errc::not_found, words::no_exchange};
  if (row->mine) return Error{Errc::refused, words::hold_the_case};
  if (!shelf_key(tx, row->shelf)) return Error{Errc::refused, words::purged_already};
  return std::move(*row);
}

void set_hold(store::Transaction& tx, const ExchangeId& id, const std::optional<Bytes>& reason) {
  tx.run("UPDATE exchange SET hold = ? WHERE id = ?", reason, id);
}

std::string_view short_label(proto::LabelCode code) {
  if (code == proto::LabelCode::vault) return "vault";
  return code == proto::LabelCode::think ? "think" : "act";
}

}  // namespace

Status attach_exchange(Moment& moment, const ExchangeId& id, std::string_view case_ref) {
  auto& tx = moment.transaction();
  const auto row = received(tx, id);
  if (!row) return row.error();
  const auto to = find_case_row(tx, case_ref);
  if (!to) return to.error();
  if (row->casefile && *row->casefile != to->row && is_held(tx, *row->casefile)) {
    return Error{Errc::refused, words::held};
  }
  tx.run("UPDATE exchange SET casefile = ? WHERE id = ?", to->row, id);
  return ok();
}

Status hold_exchange(Moment& moment, const ExchangeId& id, std::string_view reason, bool tell) {
  auto& tx = moment.transaction();
  const auto row = received(tx, id);
  if (!row) return row.error();
  if (!valid_utf8(reason)) return Error{Errc::malformed, words::not_text};
  const auto key = shelf_key(tx, row->shelf);
  set_hold(tx, id, seal(*key, moment.random(), view_of(reason)));
  note_change(tx, moment.now().timestamp, "hold on a received exchange");
  if (!tell) return ok();
  const auto sent = moment.send(row->buddy, proto::encode(proto::HoldNote{}));
  return sent ? ok() : Status(sent.error());
}

Status lift_exchange_hold(Moment& moment, const ExchangeId& id, std::string_view typed_label) {
  auto& tx = moment.transaction();
  const auto row = load_exchange(tx, id);
  if (!row) return Error{Errc::not_found, words::no_exchange};
  if (!row->held) return Error{Errc::refused, words::exchange_not_held};
  if (typed_label != short_label(row->label.code)) return Error{Errc::refused, words::type_the_label};
  set_hold(tx, id, std::nullopt);
  note_change(tx, moment.now().timestamp, "hold lifted on a received exchange");
  moment.look_again(row->buddy);
  return ok();
}

bool anything_held(store::Transaction& tx, const BuddyId& buddy) {
  if (tx.query("SELECT 1 FROM exchange WHERE buddy = ? AND hold IS NOT NULL", buddy).next()) return true;
  std::vector<std::int64_t> held;
  {
    auto row = tx.query("SELECT row FROM casefile WHERE hold IS NOT NULL");
    while (row.next()) held.push_back(row.integer(0));
  }
  return std::any_of(held.begin(), held.end(), [&](std::int64_t casefile) {
    const auto with = buddies_of_case(tx, casefile);
    return std::find(with.begin(), with.end(), buddy) != with.end();
  });
}

}  // namespace sotto::practice
