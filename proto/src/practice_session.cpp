#include "practice_session.hpp"

#include "practice.pb.h"
#include "practice_pieces.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
namespace most = limits_of_session;

bool read_people(const pb::SessionInvite& in, SessionInvite& out) {
  const auto count = static_cast<std::size_t>(in.people_size());
  if (count < 2 || count > most::people_max) return false;
  for (const auto& one : in.people()) {
    if (!read(one, out.people.emplace_back())) return false;
  }
  out.sender = in.sender();
  out.receiver = in.receiver();
  out.presenter = in.presenter();
  return all_differ(out.people) && out.sender != out.receiver && out.sender < count && out.receiver < count &&
         out.presenter < count;
}

}  // namespace

// ---- sessions ----
Bytes bytes_of(const SessionInvite& in) {
  pb::SessionInvite out;
  out.set_session(raw(in.session.view()));
  out.set_kind(number(in.kind));
  out.set_starts_at(number(in.starts_at));
  out.set_minutes(in.minutes);
  out.set_label(number(in.label));
  for (const auto& one : in.people) out.add_people(raw(one.view()));
  out.set_sender(in.sender);
  out.set_receiver(in.receiver);
  out.set_presenter(in.presenter);
  return serialize(out);
}
std::optional<Said> read_session_invite(ByteView bytes) {
  pb::SessionInvite in;
  SessionInvite out;
  if (!parse(in, bytes) || !read(in.session(), out.session) ||
      !read_choice(in.kind(), SessionKind::reciprocal, out.kind) || !read_time(in.starts_at(), out.starts_at) ||
      !read_choice(in.label(), LabelCode::think, out.label) || !read_people(in, out)) {
    return std::nullopt;
  }
  out.minutes = in.minutes();
  if (out.minutes == 0 || out.minutes > most::minutes_most) return std::nullopt;
  return out;
}

Bytes bytes_of(const SessionReply& in) {
  pb::SessionReply out;
  out.set_session(raw(in.session.view()));
  out.set_answer(number(in.answer));
  out.set_starts_at(number(in.starts_at));
  return serialize(out);
}
std::optional<Said> read_session_reply(ByteView bytes) {
  pb::SessionReply in;
  SessionReply out;
  if (!parse(in, bytes) || !read(in.session(), out.session) ||
      !read_choice(in.answer(), SessionAnswer::another_time, out.answer) || !read_time(in.starts_at(), out.starts_at) ||
      (out.starts_at.ms > 0) != (out.answer == SessionAnswer::another_time)) {
    return std::nullopt;
  }
  return out;
}

Bytes bytes_of(const SessionStart& in) {
  pb::SessionStart out;
  out.set_session(raw(in.session.view()));
  for (const auto& step : in.steps) {
    auto& to = *out.add_steps();
    to.set_phase(number(step.phase));
    to.set_seconds(step.seconds);
    to.set_presenter(step.presenter);
  }
  return serialize(out);
}
std::optional<Said> read_session_start(ByteView bytes) {
  pb::SessionStart in;
  SessionStart out;
  if (!parse(in, bytes) || !read(in.session(), out.session)) return std::nullopt;
  const auto count = static_cast<std::size_t>(in.steps_size());
  if (count == 0 || count > most::steps_max) return std::nullopt;
  std::uint32_t total = 0;
  for (const auto& from : in.steps()) {
    auto& step = out.steps.emplace_back();
    if (!read_choice(from.phase(), SessionPhase::close, step.phase)) return std::nullopt;
    if (from.seconds() < most::step_least || from.seconds() > most::step_most) return std::nullopt;
    if (from.presenter() >= most::people_max) return std::nullopt;
    step.seconds = from.seconds();
    step.presenter = from.presenter();
    total += step.seconds;
  }
  if (total > most::minutes_most * 60) return std::nullopt;
  return out;
}

Bytes bytes_of(const SessionClock& in) {
  pb::SessionClock out;
  out.set_session(raw(in.session.view()));
  out.set_term(in.term);
  out.set_step(in.step);
  out.set_seconds_left(in.seconds_left);
  out.set_pause_left(in.pause_left);
  out.set_extended(in.extended);
  return serialize(out);
}
std::optional<Said> read_session_clock(ByteView bytes) {
  pb::SessionClock in;
  SessionClock out;
  if (!parse(in, bytes) || !read(in.session(), out.session)) return std::nullopt;
  out.term = in.term();
  out.step = in.step();
  out.seconds_left = in.seconds_left();
  out.pause_left = in.pause_left();
  out.extended = in.extended();
  if (out.term > most::terms_most || out.step >= most::steps_max || out.pause_left > most::pause ||
      out.seconds_left > most::step_most + most::extension) {
    return std::nullopt;
  }
  return out;
}

