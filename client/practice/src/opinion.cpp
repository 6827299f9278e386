// What the person does with a second opinion, and what time does.
#include "opinion.hpp"

#include <algorithm>

#include "agreement.hpp"
#include "cases.hpp"
#include "exchange.hpp"
#include "opinion_rows.hpp"
#include "plant.hpp"
#include "retention.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

constexpr std::string_view always_there = "not enough information";

std::vector<std::string> own_options(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const auto& option : given) {
    std::string folded = option;
    for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (folded != always_there) out.push_back(option);
  }
  return out;
}

Status check_view(const proto::Question& question, const View& view) {
  if (!fits(question, view)) return Error{Errc::usage, words::opinion_choice};
  if (!valid_utf8(view.why)) return Error{Errc::malformed, words::not_text};
  if (view.why.size() > proto::limits_of_practice::paragraph_max) return Error{Errc::limit, words::opinion_why};
  return ok();
}

Status check_invited(store::Transaction& tx, const std::vector<Invited>& invited, Now now) {
  if (invited.empty() || invited.size() >= proto::limits_of_practice::participants_max) {
    return Error{Errc::usage, words::opinion_needs_somebody};
  }
  std::vector<BuddyId> seen;
  for (const auto& one : invited) {
    if (const auto open = gate(tx, one.buddy, now); !open) return open;
    if (std::find(seen.begin(), seen.end(), one.buddy) != seen.end()) {
      return Error{Errc::usage, words::opinion_needs_somebody};
    }
    seen.push_back(one.buddy);
  }
  return ok();
}

// Who somebody is in a question. A pair needs no name that lasts; among more everybody has to know the others.
Result<ParticipantId> name_among(Moment& moment, const Invited& one, bool pair) {
  if (one.as) return *one.as;
  if (pair) return moment.random().id<ParticipantId>();
  auto row = moment.transaction().query("SELECT id FROM participant WHERE buddy = ?", one.buddy);
  if (!row.next()) return Error{Errc::refused, words::opinion_strangers};
  return row.id<ParticipantId>(0);
}

Result<proto::Question> question_of(Moment& moment, const NewOpinion& what, proto::Topic topic) {
  const Timestamp now = moment.now().timestamp;
  if (what.deadline <= now || what.deadline > now + question_life) return Error{Errc::usage, words::opinion_deadline};
  if (what.scale == 1 || what.scale > proto::limits_of_practice::scale_max) {
    return Error{Errc::usage, words::opinion_scale};
  }
  proto::Question out;
  out.opinion = moment.random().id<OpinionId>();
  out.topic = topic;
  out.text = what.question;
  out.options = own_options(what.options);
  out.scale = what.scale;
  out.deadline = what.deadline;
  out.keep_days = load_retention(moment.transaction()).exchange_days;
  const bool pair = what.invited.size() == 1;
  if (!pair && !what.as) return Error{Errc::refused, words::opinion_strangers};
  out.participants.push_back(what.as ? *what.as : moment.random().id<ParticipantId>());
  for (const auto& one : what.invited) {
    const auto name = name_among(moment, one, pair);
    if (!name) return name.error();
    out.participants.push_back(*name);
  }
  if (!proto::decode_question(proto::canonical_question(out))) return Error{Errc::usage, words::opinion_fields};
  return out;
}

Result<OpinionRow> found(store::Transaction& tx, const OpinionId& id) {
  auto row = load_opinion(tx, id);
  if (!row) return Error{Errc::not_found, words::no_opinion};
  return std::move(*row);
}

std::optional<BuddyId> conversation(const OpinionRow& row) {
  if (row.asked_by) return row.asked_by;
  for (const auto& seat : row.seats) {
    if (seat.buddy) return seat.buddy;
  }
  return std::nullopt;
}

// To those whose commitment is here, once all have sealed; to everybody after the deadline.
bool may_be_told(const OpinionRow& row, const OpinionSeat& seat, Timestamp now) {
  if (planted(Plant::view_before_all_sealed)) return true;
  return row.stage >= OpinionStage::open && (seat.seal || time_is_up(row, now));
}

