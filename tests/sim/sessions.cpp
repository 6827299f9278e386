#include "sessions.hpp"

#include <algorithm>

namespace sotto::sim {
namespace {

using practice::Practice;
using practice::Session;
using practice::SessionId;
using practice::SessionStage;

constexpr Duration nearly = seconds(20);  // two clocks that hear each other through a slow relay

constexpr Duration most_left =
    seconds(proto::limits_of_session::minutes_most * 60 + proto::limits_of_session::extension);

bool is_open(const Session& session) { return session.stage <= SessionStage::running; }
bool with(const Session& session, const BuddyId& buddy) {
  return std::any_of(session.seats.begin(), session.seats.end(), [&](const auto& seat) { return seat.buddy == buddy; });
}
std::string by(const char* sentence, std::size_t party) {
  return std::string(sentence) + " (party " + std::to_string(party) + ")";
}
bool apart(Duration a, Duration b) { return std::abs(a.ms - b.ms) > nearly.ms; }

}  // namespace

SessionsAtWork::SessionsAtWork(sim::Stage& stage, Oracle& oracle, std::vector<std::unique_ptr<Party>>& parties,
                               Find buddy)
    : stage_(stage),
      oracle_(oracle),
      parties_(parties),
      buddy_(std::move(buddy)),
      dice_(stage.seed * 1'442'695'040'888'963'407ULL + 5),
      left_(stage.swarm.sessions) {}

void SessionsAtWork::begin() { next(); }

// A session moves within minutes, so most of what people do in it follows at once.
void SessionsAtWork::next() {
  const auto pause =
      dice_.chance(700) ? dice_.spread(seconds(1), minutes(4)) : dice_.spread(seconds(1), stage_.swarm.casework_pace);
  stage_.heap.after(pause, [this] {
    act();
    if (--left_ != 0) next();
  });
}

std::optional<SessionsAtWork::Ends> SessionsAtWork::ends_of(std::size_t channel) {
  const auto& one = oracle_.channels[channel];
  if (!one.joined || one.over || one.contested) return std::nullopt;
  const auto mine = buddy_(channel, 0), theirs = buddy_(channel, 1);
  if (!mine || !theirs) return std::nullopt;
  return Ends{{one.side[0].party, *mine}, {one.side[1].party, *theirs}};
}

std::vector<Session> SessionsAtWork::list(std::size_t party) {
  const auto all = parties_[party]->consult([](Practice& p, Now at) { return p.sessions().list(at); });
  return all && *all ? **all : std::vector<Session>();
}

// ---- people ----
void SessionsAtWork::act() {
  if (oracle_.channels.empty()) return;
  const auto ends = ends_of(dice_.below(oracle_.channels.size()));
  if (!ends) return;
  const auto& seat = dice_.chance(500) ? ends->mine : ends->theirs;
  if (!parties_[seat.party]->alive()) return;
  stage_.trace.note(stage_.heap.now(), "session", seat.party, left_);
  std::vector<Session> open;
  for (auto& one : list(seat.party)) {
    if (is_open(one) && with(one, seat.buddy)) open.push_back(std::move(one));
  }
  if (open.empty() || dice_.chance(50)) return invite(seat);
  act_in(seat, dice_.pick(open));
}

void SessionsAtWork::invite(const Seat& seat) {
  practice::NewSession what;
  what.with = {seat.buddy};
  what.kind = dice_.chance(200) ? proto::SessionKind::reciprocal : proto::SessionKind::buddy;
  what.minutes = static_cast<std::uint32_t>(dice_.between(1, 60));
  what.i_present = dice_.chance(700);
  expected(parties_[seat.party]->consult([&](Practice& p, Now at) { return p.sessions().invite(what, at); }));
}

void SessionsAtWork::act_in(const Seat& seat, const Session& session) {
  auto& party = *parties_[seat.party];
  const auto call = [&](auto&& act) {
    expected(party.consult([&](Practice& p, Now at) { return act(p.sessions(), at); }));
  };
  const auto which = dice_.below(20);
  switch (session.stage) {
    case SessionStage::asked: {
      practice::Reply reply;
      if (which == 0) reply.answer = proto::SessionAnswer::no;
      if (which == 1) {
        reply.answer = proto::SessionAnswer::another_time;
        reply.starts_at = party.wall() + hours(1);
      }
      return call([&](auto& s, Now at) { return s.reply(session.id, reply, at); });
    }
    case SessionStage::agreed:
      if (which < 18) return call([&](auto& s, Now at) { return s.start(session.id, at); });
      return call([&](auto& s, Now at) { return s.end(session.id, at); });
    case SessionStage::running: return act_while_it_runs(seat.party, session);
    default:
      if (which == 0) call([&](auto& s, Now at) { return s.end(session.id, at); });
  }
}

void SessionsAtWork::act_while_it_runs(std::size_t number, const Session& session) {
  auto& party = *parties_[number];
  const auto call = [&](auto&& act) {
    expected(party.consult([&](Practice& p, Now at) { return act(p.sessions(), at); }));
  };
  const auto which = dice_.below(20);
  if (which < 5) return call([&](auto& s, Now at) { return s.next(session.id, at); });
  if (which < 9) return call([&](auto& s, Now at) { return s.pause(session.id, at); });
  if (which < 11) return call([&](auto& s, Now at) { return s.resume(session.id, at); });
  if (which < 15) return call([&](auto& s, Now at) { return s.extend(session.id, which != 14, at); });
  if (which < 18) return write_note(number, session.id);
  if (which == 18) call([&](auto& s, Now at) { return s.end(session.id, at); });
}

void SessionsAtWork::write_note(std::size_t party, const SessionId& id) {
  practice::OutcomeNote note;
  note.noticed = "a note of its own, number " + std::to_string(++notes_) + ".";
  const auto kept = parties_[party]->consult([&](Practice& p, Now at) { return p.sessions().set_note(id, note, at); });
  if (expected(kept)) note_of_[note.noticed] = party;
}

// ---- time ----
void SessionsAtWork::pass_time(std::size_t party) {
  const auto passed = parties_[party]->consult([](Practice& p, Now at) { return p.pass_time(at); });
  if (passed && !*passed && (*passed).error().code != Errc::disk_full)
    throw Break{"time does not pass: " + std::string((*passed).error().where.text)};
}

void SessionsAtWork::wake_when_due(std::size_t party) {
  if (!awake_.insert(party).second) return;
  stage_.heap.after(seconds(5), [this, party] {
    awake_.erase(party);
    const auto running = list(party);
    const bool any = std::any_of(running.begin(), running.end(),
                                 [](const Session& one) { return one.stage == SessionStage::running; });
    if (!any) return;
    pass_time(party);
    wake_when_due(party);
  });
}

// ---- promises ----
void SessionsAtWork::committed(std::size_t party) {
  struct Found {
    SessionId id;
    SessionStage stage;
    std::size_t step;
    Duration left, pause;
    bool note;
  };
  std::vector<Found> all;
  std::size_t told = 0;
  const auto read = parties_[party]->vault().transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT id, stage, step, left, pause, note IS NOT NULL FROM session"); row.next();) {
      all.push_back({row.id<SessionId>(0),
                     static_cast<SessionStage>(row.integer(1)),
                     static_cast<std::size_t>(row.integer(2)),
                     {row.integer(3)},
                     {row.integer(4)},
                     row.flag(5)});
    }
    for (const auto& [marker, owner] : note_of_) {
      auto row = tx.query("SELECT count(*) FROM outbox WHERE instr(content, ?) > 0", view_of(marker));
      if (row.next()) told += static_cast<std::size_t>(row.integer(0));
    }
    return ok();
  });
  if (!read) throw Break{"the sessions cannot be read"};
  if (told != 0) throw Break{by("S2: a note is on its way", party)};
  for (const auto& one : all) {
    auto& before = seen_[party][one.id];
    const bool open = one.stage <= SessionStage::running;
    if (open && !before.open) throw Break{by("S1: a session that was over goes on", party)};
    if (one.step < before.step) throw Break{by("S1: a session goes back to an earlier phase", party)};
    if (one.left > most_left || one.pause > seconds(proto::limits_of_session::pause))
      throw Break{by("S1: a session has more time than was agreed", party)};
    before = {one.step, open};
    if (one.stage == SessionStage::running) wake_when_due(party);
  }
}

