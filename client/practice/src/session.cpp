#include "session.hpp"

#include <algorithm>
#include <numeric>

#include "agreement.hpp"
#include "cases.hpp"
#include "plant.hpp"
#include "session_course.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;

constexpr Duration invite_ahead_max = days(366);
constexpr std::size_t note_field_max = 4000;  // bytes

Result<SessionRow> open_row(Moment& moment, const SessionId& id) {
  auto row = load_session(moment.transaction(), id);
  if (!row) return Error{Errc::not_found, words::no_session};
  if (!row->is_open()) return Error{Errc::refused, words::session_over};
  return std::move(*row);
}

// A running session, its clock brought to now; when that ended it, the end is what is kept.
Result<SessionRow> running_row(Moment& moment, const SessionId& id) {
  auto row = open_row(moment, id);
  if (!row) return row;
  if (!row->runs()) return Error{Errc::refused, words::session_not_begun};
  return row;
}

Status keep(Moment& moment, const SessionRow& row) {
  save_session(moment.transaction(), row);
  return ok();
}

Result<SessionRow> new_row(Moment& moment, const NewSession& what) {
  auto& tx = moment.transaction();
  SessionRow row;
  row.id = moment.random().id<SessionId>();
  row.kind = what.kind;
  row.label = what.label;
  row.minutes = what.minutes == 0 ? usual_minutes(what.kind) : what.minutes;
  row.starts_at = what.starts_at.ms == 0 ? moment.now().timestamp : what.starts_at;
  row.seed = moment.random().number();
  if (what.label > proto::LabelCode::think) return Error{Errc::usage, words::session_label};
  if (row.minutes > proto::limits_of_session::minutes_most) return Error{Errc::usage, words::session_minutes};
  if (row.starts_at + hours(1) < moment.now().timestamp || row.starts_at > moment.now().timestamp + invite_ahead_max) {
    return Error{Errc::usage, words::session_date};
  }
  if (!what.case_ref.empty()) {
    const auto found = find_case_row(tx, what.case_ref);
    if (!found) return found.error();
    row.casefile = found->row;
    row.shelf = found->shelf;
  } else {
    row.shelf = new_shelf(tx, moment.random());
  }
  return row;
}

void add_seat(Moment& moment, SessionRow& row, std::optional<BuddyId> buddy) {
  SeatRow seat;
  seat.id = moment.random().id<proto::ParticipantId>();
  seat.buddy = buddy;
  seat.said_yes = !buddy;
  row.seats.push_back(seat);
}

Status may_meet(Moment& moment, const SessionRow& row) {  // with everybody who is to be there
  for (const auto& seat : row.seats) {
    if (!seat.buddy) continue;
    if (const auto may = gate(moment.transaction(), *seat.buddy, moment.now()); !may) return may;
  }
  return ok();
}

bool another_runs(store::Transaction& tx) { return !running_sessions(tx).empty(); }

Status check_note(const OutcomeNote& note) {
  for (const auto* text : {&note.noticed, &note.will, &note.will_not, &note.find_out, &note.by_when, &note.who_else}) {
    if (!valid_utf8(*text)) return Error{Errc::malformed, words::not_text};
    if (text->size() > note_field_max) return Error{Errc::limit, words::session_note_size};
  }
  return ok();
}

// On hold a note may grow, and nothing of it goes.
bool only_adds(const OutcomeNote& before, const OutcomeNote& after) {
  const auto same_start = [&](std::string OutcomeNote::*field) { return (after.*field).starts_with(before.*field); };
  return same_start(&OutcomeNote::noticed) && same_start(&OutcomeNote::will) && same_start(&OutcomeNote::will_not) &&
         same_start(&OutcomeNote::find_out) && same_start(&OutcomeNote::by_when) && same_start(&OutcomeNote::who_else);
}

}  // namespace

Result<SessionId> invite_to_session(Moment& moment, const NewSession& what) {
  if (what.kind == proto::SessionKind::companion || what.with.size() != 1) {
    return Error{Errc::usage, words::session_for_two};
  }
  auto row = new_row(moment, what);
  if (!row) return row.error();
  add_seat(moment, *row, std::nullopt);
  for (const auto& buddy : what.with) add_seat(moment, *row, buddy);
  row->presenter = what.i_present ? 0 : 1;
  if (const auto may = may_meet(moment, *row); !may) return may.error();
  proto::SessionInvite invite{row->id, row->kind, row->starts_at, row->minutes, row->label, {}, 0, 0, row->presenter};
  for (const auto& seat : row->seats) invite.people.push_back(seat.id);
  for (std::uint32_t i = 0; i < row->seats.size(); ++i) {
    if (!row->seats[i].buddy) continue;
    invite.receiver = i;
    if (const auto sent = moment.send(*row->seats[i].buddy, proto::encode(invite)); !sent) return sent.error();
  }
  insert_session(moment.transaction(), *row);
  return row->id;
}

Result<SessionId> begin_companion(Moment& moment, const NewSession& what) {
  if (another_runs(moment.transaction())) return Error{Errc::refused, words::session_runs};
  NewSession own = what;
  own.kind = proto::SessionKind::companion;
  auto row = new_row(moment, own);
  if (!row) return row.error();
  add_seat(moment, *row, std::nullopt);
  set_going(moment, *row, session_plan(row->kind, row->minutes, 0, 1));
  insert_session(moment.transaction(), *row);
  return row->id;
}