bool tell_mine(Moment& moment, OpinionRow& row) {
  const OpinionSeat* me = row.mine();
  if (me == nullptr || !me->view) return false;
  bool changed = false;
  for (auto& seat : row.seats) {
    if (!seat.buddy || seat.gone || seat.told != Told::no) continue;
    if (!may_be_told(row, seat, moment.now().timestamp)) continue;
    if (!gate(moment.transaction(), *seat.buddy, moment.now())) continue;  // when the pause is over
    const proto::OpinionReveal said{
        row.id, me->participant, me->view->nonce, me->view->view.choice, me->view->view.sure, me->view->view.why};
    if (!say(moment, row.id, *seat.buddy, Sent::view, said)) continue;  // the channel cannot send; later
    seat.told = Told::sent;
    changed = true;
  }
  return changed;
}

void wipe(store::Transaction& tx, const OpinionId& id) {
  tx.run("UPDATE opinion SET question = NULL WHERE id = ?", id);
  tx.run("DELETE FROM opinion_seat WHERE opinion = ?", id);
}

}  // namespace

void save(Moment& moment, const OpinionRow& row) { save_opinion(moment.transaction(), moment.random(), row); }

bool too_few(const OpinionRow& row) {
  return std::count_if(row.seats.begin(), row.seats.end(), [](const OpinionSeat& seat) { return !seat.gone; }) < 2;
}

void finish(Moment& moment, OpinionRow& row, OpinionStage stage) {
  row.stage = stage;
  if (row.purge_on.ms == 0) row.purge_on = moment.calendar() + days(row.keep_days);
}

bool go_on(Moment& moment, OpinionRow& row) {
  if (is_over(row.stage) || row.seats.empty()) return false;
  const Timestamp now = moment.now().timestamp;
  const auto before = row.stage;
  if (row.stage < OpinionStage::open && (all_sealed(row) || time_is_up(row, now))) {
    finish(moment, row, OpinionStage::open);
  }
  const bool told = tell_mine(moment, row);
  const bool whole =
      std::all_of(row.seats.begin(), row.seats.end(), [](const OpinionSeat& s) { return s.gone || s.view; });
  if (row.stage == OpinionStage::open && whole) row.stage = OpinionStage::complete;
  if (const auto with = conversation(row); with && row.stage != before) {
    const bool timed = row.stage == OpinionStage::open && !all_sealed(row);
    if (row.stage == OpinionStage::complete) moment.notice(*with, say(words::views_are_here));
    if (timed) moment.notice(*with, say(words::time_is_up));
  }
  return told || row.stage != before;
}

// ---- the person ----
Result<OpinionId> ask_opinion(Moment& moment, const NewOpinion& what) {
  auto& tx = moment.transaction();
  if (const auto may = check_invited(tx, what.invited, moment.now()); !may) return may.error();
  OpinionRow row;
  auto topic = what.topic.value_or(proto::Topic::conduct);
  if (!what.case_ref.empty()) {
    const auto in = find_case_row(tx, what.case_ref);
    if (!in) return in.error();
    if (in->closed.ms != 0) return Error{Errc::refused, words::case_closed};
    row.casefile = in->row;
    row.shelf = in->shelf;
    topic = what.topic.value_or(in->topic);
  }
  const auto question = question_of(moment, what, topic);
  if (!question) return question.error();
  if (const auto fine = check_view(*question, what.mine); !fine) return fine.error();
  if (!row.casefile) row.shelf = new_shelf(tx, moment.random());
  row.id = question->opinion;
  row.stage = OpinionStage::sealed;
  row.question = *question;
  row.hash = hash_of(*question);
  row.keep_days = question->keep_days;
  row.asked_at = moment.now().timestamp;
  OpinionSeat me;
  me.participant = question->participants.front();
  me.view = SealedView{moment.random().array<32>(), what.mine};
  me.seal = seal_of(row, me.participant, *me.view);
  row.seats.push_back(me);
  for (std::size_t i = 0; i < what.invited.size(); ++i) {
    OpinionSeat seat;
    seat.participant = question->participants[i + 1];
    seat.buddy = what.invited[i].buddy;
    row.seats.push_back(seat);
  }
  insert_opinion(tx, moment.random(), row);
  for (const auto& seat : row.seats) {
    if (!seat.buddy) continue;
    const auto tag =
        row.casefile ? case_tag(tx, moment.random(), *row.casefile, *seat.buddy) : moment.random().id<proto::CaseTag>();
    const proto::OpinionOpen said{row.question, seat.participant, tag, *me.seal};
    if (const auto sent = say(moment, row.id, *seat.buddy, Sent::question, said); !sent) return sent.error();
  }
  if (go_on(moment, row)) save(moment, row);
  return row.id;
}

