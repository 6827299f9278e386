// Invitations, relays and the six words.
#include <unistd.h>

#include "desk.hpp"
#include "qr.hpp"
#include "show.hpp"

namespace sotto::cli {

int run_relay_add(const Desk& desk) {
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
  const auto reply = std::get<Connected>(opened)->call("relay.add", {{"link", desk.arguments.link}});
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return desk.output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (desk.output.json()) return desk.output.object(json), 0;
  const auto& relay = json.at("relay");
  desk.output.data(line(words::cli::relay_added, Span(text_at(relay, "host"), Style::strong)));
  if (relay.value("reachable", false))
    desk.output.talk(line(words::cli::relay_answers, Span(say(words::cli::relay_answers_word), Style::good)));
  else
    desk.output.talk(line(words::cli::relay_silent, Span(say(words::cli::relay_silent_word), Style::care)));
  return 0;
}

int run_invite(const Desk& desk) {
  const auto& arguments = desk.arguments;
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  Json params = Json::object();
  if (arguments.as) params["as"] = *arguments.as;
  if (arguments.member) params["member"] = true;
  if (arguments.days) params["days"] = *arguments.days;
  const auto reply = std::get<Connected>(opened)->call("invite.create", params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  const auto link = text_at(json, "link");
  const std::string who = arguments.as.value_or(say(words::cli::somebody_in_mind));
  output.talk(line(words::cli::give_line, Span(who, Style::strong)));
  output.talk();
  output.data({link});
  if (output.to_terminal() && output.unicode()) {
    const auto picture = qr_blocks(link, output.width(), output.colour());
    if (!picture.empty()) output.drawing("\n" + picture);
  }
  output.talk();
  output.talk(line(words::cli::works_once, date_words(text_at(json, "expires"))));
  if (arguments.member) output.talk({{say(words::cli::line_is_member), Style::care}});
  output.talk(line(words::cli::later_words, arguments.as ? quoted(*arguments.as) : std::string("NAME")));
  return 0;
}

int run_words(const Desk& desk) {
  auto& output = desk.output;
  const auto& buddy = desk.arguments.buddy;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  const auto reply = std::get<Connected>(opened)->call("words", {{"buddy", buddy}});
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  output.talk(line(words::cli::call_or_meet, Span(buddy, Style::strong)));
  output.talk();
  show_words(output, json);
  output.talk();
  output.talk(line(words::cli::they_match, quoted(buddy)));
  output.talk(line(words::cli::they_differ, quoted(buddy)));
  output.talk();
  std::string digits = text_at(json, "safety_number");
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); i += 5)
    grouped += (i == 0 ? "" : i == 30 ? "\n" : " ") + digits.substr(i, 5);
  const auto half = grouped.find('\n');
  output.talk({{say(words::cli::safety_number), Style::dim}});
  output.talk({{"    " + grouped.substr(0, half), Style::dim}});
  if (half != std::string::npos) output.talk({{"    " + grouped.substr(half + 1), Style::dim}});
  return 0;
}

int run_verify(const Desk& desk) {
  auto& output = desk.output;
  const bool match = !desk.arguments.no_match;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  const auto reply =
      std::get<Connected>(opened)->call(match ? "verify" : "mismatch", {{"buddy", desk.arguments.buddy}});
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  if (output.json()) return output.object(std::get<Json>(reply)), 0;
  if (match) {
    output.data({{desk.arguments.buddy, Style::strong}, ": ", {say(words::cli::verified), Style::good}});
    return 0;
  }
  output.data({{desk.arguments.buddy, Style::strong}, ": ", {say(words::cli::words_differ), Style::care}});
  output.talk({say(words::cli::between_you)});
  return 0;
}

}  // namespace sotto::cli