Status reply_to_session(Moment& moment, const SessionId& id, const Reply& reply) {
  auto row = open_row(moment, id);
  if (!row) return row.error();
  if (row->stage != SessionStage::asked) return Error{Errc::refused, words::session_not_asked};
  const bool later = reply.answer == proto::SessionAnswer::another_time;
  if (later &&
      (reply.starts_at < moment.now().timestamp || reply.starts_at > moment.now().timestamp + invite_ahead_max)) {
    return Error{Errc::usage, words::session_date};
  }
  if (reply.answer != proto::SessionAnswer::no) {
    if (const auto may = may_meet(moment, *row); !may) return may;
  }
  tell_all(moment, *row, proto::SessionReply{id, reply.answer, later ? reply.starts_at : Timestamp{}});
  row->seats[row->me].said_yes = reply.answer != proto::SessionAnswer::no;
  switch (reply.answer) {
    case proto::SessionAnswer::yes: row->stage = SessionStage::agreed; break;
    case proto::SessionAnswer::no: finish(moment, *row, SessionStage::declined); break;
    case proto::SessionAnswer::another_time:
      row->stage = SessionStage::invited;
      row->starts_at = reply.starts_at;
      break;
  }
  return keep(moment, *row);
}

Status start_session(Moment& moment, const SessionId& id) {
  auto row = open_row(moment, id);
  if (!row) return row.error();
  if (row->stage != SessionStage::agreed) {
    return Error{Errc::refused, row->runs() ? words::session_runs : words::session_not_agreed};
  }
  if (!row->leads()) return Error{Errc::refused, words::session_not_timekeeper};
  if (another_runs(moment.transaction())) return Error{Errc::refused, words::session_runs};
  if (const auto may = may_meet(moment, *row); !may) return may;
  set_going(moment, *row,
            session_plan(row->kind, row->minutes, row->presenter, static_cast<std::uint32_t>(row->seats.size())));
  tell_all(moment, *row, proto::SessionStart{id, row->steps});
  say_time(moment, *row, true);
  return keep(moment, *row);
}

Status next_step(Moment& moment, const SessionId& id) {
  auto row = running_row(moment, id);
  if (!row) return row.error();
  if (!row->leads()) return Error{Errc::refused, words::session_not_timekeeper};
  if (catch_up(moment, *row)) go_to_step(moment, *row, row->time.step + 1);
  return keep(moment, *row);
}

Status pause_session(Moment& moment, const SessionId& id, bool on) {
  auto row = running_row(moment, id);
  if (!row) return row.error();
  if (!catch_up(moment, *row)) return keep(moment, *row);
  const bool paused = row->time.pause.ms > 0;
  if (!on && (!paused || row->paused_by != row->me)) return Error{Errc::refused, words::session_not_paused};
  row->time.pause = on ? seconds(proto::limits_of_session::pause) : Duration{};
  row->paused_by.reset();
  if (on) row->paused_by = row->me;
  tell_all(moment, *row, proto::SessionPause{id, on});
  if (row->leads()) say_time(moment, *row, true);
  return keep(moment, *row);
}

Status extend_session(Moment& moment, const SessionId& id, bool agree) {
  auto row = running_row(moment, id);
  if (!row) return row.error();
  if (!catch_up(moment, *row)) return keep(moment, *row);
  if (row->time.extended) return Error{Errc::refused, words::session_extended};
  if (!agree && !row->asked_by) return Error{Errc::refused, words::session_no_extension};
  using E = proto::SessionExtending;
  const auto how = !agree ? E::no : row->asked_by ? E::agree : E::ask;
  tell_all(moment, *row, proto::SessionExtend{id, static_cast<std::uint32_t>(row->time.step), how});
  count_consent(moment, *row, row->me, how);
  return keep(moment, *row);
}

Status end_session(Moment& moment, const SessionId& id) {
  auto row = open_row(moment, id);
  if (!row) return row.error();
  using E = proto::SessionEnding;
  const bool runs = row->runs();
  if (!planted(Plant::end_of_a_session_untold)) {
    tell_all(moment, *row, proto::SessionEnd{id, runs ? E::stopped : E::cancelled, row->time.term});
  }
  finish(moment, *row, runs ? SessionStage::ended : SessionStage::cancelled);
  return keep(moment, *row);
}

Status change_prompts(Moment& moment, const SessionId& id, std::optional<std::size_t> swap) {
  auto row = load_session(moment.transaction(), id);
  if (!row) return Error{Errc::not_found, words::no_session};
  PromptHand hand(row->seed, row->drawn, row->hand);
  if (swap)
    hand.swap(*swap);
  else
    hand.deal();
  row->drawn = hand.drawn();
  row->hand = hand.hand();
  return keep(moment, *row);
}

Status write_note(Moment& moment, const SessionId& id, const std::optional<OutcomeNote>& note) {
  auto& tx = moment.transaction();
  const auto row = load_session(tx, id);
  if (!row) return Error{Errc::not_found, words::no_session};
  const bool held = row->casefile && is_held(tx, *row->casefile);
  const auto before = load_note(tx, *row);
  if (held && before && !only_adds(*before, note.value_or(OutcomeNote{}))) return Error{Errc::refused, words::held};
  if (!note) {
    drop_note(tx, *row);
    return ok();
  }
  const bool presented = std::any_of(row->steps.begin(), row->steps.end(),
                                     [&](const proto::SessionStep& step) { return step.presenter == row->me; });
  if (!presented) return Error{Errc::refused, words::session_note_presenter};
  if (const auto good = check_note(*note); !good) return good;
  keep_note(tx, moment.random(), *row, *note);
  return ok();
}

}  // namespace sotto::practice
