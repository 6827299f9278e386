#include "session_names.hpp"

#include <algorithm>
#include <array>

#include <sotto/words/words.hpp>

#include "practice_names.hpp"

namespace sotto::api {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> stages{"invited", "asked",    "agreed",   "running",
                                                 "ended",   "declined", "cancelled"};
constexpr std::array<std::string_view, 3> kinds{"buddy", "reciprocal", "companion"};
constexpr std::array<std::string_view, 7> phases{"arrive", "listen", "clarify", "explore", "action", "review", "close"};
constexpr std::array<std::string_view, 4> rules{"free", "acknowledge", "one_question", "nudge"};
constexpr std::array<std::string_view, 3> answers{"yes", "no", "another-time"};
constexpr std::array<std::string_view, 9> ping_stages{"waiting", "wider",     "nobody",  "taken", "over",
                                                      "ringing", "asked_for", "holding", "gone"};
constexpr std::array<std::string_view, 4> crises{"upset", "decision", "safety", "exec"};
constexpr std::array<std::string_view, 5> check_ins{"none", "proposed", "agreed", "declined", "passed"};
constexpr std::array<std::string_view, 4> prompt_kinds{"normative", "formative", "restorative", "seven_eyes"};

template <class Enum>
std::string_view word(Words words, Enum value, std::size_t first = 1) {
  return words[static_cast<std::size_t>(value) - first];
}

std::string listed(Words words) {
  std::string out = "one of ";
  for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : ", ") + std::string(words[i]);
  return out;
}

std::optional<std::size_t> index_of(Words words, std::string_view typed) {
  const auto found = std::find(words.begin(), words.end(), typed);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

template <class Enum>
std::optional<Enum> read_word(Params& params, std::string_view name, Words words) {
  const auto given = params.maybe_text(name);
  if (!given) return std::nullopt;
  const auto index = index_of(words, plain_word(*given));
  if (!index) {
    params.refuse(Said::wrong_type, {name, listed(words)});
    return std::nullopt;
  }
  return static_cast<Enum>(*index + 1);
}

std::int64_t in_seconds(Duration d) { return (d.ms + 999) / 1000; }
std::string_view seat_name(const practice::Session& session, std::size_t seat) {
  return seat == session.me ? "me" : "them";
}

Json agenda_json(const practice::Session& session) {
  Json out = Json::array();
  for (const auto& step : session.steps) {
    out.push_back({{"phase", name_of(step.phase)},
                   {"name", practice::cue_card(step.phase).name},
                   {"seconds", step.seconds},
                   {"presenter", seat_name(session, step.presenter)}});
  }
  return out;
}

Json note_json(const practice::OutcomeNote& note) {
  return {{"noticed", note.noticed},   {"will", note.will},       {"will_not", note.will_not},
          {"find_out", note.find_out}, {"by_when", note.by_when}, {"who_else", note.who_else}};
}

// Where a running session is, and what there is to do in this phase.
void add_now(Json& out, const practice::Session& session) {
  const auto& step = session.steps.at(session.step);
  const auto& card = practice::cue_card(step.phase);
  const bool presents = session.role == practice::SessionRole::presenter;
  out["step"] = session.step;
  out["phase"] = name_of(step.phase);
  out["phase_name"] = words::spoken(card.name);
  out["cue"] = words::spoken(presents ? card.presenter : card.listener);
  out["seconds_left"] = in_seconds(session.left);
  out["pause_left"] = in_seconds(session.pause_left);
  out["extended"] = session.extended;
  out["extension_asked_by"] = nullptr;
  if (session.extension_asked_by) out["extension_asked_by"] = seat_name(session, *session.extension_asked_by);
  out["timekeeper_silent"] = session.timekeeper_silent;
  out["rule"] = name_of(practice::composer_rule(step.phase, session.role));
}

}  // namespace

