#include "session_course.hpp"

#include <algorithm>
#include <bit>

#include "retention.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;

namespace {

bool is_alone(const SessionRow& row) { return row.seats.size() < 2; }

std::uint32_t whole_seconds(Duration d) { return static_cast<std::uint32_t>((d.ms + 999) / 1000); }

// How many terms on from the present timekeeper I am.
std::uint32_t my_turn(const SessionRow& row) {
  const auto seats = static_cast<std::uint32_t>(row.seats.size());
  return (row.me + seats - static_cast<std::uint32_t>(row.timekeeper())) % seats;
}

Duration times(Duration d, std::uint32_t n) { return {d.ms * static_cast<std::int64_t>(n)}; }

void take_over(Moment& moment, SessionRow& row) {
  row.term_before = row.time.term;
  row.time.term += my_turn(row);
  row.heard = anchor(moment.now());
  for (auto& seat : row.seats) seat.word.reset();
  if (catch_up(moment, row)) say_time(moment, row, true);
}

void keep_time(Moment& moment, SessionRow& row) {
  if (!is_alone(row) && since(row.spoken, moment.now()) >= session_silence) {
    // This machine slept, or nothing ran. Somebody may have gone on meanwhile: their word comes first, then mine.
    return say_time(moment, row, true);
  }
  const auto before = row.time;
  if (!catch_up(moment, row)) return;
  const bool moved = row.time.step != before.step || (before.pause.ms > 0 && row.time.pause.ms == 0);
  if (moved || since(row.spoken, moment.now()) >= session_beat) say_time(moment, row, moved);
}

void expire(Moment& moment, SessionRow& row) {
  if (moment.now().timestamp > row.starts_at + session_patience) finish(moment, row, SessionStage::cancelled);
}

}  // namespace

void tell_all(Moment& moment, const SessionRow& row, const proto::Said& said) {
  const auto content = proto::encode(said);
  for (const auto& seat : row.seats) {
    if (seat.buddy) static_cast<void>(moment.send(*seat.buddy, content));
  }
}

void say_time(Moment& moment, SessionRow& row, bool at_once) {
  if (is_alone(row)) return;
  proto::SessionClock word;
  word.session = row.id;
  word.term = row.time.term;
  word.step = static_cast<std::uint32_t>(row.time.step);
  word.seconds_left = whole_seconds(row.time.left);
  word.pause_left = whole_seconds(row.time.pause);
  word.extended = row.time.extended;
  const auto content = proto::encode(word);
  for (auto& seat : row.seats) {
    if (!seat.buddy || (!at_once && seat.word)) continue;
    const auto sent = moment.send(*seat.buddy, content);
    if (!sent) continue;
    seat.word = *sent;
    row.sent = anchor(moment.now());
  }
  row.spoken = anchor(moment.now());
}

void set_going(Moment& moment, SessionRow& row, std::vector<proto::SessionStep> steps) {
  row.steps = std::move(steps);
  row.stage = SessionStage::running;
  row.started = moment.now().timestamp;
  row.heard = row.spoken = anchor(moment.now());
  row.time.term = 0;
  row.time.enter(row.steps, 0, moment.now());
}

void go_to_step(Moment& moment, SessionRow& row, std::size_t step) {
  row.asked_by.reset();
  row.agreed = 0;
  row.paused_by.reset();
  if (step >= row.steps.size()) {
    tell_all(moment, row, proto::SessionEnd{row.id, proto::SessionEnding::finished, row.time.term});
    return finish(moment, row, SessionStage::ended);
  }
  row.time.enter(row.steps, step, moment.now());
  say_time(moment, row, true);
}

void finish(Moment& moment, SessionRow& row, SessionStage stage) {
  const Timestamp now = moment.now().timestamp;
  row.stage = stage;
  row.ended = now;
  row.purge_on = moment.calendar() + days(load_retention(moment.transaction()).session_days);
  for (auto& seat : row.seats) seat.word.reset();
}

bool catch_up(Moment& moment, SessionRow& row) {
  const auto before = row.time;
  const bool over = row.time.run(row.steps, moment.now(), row.leads());
  if (row.time.pause.ms == 0) row.paused_by.reset();
  if (row.time.step != before.step) {
    row.asked_by.reset();
    row.agreed = 0;
  }
  if (!over) return true;
  tell_all(moment, row, proto::SessionEnd{row.id, proto::SessionEnding::finished, row.time.term});
  finish(moment, row, SessionStage::ended);
  return false;
}

void count_consent(Moment& moment, SessionRow& row, std::uint32_t seat, proto::SessionExtending how) {
  if (how == proto::SessionExtending::no) {
    row.asked_by.reset();
    row.agreed = 0;
    return;
  }
  if (!row.asked_by) row.asked_by = seat;
  row.agreed |= 1U << seat;
  const bool everybody = std::popcount(row.agreed) == static_cast<int>(row.seats.size());
  if (!everybody || !row.leads()) return;  // who keeps the time says that it is so
  row.time.extended = true;
  row.time.left.ms += seconds(proto::limits_of_session::extension).ms;
  row.asked_by.reset();
  row.agreed = 0;
  say_time(moment, row, true);
}

void pass_session_time(Moment& moment) {
  auto& tx = moment.transaction();
  for (const auto& id : open_sessions(tx)) {
    auto row = load_session(tx, id);
    if (!row) continue;
    if (!row->runs())
      expire(moment, *row);
    else if (row->leads())
      keep_time(moment, *row);
    else if (since(row->heard, moment.now()) >= times(session_silence, my_turn(*row)))
      take_over(moment, *row);
    else
      catch_up(moment, *row);
    save_session(tx, *row);
  }
}

std::optional<Instant> next_session_due(store::Transaction& tx, Now now) {
  std::optional<Instant> out;
  const auto consider = [&](const Anchor& from, Duration wait) {
    const Duration left{std::max<std::int64_t>(0, wait.ms - since(from, now).ms)};
    const Instant when = now.instant + left;
    if (!out || when < *out) out = when;
  };
  for (const auto& id : running_sessions(tx)) {
    const auto row = load_session(tx, id);
    if (!row) continue;
    if (!row->leads()) {
      consider(row->heard, times(session_silence, my_turn(*row)));
      continue;
    }
    consider(row->time.at, row->time.pause.ms > 0 ? row->time.pause : row->time.left);
    if (!is_alone(*row)) consider(row->spoken, session_beat);
  }
  return out;
}

void end_sessions_with(Moment& moment, const BuddyId& buddy) {
  auto& tx = moment.transaction();
  for (const auto& id : open_sessions_with(tx, buddy)) {
    auto row = load_session(tx, id);
    if (!row) continue;
    finish(moment, *row, row->runs() ? SessionStage::ended : SessionStage::cancelled);
    save_session(tx, *row);
  }
}

bool session_word_settled(Moment& moment, const MessageId& word, proto::Verdict verdict) {
  auto& tx = moment.transaction();
  const auto id = session_of_word(tx, word);
  if (!id) return false;
  auto row = load_session(tx, *id);
  if (!row) return true;
  for (auto& seat : row->seats) {
    if (seat.word == word) seat.word.reset();
  }
  if (verdict == proto::Verdict::kept) {
    // What they confirm may have lain at the relay for long: it tells of the time when it was sent.
    if (row->leads() && row->sent.instant > row->heard.instant) row->heard = row->sent;
  } else if (row->runs() && row->leads() && row->time.term > row->term_before) {
    row->time.term = row->term_before;  // who kept the time is there after all
    row->heard = anchor(moment.now());
  }
  save_session(tx, *row);
  return true;
}

}  // namespace sotto::practice
