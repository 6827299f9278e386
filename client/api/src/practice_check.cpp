// check, check.choose, check.counts; and what the check says before something is sent or kept.
#include <algorithm>
#include <array>

#include <sotto/api/check_json.hpp>
#include <sotto/words/words.hpp>

#include "practice_names.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

Reply check(const Call& call) {
  Params params(call.method, call.params, {"text", "case", "audience"});
  practice::CheckAsk ask;
  ask.text = params.text_or("text", "");
  ask.case_ref = params.text_or("case", "");
  ask.audience = read_audience(params, "audience");
  if (params.problem()) return *params.problem();
  if (ask.text.size() > limits::text_max) return call.refusal({Errc::limit});
  const auto report = call.practice.check(ask);
  if (!report) return call.refusal(report.error());
  auto out = check_json(*report);
  out["kept"] = report->kept;
  out["headline"] = check_headline(*report);
  return out;
}

Reply check_choose(const Call& call) {
  Params params(call.method, call.params, {"case", "text", "type", "choice"});
  practice::Chosen chosen;
  chosen.case_ref = params.text_or("case", "");
  chosen.surface = params.text("text");
  const auto type = deid::type_named(params.text("type"));
  if (!type) params.refuse(Said::wrong_type, {"type", "one that the check names, such as PERSON"});
  const auto choice = read_choice(params, "choice");
  if (!choice) params.text("choice");
  if (params.problem()) return *params.problem();
  chosen.type = *type;
  chosen.choice = *choice;
  if (const auto done = call.practice.choose(chosen, call.now); !done) return call.refusal(done.error());
  return Json{{"choice", name_of(chosen.choice)}};
}

Reply check_counts(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto counts = call.practice.check_counts();
  if (!counts) return call.refusal(counts.error());
  Json choices = Json::array(), despite = Json::object();
  for (const auto& count : counts->choices) {
    choices.push_back({{"type", deid::name(count.type)},
                       {"replace", count.replaced},
                       {"reword", count.reworded},
                       {"keep", count.kept},
                       {"not_identifier", count.not_identifier},
                       {"dot", count.dot}});
  }
  for (const auto& count : counts->despite) despite[std::string(name_of(count.why))] = count.times;
  return Json{{"choices", choices}, {"despite", despite}};
}

// "Idris Callowmere" (a name), "22 August" (an exact date): the gravest three.
std::string gravest(const deid::Report& report, std::string_view text) {
  constexpr std::size_t told = 3;
  auto findings = report.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const deid::Finding& a, const deid::Finding& b) { return a.severity > b.severity; });
  std::string out;
  for (std::size_t i = 0; i < std::min(told, findings.size()); ++i) {
    out += (i > 0 ? ", \"" : "\"") + piece_of(text, findings[i].start, findings[i].end) + "\" (" +
           words::spoken(deid::label(findings[i].type)) + ")";
  }
  if (findings.size() > told) out += " and " + std::to_string(findings.size() - told) + " more";
  return out;
}

constexpr std::array methods{
    Method{"check", check},
    Method{"check.choose", check_choose},
    Method{"check.counts", check_counts},
};

}  // namespace

std::span<const Method> check_methods() { return methods; }

std::optional<Problem> stop_and_think(const deid::Report& report, std::string_view text,
                                      const std::optional<practice::Despite>& despite, Said said) {
  if (report.verdict < deid::Severity::stop || despite) return std::nullopt;
  return problem(Errc::refused, said, {gravest(report, text)}, {{"check", check_json(report)}});
}

namespace {

template <class Look>
std::optional<Problem> stop_at(const Call& call, const std::vector<std::string>& texts,
                               const std::optional<practice::Despite>& despite, Said said, Look&& look) {
  bool counted = false;
  for (const auto& text : texts) {
    const auto report = look(text);
    if (!report) return call.refusal(report.error());
    if (auto problem = stop_and_think(*report, text, despite, said)) return problem;
    counted |= report->verdict == deid::Severity::stop;
  }
  if (!counted) return std::nullopt;
  const auto noted = call.practice.note_despite(*despite, call.now);
  return noted ? std::nullopt : std::optional(call.refusal(noted.error()));
}

}  // namespace

std::optional<Problem> stop_before_sending(const Call& call, const std::vector<std::string>& texts,
                                           const std::string& case_ref,
                                           const std::optional<practice::Despite>& despite) {
  return stop_at(call, texts, despite, Said::stop_and_think, [&](const std::string& text) {
    return call.practice.check({text, case_ref, std::nullopt});
  });
}

std::optional<Problem> stop_before_keeping(const Call& call, const std::vector<std::string>& texts,
                                           const std::optional<practice::Despite>& despite) {
  return stop_at(call, texts, despite, Said::record_stop,
                 [&](const std::string& text) { return call.practice.check_record(text); });
}

}  // namespace sotto::api