std::string_view name_of(practice::SessionStage stage) { return word(stages, stage); }
std::string_view name_of(proto::SessionKind kind) { return word(kinds, kind); }
std::string_view name_of(proto::SessionPhase phase) { return word(phases, phase); }
std::string_view name_of(practice::ComposerRule rule) { return word(rules, rule); }
std::string_view name_of(practice::PingStage stage) { return word(ping_stages, stage); }
std::string_view name_of(proto::CrisisKind kind) { return word(crises, kind); }

std::optional<proto::SessionKind> read_session_kind(Params& params, std::string_view name) {
  return read_word<proto::SessionKind>(params, name, Words(kinds).first(2));
}
std::optional<proto::SessionAnswer> read_session_answer(Params& params, std::string_view name) {
  return read_word<proto::SessionAnswer>(params, name, answers);
}
std::optional<proto::CrisisKind> read_crisis_kind(Params& params, std::string_view name) {
  return read_word<proto::CrisisKind>(params, name, crises);
}
std::uint32_t read_crisis_kinds(Params& params, std::string_view name) {
  std::uint32_t out = 0;
  for (const auto& given : params.texts(name)) {
    const auto index = index_of(crises, plain_word(given));
    if (!index) params.refuse(Said::wrong_type, {name, "a list of upset, decision, safety, exec"});
    out |= 1U << index.value_or(0);
  }
  return out;
}

Json session_json(const practice::Session& session) {
  Json out{{"id", session.id.text()},
           {"kind", name_of(session.kind)},
           {"state", name_of(session.stage)},
           {"label", label_name(session.label)},
           {"starts_at", rfc3339(session.starts_at)},
           {"minutes", session.minutes},
           {"role", session.role == practice::SessionRole::presenter ? "presenter" : "listener"},
           {"timekeeper", seat_name(session, session.timekeeper)},
           {"agenda", agenda_json(session)},
           {"held", session.held}};
  Json with = Json::array();
  for (const auto& seat : session.seats) {
    if (seat.buddy) with.push_back(seat.buddy->text());
  }
  out["with"] = with;
  if (session.stage == practice::SessionStage::running) add_now(out, session);
  if (session.started) {
    Json prompts = Json::array();
    for (const auto index : session.prompts) {
      const auto& prompt = practice::session_prompts().at(index);
      prompts.push_back({{"kind", word(prompt_kinds, prompt.kind)}, {"text", words::spoken(prompt.text)}});
    }
    out["prompts"] = prompts;
    out["started"] = rfc3339(*session.started);
  }
  if (session.ended) out["ended"] = rfc3339(*session.ended);
  if (session.purge_on) out["purge_on"] = rfc3339(*session.purge_on);
  if (!session.case_ref.empty()) out["case"] = session.case_ref;
  if (session.note) out["note"] = note_json(*session.note);
  return out;
}

Json ping_json(const practice::Ping& ping) {
  Json out{{"id", ping.id.text()},       {"direction", ping.mine ? "out" : "in"},
           {"kind", name_of(ping.kind)}, {"state", name_of(ping.stage)},
           {"at", rfc3339(ping.at)},     {"buddy", nullptr}};
  if (ping.buddy) out["buddy"] = ping.buddy->text();
  if (ping.mine) out["asked"] = ping.asked;
  if (ping.check_in) {
    const bool waits = ping.check_in_stage == practice::CheckInStage::none;
    out["check_in"] = {{"at", rfc3339(*ping.check_in)},
                       {"state", waits ? "waiting" : word(check_ins, ping.check_in_stage, 0)}};
  }
  return out;
}

Json available_json(const practice::Availability& one) {
  Json names = Json::array();
  for (std::size_t i = 0; i < crises.size(); ++i) {
    if ((one.kinds >> i & 1U) != 0) names.push_back(crises.at(i));
  }
  return {
      {"buddy", one.buddy ? Json(one.buddy->text()) : Json(nullptr)}, {"until", rfc3339(one.until)}, {"kinds", names}};
}

}  // namespace sotto::api
