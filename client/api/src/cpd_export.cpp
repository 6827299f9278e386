#include "cpd_export.hpp"

#include <sotto/words/cpd.hpp>

#include "markup.hpp"
#include "practice_names.hpp"

namespace sotto::api {
namespace {

using practice::CpdEntry;

std::string day_of(Timestamp time) { return rfc3339(time).substr(0, 10); }

std::string functions_of(const CpdEntry& entry) {
  std::string out;
  const auto add = [&](bool there, const char* word) {
    if (there) out += (out.empty() ? "" : ", ") + std::string(word);
  };
  add(entry.normative, "normative");
  add(entry.formative, "formative");
  add(entry.restorative, "restorative");
  return out;
}

std::string cell(std::string_view text) {
  std::string out = "\"";
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  if (formula) out += '\'';
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::uint64_t minutes_of(const std::vector<CpdEntry>& entries) {
  std::uint64_t sum = 0;
  for (const auto& entry : entries) sum += entry.minutes;
  return sum;
}

std::string sum_of(const std::vector<CpdEntry>& entries) {
  return say(words::cpd::sum, entries.size(), minutes_of(entries));
}

}  // namespace

std::string cpd_markdown(const std::vector<CpdEntry>& entries) {
  std::string out = "# " + say(words::cpd::title) + "\n\n" + sum_of(entries) + "\n";
  const auto line = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) out += "- " + std::string(name) + ": " + markdown_line(text) + "\n";
  };
  for (const auto& entry : entries) {
    out += "\n## " + day_of(entry.date) + ", " + std::string(name_of(entry.kind)) + "\n\n";
    line(say(words::cpd::role), name_of(entry.role));
    line(say(words::cpd::minutes), std::to_string(entry.minutes));
    line(say(words::cpd::function), functions_of(entry));
    line(say(words::cpd::area), entry.area);
    line(say(words::cpd::learned), entry.learned);
    line(say(words::cpd::change), entry.change);
    line(say(words::cpd::impact), entry.impact);
  }
  return out;
}

std::string cpd_csv(const std::vector<CpdEntry>& entries) {
  std::string out = "date,kind,role,minutes,normative,formative,restorative,area,learned,change,impact\r\n";
  for (const auto& entry : entries) {
    out += day_of(entry.date) + "," + std::string(name_of(entry.kind)) + "," + std::string(name_of(entry.role)) + "," +
           std::to_string(entry.minutes);
    for (const bool function : {entry.normative, entry.formative, entry.restorative}) out += function ? ",yes" : ",no";
    for (const auto* text : {&entry.area, &entry.learned, &entry.change, &entry.impact}) out += "," + cell(*text);
    out += "\r\n";
  }
  return out;
}

std::string cpd_page(const std::vector<CpdEntry>& entries) {
  std::string out = "<!doctype html>\n<html lang=\"" + std::string(words::language()) +
                    "\"><meta charset=\"utf-8\"><title>" + say(words::cpd::title) +
                    "</title>\n"
                    "<style>body{font:11pt/1.5 serif;max-width:42em;margin:2em auto}h2{font-size:12pt;margin:1.5em 0 0}"
                    "dl{margin:0}dt{font-style:italic}dd{margin:0 0 .3em 1.5em}section{break-inside:avoid}</style>\n"
                    "<h1>" +
                    say(words::cpd::title) + "</h1>\n<p>" + sum_of(entries) + "</p>\n";
  const auto line = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) out += "<dt>" + std::string(name) + "</dt><dd>" + in_html(text) + "</dd>\n";
  };
  for (const auto& entry : entries) {
    out += "<section><h2>" + day_of(entry.date) + ", " + std::string(name_of(entry.kind)) + "</h2><dl>\n";
    line(say(words::cpd::role), name_of(entry.role));
    line(say(words::cpd::minutes), std::to_string(entry.minutes));
    line(say(words::cpd::function), functions_of(entry));
    line(say(words::cpd::area), entry.area);
    line(say(words::cpd::learned), entry.learned);
    line(say(words::cpd::change), entry.change);
    line(say(words::cpd::impact), entry.impact);
    out += "</dl></section>\n";
  }
  return out + "</html>\n";
}

}  // namespace sotto::api
