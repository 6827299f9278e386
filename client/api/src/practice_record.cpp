// cpd.*
#include <array>
#include <limits>

#include <sotto/practice/sessions.hpp>
#include <sotto/words/request.hpp>

#include "cpd_export.hpp"
#include "practice_names.hpp"
#include "saved.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

Timestamp day_start(Timestamp day_end) { return {day_end.ms - days(1).ms + 1}; }

struct Span {
  Timestamp from{std::numeric_limits<std::int64_t>::min()};
  Timestamp to{std::numeric_limits<std::int64_t>::max()};
};
Span read_span(Params& params) {
  Span out;
  for (const char* name : {"from", "to"}) {
    const auto text = params.maybe_text(name);
    if (!text) continue;
    const auto time = read_time(*text);
    if (!time) {
      params.refuse(Said::wrong_type, {name, "a date like 2026-12-31"});
    } else if (std::string_view(name) == "from") {
      out.from = text->size() == 10 ? day_start(*time) : *time;
    } else {
      out.to = *time;
    }
  }
  return out;
}

std::string day_of(Timestamp time) { return rfc3339(time).substr(0, 10); }

Json entry_json(const practice::CpdEntry& entry, Now now) {
  Json functions = Json::array();
  if (entry.normative) functions.push_back("normative");
  if (entry.formative) functions.push_back("formative");
  if (entry.restorative) functions.push_back("restorative");
  Json out{{"number", entry.number},      {"date", day_of(entry.date)}, {"kind", name_of(entry.kind)},
           {"role", name_of(entry.role)}, {"minutes", entry.minutes},   {"functions", functions},
           {"area", entry.area},          {"learned", entry.learned},   {"change", entry.change},
           {"impact", entry.impact}};
  if (entry.impact_due) {
    out["impact_due"] = day_of(*entry.impact_due);
    if (*entry.impact_due <= now.timestamp) out["prompt"] = say(Said::impact_prompt);
  }
  return out;
}

// "last" is the one that ended last.
Result<practice::CpdEntry> entry_of_session(const Call& call, Params& params) {
  auto& sessions = call.practice.sessions();
  if (plain_word(params.text("from_session")) != "last") {
    return sessions.cpd_entry({params.message_id("from_session").bytes}, call.now);
  }
  const auto all = sessions.list(call.now);
  if (!all) return all.error();
  const practice::Session* last = nullptr;
  for (const auto& one : *all) {
    if (one.started && one.ended && (last == nullptr || *one.ended > *last->ended)) last = &one;
  }
  if (last == nullptr) return Error{Errc::not_found, words::request::no_session_ended};
  return sessions.cpd_entry(last->id, call.now);
}

Reply cpd_add(const Call& call) {
  Params params(call.method, call.params,
                {"date", "kind", "role", "minutes", "functions", "area", "learned", "change", "impact", "from_session",
                 "despite"});
  practice::CpdEntry entry;
  entry.date = call.now.timestamp;
  if (const auto session = params.maybe_text("from_session"); session) {
    const auto filled = entry_of_session(call, params);
    if (params.problem()) return *params.problem();
    if (!filled) return call.refusal(filled.error());
    entry = *filled;
  }
  if (const auto date = params.maybe_text("date"); date) {
    const auto time = read_time(*date);
    if (!time) params.refuse(Said::wrong_type, {"date", "a date like 2026-12-31"});
    entry.date = time.value_or(Timestamp{});
  }
  entry.kind = read_cpd_kind(params, "kind").value_or(entry.kind);
  entry.role = read_cpd_role(params, "role").value_or(entry.role);
  entry.minutes = static_cast<std::uint32_t>(params.number("minutes", entry.minutes, 1, 1440));
  const auto functions = params.texts("functions");
  if (!functions.empty()) entry.normative = entry.formative = entry.restorative = false;
  for (const auto& function : functions) {
    const auto word = plain_word(function);
    if (word == "normative" || word == "n") {
      entry.normative = true;
    } else if (word == "formative" || word == "f") {
      entry.formative = true;
    } else if (word == "restorative" || word == "r") {
      entry.restorative = true;
    } else {
      params.refuse(Said::wrong_type, {"functions", "a list of normative, formative, restorative"});
    }
  }
  entry.area = params.text_or("area", "");
  entry.learned = params.text_or("learned", "");
  entry.change = params.text_or("change", "");
  entry.impact = params.text_or("impact", "");
  const auto despite = read_despite(params);
  if (params.problem()) return *params.problem();
  if (auto problem = stop_before_keeping(call, {entry.area, entry.learned, entry.change, entry.impact}, despite)) {
    return *std::move(problem);
  }
  const auto added = call.practice.add_cpd(entry, call.now);
  if (!added) return call.refusal(added.error());
  return Json{{"entry", entry_json(*added, call.now)}};
}

Reply cpd_list(const Call& call) {
  Params params(call.method, call.params, {"from", "to"});
  const auto span = read_span(params);
  if (params.problem()) return *params.problem();
  const auto entries = call.practice.cpd(span.from, span.to);
  if (!entries) return call.refusal(entries.error());
  Json list = Json::array();
  for (const auto& entry : *entries) list.push_back(entry_json(entry, call.now));
  return Json{{"entries", list}};
}

Reply cpd_impact(const Call& call) {
  Params params(call.method, call.params, {"number", "text", "despite"});
  const auto number = params.number("number", 0, 1, INT64_MAX - 1);
  const auto text = params.text("text");
  const auto despite = read_despite(params);
  if (params.problem()) return *params.problem();
  if (auto problem = stop_before_keeping(call, {text}, despite)) return *std::move(problem);
  const auto entry = call.practice.set_impact(number, text, call.now);
  if (!entry) return call.refusal(entry.error());
  return Json{{"entry", entry_json(*entry, call.now)}};
}

Reply cpd_export(const Call& call) {
  Params params(call.method, call.params, {"format", "from", "to", "save", "dir"});
  const auto format = plain_word(params.text_or("format", "markdown"));
  const auto span = read_span(params);
  const auto saving = read_saving(params);
  const bool known = format == "markdown" || format == "md" || format == "csv" || format == "html";
  if (!known) params.refuse(Said::wrong_type, {"format", "one of markdown, csv, html"});
  if (params.problem()) return *params.problem();
  const auto entries = call.practice.cpd(span.from, span.to);
  if (!entries) return call.refusal(entries.error());
  const auto text = format == "csv"    ? cpd_csv(*entries)
                    : format == "html" ? cpd_page(*entries)
                                       : cpd_markdown(*entries);
  Json out{{"format", format == "md" ? "markdown" : format}, {"entries", entries->size()}};
  if (!saving.wanted) {
    out["text"] = text;
    return out;
  }
  const auto* const ending = format == "csv" ? ".csv" : format == "html" ? ".html" : ".md";
  auto saved = save_file(call, saving, {std::string("cpd-record") + ending, text});
  if (auto* refusal = std::get_if<Problem>(&saved)) return std::move(*refusal);
  out["file"] = std::get<std::string>(std::move(saved));
  return out;
}

constexpr std::array methods{
    Method{"cpd.add", cpd_add},
    Method{"cpd.list", cpd_list},
    Method{"cpd.impact", cpd_impact},
    Method{"cpd.export", cpd_export},
};

}  // namespace

std::span<const Method> record_methods() { return methods; }

}  // namespace sotto::api
