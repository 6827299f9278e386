// Several profiles: who is there, one more, and the end of one.
#include <algorithm>
#include <array>

#include <unistd.h>

#include <sotto/runtime/profiles.hpp>

#include "desk.hpp"
#include "setup.hpp"
#include "show.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

constexpr double telling_seconds = 30;  // for the ends of channels to arrive

Style style_of(const std::string& colour) {
  if (colour == "green") return Style::good;
  if (colour == "blue") return Style::blue;
  if (colour == "amber") return Style::care;
  if (colour == "violet") return Style::violet;
  return colour == "red" ? Style::red : Style::dim;
}

// "client-2" stands above its commands as "CLIENT 2".
std::string label_from(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == '-' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string free_colour(const std::vector<runtime::ListedProfile>& profiles) {
  for (const auto& colour : runtime::banner_colours()) {
    const bool used = std::any_of(profiles.begin(), profiles.end(),
                                  [&](const auto& one) { return one.banner && one.banner->colour == colour; });
    if (!used) return colour;
  }
  return "grey";
}

Json profile_json(const runtime::ListedProfile& profile, const std::filesystem::path& current) {
  Json out{{"name", profile.name},       {"profile", profile.folder.string()},
           {"running", profile.running}, {"current", profile.folder == current},
           {"label", nullptr},           {"colour", nullptr}};
  if (profile.banner) {
    out["label"] = profile.banner->label;
    out["colour"] = profile.banner->colour;
  }
  return out;
}

// ---- the end of one ----
std::string own_name(const Desk& desk) { return desk.arguments.profile.filename().string(); }

// Typed, so that it does not happen by itself.
struct Ending {
  words::Sentence<0> what, nothing;
  words::Sentence<1> how;
};
constexpr Ending closing{words::cli::closing_profile, words::cli::nothing_closed, words::cli::confirm_name};
constexpr Ending destroying{words::cli::destroying_profile, words::cli::nothing_destroyed, words::cli::destroy_confirm};

std::optional<api::Problem> confirmed(const Desk& desk, const Ending& ending) {
  const auto& given = desk.arguments.confirm;
  if (given == own_name(desk)) return std::nullopt;
  if (given.empty() && isatty(STDIN_FILENO) == 1 && can_ask(desk.arguments) && !desk.output.json()) {
    desk.output.talk({{say(ending.what), Style::care}});
    const auto typed = ask_line(say(words::cli::type_name, own_name(desk)) + " ");
    if (typed && *typed == own_name(desk)) return std::nullopt;
    return api::Problem{Errc::refused, say(ending.nothing)};
  }
  return api::Problem{Errc::refused, say(ending.how, own_name(desk))};
}

// For each case of an interactive person: delete, or put on hold, which keeps the profile.
std::optional<int> decide(const Desk& desk, runtime::Connection& connection, Json& params) {
  if (desk.arguments.purge_all || isatty(STDIN_FILENO) != 1 || !can_ask(desk.arguments) || desk.output.json())
    return {};
  const auto reply = connection.call("case.list", Json::object());
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return desk.output.fail(*problem);
  for (const auto& one : std::get<Json>(reply).at("cases")) {
    const auto ref = text_at(one, "ref");
    if (one.value("held", false)) continue;  // said by the refusal
    const auto& given = desk.arguments.purge;
    if (std::find(given.begin(), given.end(), ref) != given.end()) continue;
    const auto answer = ask_line(say(words::cli::decide_case, ref, text_at(one, "nickname")) + " ");
    if (answer && *answer == "d") {
      params["purge"].push_back(ref);
      continue;
    }
    if (answer && *answer == "h") static_cast<void>(connection.call("case.hold", {{"case", ref}}));
    desk.output.talk({say(words::cli::nothing_closed)});
    return 0;
  }
  return {};
}

std::variant<Json, api::Problem> tell_buddies(const Desk& desk, runtime::Connection& connection) {
  const auto synced = connection.call("sync", {{"wait", telling_seconds}});
  const auto* problem = std::get_if<api::Problem>(&synced);
  const auto pending = problem == nullptr ? std::get<Json>(synced).value("pending", 0U) : 1U;
  if (pending == 0 || desk.arguments.untold) return Json{{"untold", pending}};
  return api::Problem{Errc::unreachable, say(words::cli::untold)};
}

void show_summary(Output& output, const Json& summary) {
  output.data(line(words::cli::profile_closed, Span(say(words::cli::profile_closed_word), Style::good)));
  for (const char* member : {"buddies", "cases", "exchanges", "cpd_entries", "cpd_minutes"}) {
    std::string words(member);
    std::replace(words.begin(), words.end(), '_', ' ');
    output.data({"  ", {padded(words, 14), Style::dim}, std::to_string(summary.value(member, std::uint64_t{0}))});
  }
}

// Asked only of an engine that has it open: destroying needs no passphrase, and a locked profile says nothing.
bool anything_held(runtime::Connection& engine) {
  const auto cases = engine.call("case.list", Json::object());
  const auto exchanges = engine.call("exchange.list", Json::object());
  if (!std::holds_alternative<Json>(cases) || !std::holds_alternative<Json>(exchanges)) return false;
  const auto held = [](const Json& list, const char* member) {
    return std::any_of(list.begin(), list.end(), [&](const Json& one) { return one.value(member, false); });
  };
  return held(std::get<Json>(cases).at("cases"), "held") ||
         held(std::get<Json>(exchanges).at("exchanges"), "held_itself");
}

}  // namespace