Bytes bytes_of(const SessionPause& in) {
  pb::SessionPause out;
  out.set_session(raw(in.session.view()));
  out.set_on(in.on);
  return serialize(out);
}
std::optional<Said> read_session_pause(ByteView bytes) {
  pb::SessionPause in;
  SessionPause out;
  if (!parse(in, bytes) || !read(in.session(), out.session)) return std::nullopt;
  out.on = in.on();
  return out;
}

Bytes bytes_of(const SessionExtend& in) {
  pb::SessionExtend out;
  out.set_session(raw(in.session.view()));
  out.set_step(in.step);
  out.set_how(number(in.how));
  return serialize(out);
}
std::optional<Said> read_session_extend(ByteView bytes) {
  pb::SessionExtend in;
  SessionExtend out;
  if (!parse(in, bytes) || !read(in.session(), out.session) || in.step() >= most::steps_max ||
      !read_choice(in.how(), SessionExtending::no, out.how)) {
    return std::nullopt;
  }
  out.step = in.step();
  return out;
}

Bytes bytes_of(const SessionEnd& in) {
  pb::SessionEnd out;
  out.set_session(raw(in.session.view()));
  out.set_how(number(in.how));
  out.set_term(in.term);
  return serialize(out);
}
std::optional<Said> read_session_end(ByteView bytes) {
  pb::SessionEnd in;
  SessionEnd out;
  if (!parse(in, bytes) || !read(in.session(), out.session) ||
      !read_choice(in.how(), SessionEnding::cancelled, out.how) || in.term() > most::terms_most) {
    return std::nullopt;
  }
  out.term = in.term();
  return out;
}

// ---- crisis ----
Bytes bytes_of(const CrisisAvailable& in) {
  pb::CrisisAvailable out;
  out.set_until(number(in.until));
  out.set_kinds(in.kinds);
  return serialize(out);
}
std::optional<Said> read_crisis_available(ByteView bytes) {
  pb::CrisisAvailable in;
  CrisisAvailable out;
  if (!parse(in, bytes) || !read_time(in.until(), out.until) || in.kinds() > every_crisis_kind ||
      (in.kinds() != 0) != (in.until() != 0)) {
    return std::nullopt;
  }
  out.kinds = in.kinds();
  return out;
}

Bytes bytes_of(const CrisisPing& in) {
  pb::CrisisPing out;
  out.set_ping(raw(in.ping.view()));
  out.set_kind(number(in.kind));
  return serialize(out);
}
std::optional<Said> read_crisis_ping(ByteView bytes) {
  pb::CrisisPing in;
  CrisisPing out;
  if (!parse(in, bytes) || !read(in.ping(), out.ping) || !read_choice(in.kind(), CrisisKind::exec, out.kind)) {
    return std::nullopt;
  }
  return out;
}

Bytes bytes_of(const CrisisTake& in) {
  pb::CrisisTake out;
  out.set_ping(raw(in.ping.view()));
  return serialize(out);
}
std::optional<Said> read_crisis_take(ByteView bytes) {
  pb::CrisisTake in;
  CrisisTake out;
  if (!parse(in, bytes) || !read(in.ping(), out.ping)) return std::nullopt;
  return out;
}

Bytes bytes_of(const CrisisAnswer& in) {
  pb::CrisisAnswer out;
  out.set_ping(raw(in.ping.view()));
  out.set_outcome(number(in.outcome));
  return serialize(out);
}
std::optional<Said> read_crisis_answer(ByteView bytes) {
  pb::CrisisAnswer in;
  CrisisAnswer out;
  if (!parse(in, bytes) || !read(in.ping(), out.ping) || !read_choice(in.outcome(), CrisisOutcome::over, out.outcome)) {
    return std::nullopt;
  }
  return out;
}

Bytes bytes_of(const CrisisCheckIn& in) {
  pb::CrisisCheckIn out;
  out.set_ping(raw(in.ping.view()));
  out.set_word(number(in.word));
  out.set_at(number(in.at));
  return serialize(out);
}
std::optional<Said> read_crisis_check_in(ByteView bytes) {
  pb::CrisisCheckIn in;
  CrisisCheckIn out;
  if (!parse(in, bytes) || !read(in.ping(), out.ping) || !read_choice(in.word(), CheckInWord::no, out.word) ||
      !read_time(in.at(), out.at) || (out.at.ms > 0) != (out.word == CheckInWord::propose)) {
    return std::nullopt;
  }
  return out;
}

}  // namespace sotto::proto
