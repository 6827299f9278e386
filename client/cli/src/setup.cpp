// Making a profile, and what `sotto` alone says.
#include "setup.hpp"

#include <algorithm>
#include <array>

#include <unistd.h>

#include <sotto/api/passphrase.hpp>
#include <sotto/cli/inert.hpp>
#include <sotto/words/help.hpp>
#include <sotto/words/practice.hpp>

#include "desk.hpp"
#include "machine.hpp"
#include "show.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

// The passphrase of a profile to be: there is none yet, and it is not easy to guess.
Passphrase chosen_passphrase(const Desk& desk, const std::string& name) {
  const auto& arguments = desk.arguments;
  if (name.find_first_not_of(" \t") == std::string::npos)
    return api::Problem{Errc::usage, say(words::cli::name_needed)};
  if (runtime::profile_exists(arguments.profile))
    return api::Problem{Errc::refused, say(words::cli::profile_there, arguments.profile.string())};
  auto given = new_passphrase(arguments);
  if (std::holds_alternative<api::Problem>(given)) return given;
  const std::array known{name};
  const auto words = text_of(std::get<crypto::SecretBytes>(given).expose());
  if (!arguments.weak_passphrase && api::passphrase_bits(words, known) < api::passphrase_bits_min)
    return api::Problem{Errc::refused, say(words::cli::weak_passphrase)};
  return given;
}

void say_limits(Output& output) {
  output.talk();
  output.talk({{say(words::help::limits), Style::strong}});
  for (const auto& line : paragraphs(say(words::practice::standing_limits), output.width()))
    output.talk({{line, Style::dim}});
}

void what_to_do_next(Output& output, bool relay) {
  output.talk();
  output.talk({{say(words::cli::next), Style::strong}});
  if (!relay) output.talk({"  sotto relay add LINK       " + say(words::cli::next_relay)});
  output.talk({"  sotto invite --as NAME     " + say(words::help::invite)});
  output.talk({"  sotto join LINK            " + say(words::cli::next_join)});
}

int answer_waiting(const Desk& desk, runtime::Connection& connection) {
  const auto reply = connection.call("buddy.list", Json::object());
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return desk.output.fail(*problem);
  const auto& buddies = std::get<Json>(reply).at("buddies");
  if (desk.output.json()) return desk.output.object(std::get<Json>(reply)), 0;
  if (buddies.empty()) {
    desk.output.talk({say(words::cli::no_buddy)});
    what_to_do_next(desk.output, true);
    return 0;
  }
  const auto waiting =
      std::count_if(buddies.begin(), buddies.end(), [](const Json& b) { return b.value("unread", 0U) > 0; });
  if (waiting == 0)
    desk.output.talk({say(words::cli::nobody_waits)});
  else
    desk.output.talk({say(words::cli::waiting, waiting)});
  desk.output.talk();
  show_buddies(desk.output, buddies);
  return 0;
}

int three_questions(const Desk& desk) {
  auto& output = desk.output;
  output.talk({say(words::help::about)});
  output.talk({say(words::cli::three_questions)});
  output.talk();
  const auto use = how_to_use_this_machine(output);
  if (use == MachineUse::not_at_all) return 0;
  const auto name = ask_line("1. " + say(words::cli::ask_name) + " ");
  if (!name || name->empty()) return output.fail({Errc::usage, say(words::cli::name_needed)});
  output.talk({"2. " + say(words::cli::ask_passphrase)});
  const auto chosen = chosen_passphrase(desk, *name);
  if (const auto* problem = std::get_if<api::Problem>(&chosen)) return output.fail(*problem);
  const auto& secret = std::get<crypto::SecretBytes>(chosen);
  const auto made = runtime::create_profile({desk.arguments.profile, *name, false}, secret);
  if (const auto* problem = std::get_if<api::Problem>(&made)) return output.fail(*problem);
  const auto link = ask_line("3. " + say(words::cli::ask_relay) + " ");
  bool relay = false;
  const auto again = [&]() -> Passphrase { return crypto::SecretBytes(secret.expose()); };
  if (link && !link->empty()) {
    auto opened = runtime::connect({desk.arguments.profile, again});
    if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
    const auto added = std::get<Connected>(opened)->call("relay.add", {{"link", *link}});
    if (const auto* problem = std::get_if<api::Problem>(&added))
      output.talk({problem->sentence});
    else
      relay = true;
  }
  if (use == MachineUse::availability) {
    if (const auto code = keep_casework_off(desk, again); code != 0) return code;
  }
  output.talk();
  output.talk({{say(words::cli::ready), Style::good}});
  say_limits(output);
  what_to_do_next(output, relay);
  return 0;
}

}  // namespace

std::variant<Connected, api::Problem> open(const Desk& desk) {
  auto opened = runtime::connect({desk.arguments.profile, [&] { return passphrase(desk.arguments); }});
  if (const auto* connection = std::get_if<Connected>(&opened)) {
    show_banner(desk);
    if (const auto notice = (*connection)->notice(); !notice.empty()) desk.output.talk({{notice, Style::care}});
  }
  return opened;
}

std::variant<Json, api::Problem> make_profile(const Desk& desk) {
  const auto chosen = chosen_passphrase(desk, desk.arguments.name);
  if (const auto* problem = std::get_if<api::Problem>(&chosen)) return *problem;
  return runtime::create_profile({desk.arguments.profile, desk.arguments.name, desk.arguments.light_kdf},
                                 std::get<crypto::SecretBytes>(chosen));
}

int run_init(const Desk& desk) {
  const auto made = make_profile(desk);
  if (const auto* problem = std::get_if<api::Problem>(&made)) return desk.output.fail(*problem);
  const auto& json = std::get<Json>(made);
  if (desk.output.json()) return desk.output.object(json), 0;
  desk.output.data(line(words::cli::ready_named, Span(text_at(json, "name"), Style::strong)));
  desk.output.talk(line(words::cli::lives_in, text_at(json, "profile")));
  say_limits(desk.output);
  what_to_do_next(desk.output, false);
  return 0;
}

int run_limits(const Desk& desk) {
  const auto text = say(words::practice::standing_limits);
  if (desk.output.json()) return desk.output.object({{"limits", text}}), 0;
  for (const auto& line : paragraphs(text, desk.output.width())) desk.output.data({line});
  return 0;
}

int run_start(const Desk& desk) {
  const bool terminal = isatty(STDIN_FILENO) == 1 && can_ask(desk.arguments);
  if (runtime::profile_exists(desk.arguments.profile)) {
    auto opened = open(desk);
    if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
    return answer_waiting(desk, *std::get<Connected>(opened));
  }
  if (terminal && !desk.output.json()) return three_questions(desk);
  return desk.output.fail({Errc::usage, say(words::cli::no_profile)});
}

}  // namespace sotto::cli
