#include "practice_names.hpp"

#include <array>
#include <chrono>

#include <sotto/base/limits.hpp>

namespace sotto::api {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 9> agreement_states{
    "none", "draft", "offered", "countered", "accepted_one", "active", "review_due", "paused", "ended"};
constexpr std::array<std::string_view, 11> stages{"offered",   "countered", "accepted", "sent",
                                                  "delivered", "arrived",   "closed",   "declined",
                                                  "expired",   "withdrawn", "refused"};
constexpr std::array<std::string_view, 8> opinion_stages{"asked",     "sealed",   "open",  "complete",
                                                         "withdrawn", "declined", "ended", "refused"};
constexpr std::array<std::string_view, 6> standings{"waiting", "sealed", "revealed", "silent", "missing", "gone"};
constexpr std::array<std::string_view, 9> parts{"employee", "manager", "witness", "rep",  "leader",
                                                "person",   "org",     "client",  "place"};
constexpr std::array<std::string_view, 3> audiences{"stranger", "knows-sector", "knows-employer"};
constexpr std::array<std::string_view, 5> cpd_kinds{"buddy", "circle", "reading", "course", "other"};
constexpr std::array<std::string_view, 4> cpd_roles{"presented", "listened", "facilitated", "alone"};
constexpr std::array<std::string_view, 4> boundary_reasons{"heard-back", "routine", "terms", "other"};
constexpr std::array<std::string_view, 4> boundary_choices{"reconfirm", "shared", "unsure", "cannot"};
constexpr std::array<std::string_view, 4> kinds{"consult", "second", "crisis", "career"};
constexpr std::array<std::string_view, 14> topics{
    "conduct",      "capability",     "grievance", "bullying", "discrimination", "sickness-absence", "redundancy",
    "exec-conduct", "whistleblowing", "pay",       "exit",     "tu-relations",   "wellbeing",        "career"};
constexpr std::array<std::string_view, 5> sizes{"line", "paragraph", "page", "pages", "long"};
constexpr std::array<std::string_view, 3> checks{"unchecked", "clean", "kept_some"};
constexpr std::array<std::string_view, 5> reasons{"conflict", "must-report", "not-my-area", "not-now", "live"};
constexpr std::array<std::string_view, 3> asks{"reflect", "view", "both"};

constexpr std::array<std::string_view, 4> choices{"replace", "reword", "keep", "not-identifier"};
constexpr std::array<std::string_view, 4> despites{"they-agreed", "about-me", "false-alarm", "safety"};

template <class Enum>
std::string_view word(Words words, Enum value, std::size_t first = 1) {
  return words[static_cast<std::size_t>(value) - first];
}

// What people also type.
struct Synonym {
  std::string_view said, meant;
};
constexpr std::array synonyms{
    Synonym{"coi", "conflict"},           Synonym{"absence", "sickness-absence"},
    Synonym{"harassment", "bullying"},    Synonym{"bullying-harassment", "bullying"},
    Synonym{"restructure", "redundancy"}, Synonym{"redundancy-restructure", "redundancy"},
    Synonym{"settlement", "exit"},        Synonym{"exit-settlement", "exit"},
    Synonym{"unions", "tu-relations"},    Synonym{"consultation", "consult"},
    Synonym{"second-opinion", "second"},  Synonym{"heard", "heard-back"},
};

std::string listed(Words words) {
  std::string out = "one of ";
  for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : ", ") + std::string(words[i]);
  return out;
}

template <class Enum>
std::optional<Enum> read_word(Params& params, std::string_view name, Words words) {
  const auto given = params.maybe_text(name);
  if (!given) return std::nullopt;
  std::string typed = plain_word(*given);
  for (const auto& synonym : synonyms) {
    if (typed == synonym.said) typed = synonym.meant;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (typed == words[i]) return static_cast<Enum>(i + 1);
  }
  params.refuse(Said::wrong_type, {name, listed(words)});
  return std::nullopt;
}

bool digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
  out = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return false;
    out = out * 10 + (text[i] - '0');
  }
  return true;
}

}  // namespace

