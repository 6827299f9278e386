// session.*
#include <algorithm>
#include <array>

#include <sotto/practice/sessions.hpp>
#include <sotto/words/request.hpp>
#include <sotto/words/words.hpp>

#include "practice_names.hpp"
#include "session_names.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

using practice::Session;
using practice::SessionId;
using practice::Sessions;
using practice::SessionStage;

// Without an id: the one that runs or comes next; the newest that waits for my answer; the next that can begin; the
// last that began.
enum class Which : std::uint8_t { open, asked, agreed, begun };

// The session that is meant; a wrong id has become the call's problem.
Result<SessionId> meant(const Call& call, Params& params, Which which) {
  if (params.maybe_text("id")) return SessionId{params.message_id("id").bytes};
  const auto all = call.practice.sessions().list(call.now);
  if (!all) return all.error();
  const auto wanted = which == Which::asked ? SessionStage::asked : SessionStage::agreed;
  const Session* best = nullptr;
  for (const auto& one : *all) {
    const bool fits = which == Which::begun ? one.started.has_value() : one.stage == wanted;
    if (fits && (best == nullptr || (which == Which::begun && *one.started > *best->started))) best = &one;
  }
  if (best != nullptr && which != Which::open) return best->id;
  if (which == Which::begun) return Error{Errc::not_found, words::request::no_session_begun};
  const auto current = call.practice.sessions().current(call.now);
  if (!current) return current.error();
  return current->id;
}

Reply answer(const Call& call, const Result<Session>& session) {
  if (!session) return call.refusal(session.error());
  Json out{{"session", session_json(*session)}};
  if (session->stage == SessionStage::ended) out["hint"] = say(Said::session_cpd);
  return out;
}

template <class Act>
Reply on_session(const Call& call, Params& params, Act&& act, Which which = Which::open) {
  const auto id = meant(call, params, which);
  if (params.problem()) return *params.problem();
  if (!id) return call.refusal(id.error());
  return answer(call, act(*id));
}

template <Result<Session> (Sessions::*Act)(const SessionId&, Now), Which which = Which::open>
Reply simply(const Call& call) {
  Params params(call.method, call.params, {"id"});
  return on_session(
      call, params, [&](const SessionId& id) { return (call.practice.sessions().*Act)(id, call.now); }, which);
}

practice::NewSession read_new(const Call& call, Params& params) {
  practice::NewSession out;
  out.kind = read_session_kind(params, "kind").value_or(proto::SessionKind::buddy);
  out.minutes = static_cast<std::uint32_t>(params.number("minutes", 0, 0, proto::limits_of_session::minutes_most));
  out.case_ref = params.text_or("case", "");
  out.i_present = !params.flag("listen");
  if (const auto at = params.maybe_text("at"); at) {
    const auto time = read_time(*at);
    if (!time || at->size() == 10) params.refuse(Said::wrong_type, {"at", "a time like 2026-12-31T14:00:00Z"});
    out.starts_at = time.value_or(call.now.timestamp);
  }
  const auto label = plain_word(params.text_or("label", "vault"));
  if (label == "think")
    out.label = proto::LabelCode::think;
  else if (label != "vault")
    params.refuse(Said::wrong_type, {"label", "one of vault, think"});
  return out;
}

Reply session_invite(const Call& call) {
  Params params(call.method, call.params, {"buddy", "kind", "at", "minutes", "label", "listen", "case"});
  auto what = read_new(call, params);
  return with_buddy(call, params, [&](const BuddyId& buddy) {
    what.with = {buddy};
    return answer(call, call.practice.sessions().invite(what, call.now));
  });
}

Reply session_companion(const Call& call) {
  Params params(call.method, call.params, {"minutes", "case"});
  const auto what = read_new(call, params);
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.sessions().companion(what, call.now));
}

Reply session_list(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto all = call.practice.sessions().list(call.now);
  if (!all) return call.refusal(all.error());
  Json list = Json::array();
  for (const auto& one : *all) list.push_back(session_json(one));
  return Json{{"sessions", list}};
}

Reply session_reply(const Call& call) {
  Params params(call.method, call.params, {"id", "answer", "at"});
  practice::Reply reply;
  if (!params.maybe_text("answer")) params.text("answer");
  reply.answer = read_session_answer(params, "answer").value_or(proto::SessionAnswer::yes);
  if (const auto at = params.maybe_text("at"); at) {
    const auto time = read_time(*at);
    if (!time || at->size() == 10) params.refuse(Said::wrong_type, {"at", "a time like 2026-12-31T14:00:00Z"});
    reply.starts_at = time.value_or(Timestamp{});
  } else if (reply.answer == proto::SessionAnswer::another_time) {
    params.text("at");
  }
  return on_session(
      call, params, [&](const SessionId& id) { return call.practice.sessions().reply(id, reply, call.now); },
      Which::asked);
}

