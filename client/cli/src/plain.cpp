// The commands that are one call and one way to show its answer.
#include <array>

#include "desk.hpp"
#include "show.hpp"

namespace sotto::cli {
namespace {

struct Plain {
  Command command;
  const char* method;
  Json (*params)(const Arguments& arguments);
  void (*show)(Output& output, const Arguments& arguments, const Json& json);
};

Json nothing(const Arguments&) { return Json::object(); }
Json only_buddy(const Arguments& a) { return {{"buddy", a.buddy}}; }

void show_relays(Output& output, const Arguments&, const Json& json) {
  if (json.at("relays").empty()) output.talk({say(words::cli::no_relay)});
  for (const auto& relay : json.at("relays")) {
    const auto pin = text_at(relay, "pin");
    output.data({"  ",
                 {padded(text_at(relay, "host"), 32), Style::strong},
                 "  ",
                 {pin.empty() ? say(words::cli::no_pin) : say(words::cli::pin, pin), Style::dim}});
  }
}

void show_relay_states(Output& output, const Arguments&, const Json& json) {
  if (json.at("relays").empty()) output.talk({say(words::cli::no_relay)});
  for (const auto& relay : json.at("relays")) {
    const auto state = text_at(relay, "state");
    output.data({"  ",
                 {padded(text_at(relay, "host"), 32), Style::strong},
                 "  ",
                 {padded(state, 10), state == "connected" ? Style::good : Style::care},
                 "  ",
                 {sentence_and_hint(text_at(relay, "error"), words::hint(text_at(relay, "error_key"))), Style::dim}});
  }
}

void show_invitations(Output& output, const Arguments&, const Json& json) {
  if (json.at("invitations").empty()) output.talk({say(words::cli::no_invitation)});
  for (const auto& invite : json.at("invitations")) {
    const auto state = text_at(invite, "state");
    const auto until = state == "open" ? say(words::cli::open_until, date_words(text_at(invite, "expires"))) : state;
    output.data({"  ",
                 {padded(text_at(invite, "as"), 16), Style::strong},
                 "  ",
                 {padded(until, 36), state == "open" ? Style::plain : Style::dim},
                 "  ",
                 {text_at(invite, "id"), Style::dim}});
  }
}

void show_joined(Output& output, const Arguments&, const Json&) {
  output.data({say(words::cli::joined)});
  output.talk({say(words::cli::joined_next)});
}

void show_buddy_list(Output& output, const Arguments&, const Json& json) {
  if (json.at("buddies").empty()) output.talk({say(words::cli::no_buddy_do)});
  show_buddies(output, json.at("buddies"));
}

void show_buddy(Output& output, const Arguments&, const Json& json) {
  show_buddies(output, Json::array({json.at("buddy")}));
}

void show_recall(Output& output, const Arguments&, const Json& json) {
  if (text_at(json, "state") == "recalled")
    output.data(line(words::cli::taken_back, Span(say(words::cli::taken_back_word), Style::good)));
  else
    output.data({say(words::cli::taking_back)});
}

void show_config(Output& output, const Arguments& arguments, const Json& json) {
  if (!arguments.key.empty()) return output.data({text_at(json, "value")});
  for (const auto& [key, value] : json.at("config").items())
    output.data(
        {"  ", {padded(key, 10), Style::strong}, "  ", value.is_string() ? value.get<std::string>() : value.dump()});
}

void show_allowed(Output& output, const Arguments&, const Json& json) {
  output.data(line(words::cli::allowed, Span(text_at(json, "host"), Style::strong)));
}

void show_revoked(Output& output, const Arguments&, const Json&) { output.data({say(words::cli::revoked)}); }

constexpr std::array plain_commands{
    Plain{Command::relay_list, "relay.list", nothing, show_relays},
    Plain{Command::relay_status, "relay.status", nothing, show_relay_states},
    Plain{Command::relay_allow, "relay.allow",
          [](const Arguments& a) -> Json {
            return {{"host", a.host}};
          },
          show_allowed},
    Plain{Command::invite_list, "invite.list", nothing, show_invitations},
    Plain{Command::invite_revoke, "invite.revoke",
          [](const Arguments& a) -> Json {
            return {{"id", a.id}};
          },
          show_revoked},
    Plain{Command::join, "join",
          [](const Arguments& a) -> Json {
            Json params{{"link", a.link}};
            if (a.as) params["as"] = *a.as;
            return params;
          },
          show_joined},
    Plain{Command::buddy_list, "buddy.list",
          [](const Arguments& a) -> Json {
            return {{"all", a.all}};
          },
          show_buddy_list},
    Plain{Command::buddy_rename, "buddy.rename",
          [](const Arguments& a) -> Json {
            return {{"buddy", a.buddy}, {"name", a.name}};
          },
          show_buddy},
    Plain{Command::buddy_block, "buddy.block", only_buddy, show_buddy},
    Plain{Command::buddy_end, "buddy.end", only_buddy, show_buddy},
    Plain{Command::buddy_device, "device.only", only_buddy, show_buddy},
    Plain{Command::recall, "recall",
          [](const Arguments& a) -> Json {
            return {{"id", a.id}};
          },
          show_recall},
    Plain{Command::config_get, "config.get",
          [](const Arguments& a) -> Json {
            return a.key.empty() ? Json::object() : Json{{"key", a.key}};
          },
          show_config},
    Plain{Command::config_set, "config.set",
          [](const Arguments& a) -> Json {
            return {{"key", a.key}, {"value", a.value}};
          },
          show_config},
    Plain{Command::config_unset, "config.unset",
          [](const Arguments& a) -> Json {
            return {{"key", a.key}};
          },
          show_config},
};

}  // namespace

int run_plain(const Desk& desk) {
  for (const auto& plain : plain_commands) {
    if (plain.command != desk.arguments.command) continue;
    auto opened = open(desk);
    if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
    const auto reply = std::get<Connected>(opened)->call(plain.method, plain.params(desk.arguments));
    if (const auto* problem = std::get_if<api::Problem>(&reply)) return desk.output.fail(*problem);
    if (desk.output.json())
      desk.output.object(std::get<Json>(reply));
    else
      plain.show(desk.output, desk.arguments, std::get<Json>(reply));
    return 0;
  }
  return desk.output.fail({Errc::unexpected, say(words::cli::no_command)});
}

}  // namespace sotto::cli
