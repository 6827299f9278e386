// The commands of the practice: one call each, and how its answer looks to a person.
#include <array>

#include <unistd.h>

#include <sotto/base/limits.hpp>
#include <sotto/cli/inert.hpp>
#include <sotto/words/practice.hpp>

#include "desk.hpp"
#include "practice_show.hpp"
#include "share.hpp"
#include "show.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

Json json_of(const Value& value) {
  return std::visit([](const auto& given) { return Json(given); }, value);
}

std::string label_words(const Json& one) {
  const auto label = text_at(one, "label");
  if (label == "vault") return say(words::practice::label_vault);
  if (label == "think") return say(words::practice::label_think);
  return text_at(one.value("terms", Json::object()), "how") == "step-in" ? say(words::practice::label_step_in)
                                                                         : say(words::practice::label_influence);
}

// ---- agreement ----
std::string agreement_words(const std::string& state) {
  if (state == "none") return say(words::cli::agreement_none);
  if (state == "draft") return say(words::cli::agreement_draft);
  if (state == "accepted_one") return say(words::cli::agreement_accepted_one);
  if (state == "offered") return say(words::cli::agreement_offered);
  if (state == "countered") return say(words::cli::agreement_countered);
  if (state == "active") return say(words::cli::agreement_active);
  if (state == "paused") return say(words::cli::agreement_paused);
  if (state == "ended") return say(words::cli::agreement_ended);
  if (state == "review_due") return say(words::cli::agreement_review_due);
  return state;
}

void show_cards(Output& output, const Json& cards) {
  for (const auto& card : cards) {
    const auto& ticked = card.at("ticked");
    const bool me = ticked.value("me", false);
    output.data({"  ",
                 {me ? "[x] " : "[ ] ", me ? Style::good : Style::care},
                 {text_at(card, "code"), Style::strong},
                 {ticked.value("them", false) ? "  " + say(words::cli::ticked_too) : std::string(), Style::dim}});
    paragraph(output, text_at(card, "text"), 6);
  }
}

void show_agreement(Output& output, const Json& json) {
  const auto& agreement = json.at("agreement");
  const auto state = text_at(agreement, "state");
  const auto version = agreement.value("version", 0);
  auto headline =
      line(words::cli::agreement_is, Span(agreement_words(state), state == "active" ? Style::good : Style::care));
  headline.emplace_back(version > 0 ? "  " + say(words::cli::version, version) : std::string(), Style::dim);
  output.data(headline);
  if (state == "none") return output.talk({say(words::cli::begin_agreement)});
  const auto& terms = agreement.at("terms");
  for (const char* field : {"purpose", "cadence", "structure", "record", "if_unsure", "ending"}) {
    if (const auto text = text_at(terms, field); !text.empty()) paragraph(output, text, 2, Style::dim);
  }
  output.data();
  output.data({{say(words::cli::cannot_promise), Style::strong}});
  show_cards(output, agreement.at("cards"));
  if (const auto proposal = agreement.find("proposal"); proposal != agreement.end()) {
    output.data();
    output.data({{say(words::cli::suggested_version, proposal->value("version", 0)), Style::strong},
                 {"  " + say(words::cli::see_diff), Style::dim}});
    show_cards(output, proposal->at("cards"));
  }
  const auto& paused = agreement.at("paused");
  if (paused.value("me", false)) output.data({{say(words::cli::you_paused), Style::care}});
  if (paused.value("them", false)) output.data({{say(words::cli::they_paused), Style::care}});
  output.talk({{say(words::practice::agreement_limits), Style::dim}});
  if (state != "active") output.talk({{say(words::cli::same_words), Style::dim}});
}

void show_changes(Output& output, const Json& json) {
  for (const auto& change : json.at("changes")) {
    output.data({{text_at(change, "field"), Style::strong}});
    if (const auto before = text_at(change, "before"); !before.empty())
      paragraph(output, "- " + before, 2, Style::care);
    if (const auto after = text_at(change, "after"); !after.empty()) paragraph(output, "+ " + after, 2, Style::good);
  }
}

// ---- exchanges ----
void show_exchange_line(Output& output, const Json& one) {
  const bool mine = text_at(one, "direction") == "out";
  const auto suggested =
      one.contains("counter") ? "  " + say(words::cli::suggested_label, label_words(one.at("counter"))) : std::string();
  output.data({"  ",
               {text_at(one, "exchange"), Style::dim},
               "  ",
               {padded(say(mine ? words::cli::from_you : words::cli::to_you), 8)},
               "  ",
               {padded(text_at(one, "state"), 10), Style::strong},
               "  ",
               {label_words(one)},
               {", " + say(words::cli::about_topic, text_at(one, "topic"), text_at(one, "size")), Style::dim},
               {one.value("held", false) ? "  " + say(words::cli::on_hold) : std::string(), Style::care},
               {suggested, Style::care}});
}