Reply session_extend(const Call& call) {
  Params params(call.method, call.params, {"id", "no"});
  const bool agree = !params.flag("no");
  return on_session(call, params,
                    [&](const SessionId& id) { return call.practice.sessions().extend(id, agree, call.now); });
}

Reply session_prompts(const Call& call) {
  Params params(call.method, call.params, {"id", "swap", "deal"});
  const auto swap = params.maybe_number("swap", 1, 3);
  const bool deal = params.flag("deal");
  return on_session(
      call, params,
      [&](const SessionId& id) {
        auto& sessions = call.practice.sessions();
        if (swap) return sessions.swap_prompt(id, static_cast<std::size_t>(*swap - 1), call.now);
        return deal ? sessions.deal_prompts(id, call.now) : sessions.find(id, call.now);
      },
      Which::begun);
}

Reply session_note(const Call& call) {
  Params params(call.method, call.params,
                {"id", "noticed", "will", "will_not", "find_out", "by_when", "who_else", "delete", "despite"});
  const bool drop = params.flag("delete");
  const auto id = meant(call, params, Which::begun);
  if (params.problem()) return *params.problem();
  if (!id) return call.refusal(id.error());
  auto& sessions = call.practice.sessions();
  if (drop) return answer(call, sessions.delete_note(*id, call.now));
  const auto before = sessions.find(*id, call.now);
  if (!before) return call.refusal(before.error());
  auto note = before->note.value_or(practice::OutcomeNote{});
  bool changed = false;
  const auto set = [&](const char* name, std::string& field) {
    const auto given = params.maybe_text(name);
    changed = changed || given.has_value();
    if (given) field = *given;
  };
  set("noticed", note.noticed);
  set("will", note.will);
  set("will_not", note.will_not);
  set("find_out", note.find_out);
  set("by_when", note.by_when);
  set("who_else", note.who_else);
  const auto despite = read_despite(params);
  if (params.problem()) return *params.problem();
  const std::vector<std::string> texts{note.noticed,  note.will,    note.will_not,
                                       note.find_out, note.by_when, note.who_else};
  if (changed) {
    if (auto problem = stop_before_keeping(call, texts, despite)) return *std::move(problem);
  }
  return answer(call, changed ? sessions.set_note(*id, note, call.now) : before);
}

// What the composer lets through now, and the question that could stand in the place of advice.
Reply session_compose(const Call& call) {
  Params params(call.method, call.params, {"id", "text"});
  const auto text = params.text_or("text", "");
  const auto id = meant(call, params, Which::open);
  if (params.problem()) return *params.problem();
  if (!id) return call.refusal(id.error());
  const auto session = call.practice.sessions().find(*id, call.now);
  if (!session) return call.refusal(session.error());
  if (session->stage != SessionStage::running) return Json{{"rule", "free"}, {"admitted", true}, {"question", nullptr}};
  const auto rule = practice::composer_rule(session->steps.at(session->step).phase, session->role);
  const auto question =
      rule == practice::ComposerRule::nudge ? practice::reads_as_advice(text) : std::optional<std::string_view>();
  Json out{{"rule", name_of(rule)}, {"admitted", practice::admits(rule, text)}, {"question", nullptr}};
  if (question) out["question"] = words::spoken(*question);
  if (rule == practice::ComposerRule::acknowledge) out["acknowledgements"] = practice::acknowledgements();
  return out;
}

constexpr std::array methods{
    Method{"session.invite", session_invite},
    Method{"session.companion", session_companion},
    Method{"session.list", session_list},
    Method{"session.show", simply<&Sessions::find>},
    Method{"session.reply", session_reply},
    Method{"session.start", simply<&Sessions::start, Which::agreed>},
    Method{"session.next", simply<&Sessions::next>},
    Method{"session.pause", simply<&Sessions::pause>},
    Method{"session.resume", simply<&Sessions::resume>},
    Method{"session.extend", session_extend},
    Method{"session.end", simply<&Sessions::end>},
    Method{"session.prompts", session_prompts},
    Method{"session.note", session_note},
    Method{"session.compose", session_compose},
};

}  // namespace

std::span<const Method> session_methods() { return methods; }

}  // namespace sotto::api
