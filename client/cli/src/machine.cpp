#include "machine.hpp"

#include <sotto/api/doctor_json.hpp>
#include <sotto/runtime/this_machine.hpp>

namespace sotto::cli {
namespace {

void show_kind(Output& output, const doctor::Report& report, doctor::Kind kind, const std::string& headline) {
  bool first = true;
  for (const auto& finding : report.findings) {
    if (finding.kind != kind) continue;
    if (std::exchange(first, false)) output.data({{headline, Style::strong}});
    output.data({"  ", {finding.what, kind == doctor::Kind::managed ? Style::care : Style::plain}});
    output.data({"    ", {words::spoken(finding.why), Style::dim}});
  }
  if (!first) output.data();
}

void show(Output& output, const doctor::Report& report) {
  if (report.managed())
    output.data({{words::spoken(doctor::warning()), Style::care}});
  else
    output.data({say(words::cli::no_sign)});
  output.data();
  show_kind(output, report, doctor::Kind::managed, say(words::cli::signs_managed));
  show_kind(output, report, doctor::Kind::exposed, say(words::cli::signs_other));
  output.data({{say(words::cli::not_seen), Style::strong}});
  for (const auto sentence : doctor::cannot_see()) output.data({"  ", {words::spoken(sentence), Style::dim}});
}

}  // namespace

int run_doctor(const Desk& desk) {
  const auto report = doctor::examine(runtime::this_machine());
  if (desk.output.json())
    desk.output.object(api::doctor_json(report));
  else
    show(desk.output, report);
  return 0;
}

MachineUse how_to_use_this_machine(Output& output) {
  const auto report = doctor::examine(runtime::this_machine());
  if (!report.managed()) return MachineUse::everything;
  output.talk({{words::spoken(doctor::warning()), Style::care}});
  output.talk({{say(words::cli::what_was_found), Style::dim}});
  const auto answer = ask_line(say(words::cli::how_to_use_machine));
  output.talk();
  if (!answer || *answer == "q") return MachineUse::not_at_all;
  return *answer == "c" ? MachineUse::everything : MachineUse::availability;
}

int keep_casework_off(const Desk& desk, const std::function<Passphrase()>& passphrase) {
  auto opened = runtime::connect({desk.arguments.profile, passphrase});
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
  const auto set = std::get<Connected>(opened)->call("config.set", {{"key", "casework"}, {"value", "off"}});
  if (const auto* problem = std::get_if<api::Problem>(&set)) return desk.output.fail(*problem);
  desk.output.talk({{say(words::cli::casework_off), Style::dim}});
  return 0;
}

}  // namespace sotto::cli