void show_exchanges(Output& output, const Json& json) {
  const auto& list = json.contains("offers") ? json.at("offers") : json.at("exchanges");
  if (list.empty()) output.talk({say(words::cli::nothing_waits)});
  for (const auto& one : list) show_exchange_line(output, one);
  if (json.contains("offers") && !list.empty()) {
    output.talk({say(words::cli::how_to_answer)});
  }
}

void show_exchange(Output& output, const Json& json) {
  show_exchange_line(output, json);
  const auto terms = json.value("terms", Json::object());
  if (json.contains("deletion_there")) {
    output.talk({{say(words::cli::deletion_there), Style::dim}});
  }
  if (terms.contains("what")) {
    output.data({"  " + say(words::cli::act_scope, text_at(terms, "what"), text_at(terms, "with"),
                            date_words(text_at(terms, "until")))});
  }
  const auto text = text_at(json, "text");
  if (text.empty()) return;
  output.data();
  paragraph(output, text, 2);
  output.data();
  const auto promise = text_at(json, "label") == "vault"   ? say(words::practice::promise_vault)
                       : text_at(json, "label") == "think" ? say(words::practice::promise_think)
                                                           : say(words::practice::promise_act);
  output.talk({{promise, Style::dim}});
}

void show_shared(Output& output, const Json& json) {
  const bool sent = text_at(json, "state") == "sent";
  output.data({{sent ? say(words::cli::shared_standing) : say(words::cli::shared_offered), Style::good},
               "  ",
               {text_at(json, "exchange"), Style::dim}});
  if (!sent) output.talk({say(words::cli::text_waits)});
  if (const auto hint = text_at(json, "hint"); !hint.empty()) output.talk({{hint, Style::care}});
  output.talk({{say(words::practice::standing_limits), Style::dim}});
}

// ---- second opinions ----
std::string seat_words(const Json& one) {
  const auto standing = text_at(one, "standing");
  const bool late = one.value("late", false);
  if (standing == "sealed") return say(late ? words::cli::seat_sealed_late : words::cli::seat_sealed);
  if (standing == "revealed") return say(late ? words::cli::seat_revealed_late : words::cli::seat_revealed);
  if (standing == "silent") return say(words::cli::seat_silent);
  if (standing == "missing") return say(words::cli::seat_missing);
  if (standing == "gone") return say(words::cli::seat_gone);
  return say(words::cli::seat_waited_for);
}

void show_opinion_line(Output& output, const Json& one) {
  output.data(
      {"  ",
       {text_at(one, "id"), Style::dim},
       "  ",
       {padded(say(text_at(one, "direction") == "out" ? words::cli::from_you : words::cli::to_you), 8)},
       "  ",
       {padded(text_at(one, "state"), 10), Style::strong},
       {"  " + say(words::cli::about_until, text_at(one, "topic"), date_words(text_at(one, "deadline"))), Style::dim}});
}

void show_opinions(Output& output, const Json& json) {
  const auto& list = json.at("opinions");
  if (list.empty()) output.talk({say(words::cli::no_opinion)});
  for (const auto& one : list) show_opinion_line(output, one);
}

void show_participant(Output& output, const Json& one) {
  const bool me = one.at("buddy").is_null();
  output.data({"  ",
               {me ? say(words::cli::seat_you) : say(words::cli::seat_buddy, text_at(one, "buddy")), Style::strong},
               "  ",
               {seat_words(one), Style::dim}});
  if (one.at("view").is_null()) return;
  const auto& view = one.at("view");
  const auto sure = view.contains("sure") ? "  " + say(words::cli::how_sure, view.value("sure", 0)) : std::string();
  output.data({"    ", {text_at(view, "option"), Style::good}, {sure, Style::dim}});
  if (const auto why = text_at(view, "why"); !why.empty()) paragraph(output, why, 6);
}

