// Second opinions as a person sees them: of the others a view only once it is open.
#include "cases.hpp"
#include "opinion_rows.hpp"

namespace sotto::practice {
namespace {

Standing standing_of(const OpinionRow& row, const OpinionSeat& seat, Timestamp now) {
  const bool open = row.stage == OpinionStage::open || row.stage == OpinionStage::complete;
  if (open && seat.view) return Standing::revealed;
  if (seat.gone) return Standing::gone;
  const bool late = time_is_up(row, now);
  if (seat.seal) return open && late ? Standing::silent : Standing::sealed;
  return late ? Standing::missing : Standing::waiting;
}

Opinion shown(store::Transaction& tx, OpinionRow row, Timestamp now) {
  Opinion out;
  out.id = row.id;
  out.stage = row.stage;
  out.asked_by = row.asked_by;
  out.topic = row.question.topic;
  out.question = row.question.text;
  if (!row.question.text.empty()) out.options.emplace_back("not enough information");
  for (auto& option : row.question.options) out.options.push_back(option);
  out.scale = row.question.scale;
  out.asked_at = row.asked_at;
  out.deadline = row.question.deadline;
  out.keep_days = row.keep_days;
  for (auto& seat : row.seats) {
    Participant one{seat.participant, seat.buddy, standing_of(row, seat, now), seat.late, std::nullopt};
    const bool visible = !seat.buddy || one.standing == Standing::revealed;
    if (seat.view && visible) one.view = std::move(seat.view->view);
    out.participants.push_back(std::move(one));
  }
  if (row.casefile) {
    out.case_ref = case_ref(*row.casefile);
    out.held = is_held(tx, *row.casefile);
  }
  if (row.purge_on.ms != 0) out.purge_on = row.purge_on;
  return out;
}

}  // namespace

std::optional<Opinion> read_opinion(store::Transaction& tx, const OpinionId& id, Timestamp now) {
  auto row = load_opinion(tx, id);
  if (!row) return std::nullopt;
  return shown(tx, std::move(*row), now);
}

std::vector<Opinion> read_opinions(store::Transaction& tx, const std::optional<BuddyId>& buddy, Timestamp now) {
  std::vector<Opinion> out;
  for (const auto& id : opinions_with(tx, buddy)) {
    if (auto row = load_opinion(tx, id); row) out.push_back(shown(tx, std::move(*row), now));
  }
  return out;
}

}  // namespace sotto::practice