Status seal_view(Moment& moment, const OpinionId& id, const View& mine) {
  auto row = found(moment.transaction(), id);
  if (!row) return row.error();
  OpinionSeat* me = row->mine();
  if (is_over(row->stage) || me == nullptr) return Error{Errc::refused, words::opinion_over};
  if (me->seal) return Error{Errc::refused, words::opinion_sealed};
  if (const auto fine = check_view(row->question, mine); !fine) return fine;
  for (const auto& seat : row->seats) {
    if (!seat.buddy || seat.gone) continue;
    if (const auto open = gate(moment.transaction(), *seat.buddy, moment.now()); !open) return open;
  }
  me->view = SealedView{moment.random().array<32>(), mine};
  me->seal = seal_of(*row, me->participant, *me->view);
  me->late = time_is_up(*row, moment.now().timestamp);
  for (const auto& seat : row->seats) {
    if (!seat.buddy || seat.gone) continue;
    const proto::OpinionSeal said{row->id, me->participant, row->hash, *me->seal, row->keep_days};
    if (const auto sent = say(moment, row->id, *seat.buddy, Sent::seal, said); !sent) return sent;
  }
  if (row->stage == OpinionStage::asked) row->stage = OpinionStage::sealed;
  go_on(moment, *row);
  save(moment, *row);
  return ok();
}

Status withdraw_opinion(Moment& moment, const OpinionId& id, proto::Reason why) {
  auto row = found(moment.transaction(), id);
  if (!row) return row.error();
  if (is_over(row->stage)) return Error{Errc::refused, words::opinion_over};
  const bool mine = !row->asked_by;
  if (!mine && row->stage == OpinionStage::sealed) return Error{Errc::refused, words::opinion_sealed};
  if (row->stage != OpinionStage::sealed && row->stage != OpinionStage::asked) {
    return Error{Errc::refused, words::opinion_open_already};
  }
  take_back_sent(moment, id);
  const proto::OpinionEnd said{id, mine ? proto::OpinionEnding::withdrawn : proto::OpinionEnding::declined,
                               mine ? std::nullopt : std::optional(why)};
  for (const auto& seat : row->seats) {
    if (!seat.buddy || seat.gone) continue;
    const auto sent = moment.send(*seat.buddy, proto::encode(said));
    if (!sent) return sent.error();
  }
  finish(moment, *row, mine ? OpinionStage::withdrawn : OpinionStage::declined);
  save(moment, *row);
  return ok();
}

void introduce(store::Transaction& tx, const ParticipantId& participant, const BuddyId& buddy) {
  tx.run("INSERT OR REPLACE INTO participant VALUES(?, ?)", participant, buddy);
}

// ---- in the course of things ----
void open_due_opinions(Moment& moment) {
  std::vector<OpinionId> ids;
  {
    auto row = moment.transaction().query(
        "SELECT id FROM opinion WHERE stage IN (?1, ?2) AND deadline <= ?5 UNION SELECT o.id FROM opinion o JOIN "
        "opinion_seat s ON s.opinion = o.id WHERE o.stage IN (?3, ?4) AND s.buddy IS NOT NULL AND s.told = 0",
        OpinionStage::asked, OpinionStage::sealed, OpinionStage::open, OpinionStage::complete, moment.now().timestamp);
    while (row.next()) ids.push_back(row.id<OpinionId>(0));
  }
  for (const auto& id : ids) {
    auto row = load_opinion(moment.transaction(), id);
    if (row && go_on(moment, *row)) save(moment, *row);
  }
}

void send_held_views(Moment& moment, const BuddyId& buddy) {
  for (const auto& id : opinions_with(moment.transaction(), buddy)) {
    auto row = load_opinion(moment.transaction(), id);
    if (row && go_on(moment, *row)) save(moment, *row);
  }
}

void leave_opinions(Moment& moment, const BuddyId& buddy, bool purge_soon) {
  for (const auto& id : opinions_with(moment.transaction(), buddy)) {
    auto row = load_opinion(moment.transaction(), id);
    if (!row || row->seats.empty()) continue;
    take_back_sent(moment, id, buddy);
    if (OpinionSeat* seat = row->of(buddy); seat != nullptr) seat->gone = true;
    if (row->stage < OpinionStage::open && too_few(*row)) finish(moment, *row, OpinionStage::ended);
    go_on(moment, *row);
    if (purge_soon && row->asked_by == buddy && row->purge_on.ms != 0) {
      row->purge_on = std::min(row->purge_on, moment.calendar() + purge_request_wait);
    }
    save(moment, *row);
  }
}