std::array<Session, 2> SessionsAtWork::both(const Ends& ends, const SessionId& id) {
  std::array<Session, 2> out;
  for (const auto& seat : {ends.mine, ends.theirs}) {
    const auto found = parties_[seat.party]->consult([&](Practice& p, Now at) { return p.sessions().find(id, at); });
    if (!found || !*found) throw Break{by("S4: a session is there for one side only", seat.party)};
    out.at(seat.party == ends.mine.party ? 0 : 1) = **found;
  }
  return out;
}

void SessionsAtWork::compare_clocks(const Ends& ends, const SessionId& id, const char* when) {
  const auto [a, b] = both(ends, id);
  const auto break_with = [&](const char* what) { throw Break{std::string("S4: ") + when + ": " + what}; };
  if (a.stage != b.stage) break_with("running for one side only");
  if (a.step != b.step) break_with("two phases");
  if (a.timekeeper != b.timekeeper) return break_with("two who keep the time");
  if (a.extended != b.extended) break_with("longer for one side only");
  if (apart(a.left, b.left) || apart(a.pause_left, b.pause_left)) break_with("two clocks");
}

// Without faults, on a channel whose agreement both hold.
void SessionsAtWork::hold_one(const Ends& ends, const RunFor& run_for) {
  auto& inviter = *parties_[ends.mine.party];
  auto& other = *parties_[ends.theirs.party];
  practice::NewSession what;
  what.with = {ends.mine.buddy};
  const auto asked = inviter.consult([&](Practice& p, Now at) { return p.sessions().invite(what, at); });
  const auto must = [&](bool done) {
    if (!done) throw Break{by("S4: a session cannot be held", ends.mine.party)};
  };
  must(expected(asked));
  const auto id = (*asked)->id;
  run_for(minutes(2));
  must(expected(other.consult([&](Practice& p, Now at) { return p.sessions().reply(id, {}, at); })));
  run_for(minutes(2));
  must(expected(inviter.consult([&](Practice& p, Now at) { return p.sessions().start(id, at); })));
  write_note(ends.mine.party, id);
  run_for(minutes(1));
  compare_clocks(ends, id, "after a minute");
  must(expected(other.consult([&](Practice& p, Now at) { return p.sessions().pause(id, at); })));
  run_for(seconds(30));
  compare_clocks(ends, id, "paused");
  const auto paused = both(ends, id);
  run_for(minutes(1));
  const auto later = both(ends, id);
  for (const std::size_t side : {0U, 1U}) {
    if (apart(paused.at(side).left, later.at(side).left)) throw Break{"S4: the time of a pause counts"};
  }
  expected(other.consult([&](Practice& p, Now at) { return p.sessions().resume(id, at); }));
  expected(inviter.consult([&](Practice& p, Now at) { return p.sessions().next(id, at); }));
  run_for(seconds(30));
  compare_clocks(ends, id, "in the next phase");
  const auto moved = both(ends, id);
  if (moved[0].step == later[0].step) throw Break{"S4: the phase does not move"};
  if (moved[1].note) throw Break{"S2: a note is in another vault"};
  expected(other.consult([&](Practice& p, Now at) { return p.sessions().end(id, at); }));
  run_for(seconds(30));
  const auto over = both(ends, id);
  if (over[0].stage != SessionStage::ended || over[1].stage != SessionStage::ended)
    throw Break{"S4: ended for one side only"};
}

