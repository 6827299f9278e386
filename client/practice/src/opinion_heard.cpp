// What the buddy's program says about second opinions. Refused before anything is kept, whoever wrote that program.
#include <algorithm>

#include "agreement.hpp"
#include "exchange.hpp"
#include "opinion_rows.hpp"
#include "plant.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;
using proto::Verdict;

constexpr std::int64_t open_questions_max = 32;  // of one buddy

bool too_many(store::Transaction& tx, const BuddyId& from) {
  auto row = tx.query("SELECT count(*) FROM opinion WHERE asked_by = ? AND question IS NOT NULL", from);
  return row.next() && row.integer(0) >= open_questions_max;
}

Verdict refuse(Moment& moment, OpinionRow& row, OpinionSeat& seat, Literal sentence) {
  if (!seat.warned) {
    moment.notice(*seat.buddy, sentence.text);
    seat.warned = true;
    save(moment, row);
  }
  return Verdict::refused;
}

std::optional<BuddyId> who_is(store::Transaction& tx, const ParticipantId& participant) {
  auto row = tx.query("SELECT buddy FROM participant WHERE id = ?", participant);
  if (!row.next()) return std::nullopt;
  return row.id<BuddyId>(0);
}

// Everybody has a channel to me, and each is somebody else; none: it is not a question I can take part in.
std::vector<OpinionSeat> seats_of(store::Transaction& tx, const BuddyId& from, const proto::OpinionOpen& said) {
  std::vector<OpinionSeat> out;
  std::vector<BuddyId> seen;
  const auto& all = said.question.participants;
  for (std::size_t i = 0; i < all.size(); ++i) {
    OpinionSeat seat;
    seat.participant = all[i];
    if (all[i] != said.you) {
      seat.buddy = all.size() == 2 ? std::optional(from) : who_is(tx, all[i]);
      const bool known = seat.buddy && std::find(seen.begin(), seen.end(), *seat.buddy) == seen.end();
      if (!known || (i == 0 && *seat.buddy != from)) return {};
      seen.push_back(*seat.buddy);
    }
    if (i == 0) seat.seal = said.seal;
    out.push_back(std::move(seat));
  }
  return out;
}

Verdict hear_again(Moment& moment, OpinionRow row, const BuddyId& from, const proto::OpinionOpen& said) {
  OpinionSeat* seat = row.of(from);
  if (row.asked_by != from || seat == nullptr) return Verdict::refused;
  const bool changed = hash_of(said.question) != row.hash;
  return refuse(moment, row, *seat, changed ? words::other_question : words::sealed_again);
}

struct Place {
  OpinionRow row;
  OpinionSeat* seat = nullptr;
};
// The seat of whoever speaks; none: they have none, or there is no such opinion any more.
std::optional<Place> place_of(Moment& moment, const BuddyId& from, const OpinionId& id,
                              const ParticipantId& participant) {
  auto row = load_opinion(moment.transaction(), id);
  if (!row) return std::nullopt;
  Place out{std::move(*row), nullptr};
  out.seat = out.row.of(from);
  if (out.seat == nullptr || out.seat->participant != participant) return std::nullopt;
  return out;
}

}  // namespace

Verdict hear(Moment& moment, const BuddyId& from, const proto::OpinionOpen& said) {
  auto& tx = moment.transaction();
  const Timestamp now = moment.now().timestamp;
  if (!gate(tx, from, moment.now())) {
    if (!find_agreement(tx, from, Phase::active)) moment.notice(from, say(words::casework_refused));
    return Verdict::refused;
  }
  if (auto known = load_opinion(tx, said.question.opinion); known) {
    return hear_again(moment, std::move(*known), from, said);
  }
  if (said.question.deadline > now + question_life + clock_tolerance || too_many(tx, from)) return Verdict::refused;
  OpinionRow row;
  row.seats = seats_of(tx, from, said);
  if (row.seats.empty()) return Verdict::refused;
  row.id = said.question.opinion;
  row.asked_by = from;
  row.question = said.question;
  row.hash = hash_of(said.question);
  row.shelf = shelf_of(tx, moment.random(), from, said.case_tag);
  row.keep_days = std::min(said.question.keep_days, load_retention(tx).exchange_days);
  row.asked_at = now;
  insert_opinion(tx, moment.random(), row);
  moment.notice(from, say(words::asks_for_view, topic_words(row.question.topic)));
  if (go_on(moment, row)) save(moment, row);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::OpinionSeal& said) {
  auto place = place_of(moment, from, said.opinion, said.participant);
  if (!place) return Verdict::refused;
  auto& [row, seat] = *place;
  if (is_over(row.stage)) return Verdict::kept;  // it crossed with the end
  if (said.question != row.hash) return refuse(moment, row, *seat, words::other_question);
  if (seat->seal) return refuse(moment, row, *seat, words::sealed_again);
  if (seat->gone) return Verdict::refused;
  seat->seal = said.seal;
  seat->late = time_is_up(row, moment.now().timestamp);
  if (seat->late) moment.notice(from, say(words::sealed_late));
  row.keep_days = std::min(row.keep_days, said.keep_days);
  if (seat->told == Told::refused) seat->told = Told::no;  // too early for their clock then, not now
  go_on(moment, row);
  save(moment, row);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::OpinionReveal& said) {
  auto place = place_of(moment, from, said.opinion, said.participant);
  if (!place) return Verdict::refused;
  auto& [row, seat] = *place;
  if (is_over(row.stage)) return Verdict::kept;  // it crossed with the end, and is dropped
  const OpinionSeat* me = row.mine();
  const bool sealed = me != nullptr && me->seal.has_value();
  if (!sealed && !time_is_near_up(row, moment.now().timestamp) && !planted(Plant::any_view_taken)) {
    return refuse(moment, row, *seat, words::view_too_early);
  }
  const SealedView view{said.nonce, {said.choice, said.sure, said.why}};
  const bool sealed_this = seat->seal && *seat->seal == seal_of(row, seat->participant, view);
  if (!sealed_this || !fits(row.question, view.view)) return refuse(moment, row, *seat, words::view_not_sealed);
  if (seat->view) return Verdict::refused;
  seat->view = view;
  go_on(moment, row);
  save(moment, row);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::OpinionEnd& said) {
  auto row = load_opinion(moment.transaction(), said.opinion);
  if (!row) return Verdict::kept;  // it was taken back before it came here
  OpinionSeat* seat = row->of(from);
  if (seat == nullptr) return Verdict::refused;
  if (is_over(row->stage) || row->stage == OpinionStage::complete) return Verdict::kept;
  const Timestamp now = moment.now().timestamp;
  if (said.how == proto::OpinionEnding::withdrawn) {
    if (row->asked_by != from) return Verdict::refused;
    take_back_sent(moment, row->id);
    finish(*row, OpinionStage::withdrawn, now);
    moment.notice(from, say(words::question_withdrawn));
  } else {
    if (seat->seal || seat->gone) return Verdict::refused;
    seat->gone = true;
    moment.notice(from, say(words::gives_no_view, reason_words(*said.reason)));
    if (too_few(*row) && row->stage < OpinionStage::open) finish(*row, OpinionStage::declined, now);
    go_on(moment, *row);
  }
  save(moment, *row);
  return Verdict::kept;
}

}  // namespace sotto::practice
