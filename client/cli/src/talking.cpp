// Writing, reading, watching, syncing.
#include <unistd.h>

#include <sotto/base/limits.hpp>

#include "desk.hpp"
#include "show.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

// The text of a message: the argument, or all of standard input, byte for byte.
std::variant<std::string, api::Problem> message_text(const Desk& desk) {
  if (desk.arguments.text != "-") return desk.arguments.text;
  if (isatty(STDIN_FILENO) == 1) desk.output.talk({{say(words::cli::write_message), Style::dim}});
  return read_input(limits::text_max);
}

// One line on stderr when the six words were not compared yet.
void warn_unverified(const Desk& desk, runtime::Connection& connection) {
  const auto reply = connection.call("buddy.list", {{"all", true}});
  const auto* json = std::get_if<Json>(&reply);
  if (json == nullptr) return;
  const auto& wanted = desk.arguments.buddy;
  for (const auto& buddy : json->at("buddies")) {
    const bool meant = text_at(buddy, "id") == wanted || text_at(buddy, "name") == wanted;
    if (!meant || buddy.value("verified", false)) continue;
    desk.output.talk({{say(words::cli::send_unverified, quoted(wanted)), Style::care}});
    return;
  }
}

void show_progress(const Desk& desk, const Json& json) {
  const auto number = [&](const char* name) { return json.value(name, std::uint64_t{0}); };
  const auto received = number("received");
  const auto sent = number("sent");
  const auto pending = number("pending");
  Line shown{{received == 0 ? say(words::cli::nothing_new) : say(words::cli::count_new, received),
              received == 0 ? Style::plain : Style::strong}};
  shown.emplace_back(sent == 0 ? std::string() : ", " + say(words::cli::count_delivered, sent));
  shown.emplace_back(pending == 0 ? std::string(".") : ", " + say(words::cli::count_pending, pending) + ".");
  desk.output.data(shown);
}

// What a sync changed for a person: who has written, who is still awaited, whose words are to be compared.
void show_standing(const Desk& desk, runtime::Connection& connection) {
  const auto reply = connection.call("buddy.list", Json::object());
  const auto* json = std::get_if<Json>(&reply);
  if (json == nullptr) return;
  for (const auto& buddy : json->at("buddies")) {
    const auto name = text_at(buddy, "name");
    const auto state = text_at(buddy, "state");
    const auto unread = buddy.value("unread", std::uint64_t{0});
    if (unread > 0)
      desk.output.talk({"  ", {name, Style::strong}, ": " + say(words::cli::to_read, unread, quoted(name))});
    if (state == "pairing")
      desk.output.talk({"  ", {name, Style::strong}, {": " + say(words::cli::waiting_for_sync), Style::dim}});
    if (state == "active" && !buddy.value("verified", false))
      desk.output.talk({"  ",
                        {name, Style::strong},
                        ": ",
                        {say(words::cli::not_verified), Style::care},
                        ", " + say(words::cli::compare_words, quoted(name))});
    if (const auto notice = text_at(buddy, "notice"); !notice.empty())
      desk.output.talk({"  ", {name, Style::strong}, ": ", {notice, Style::care}});
  }
}

bool reached(const Json& json) { return json.value("reachable", true); }

}  // namespace