bool SessionsAtWork::anything_open() {
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    const auto all = list(i);
    if (std::any_of(all.begin(), all.end(), [](const Session& one) { return is_open(one); })) return true;
  }
  return false;
}

void SessionsAtWork::settled(const RunFor& run_for) {
  // An invitation lives until a day after its time, by the clock of each side; people have set some of them.
  constexpr int rounds_most = 30;
  for (int round = 0; round < rounds_most && anything_open(); ++round) {
    run_for(days(2));
    for (std::size_t i = 0; i < parties_.size(); ++i) pass_time(i);
  }
  run_for(hours(1));
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    const auto ends = ends_of(i);
    if (!ends || ends->mine.party == ends->theirs.party) continue;
    // Whose clocks are days apart cannot agree on a time: the invitation is over there before it comes.
    const auto between = parties_[ends->mine.party]->wall() - parties_[ends->theirs.party]->wall();
    if (std::abs(between.ms) > hours(12).ms) continue;
    const auto works = [&](const Seat& seat) {
      const auto found =
          parties_[seat.party]->consult([&](Practice& p, Now at) { return p.agreement(seat.buddy, at); });
      return found && *found && (**found).state == practice::AgreementState::active;
    };
    const auto busy = [&](const Seat& seat) {
      const auto all = list(seat.party);
      return std::any_of(all.begin(), all.end(), [](const Session& one) { return is_open(one); });
    };
    if (works(ends->mine) && works(ends->theirs) && !busy(ends->mine) && !busy(ends->theirs)) hold_one(*ends, run_for);
  }
  run_for(hours(1));
}

void SessionsAtWork::account() {
  for (std::size_t i = 0; i < oracle_.channels.size(); ++i) {
    const auto ends = ends_of(i);
    if (!ends) continue;
    for (const auto& one : list(ends->mine.party)) {
      if (!with(one, ends->mine.buddy)) continue;
      for (const auto& two : list(ends->theirs.party)) {
        if (two.id == one.id && is_open(one) != is_open(two)) {
          throw Break{"S3: a session is open on one side only, stages " + std::to_string(static_cast<int>(one.stage)) +
                      " and " + std::to_string(static_cast<int>(two.stage))};
        }
      }
    }
  }
}

}  // namespace sotto::sim
