// The timer beside a call or a coffee: cue cards by phase, a calm countdown, nothing sent. In a terminal the countdown
// stays on one line; elsewhere there is a line for each phase. What is typed is a line: empty moves on, p pauses or
// goes on, + is five more minutes, q ends.
#include <poll.h>
#include <unistd.h>

#include <sotto/runtime/system.hpp>

#include "desk.hpp"
#include "practice_show.hpp"

namespace sotto::cli {
namespace {

class Companion {
 public:
  Companion(Output& output, runtime::Connection& connection) : output_(output), connection_(connection) {}

  std::optional<api::Problem> begin(const Json& params) {
    // One that runs already is picked up again.
    auto reply = connection_.call("session.show", Json::object());
    const auto* shown = std::get_if<Json>(&reply);
    const bool running = shown != nullptr && text_at(shown->at("session"), "state") == "running" &&
                         text_at(shown->at("session"), "kind") == "companion";
    if (!running) reply = connection_.call("session.companion", params);
    return take(reply);
  }

  int follow() {
    card();
    while (text_at(session_, "state") == "running") {
      countdown();
      const auto typed = wait();
      const auto problem = typed ? obey(*typed) : left() <= 0 ? ask("session.show", Json::object()) : std::nullopt;
      if (problem) return output_.fail(*problem);
    }
    clear_line();
    output_.data({{say(words::cli::session_over), Style::good}});
    output_.talk({say(words::cli::session_cpd_line)});
    return 0;
  }
  const Json& session() const { return session_; }

 private:
  std::optional<api::Problem> take(const api::Reply& reply) {
    if (const auto* problem = std::get_if<api::Problem>(&reply)) return *problem;
    session_ = std::get<Json>(reply).at("session");
    taken_ = runtime::SystemClock().now().instant;
    return std::nullopt;
  }
  std::optional<api::Problem> ask(const char* method, Json params) {
    const auto phase = session_.value("step", -1);
    params["id"] = text_at(session_, "id");
    if (auto problem = take(connection_.call(method, params))) return problem;
    if (text_at(session_, "state") == "running" && session_.value("step", -1) != phase) card();
    return std::nullopt;
  }
  std::optional<api::Problem> obey(const std::string& typed) {
    if (typed.empty()) return ask("session.next", Json::object());
    if (typed == "p") return ask(paused() ? "session.resume" : "session.pause", Json::object());
    if (typed == "q") return ask("session.end", Json::object());
    if (typed != "+" || session_.value("extended", false)) return std::nullopt;
    return ask("session.extend", Json::object());
  }

  bool paused() const { return session_.value("pause_left", std::int64_t{0}) > 0; }
  // Seconds until the engine has something new to say.
  std::int64_t left() const {
    const auto stood = session_.value(paused() ? "pause_left" : "seconds_left", std::int64_t{0});
    return stood - (runtime::SystemClock().now().instant - taken_).ms / 1000;
  }

  void card() {
    clear_line();
    output_.data({{text_at(session_, "phase_name"), Style::strong},
                  {"  " + minutes_words(session_.value("seconds_left", std::int64_t{0})), Style::dim}});
    paragraph(output_, text_at(session_, "cue"), 2);
  }
  void countdown() {
    if (!output_.to_terminal()) return;
    output_.drawing("\r  " + minutes_words(std::max<std::int64_t>(0, left())) + "  " +
                    padded(paused() ? say(words::cli::clock_paused) : std::string(), 8));
    drawn_ = true;
  }
  void clear_line() {
    if (drawn_) output_.drawing("\r                        \r");
    drawn_ = false;
  }

  // A typed line, or none when a second (in a terminal) or the phase has passed.
  std::optional<std::string> wait() {
    const auto patience = output_.to_terminal() ? std::int64_t{1} : std::max<std::int64_t>(1, left());
    pollfd input{typing_ ? STDIN_FILENO : -1, POLLIN, 0};
    if (poll(&input, 1, static_cast<int>(patience * 1000)) <= 0 || input.revents == 0) return std::nullopt;
    for (char byte = 0;;) {
      if (read(STDIN_FILENO, &byte, 1) <= 0) {
        typing_ = false;
        return std::nullopt;
      }
      if (byte == '\n') return std::exchange(typed_, {});
      if (typed_.size() < 16) typed_ += byte;
    }
  }

  Output& output_;
  runtime::Connection& connection_;
  Json session_;
  Instant taken_;
  std::string typed_;
  bool typing_ = true;
  bool drawn_ = false;
};

}  // namespace

int run_companion(const Desk& desk) {
  auto& output = desk.output;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  Json params = Json::object();
  for (const auto& [key, value] : desk.arguments.asked.params) {
    params[key] = std::visit([](const auto& given) { return Json(given); }, value);
  }
  Companion companion(output, *std::get<Connected>(opened));
  if (const auto problem = companion.begin(params); problem) return output.fail(*problem);
  if (output.json()) return output.object({{"session", companion.session()}}), 0;
  output.talk({{say(words::cli::companion_keys), Style::dim}});
  return companion.follow();
}

}  // namespace sotto::cli
