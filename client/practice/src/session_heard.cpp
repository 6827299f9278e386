// What the others' programs say about sessions. A modified program can stop a session, as its person can; it cannot
// move the clock without keeping it, turn it back, or make a phase longer than was agreed.
#include <algorithm>
#include <numeric>

#include "agreement.hpp"
#include "session_course.hpp"
#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;
using proto::Verdict;

constexpr Duration invite_ahead_admitted = days(400);

struct Speaker {
  SessionRow row;
  std::uint32_t seat = 0;
};
std::optional<Speaker> speaker(Moment& moment, const BuddyId& from, const SessionId& id) {
  auto row = load_session(moment.transaction(), id);
  if (!row) return std::nullopt;
  for (std::uint32_t seat = 0; seat < row->seats.size(); ++seat) {
    if (row->seats[seat].buddy == from) return Speaker{std::move(*row), seat};
  }
  return std::nullopt;
}

Verdict keep(Moment& moment, const SessionRow& row) {
  save_session(moment.transaction(), row);
  return Verdict::kept;
}

// A word about a session that is over is late, not wrong.
Verdict late(const std::optional<Speaker>& speaker) {
  return speaker && !speaker->row.is_open() ? Verdict::kept : Verdict::refused;
}

bool fits_plan(const SessionRow& row, const std::vector<proto::SessionStep>& steps) {
  const auto total = std::accumulate(steps.begin(), steps.end(), std::uint32_t{0},
                                     [](std::uint32_t sum, const auto& step) { return sum + step.seconds; });
  const bool seated =
      std::all_of(steps.begin(), steps.end(), [&](const auto& step) { return step.presenter < row.seats.size(); });
  return seated && total <= (row.minutes + 1) * 60;  // what was rounded
}

// Whose word the clock is. A later term has to be of the next in the rota, after a silence that I have noticed, too.
bool may_keep_time(const Speaker& speaker, std::uint32_t term, Now now) {
  const auto& row = speaker.row;
  const auto seats = static_cast<std::uint32_t>(row.seats.size());
  if (term % seats != speaker.seat) return false;
  if (term == row.time.term) return true;
  return term - row.time.term < seats && since(row.heard, now) >= session_silence_admitted;
}