void show_opinion(Output& output, const Json& json) {
  const auto& one = json.at("opinion");
  show_opinion_line(output, one);
  if (const auto question = text_at(one, "question"); !question.empty()) {
    output.data();
    paragraph(output, question, 2, Style::strong);
    int number = 0;
    for (const auto& option : one.at("options")) {
      output.data({"    ", {std::to_string(number++), Style::dim}, "  ", {option.get<std::string>()}});
    }
    output.data();
  }
  if (one.contains("choices")) {
    for (const auto& choice : one.at("choices")) output.data({"  ", {choice.get<std::string>(), Style::good}});
  } else {
    for (const auto& participant : one.at("participants")) show_participant(output, participant);
  }
  if (text_at(one, "state") == "asked") output.talk({say(words::cli::how_to_seal)});
  if (text_at(one, "state") == "sealed") output.talk({say(words::cli::views_are_sealed)});
  for (const char* line : {"note", "limit"}) {
    if (const auto text = text_at(json, line); !text.empty()) output.talk({{text, Style::dim}});
  }
}

// ---- cases ----
void show_case_line(Output& output, const Json& one) {
  output.data({"  ",
               {padded(text_at(one, "ref"), 5), Style::dim},
               {padded(text_at(one, "nickname"), 24), Style::strong},
               "  ",
               {padded(text_at(one, "topic"), 18)},
               {text_at(one, "state"), Style::dim},
               {one.value("held", false) ? "  " + say(words::cli::on_hold) : std::string(), Style::care}});
  if (text_at(one, "state") == "review_due")
    output.data({"       ", {say(words::cli::case_review_due, text_at(one, "ref")), Style::care}});
}

void show_cases(Output& output, const Json& json) {
  if (json.at("cases").empty()) output.talk({say(words::cli::no_case)});
  for (const auto& one : json.at("cases")) show_case_line(output, one);
}

void show_case(Output& output, const Json& json) {
  const auto& one = json.at("case");
  show_case_line(output, one);
  for (const auto& name : one.at("people")) {
    std::string names;
    for (const auto& text : name.at("names")) names += (names.empty() ? "" : ", ") + text.get<std::string>();
    output.data({"    ",
                 {padded(std::to_string(name.value("number", 0)), 4), Style::dim},
                 {padded(text_at(name, "alias"), 20), Style::strong},
                 {names.empty() ? "(" + say(words::cli::forgotten) + ")" : names, Style::dim}});
  }
  for (const auto& exchange : one.at("exchanges")) show_exchange_line(output, exchange);
  if (const auto outcome = text_at(one, "outcome"); !outcome.empty()) paragraph(output, outcome, 4);
  if (one.contains("purge_on")) output.talk(line(words::cli::deleted_after, date_words(text_at(one, "purge_on"))));
  if (one.at("people").empty() && text_at(one, "state") == "open") {
    output.talk({say(words::cli::who_is_in_it)});
  }
}

void show_purged(Output& output, const Json&) { output.data({say(words::cli::purged)}); }

// ---- the record ----
void show_entry(Output& output, const Json& entry) {
  output.data({"  ",
               {padded(std::to_string(entry.value("number", 0)), 4), Style::dim},
               {text_at(entry, "date"), Style::strong},
               "  " + text_at(entry, "kind") + ", " + text_at(entry, "role") + ", " +
                   say(words::cli::minutes, entry.value("minutes", 0))});
  for (const char* field : {"area", "learned", "change", "impact"}) {
    if (const auto text = text_at(entry, field); !text.empty()) paragraph(output, text, 6, Style::dim);
  }
  if (const auto prompt = text_at(entry, "prompt"); !prompt.empty()) output.data({"      ", {prompt, Style::care}});
}

