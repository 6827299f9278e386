#include "share.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <unistd.h>

#include <sotto/api/check_json.hpp>

#include "terminal.hpp"

namespace sotto::cli {
namespace {

struct Look {  // the text as it is now, and what the check says of it; gravest finding first
  std::string text;
  Json report;
  std::vector<Json> findings;
};

int weight_of(const Json& finding) {
  const auto severity = text_at(finding, "severity");
  return severity == "stop" ? 2 : severity == "think" ? 1 : 0;
}

std::string surface(const Look& look, const Json& finding) {
  return api::piece_of(look.text, finding.at("start").get<std::size_t>(), finding.at("end").get<std::size_t>());
}

std::variant<Look, api::Problem> look_at(runtime::Connection& connection, const Json& params) {
  Look out{text_at(params, "text"), {}, {}};
  auto reply = connection.call("check", {{"text", out.text}, {"case", text_at(params, "case")}});
  if (auto* problem = std::get_if<api::Problem>(&reply)) return std::move(*problem);
  out.report = std::get<Json>(std::move(reply));
  for (const auto& finding : out.report.at("findings")) out.findings.push_back(finding);
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const Json& a, const Json& b) { return weight_of(a) > weight_of(b); });
  return out;
}

void show(Output& output, const Look& look) {
  output.talk();
  output.talk({{text_at(look.report, "headline"), Style::care}});
  for (std::size_t i = 0; i < look.findings.size(); ++i) {
    const auto& finding = look.findings[i];
    const auto suggestion = text_at(finding, "suggest");
    output.talk({"  ",
                 {padded(std::to_string(i + 1), 3), Style::dim},
                 {padded("\"" + surface(look, finding) + "\"", 28), Style::strong},
                 {padded(text_at(finding, "label"), 22)},
                 {suggestion.empty() ? say(words::cli::usually_kept) : suggestion,
                  suggestion.empty() ? Style::dim : Style::good}});
  }
  output.talk({{"  " + say(words::cli::jigsaw, look.report.value("score", 0)), Style::dim}});
}

// The text with `words` in the place of each finding that `wanted` picks.
std::string with_words(const Look& look, const Json* only, const std::string& words) {
  std::vector<deid::Finding> findings;
  for (const auto& finding : look.report.at("findings")) {
    if (only != nullptr && finding != *only) continue;
    deid::Finding one;
    one.start = finding.at("start").get<std::size_t>();
    one.end = finding.at("end").get<std::size_t>();
    one.suggest = only != nullptr ? words : text_at(finding, "suggest");
    findings.push_back(std::move(one));
  }
  return deid::replaced(look.text, findings);
}

void choose(runtime::Connection& connection, const Json& params, const Look& look, const Json& finding,
            const char* choice) {
  // Counting is a courtesy: a choice that cannot be counted is made all the same.
  static_cast<void>(connection.call("check.choose", {{"case", text_at(params, "case")},
                                                     {"text", surface(look, finding)},
                                                     {"type", text_at(finding, "type")},
                                                     {"choice", choice}}));
}

void one_by_one(const Look& look, std::size_t number, runtime::Connection& connection, Json& params) {
  const auto& finding = look.findings[number - 1];
  const auto suggestion = text_at(finding, "suggest");
  const auto label = text_at(finding, "label");
  const auto question = suggestion.empty() ? say(words::cli::one_open, surface(look, finding), label)
                                           : say(words::cli::one_suggested, surface(look, finding), suggestion, label);
  const auto answer = ask_line(question + " ");
  if (!answer) return;
  if (*answer == "k") {
    choose(connection, params, look, finding, "keep");
  } else if (*answer == "x") {
    choose(connection, params, look, finding, "not-identifier");
  } else if (*answer == "g") {
    const auto words = ask_line(say(words::cli::say_instead) + " ");
    if (!words || words->empty()) return;
    choose(connection, params, look, finding, "reword");
    params["text"] = with_words(look, &finding, *words);
  } else if (answer->empty() && !suggestion.empty()) {
    choose(connection, params, look, finding, "replace");
    params["text"] = with_words(look, &finding, suggestion);
  }
}

// A `stop` is sent with a reason; an empty answer goes back.
bool ask_why(Json& params) {
  static constexpr std::array reasons{"they-agreed", "about-me", "false-alarm", "safety"};
  const auto why = ask_line(say(words::cli::ask_why) + " ");
  if (!why || why->size() != 1 || why->front() < '1' || why->front() > '4') return false;
  params["despite"] = reasons[static_cast<std::size_t>(why->front() - '1')];
  return true;
}

}  // namespace

std::optional<int> stop_and_think(const Desk& desk, runtime::Connection& connection, Json& params) {
  auto& output = desk.output;
  const bool asks = isatty(STDIN_FILENO) == 1 && can_ask(desk.arguments) && !output.json();
  if (!asks || params.contains("despite") || params.contains("replace")) return std::nullopt;
  for (;;) {
    const auto looked = look_at(connection, params);
    if (const auto* problem = std::get_if<api::Problem>(&looked)) return output.fail(*problem);
    const auto& look = std::get<Look>(looked);
    const auto verdict = text_at(look.report, "verdict");
    if (verdict == "clear" || verdict == "glance") return std::nullopt;
    if (text_at(params, "kind") == "crisis") {
      output.talk({{text_at(look.report, "headline") + " " + say(words::cli::crisis_goes), Style::dim}});
      return std::nullopt;
    }
    show(output, look);
    const bool stop = verdict == "stop";
    const auto answer = ask_line(say(stop ? words::cli::stop_choices : words::cli::think_choices) + " ");
    std::size_t number = 0;
    if (answer) std::from_chars(answer->data(), answer->data() + answer->size(), number);
    if (answer && *answer == "a") {
      for (const auto& finding : look.findings) {
        if (!text_at(finding, "suggest").empty()) choose(connection, params, look, finding, "replace");
      }
      params["text"] = with_words(look, nullptr, {});
      output.talk();
      output.talk(line(words::cli::says_now, Span(text_at(params, "text"), Style::strong)));
      if (params["text"] == look.text) output.talk({say(words::cli::nothing_to_replace)});
    } else if (number >= 1 && number <= look.findings.size()) {
      one_by_one(look, number, connection, params);
    } else if (stop ? answer && *answer == "send" && ask_why(params) : answer && answer->empty()) {
      return std::nullopt;
    } else if (!answer || answer->empty() || *answer == "b") {
      output.talk({say(words::cli::nothing_sent)});
      return 0;
    }
  }
}

}  // namespace sotto::cli
