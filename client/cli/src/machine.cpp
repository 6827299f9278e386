#include "machine.hpp"

#include <sotto/api/doctor_json.hpp>
#include <sotto/runtime/this_machine.hpp>

namespace sotto::cli {
namespace {

void show_kind(Output& output, const doctor::Report& report, doctor::Kind kind, const char* headline) {
  bool first = true;
  for (const auto& finding : report.findings) {
    if (finding.kind != kind) continue;
    if (std::exchange(first, false)) output.data({{headline, Style::strong}});
    output.data({"  ", {finding.what, kind == doctor::Kind::managed ? Style::care : Style::plain}});
    output.data({"    ", {finding.why, Style::dim}});
  }
  if (!first) output.data();
}

void show(Output& output, const doctor::Report& report) {
  if (report.managed())
    output.data({{std::string(doctor::warning()), Style::care}});
  else
    output.data({"No sign was found that an employer manages this computer. That is not the same as: nobody does."});
  output.data();
  show_kind(output, report, doctor::Kind::managed, "Signs of management");
  show_kind(output, report, doctor::Kind::exposed, "Also worth knowing");
  output.data({{"What cannot be seen from here", Style::strong}});
  for (const auto sentence : doctor::cannot_see()) output.data({"  ", {std::string(sentence), Style::dim}});
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
  output.talk({{std::string(doctor::warning()), Style::care}});
  output.talk({{"What was found: sotto doctor.", Style::dim}});
  const auto answer =
      ask_line("[Enter] use it for availability and scheduling only  [c] I understand, continue  [q] leave: ");
  output.talk();
  if (!answer || *answer == "q") return MachineUse::not_at_all;
  return *answer == "c" ? MachineUse::everything : MachineUse::availability;
}

int keep_casework_off(const Desk& desk, const std::function<Passphrase()>& passphrase) {
  auto opened = runtime::connect({desk.arguments.profile, passphrase});
  if (const auto* problem = std::get_if<api::Problem>(&opened)) return desk.output.fail(*problem);
  const auto set = std::get<Connected>(opened)->call("config.set", {{"key", "casework"}, {"value", "off"}});
  if (const auto* problem = std::get_if<api::Problem>(&set)) return desk.output.fail(*problem);
  desk.output.talk({{"Casework is off on this computer. To change it: sotto config set casework on.", Style::dim}});
  return 0;
}

}  // namespace sotto::cli
