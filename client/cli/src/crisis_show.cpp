#include <algorithm>

#include "practice_show.hpp"
#include "show.hpp"

namespace sotto::cli {
namespace {

std::string state_of(const Json& ping) {
  const auto state = text_at(ping, "state");
  if (state == "waiting") return say(words::cli::ping_waiting);
  if (state == "wider") return say(words::cli::ping_wider);
  if (state == "nobody") return say(words::cli::ping_nobody);
  if (state == "taken") return say(words::cli::ping_taken);
  if (state == "ringing") return say(words::cli::ping_ringing);
  if (state == "asked_for") return say(words::cli::ping_asked_for);
  if (state == "holding") return say(words::cli::ping_holding);
  return say(words::cli::ping_over);
}

std::string kind_of(const Json& ping) {
  const auto kind = text_at(ping, "kind");
  if (kind == "decision") return say(words::cli::ping_decision);
  if (kind == "safety") return say(words::cli::ping_safety);
  if (kind == "exec") return say(words::cli::ping_exec);
  return say(words::cli::ping_upset);
}

void show_line(Output& output, const Json& ping) {
  output.data({"  ",
               {text_at(ping, "id"), Style::dim},
               "  " + clock_words(text_at(ping, "at")) + "  " + kind_of(ping) + "  ",
               {state_of(ping), Style::strong}});
  if (!ping.contains("check_in")) return;
  const auto& check = ping.at("check_in");
  const auto at = text_at(check, "at");
  const bool mine_to_answer = text_at(check, "state") == "proposed";
  output.data({"    " + say(words::cli::check_in, date_words(at), clock_words(at)) + "  ",
               {mine_to_answer ? say(words::cli::answer_check_in) : text_at(check, "state"),
                mine_to_answer ? Style::care : Style::dim}});
}

}  // namespace

void show_phone(Output& output, const Json& json) {
  const auto& phone = json.at("phone");
  output.data({{text_at(phone, "name"), Style::strong}});
  for (const auto& line : phone.at("lines")) {
    output.data({"  ", {padded(text_at(line, "number"), 16), Style::strong}, text_at(line, "name")});
    paragraph(output, text_at(line, "note") + " (" + text_at(line, "hours") + ")", 18, Style::dim);
  }
  const auto& lines = phone.at("lines");
  const bool rung =
      std::all_of(lines.begin(), lines.end(), [](const Json& line) { return line.at("confirmed").get<bool>(); });
  const auto day = text_at(phone, "reviewed");
  output.talk({{rung ? say(words::cli::numbers_as_of, day) : say(words::cli::numbers_unconfirmed, day), Style::dim}});
}

void show_ping(Output& output, const Json& json) {
  show_line(output, json.at("ping"));
  const auto state = text_at(json.at("ping"), "state");
  if (state == "waiting" || state == "wider") output.talk({say(words::cli::ping_says)});
  if (state == "taken" || state == "holding") output.talk({say(words::cli::crisis_ten_minutes)});
  if (!json.contains("phone")) return;
  output.data();
  show_phone(output, json);
}

void show_available(Output& output, const Json& json) {
  if (json.at("available").is_null()) return output.data({say(words::cli::not_available)});
  output.data({say(words::cli::available, clock_words(text_at(json.at("available"), "until")), json.value("told", 0))});
}

void show_crisis(Output& output, const Json& json) {
  for (const auto& ping : json.at("pings")) show_line(output, ping);
  std::size_t there = 0;
  for (const auto& one : json.at("available")) {
    if (!one.at("buddy").is_null()) ++there;
  }
  output.data({say(words::cli::available_now, there)});
  if (json.at("pings").empty()) output.talk({say(words::cli::crisis_how)});
}

void show_script(Output& output, const Json& json) {
  for (const auto& step : json.at("script")) {
    output.data({"  ", {say(words::cli::short_minutes, step.value("minutes", 0)), Style::dim}});
    paragraph(output, text_at(step, "text"), 10);
  }
  output.data();
  output.data({{say(words::cli::never_tonight), Style::care}});
  for (const auto& one : json.at("never_tonight")) output.data({"  ", one.get<std::string>()});
}

}  // namespace sotto::cli
