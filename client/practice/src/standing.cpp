#include "standing.hpp"

#include "agreement.hpp"

namespace sotto::practice {

bool standing_admits(store::Transaction& tx, const BuddyId& buddy, bool mine, const proto::Label& label,
                     Timestamp now) {
  if (label.code != proto::LabelCode::vault) return false;  // nothing that asks for more is ever accepted by itself
  const auto active = find_agreement(tx, buddy, Phase::active);
  if (!active || !active->terms.standing) return false;
  if (now > active->active_at + days(active->terms.standing->max_days)) return false;
  auto row =
      tx.query("SELECT count(*) FROM exchange WHERE buddy = ? AND mine = ? AND standing = 1 AND stage IN (?, ?, ?, ?)",
               buddy, mine, Stage::accepted, Stage::sent, Stage::delivered, Stage::arrived);
  return row.next() && row.integer(0) < active->terms.standing->max_open;
}

}  // namespace sotto::practice
