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
  desk.output.data({{text_at(relay, "host"), Style::strong}, " is your relay now."});
  if (relay.value("reachable", false))
    desk.output.talk({{"It answers.", Style::good}, " Next: sotto invite --as NAME, or sotto join LINK."});
  else
    desk.output.talk(
        {{"It does not answer just now.", Style::care}, " That is no harm: Sotto tries again whenever it syncs."});
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
  const std::string who = arguments.as.value_or("the person you have in mind");
  output.talk({"Give this line to ", {who, Style::strong}, ", and to nobody else:"});
  output.talk();
  output.data({link});
  if (output.to_terminal() && output.unicode()) {
    const auto picture = qr_blocks(link, output.width(), output.colour());
    if (!picture.empty()) output.drawing("\n" + picture);
  }
  output.talk();
  output.talk({"It works once, until ", date_words(text_at(json, "expires")), ". You need not be online together."});
  if (arguments.member) output.talk({{"Whoever holds this line can also use your relay.", Style::care}});
  output.talk({"Later: sotto sync, then compare the six words with sotto words",
               arguments.as ? " " + quoted(*arguments.as) : std::string(" NAME"), "."});
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
  output.talk({"Call ", {buddy, Style::strong}, " or meet, and read these six words to each other:"});
  output.talk();
  show_words(output, json);
  output.talk();
  output.talk({"They match:        sotto verify ", quoted(buddy)});
  output.talk({"They do not:       sotto verify ", quoted(buddy), " --no-match"});
  output.talk();
  std::string digits = text_at(json, "safety_number");
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); i += 5)
    grouped += (i == 0 ? "" : i == 30 ? "\n" : " ") + digits.substr(i, 5);
  const auto half = grouped.find('\n');
  output.talk({{"If you know Signal, compare the safety number instead:", Style::dim}});
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
    output.data({{desk.arguments.buddy, Style::strong}, ": ", {"Verified", Style::good}});
    return 0;
  }
  output.data({{desk.arguments.buddy, Style::strong}, ": ", {"the words do not match", Style::care}});
  output.talk(
      {"Somebody may be between you. Nothing is sent to this buddy any more. Tell each other by another way, then make "
       "a new invitation and hand it over in person."});
  return 0;
}

}  // namespace sotto::cli
