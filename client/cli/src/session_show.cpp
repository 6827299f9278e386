#include <cstdio>
#include <ctime>

#include <sotto/cli/inert.hpp>
#include <sotto/words/guide.hpp>
#include <sotto/words/practice.hpp>

#include "practice_show.hpp"
#include "show.hpp"

namespace sotto::cli {
namespace {

std::string state_of(const Json& session) {
  const auto state = text_at(session, "state");
  if (state == "invited") return say(words::cli::session_invited);
  if (state == "asked") return say(words::cli::session_asked);
  if (state == "agreed") return say(words::cli::session_agreed);
  if (state == "running") return say(words::cli::session_running);
  return state == "cancelled" ? say(words::cli::session_cancelled) : state;
}

std::string label_of(const Json& session) {
  return say(text_at(session, "label") == "think" ? words::practice::label_think : words::practice::label_vault);
}

void show_line(Output& output, const Json& session) {
  const auto at = text_at(session, session.contains("started") ? "started" : "starts_at");
  const auto state = text_at(session, "state");
  const bool calls = state == "asked" || state == "running";
  output.data({"  ",
               {text_at(session, "id"), Style::dim},
               "  " + date_words(at) + " " + clock_words(at) + ", " +
                   say(words::cli::minutes, session.value("minutes", 0)) + ", " + text_at(session, "kind") + "  ",
               {state_of(session), calls ? Style::care : Style::plain}});
}

void show_now(Output& output, const Json& session) {
  const auto paused = session.value("pause_left", std::int64_t{0});
  output.data(
      {"  ",
       {text_at(session, "phase_name"), Style::strong},
       "  " + minutes_words(session.value("seconds_left", std::int64_t{0})),
       {paused > 0 ? "  " + say(words::cli::session_paused, minutes_words(paused)) : std::string(), Style::care},
       {session.value("timekeeper_silent", false) ? "  " + say(words::cli::clock_silent) : std::string(),
        Style::care}});
  paragraph(output, text_at(session, "cue"), 4);
  if (text_at(session, "extension_asked_by") == "them")
    output.data({"    ", {say(words::cli::five_more), Style::care}});
}

void show_note(Output& output, const Json& note) {
  struct Field {
    const char* name;
    words::Sentence<0> title;
  };
  for (const auto& [name, title] :
       {Field{"noticed", words::guide::note_noticed}, Field{"will", words::guide::note_will},
        Field{"will_not", words::guide::note_will_not}, Field{"find_out", words::guide::note_find_out},
        Field{"by_when", words::guide::note_by_when}, Field{"who_else", words::guide::note_who_else}}) {
    const auto text = text_at(note, name);
    if (text.empty()) continue;
    output.data({"    ", {say(title), Style::dim}});
    paragraph(output, text, 6);
  }
}

}  // namespace

std::string minutes_words(std::int64_t seconds) {
  char out[24];
  static_cast<void>(
      std::snprintf(out, sizeof out, "%02d:%02d", static_cast<int>(seconds / 60), static_cast<int>(seconds % 60)));
  return out;
}

std::string moment_of(const std::string& typed) {
  std::tm local{};
  const char* rest = strptime(typed.c_str(), "%Y-%m-%d %H:%M", &local);
  if (rest == nullptr || *rest != '\0') return typed;
  local.tm_isdst = -1;
  const std::time_t at = std::mktime(&local);  // NOLINT(concurrency-mt-unsafe): the command line has one thread
  return at < 0 ? typed : api::rfc3339({static_cast<std::int64_t>(at) * 1000});
}

void show_sessions(Output& output, const Json& json) {
  if (json.at("sessions").empty()) output.talk({say(words::cli::no_session)});
  for (const auto& one : json.at("sessions")) show_line(output, one);
}

void show_session(Output& output, const Json& json) {
  const auto& session = json.at("session");
  const auto state = text_at(session, "state");
  show_line(output, session);
  if (state == "running") show_now(output, session);
  if (state == "asked") {
    output.talk({say(words::cli::session_label, label_of(session))});
    output.talk({say(words::cli::session_answer)});
  }
  if (state == "agreed" && text_at(session, "timekeeper") == "me") output.talk({say(words::cli::session_begin)});
  if (session.contains("note")) show_note(output, session.at("note"));
  if (session.contains("purge_on"))
    output.talk(line(words::cli::deleted_after, date_words(text_at(session, "purge_on"))));
  if (const auto hint = text_at(json, "hint"); !hint.empty())
    output.talk({{say(words::cli::session_cpd_line), Style::dim}});
}

void show_prompts(Output& output, const Json& json) {
  int number = 0;
  for (const auto& prompt : json.at("session").at("prompts")) {
    output.data({"  ", {std::to_string(++number), Style::dim}, "  ", text_at(prompt, "text")});
  }
  output.talk({{say(words::cli::prompts_how), Style::dim}});
}

void show_compose(Output& output, const Json& json) {
  const auto rule = text_at(json, "rule");
  if (const auto question = text_at(json, "question"); !question.empty()) {
    output.data({{say(words::cli::reads_as_advice), Style::care}});
    return output.data({"  ", question});
  }
  if (json.value("admitted", true)) return output.data({{say(words::cli::fine), Style::good}});
  output.data({rule == "acknowledge" ? say(words::cli::only_listen) : say(words::cli::facts_only)});
}

}  // namespace sotto::cli