int run_send(const Desk& desk) {
  auto& output = desk.output;
  const auto text = message_text(desk);
  if (const auto* problem = std::get_if<api::Problem>(&text)) return output.fail(*problem);
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& connection = *std::get<Connected>(opened);
  Json params{{"buddy", desk.arguments.buddy}, {"text", std::get<std::string>(text)}};
  if (!desk.arguments.id.empty()) params["id"] = desk.arguments.id;
  auto reply = connection.call("send", params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  warn_unverified(desk, connection);
  if (desk.arguments.sync) {
    // The message is safe whatever happens now; so this cannot make the command fail.
    const auto synced = connection.call("sync", Json::object());
    if (const auto* problem = std::get_if<api::Problem>(&synced)) output.talk({{problem->sentence, Style::care}});
    params["id"] = text_at(std::get<Json>(reply), "id");
    if (auto again = connection.call("send", params); std::holds_alternative<Json>(again))
      reply = std::move(again);  // its state now
  }
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  const auto state = text_at(json, "state");
  output.data({{state == "written"     ? say(words::cli::state_written)
                : state == "relayed"   ? say(words::cli::state_relayed)
                : state == "delivered" ? say(words::cli::state_delivered)
                                       : state_words(state),
                Style::good},
               "  ",
               {text_at(json, "id"), Style::dim}});
  if (state == "written" && !connection.engine() && !desk.arguments.sync) output.talk({say(words::cli::leaves_next)});
  return 0;
}

int run_history(const Desk& desk) {
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& connection = *std::get<Connected>(opened);
  Json params{{"buddy", desk.arguments.buddy}};
  if (!desk.arguments.id.empty()) params["before"] = desk.arguments.id;
  if (!desk.arguments.after.empty()) params["after"] = desk.arguments.after;
  if (!desk.arguments.around.empty()) params["around"] = desk.arguments.around;
  if (desk.arguments.limit) params["limit"] = *desk.arguments.limit;
  const auto reply = connection.call("history", params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  if (json.at("messages").empty())
    output.talk({say(words::cli::nothing_said)});
  else
    show_messages(output, json.at("messages"), names_of(connection), {false, desk.arguments.ids});
  return 0;
}

int run_search(const Desk& desk) {
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& connection = *std::get<Connected>(opened);
  const auto reply = connection.call("search", {{"text", desk.arguments.text}});
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  const auto casework = json.value("casework", Json::array());
  if (json.at("messages").empty() && casework.empty()) output.talk({say(words::cli::not_found)});
  show_messages(output, json.at("messages"), names_of(connection), {true, true});
  for (const auto& exchange : casework)
    output.data({"  ",
                 {text_at(exchange, "exchange"), Style::dim},
                 "  " + say(words::cli::casework_found, text_at(exchange, "topic"))});
  return 0;
}

int run_watch(const Desk& desk) {
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& connection = *std::get<Connected>(opened);
  Names names = output.json() ? Names{} : names_of(connection);
  output.talk({{say(words::cli::watching), Style::dim}});
  const auto reply = connection.watch([&](const Json& event) {
    const auto kind = text_at(event, "event");
    if (output.json()) {
      output.object(event);
    } else if (kind == "message") {
      const auto& message = event.at("message");
      show_message(output, message, name_in(names, text_at(message, "buddy")), {true});
    } else if (kind == "change") {
      const auto& message = event.at("message");
      output.data({{"changed:", Style::dim}});
      show_message(output, message, name_in(names, text_at(message, "buddy")), {true});
    } else if (kind == "state") {
      output.data(
          {{"  " + name_in(names, text_at(event, "buddy")) + ": " + state_words(text_at(event, "state")), Style::dim}});
    } else if (kind == "buddy") {
      const auto& buddy = event.at("buddy");
      names[text_at(buddy, "id")] = text_at(buddy, "name");
      output.data({"  ", {text_at(buddy, "name"), Style::strong}, {": " + trust_words(buddy), Style::dim}});
    } else if (kind == "relay") {
      output.data({{"  " + say(words::cli::relay_state, text_at(event, "host"), text_at(event, "state")), Style::dim}});
    }
    return true;
  });
  if (const auto* problem = std::get_if<api::Problem>(&reply)) {
    if (problem->code == Errc::interrupted) return api::exit_code(Errc::interrupted);
    return output.fail(*problem);
  }
  return 0;
}

int run_sync(const Desk& desk) {
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  Json params = Json::object();
  if (desk.arguments.wait) params["wait"] = *desk.arguments.wait;
  auto& connection = *std::get<Connected>(opened);
  const auto reply = connection.call("sync", params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (!reached(json) && !output.json()) output.talk({{say(words::cli::unreachable), Style::care}});
  if (const auto notice = text_at(json, "notice"); !notice.empty()) output.talk({{notice, Style::care}});
  if (output.json()) {
    output.object(json);
    return 0;
  }
  show_progress(desk, json);
  show_standing(desk, connection);
  return 0;
}

}  // namespace sotto::cli