void show_banner(const Desk& desk) {
  const auto banner = runtime::read_banner(desk.arguments.profile);
  if (!banner || desk.output.json()) return;
  desk.output.talk({{runtime::banner_words(*banner), style_of(banner->colour)}});
}

int run_profile_list(const Desk& desk) {
  const auto profiles = runtime::listed_profiles(runtime::data_folder());
  if (desk.output.json()) {
    Json list = Json::array();
    for (const auto& profile : profiles) list.push_back(profile_json(profile, desk.arguments.profile));
    return desk.output.object({{"profiles", std::move(list)}}), 0;
  }
  if (profiles.empty()) desk.output.talk({say(words::cli::no_profile_here)});
  for (const auto& profile : profiles) {
    desk.output.data({profile.folder == desk.arguments.profile ? "* " : "  ",
                      {padded(profile.name, 20), Style::strong},
                      profile.banner
                          ? Span(padded(runtime::banner_words(*profile.banner), 28), style_of(profile.banner->colour))
                          : Span(padded("", 28)),
                      {profile.running ? "running" : "", Style::dim}});
  }
  return 0;
}

int run_profile_new(const Desk& desk) {
  const auto& given = desk.arguments;
  if (!runtime::valid_profile_name(given.key)) {
    return desk.output.fail({Errc::usage, say(words::cli::profile_key)});
  }
  const auto data = runtime::data_folder();
  const auto others = runtime::listed_profiles(data);
  Arguments arguments = given;
  arguments.profile = data / given.key;
  const runtime::Banner banner{given.label.empty() ? label_from(given.key) : given.label,
                               given.colour.empty() ? free_colour(others) : given.colour};
  if (const auto fits = runtime::check_banner(banner); !fits) {
    return desk.output.fail({fits.error().code, std::string(fits.error().where.text)});
  }
  const Desk there{arguments, desk.output};
  auto made = make_profile(there);
  if (const auto* problem = std::get_if<api::Problem>(&made)) return desk.output.fail(*problem);
  if (const auto written = runtime::write_banner(arguments.profile, banner); !written) {
    return desk.output.fail({Errc::io, say(words::cli::label_unwritten)});
  }
  auto json = std::get<Json>(std::move(made));
  json["label"] = banner.label;
  json["colour"] = banner.colour;
  if (desk.output.json()) return desk.output.object(json), 0;
  show_banner(there);
  desk.output.data(line(words::cli::profile_ready, Span(say(words::cli::profile_ready_word), Style::good), given.key));
  desk.output.talk({{say(words::cli::open_others_once), Style::dim}});
  return 0;
}

int run_profile_close(const Desk& desk) {
  auto& output = desk.output;
  const auto& arguments = desk.arguments;
  if (auto problem = confirmed(desk, closing)) return output.fail(*problem);
  Json closed;
  {
    auto opened = open(desk);
    if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
    auto& connection = *std::get<Connected>(opened);
    Json params{{"purge", arguments.purge}, {"purge_all", arguments.purge_all}};
    if (const auto left = decide(desk, connection, params)) return *left;
    auto reply = connection.call("profile.close", params);
    if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
    closed = std::get<Json>(std::move(reply));
    const auto told = tell_buddies(desk, connection);
    if (const auto* problem = std::get_if<api::Problem>(&told)) return output.fail(*problem);
    closed["untold"] = std::get<Json>(told).at("untold");
    if (connection.engine()) static_cast<void>(connection.call("stop", Json::object()));
  }
  const auto gone = runtime::destroy_profile(desk.arguments.profile);
  if (const auto* problem = std::get_if<api::Problem>(&gone)) return output.fail(*problem);
  closed.update(std::get<Json>(gone));
  if (output.json()) return output.object(closed), 0;
  show_summary(output, closed.at("summary"));
  if (!closed.value("folder_removed", true)) output.talk({say(words::cli::folder_stays)});
  return 0;
}

int run_profile_destroy(const Desk& desk) {
  auto& output = desk.output;
  if (auto problem = confirmed(desk, destroying)) return output.fail(*problem);
  if (auto opened = runtime::connect_engine(desk.arguments.profile); std::holds_alternative<Connected>(opened)) {
    auto& engine = *std::get<Connected>(opened);
    if (!desk.arguments.despite_hold && anything_held(engine)) {
      return output.fail({Errc::refused, say(words::cli::destroy_held)});
    }
    static_cast<void>(engine.call("stop", Json::object()));
  }
  const auto gone = runtime::destroy_profile(desk.arguments.profile);
  if (const auto* problem = std::get_if<api::Problem>(&gone)) return output.fail(*problem);
  const auto& json = std::get<Json>(gone);
  if (output.json()) return output.object(json), 0;
  output.data(line(words::cli::profile_destroyed, Span(say(words::cli::profile_destroyed_word), Style::good)));
  if (!json.value("folder_removed", true)) output.talk({say(words::cli::folder_stays)});
  return 0;
}

}  // namespace sotto::cli