void show_one_entry(Output& output, const Json& json) { show_entry(output, json.at("entry")); }
void show_entries(Output& output, const Json& json) {
  if (json.at("entries").empty()) output.talk({say(words::cli::no_entry)});
  for (const auto& entry : json.at("entries")) show_entry(output, entry);
}
void show_export(Output& output, const Json& json) {
  std::string_view rest;
  const auto text = text_at(json, "text");
  for (rest = text; !rest.empty();) {
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    output.data({std::string(line)});
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
}
std::string kept_words(const Json& seconds) {
  if (!seconds.is_number_integer()) return say(words::cli::kept_until_deleted);
  const auto number = seconds.get<std::int64_t>();
  return number % 86'400 == 0 ? say(words::cli::kept_days, number / 86'400)
                              : say(words::cli::kept_hours, number / 3'600);
}

void show_chat(Output& output, const Json& json) {
  output.data({say(words::cli::messages_kept, kept_words(json.at("retention").value("chat_seconds", Json())))});
  for (const auto& one : json.value("chat", Json::array())) {
    if (one.value("counts", Json()) == json.at("retention").value("chat_seconds", Json())) continue;
    output.data({"  ",
                 {padded(text_at(one, "name"), 16), Style::strong},
                 "  ",
                 kept_words(one.value("counts", Json())),
                 {"  " + say(words::cli::kept_by_each, kept_words(one.value("mine", Json())),
                             kept_words(one.value("theirs", Json()))),
                  Style::dim}});
  }
}

void show_retention(Output& output, const Json& json) {
  const auto& days = json.at("retention");
  output.data({say(words::cli::retention, days.value("exchange_days", 0), days.value("case_days", 0),
                   days.value("session_days", 0))});
  show_chat(output, json);
  for (const auto& change : json.value("log", Json::array())) {
    output.data({"  ", {date_words(text_at(change, "at")), Style::dim}, "  ", text_at(change, "what")});
  }
}

struct Shown {
  std::string_view method;  // or its beginning
  void (*show)(Output& output, const Json& json);
};
constexpr std::array shown{
    Shown{"agree.diff", show_changes},
    Shown{"agree.", show_agreement},
    Shown{"boundaries.", show_agreement},
    Shown{"share", show_shared},
    Shown{"inbox.hold", show_exchange},
    Shown{"inbox", show_exchanges},
    Shown{"exchange.list", show_exchanges},
    Shown{"exchange.", show_exchange},
    Shown{"opinion.list", show_opinions},
    Shown{"opinion.introduce", [](Output& output, const Json&) { output.talk({say(words::cli::introduced)}); }},
    Shown{"opinion.", show_opinion},
    Shown{"case.list", show_cases},
    Shown{"case.purge", show_purged},
    Shown{"case.", show_case},
    Shown{"cpd.list", show_entries},
    Shown{"cpd.export", show_export},
    Shown{"cpd.", show_one_entry},
    Shown{"retention.", show_retention},
    Shown{"session.list", show_sessions},
    Shown{"session.prompts", show_prompts},
    Shown{"session.compose", show_compose},
    Shown{"session.", show_session},
    Shown{"crisis.list", show_crisis},
    Shown{"crisis.available", show_available},
    Shown{"crisis.script", show_script},
    Shown{"crisis.lines", show_phone},
    Shown{"crisis.", show_ping},
    Shown{"reply", show_reply},
    Shown{"edit", show_changed},
    Shown{"react", show_changed},
    Shown{"delete", show_erased},
    Shown{"draft.", show_draft},
    Shown{"buddy.", show_mute},
    Shown{"attachment.", show_attachment},
};

}  // namespace

void paragraph(Output& output, std::string_view text, std::size_t indent, Style style) {
  for (const auto& line : paragraphs(text, output.width() > indent + 20 ? output.width() - indent : 0)) {
    output.data({std::string(indent, ' '), {line, style}});
  }
}

// What the options say; a text that stands on standard input is read here.
std::variant<Json, api::Problem> params_of(const Desk& desk) {
  const auto& asked = desk.arguments.asked;
  Json params = Json::object();
  for (const auto& [key, value] : asked.params) params[key] = json_of(value);
  if (params.contains("at")) params["at"] = moment_of(text_at(params, "at"));
  if (text_at(params, "text") == "-") {
    if (isatty(STDIN_FILENO) == 1) desk.output.talk({{say(words::cli::write_text), Style::dim}});
    auto text = read_input(limits::text_max);
    if (const auto* problem = std::get_if<api::Problem>(&text)) return *problem;
    params["text"] = std::get<std::string>(std::move(text));
  }
  return params;
}

std::variant<Json, api::Problem> ask(const Desk& desk) {
  auto params = params_of(desk);
  if (const auto* problem = std::get_if<api::Problem>(&params)) return *problem;
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return *problem;
  return std::get<Connected>(opened)->call(desk.arguments.asked.method, std::get<Json>(params));
}

int run_practice(const Desk& desk) {
  auto& output = desk.output;
  const auto& asked = desk.arguments.asked;
  auto gathered = params_of(desk);
  if (const auto* problem = std::get_if<api::Problem>(&gathered)) return output.fail(*problem);
  auto& params = std::get<Json>(gathered);
  auto opened = open(desk);
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return output.fail(*problem);
  auto& connection = *std::get<Connected>(opened);
  if (asked.method == "share") {
    if (const auto left = stop_and_think(desk, connection, params)) return *left;
  }
  const auto reply = connection.call(asked.method, params);
  if (const auto* problem = std::get_if<api::Problem>(&reply)) return output.fail(*problem);
  const auto& json = std::get<Json>(reply);
  if (output.json()) return output.object(json), 0;
  for (const auto& candidate : shown) {
    if (!std::string_view(asked.method).starts_with(candidate.method)) continue;
    candidate.show(output, json);
    return 0;
  }
  return output.fail({Errc::unexpected, say(words::cli::no_way_to_show)});
}

}  // namespace sotto::cli