bool fits_clock(const SessionRow& row, const proto::SessionClock& said) {
  if (said.step < row.time.step || said.step >= row.steps.size()) return false;
  const bool same = said.step == row.time.step;
  const bool agreed = (row.agreed >> row.me & 1U) != 0;
  if (said.extended && !(same && (row.time.extended || agreed))) return false;
  if (same && row.time.extended && !said.extended) return false;
  const auto most =
      row.steps[said.step].seconds + (said.extended ? proto::limits_of_session::extension : std::uint32_t{0});
  return said.seconds_left <= most;
}

}  // namespace

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionInvite& said) {
  auto& tx = moment.transaction();
  const Timestamp now = moment.now().timestamp;
  if (!gate(tx, from, moment.now()) || load_session(tx, said.session)) return Verdict::refused;
  if (said.people.size() != 2 || said.sender != 0) return Verdict::refused;  // both kinds are for two
  if (said.starts_at + session_patience < now || said.starts_at > now + invite_ahead_admitted) return Verdict::refused;
  if (static_cast<std::int64_t>(open_sessions_with(tx, from).size()) >= open_sessions_max) return Verdict::refused;
  SessionRow row;
  row.id = said.session;
  row.kind = said.kind;
  row.stage = SessionStage::asked;
  row.label = said.label;
  row.starts_at = said.starts_at;
  row.minutes = said.minutes;
  row.presenter = said.presenter;
  row.me = said.receiver;
  row.seed = moment.random().number();
  row.shelf = new_shelf(tx, moment.random());
  for (std::uint32_t seat = 0; seat < said.people.size(); ++seat) {
    row.seats.push_back({said.people[seat], {}, seat == said.sender, {}});
    if (seat == said.sender) row.seats.back().buddy = from;
  }
  insert_session(tx, row);
  moment.notice(from, say(words::session_asked, std::to_string(said.minutes)));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionReply& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || found->row.stage != SessionStage::invited) return late(found);
  auto& row = found->row;
  switch (said.answer) {
    case proto::SessionAnswer::yes:
      row.seats[found->seat].said_yes = true;
      if (std::all_of(row.seats.begin(), row.seats.end(), [](const SeatRow& seat) { return seat.said_yes; })) {
        row.stage = SessionStage::agreed;
      }
      moment.notice(from, say(words::session_yes));
      break;
    case proto::SessionAnswer::no:
      finish(moment, row, SessionStage::declined);
      moment.notice(from, say(words::session_no));
      break;
    case proto::SessionAnswer::another_time:
      if (said.starts_at > moment.now().timestamp + invite_ahead_admitted) return Verdict::refused;
      row.stage = SessionStage::asked;
      row.starts_at = said.starts_at;
      row.seats[found->seat].said_yes = true;
      moment.notice(from, say(words::session_another_time));
      break;
  }
  return keep(moment, row);
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionStart& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || found->row.stage != SessionStage::agreed) return late(found);
  auto& row = found->row;
  const bool theirs = found->seat == row.timekeeper();
  if (!theirs || !fits_plan(row, said.steps) || !gate(moment.transaction(), from, moment.now()))
    return Verdict::refused;
  set_going(moment, row, said.steps);
  moment.notice(from, say(words::session_begun));
  return keep(moment, row);
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionClock& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || !found->row.runs()) return late(found);
  auto& row = found->row;
  if (said.term < row.time.term) return Verdict::kept;  // sent before the rota moved on
  if (!may_keep_time(*found, said.term, moment.now()) || !fits_clock(row, said)) return Verdict::refused;
  if (said.step != row.time.step || said.extended) {
    row.asked_by.reset();
    row.agreed = 0;
  }
  if (said.term != row.time.term) {
    for (auto& seat : row.seats) seat.word.reset();
  }
  row.time = {said.term,     said.step,           seconds(said.seconds_left), seconds(said.pause_left),
              said.extended, anchor(moment.now())};
  row.term_before = said.term;
  if (said.pause_left == 0) row.paused_by.reset();
  row.heard = anchor(moment.now());
  return keep(moment, row);
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionPause& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || !found->row.runs()) return late(found);
  auto& row = found->row;
  if (!catch_up(moment, row)) return keep(moment, row);
  if (!said.on && row.time.pause.ms > 0 && row.paused_by != found->seat) return Verdict::refused;
  row.time.pause = said.on ? seconds(proto::limits_of_session::pause) : Duration{};
  row.paused_by.reset();
  if (said.on) row.paused_by = found->seat;
  if (found->seat == row.timekeeper()) row.heard = anchor(moment.now());
  if (row.leads()) say_time(moment, row, true);
  return keep(moment, row);
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionExtend& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || !found->row.runs()) return late(found);
  auto& row = found->row;
  if (!catch_up(moment, row)) return keep(moment, row);
  if (said.step != row.time.step || row.time.extended) return keep(moment, row);  // too late for that phase
  if (said.how == proto::SessionExtending::ask) moment.notice(from, say(words::session_longer));
  count_consent(moment, row, found->seat, said.how);
  return keep(moment, row);
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::SessionEnd& said) {
  auto found = speaker(moment, from, said.session);
  if (!found || !found->row.is_open()) return late(found);
  auto& row = found->row;
  const bool runs = row.runs();
  if (runs && said.how == proto::SessionEnding::finished && said.term < row.time.term) return Verdict::kept;
  finish(moment, row, runs ? SessionStage::ended : SessionStage::cancelled);
  moment.notice(from, say(!runs                                        ? words::session_cancelled
                          : said.how == proto::SessionEnding::finished ? words::session_finished
                                                                       : words::session_stopped));
  return keep(moment, row);
}

}  // namespace sotto::practice