void end_opinions_with_case(Moment& moment, std::int64_t casefile) {
  for (const auto& id : opinions_of_case(moment.transaction(), casefile)) {
    auto row = load_opinion(moment.transaction(), id);
    if (!row || row->stage != OpinionStage::sealed) continue;
    if (withdraw_opinion(moment, id, {})) continue;
    finish(moment, *row, OpinionStage::withdrawn);
    save(moment, *row);
  }
}

void opinion_settled(Moment& moment, const BuddyId& to, const MessageId& message, proto::Verdict verdict) {
  auto& tx = moment.transaction();
  std::optional<OpinionId> id;
  Sent what = Sent::question;
  {
    auto sent = tx.query("SELECT opinion, what FROM opinion_sent WHERE message = ?", message);
    if (!sent.next()) return;
    id = sent.id<OpinionId>(0);
    what = static_cast<Sent>(sent.integer(1));
  }
  tx.run("DELETE FROM opinion_sent WHERE message = ?", message);
  auto row = load_opinion(tx, *id);
  OpinionSeat* seat = row ? row->of(to) : nullptr;
  if (seat == nullptr) return;
  const bool refused = verdict == proto::Verdict::refused;
  if (what == Sent::view) seat->told = refused ? Told::refused : Told::arrived;
  if (what == Sent::seal && refused) seat->told = Told::refused;  // a view without its seal says nothing there
  if (what == Sent::question && refused) {
    seat->gone = true;
    if (too_few(*row) && row->stage < OpinionStage::open) {
      finish(moment, *row, OpinionStage::refused);
    }
    go_on(moment, *row);
  }
  save(moment, *row);
}

bool opinions_due(store::Transaction& tx, Timestamp now, Timestamp calendar) {
  return tx
      .query(
          "SELECT 1 FROM opinion WHERE (stage IN (?1, ?2) AND deadline <= ?3) OR (purge_on > 0 AND purge_on <= ?4 AND "
          "question IS NOT NULL AND (casefile IS NULL OR casefile NOT IN (SELECT row FROM casefile WHERE hold IS NOT "
          "NULL)))",
          OpinionStage::asked, OpinionStage::sealed, Timestamp{now.ms - clock_tolerance.ms}, calendar)
      .next();
}

std::optional<Instant> next_opinion_due(store::Transaction& tx, Now now) {
  auto row =
      tx.query("SELECT min(deadline) FROM opinion WHERE stage IN (?, ?)", OpinionStage::asked, OpinionStage::sealed);
  if (!row.next() || row.null(0)) return std::nullopt;
  return now.instant + (Timestamp{row.integer(0)} + clock_tolerance - now.timestamp);
}

void purge_opinions_of_case(Moment& moment, std::int64_t casefile) {
  auto& tx = moment.transaction();
  for (const auto& id : opinions_of_case(tx, casefile)) {
    take_back_sent(moment, id);
    wipe(tx, id);
  }
  tx.run("UPDATE opinion SET casefile = NULL WHERE casefile = ?", casefile);
}

std::size_t purge_due_opinions(Moment& moment, Timestamp now) {
  auto& tx = moment.transaction();
  std::vector<OpinionId> due;
  {
    auto row = tx.query(
        "SELECT id FROM opinion WHERE purge_on > 0 AND purge_on <= ? AND question IS NOT NULL AND (casefile IS NULL OR "
        "casefile NOT IN (SELECT row FROM casefile WHERE hold IS NOT NULL))",
        now);
    while (row.next()) due.push_back(row.id<OpinionId>(0));
  }
  for (const auto& id : due) {
    take_back_sent(moment, id);
    wipe(tx, id);
    // Mine, of no case: its shelf holds nothing else.
    tx.run(
        "UPDATE shelf SET key = NULL WHERE row = (SELECT shelf FROM opinion WHERE id = ? AND asked_by IS NULL AND "
        "casefile IS NULL)",
        id);
  }
  return due.size();
}

}  // namespace sotto::practice