std::string plain_word(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool gap = c == ' ' || c == '_' || c == '/' || c == '-';
    if (gap && (out.empty() || out.back() == '-')) continue;
    out += gap ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::string_view name_of(practice::AgreementState state) { return word(agreement_states, state, 0); }
std::string_view name_of(practice::Stage stage) { return word(stages, stage); }
std::string_view name_of(practice::OpinionStage stage) { return word(opinion_stages, stage); }
std::string_view name_of(practice::Standing standing) { return word(standings, standing); }
std::string_view name_of(practice::Part part) { return word(parts, part); }
std::string_view name_of(practice::Audience audience) { return word(audiences, audience); }
std::string_view name_of(practice::CpdKind kind) { return word(cpd_kinds, kind); }
std::string_view name_of(practice::CpdRole role) { return word(cpd_roles, role); }
std::string_view name_of(proto::BoundaryReason reason) { return word(boundary_reasons, reason); }
std::string_view name_of(proto::BoundaryChoice choice) { return word(boundary_choices, choice); }
std::string_view name_of(proto::ExchangeKind kind) { return word(kinds, kind); }
std::string_view name_of(proto::Topic topic) { return word(topics, topic); }
std::string_view name_of(proto::Size size) { return word(sizes, size); }
std::string_view name_of(proto::Checked check) { return word(checks, check); }
std::string_view name_of(practice::Choice choice) { return word(choices, choice); }
std::string_view name_of(practice::Despite why) { return word(despites, why); }
std::string_view label_name(proto::LabelCode code) {
  return code == proto::LabelCode::vault ? "vault" : code == proto::LabelCode::think ? "think" : "act";
}

std::optional<practice::Part> read_part(Params& params, std::string_view name) {
  return read_word<practice::Part>(params, name, parts);
}
std::optional<practice::Audience> read_audience(Params& params, std::string_view name) {
  return read_word<practice::Audience>(params, name, audiences);
}
std::optional<practice::CpdKind> read_cpd_kind(Params& params, std::string_view name) {
  return read_word<practice::CpdKind>(params, name, cpd_kinds);
}
std::optional<practice::CpdRole> read_cpd_role(Params& params, std::string_view name) {
  return read_word<practice::CpdRole>(params, name, cpd_roles);
}
std::optional<proto::BoundaryReason> read_boundary_reason(Params& params, std::string_view name) {
  return read_word<proto::BoundaryReason>(params, name, boundary_reasons);
}
std::optional<proto::BoundaryChoice> read_boundary_choice(Params& params, std::string_view name) {
  return read_word<proto::BoundaryChoice>(params, name, boundary_choices);
}
std::optional<proto::ExchangeKind> read_kind(Params& params, std::string_view name) {
  return read_word<proto::ExchangeKind>(params, name, kinds);
}
std::optional<proto::Topic> read_topic(Params& params, std::string_view name) {
  return read_word<proto::Topic>(params, name, topics);
}
std::optional<proto::Reason> read_reason(Params& params, std::string_view name) {
  return read_word<proto::Reason>(params, name, reasons);
}
std::optional<practice::Choice> read_choice(Params& params, std::string_view name) {
  return read_word<practice::Choice>(params, name, choices);
}
std::optional<practice::Despite> read_despite(Params& params) {
  return read_word<practice::Despite>(params, "despite", despites);
}
std::optional<proto::Ask> read_ask(Params& params, std::string_view name) {
  return read_word<proto::Ask>(params, name, asks);
}

proto::Label read_label(Params& params) {
  proto::Label out;
  const auto label = plain_word(params.text_or("label", "vault"));
  const bool step_in = params.flag("step_in");
  if (label == "think") {
    out.code = proto::LabelCode::think;
  } else if (label == "act") {
    out.code = step_in ? proto::LabelCode::step_in : proto::LabelCode::influence;
    out.onward = proto::Onward::named;
  } else if (label != "vault") {
    params.refuse(Said::wrong_type, {"label", "one of vault, think, act"});
  }
  out.what = params.text_or("what", "");
  out.whom = params.text_or("with", "");
  if (const auto until = params.maybe_text("until"); until) {
    const auto time = read_time(*until);
    if (!time) params.refuse(Said::wrong_type, {"until", "a date like 2026-12-31"});
    out.until = time.value_or(Timestamp{});
  }
  out.ask = read_ask(params, "ask").value_or(proto::Ask::reflect);
  out.keep_days =
      static_cast<std::uint32_t>(params.number("keep_days", 30, 1, proto::limits_of_practice::keep_days_max));
  return out;
}

std::optional<Timestamp> read_time(std::string_view text) {
  using namespace std::chrono;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool dated = text.size() >= 10 && digits(text, 0, 4, year) && text[4] == '-' && digits(text, 5, 2, month) &&
                     text[7] == '-' && digits(text, 8, 2, day);
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!dated || !date.ok()) return std::nullopt;
  const std::int64_t start = duration_cast<std::chrono::milliseconds>(sys_days(date).time_since_epoch()).count();
  if (text.size() == 10) return Timestamp{start + sotto::days(1).ms - 1};
  const bool timed = (text.size() == 20 || text.size() == 24) && text[10] == 'T' && text.back() == 'Z' &&
                     digits(text, 11, 2, hour) && text[13] == ':' && digits(text, 14, 2, minute) && text[16] == ':' &&
                     digits(text, 17, 2, second) && hour < 24 && minute < 60 && second < 60;
  int thousandth = 0;
  if (!timed || (text.size() == 24 && (text[19] != '.' || !digits(text, 20, 3, thousandth)))) return std::nullopt;
  return Timestamp{start + sotto::hours(hour).ms + sotto::minutes(minute).ms + sotto::seconds(second).ms + thousandth};
}

Json label_json(const proto::Label& label) {
  Json out{{"label", label_name(label.code)}, {"keep_days", label.keep_days}};
  out["ask"] = word(asks, label.ask);
  if (label.code < proto::LabelCode::influence) return out;
  out["how"] = label.code == proto::LabelCode::step_in ? "step-in" : "influence";
  out["what"] = label.what;
  out["with"] = label.whom;
  out["until"] = rfc3339(label.until);
  return out;
}

Json exchange_json(const practice::Exchange& exchange, bool with_text) {
  Json out{{"exchange", exchange.id.text()},
           {"buddy", exchange.buddy.text()},
           {"direction", exchange.mine ? "out" : "in"},
           {"state", name_of(exchange.stage)},
           {"label", label_name(exchange.code)},
           {"kind", name_of(exchange.kind)},
           {"topic", name_of(exchange.topic)},
           {"size", name_of(exchange.size)},
           {"check", name_of(exchange.check)},
           {"standing", exchange.standing},
           {"offered_at", rfc3339(exchange.offered_at)},
           {"expires", rfc3339(exchange.expires)},
           {"held", exchange.held},
           {"held_itself", exchange.held_itself}};
  if (exchange.stage == practice::Stage::closed) out["deletion_there"] = "asked";
  if (exchange.label) out["terms"] = label_json(*exchange.label);
  if (exchange.counter) out["counter"] = label_json(*exchange.counter);
  if (!exchange.case_ref.empty()) out["case"] = exchange.case_ref;
  if (exchange.purge_on) out["purge_on"] = rfc3339(*exchange.purge_on);
  if (with_text) out["text"] = exchange.text;
  return out;
}

}  // namespace sotto::api
