#include "bond.hpp"

namespace sotto::practice {
namespace {

template <class Enum>
std::optional<Enum> choice(std::int64_t number) {
  if (number == 0) return std::nullopt;
  return static_cast<Enum>(number);
}
template <class Enum>
std::int64_t number(const std::optional<Enum>& choice) {
  return choice ? static_cast<std::int64_t>(*choice) : 0;
}

}  // namespace

Bond load_bond(store::Transaction& tx, const BuddyId& buddy) {
  Bond out;
  auto row = tx.query(
      "SELECT paused_me, paused_them, asked_me, asked_them, answer_me, answer_them, purge_me, purge_them, checks_sent, "
      "checks_heard FROM bond WHERE buddy = ?",
      buddy);
  if (!row.next()) return out;
  out.paused_me = row.flag(0);
  out.paused_them = row.flag(1);
  out.boundaries.asked_by_me = choice<proto::BoundaryReason>(row.integer(2));
  out.boundaries.asked_by_them = choice<proto::BoundaryReason>(row.integer(3));
  out.boundaries.my_answer = choice<proto::BoundaryChoice>(row.integer(4));
  out.boundaries.their_answer = choice<proto::BoundaryChoice>(row.integer(5));
  out.purge_me = row.flag(6);
  out.purge_them = row.flag(7);
  out.checks_sent = static_cast<std::uint32_t>(row.integer(8));
  out.checks_heard = static_cast<std::uint32_t>(row.integer(9));
  return out;
}

void save_bond(store::Transaction& tx, const BuddyId& buddy, const Bond& bond) {
  tx.run(
      "INSERT OR REPLACE INTO bond(buddy, paused_me, paused_them, asked_me, asked_them, answer_me, answer_them, "
      "purge_me, "
      "purge_them, checks_sent, checks_heard) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      buddy, bond.paused_me, bond.paused_them, number(bond.boundaries.asked_by_me),
      number(bond.boundaries.asked_by_them), number(bond.boundaries.my_answer), number(bond.boundaries.their_answer),
      bond.purge_me, bond.purge_them, bond.checks_sent, bond.checks_heard);
}

}  // namespace sotto::practice
