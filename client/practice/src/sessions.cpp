// The facade of sessions, and how one looks to a person.
#include <algorithm>

#include <sotto/practice/sessions.hpp>

#include "cases.hpp"
#include "impl.hpp"
#include "session.hpp"
#include "session_rows.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

namespace {

Session shown(Transaction& tx, SessionRow row, Now now) {
  if (row.runs() && row.time.run(row.steps, now, row.leads())) {  // the end is written when time is passed
    row.time.step = row.steps.size() - 1;
    row.time.left = {};
  }
  Session out;
  out.id = row.id;
  out.kind = row.kind;
  out.stage = row.stage;
  out.label = row.label;
  out.starts_at = row.starts_at;
  out.minutes = row.minutes;
  for (std::size_t i = 0; i < row.seats.size(); ++i) {
    out.seats.push_back({row.seats[i].buddy, i == row.me, row.seats[i].said_yes});
  }
  out.steps = row.steps;
  out.step = row.time.step;
  out.left = row.time.left;
  out.pause_left = row.time.pause;
  out.extended = row.time.extended;
  if (row.asked_by) out.extension_asked_by = *row.asked_by;
  out.extension_agreed_by_me = (row.agreed >> row.me & 1U) != 0;
  out.me = row.me;
  out.timekeeper = row.timekeeper();
  out.timekeeper_silent = row.runs() && !row.leads() && since(row.heard, now) >= session_silence_admitted;
  const auto presenter =
      row.steps.empty() ? row.presenter : row.steps[std::min(out.step, row.steps.size() - 1)].presenter;
  out.role = presenter == row.me ? SessionRole::presenter : SessionRole::listener;
  const PromptHand hand(row.seed, row.drawn, row.hand);
  for (std::size_t i = 0; i < out.prompts.size(); ++i) out.prompts.at(i) = hand.hand().at(i);
  if (row.casefile) {
    out.case_ref = case_ref(*row.casefile);
    out.held = is_held(tx, *row.casefile);
  }
  out.note = load_note(tx, row);
  if (row.started.ms != 0) out.started = row.started;
  if (row.ended.ms != 0) out.ended = row.ended;
  if (row.purge_on.ms != 0) out.purge_on = row.purge_on;
  return out;
}

}  // namespace

Result<Session> read_session(Transaction& tx, const SessionId& id, Now now) {
  auto row = load_session(tx, id);
  if (!row) return Error{Errc::not_found, words::no_session};
  return shown(tx, std::move(*row), now);
}

Result<std::vector<Session>> read_sessions(Transaction& tx, Now now) {
  std::vector<Session> out;
  for (const auto& id : session_ids(tx)) {
    auto row = load_session(tx, id);
    if (row) out.push_back(shown(tx, std::move(*row), now));
  }
  return out;
}

template <class Act>
Result<Session> Sessions::change(const SessionId& id, Now now, Act&& act) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Session> {
    practice_.impl_->changes.sessions = true;
    if (const Status done = act(moment); !done) return done.error();
    return read_session(moment.transaction(), id, now);
  });
}

Result<Session> Sessions::invite(const NewSession& what, Now now) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Session> {
    practice_.impl_->changes.sessions = true;
    const auto id = invite_to_session(moment, what);
    if (!id) return id.error();
    return read_session(moment.transaction(), *id, now);
  });
}
Result<Session> Sessions::companion(const NewSession& what, Now now) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Session> {
    practice_.impl_->changes.sessions = true;
    const auto id = begin_companion(moment, what);
    if (!id) return id.error();
    return read_session(moment.transaction(), *id, now);
  });
}
Result<Session> Sessions::reply(const SessionId& id, const Reply& reply, Now now) {
  return change(id, now, [&](Moment& moment) { return reply_to_session(moment, id, reply); });
}
Result<Session> Sessions::start(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return start_session(moment, id); });
}
Result<Session> Sessions::next(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return next_step(moment, id); });
}
Result<Session> Sessions::pause(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return pause_session(moment, id, true); });
}
Result<Session> Sessions::resume(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return pause_session(moment, id, false); });
}
Result<Session> Sessions::extend(const SessionId& id, bool agree, Now now) {
  return change(id, now, [&](Moment& moment) { return extend_session(moment, id, agree); });
}
Result<Session> Sessions::end(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return end_session(moment, id); });
}
Result<Session> Sessions::swap_prompt(const SessionId& id, std::size_t which, Now now) {
  return change(id, now, [&](Moment& moment) { return change_prompts(moment, id, which); });
}
Result<Session> Sessions::deal_prompts(const SessionId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return change_prompts(moment, id, std::nullopt); });
}
Result<Session> Sessions::set_note(const SessionId& id, const OutcomeNote& note, Now now) {
  return change(id, now, [&](Moment& moment) { return write_note(moment, id, note); });
}
Result<Session> Sessions::delete_note(const SessionId& id, Now now) {
  auto done = change(id, now, [&](Moment& moment) { return write_note(moment, id, std::nullopt); });
  if (done) {
    if (const auto emptied = practice_.impl_->empty_log(); !emptied) return emptied.error();
  }
  return done;
}

Result<std::vector<Session>> Sessions::list(Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read([&](Transaction& tx) { return read_sessions(tx, now); });
}
Result<Session> Sessions::find(const SessionId& id, Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read([&](Transaction& tx) { return read_session(tx, id, now); });
}
Result<Session> Sessions::current(Now now) {
  auto all = list(now);
  if (!all) return all.error();
  const Session* best = nullptr;
  for (const auto& one : *all) {
    if (one.stage == SessionStage::running) return one;
    if (one.stage < SessionStage::running && (best == nullptr || one.starts_at < best->starts_at)) best = &one;
  }
  if (best == nullptr) return Error{Errc::not_found, words::no_session_open};
  return *best;
}

Result<CpdEntry> Sessions::cpd_entry(const SessionId& id, Now now) {
  const auto session = find(id, now);
  if (!session) return session.error();
  if (!session->started || !session->ended) return Error{Errc::refused, words::session_not_ended};
  CpdEntry out;
  out.date = *session->started;
  const bool presented = std::any_of(session->steps.begin(), session->steps.end(),
                                     [&](const auto& step) { return step.presenter == session->me; });
  out.role = presented ? CpdRole::presented : CpdRole::listened;
  const auto lasted = (*session->ended - *session->started).ms / minutes(1).ms;
  out.minutes = static_cast<std::uint32_t>(std::clamp<std::int64_t>(lasted, 1, 1440));
  out.formative = true;    // the prompts of the middle
  out.restorative = true;  // the question of the close
  return out;
}

}  // namespace sotto::practice
