// sotto check: text on standard input, no profile, nothing leaves the computer.
#include <fstream>
#include <iterator>

#include <sotto/api/check_json.hpp>
#include <sotto/base/bytes.hpp>
#include <sotto/base/limits.hpp>
#include <sotto/deid/check.hpp>
#include <sotto/words/check.hpp>

#include "desk.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

constexpr std::size_t people_max = 1 << 20;  // bytes of the file of names

deid::Audience audience_of(const std::string& word) {
  if (word == "stranger") return deid::Audience::stranger;
  return word == "knows-sector" ? deid::Audience::knows_sector : deid::Audience::knows_employer;
}

std::variant<std::vector<deid::Entry>, api::Problem> people_of(const std::string& path) {
  if (path.empty()) return std::vector<deid::Entry>{};
  std::ifstream file(path, std::ios::binary);
  if (!file) return api::Problem{Errc::usage, say(words::cli::names_unreadable)};
  std::string text(people_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad() || text.size() > people_max || !valid_utf8(text)) {
    return api::Problem{Errc::usage, say(words::cli::names_too_long)};
  }
  auto entries = deid::read_entries(text);
  if (!entries) {
    return api::Problem{Errc::usage, say(words::cli::names_lines)};
  }
  return std::move(*entries);
}

void show_text(Output& output, const std::string& text, const deid::Report& report) {
  const bool plain = !output.colour();
  Line line;
  std::size_t at = 0;
  for (const auto& finding : report.findings) {
    line.emplace_back(api::piece_of(text, at, finding.start));
    const std::string surface = api::piece_of(text, finding.start, finding.end);
    line.emplace_back(plain ? "[" + surface + "]" : surface, Style::care);
    at = finding.end;
  }
  line.emplace_back(api::piece_of(text, at, text.size()));
  output.data(line);
}

void show(Output& output, const std::string& text, const deid::Report& report) {
  output.data({{api::check_headline(report), report.verdict == deid::Severity::stop ? Style::care : Style::strong}});
  if (report.findings.empty()) return;
  output.data();
  show_text(output, text, report);
  output.data();
  for (const auto& finding : report.findings) {
    Line line{{api::piece_of(text, finding.start, finding.end), Style::strong},
              {": " + words::spoken(deid::label(finding.type))}};
    if (!finding.suggest.empty()) line.emplace_back("; " + say(words::check::perhaps, finding.suggest));
    output.data(line);
    output.data({{"  " + words::spoken(deid::sentence(finding.why)), Style::dim}});
  }
  output.data();
  output.data({{say(words::check::limit), Style::dim}});
}

}  // namespace

int run_check(const Desk& desk) {
  auto& output = desk.output;
  deid::Setting setting;
  setting.audience = audience_of(desk.arguments.audience);
  auto people = people_of(desk.arguments.people);
  if (const auto* problem = std::get_if<api::Problem>(&people)) return output.fail(*problem);
  setting.people = std::move(std::get<std::vector<deid::Entry>>(people));
  auto input = read_input(limits::text_max);
  if (const auto* problem = std::get_if<api::Problem>(&input)) return output.fail(*problem);
  const auto& text = std::get<std::string>(input);
  if (text.size() > limits::text_max || !valid_utf8(text)) {
    return output.fail({Errc::malformed, say(words::cli::text_size)});
  }
  const deid::Report report = deid::check(text, setting);
  if (output.json())
    output.object(api::check_json(report));
  else
    show(output, text, report);
  return 0;
}

}  // namespace sotto::cli
