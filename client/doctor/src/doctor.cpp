#include <algorithm>

#include <sotto/doctor/doctor.hpp>

#include "files.hpp"

namespace sotto::doctor {

bool Report::managed() const {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.kind == Kind::managed; });
}

Report examine(const Machine& machine) {
  const Files files(machine.root);
  Report out;
  probe_agents(files, out.findings);
  probe_membership(files, out.findings);
  probe_certificates(files, out.findings);
  probe_proxies(files, machine, out.findings);
  probe_browsers(files, out.findings);
  probe_home(files, machine, out.findings);
  probe_storage(files, out.findings);
  std::stable_sort(out.findings.begin(), out.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
  return out;
}

const std::vector<std::string_view>& cannot_see() {
  static const std::vector<std::string_view> sentences{
      "A program that hides, or that is in no list here.",
      "What an administrator of this computer does from an account of their own.",
      "Management below the system: in the firmware, or around a virtual machine.",
      "Inspection and logs on the network, at a gateway or a provider.",
      "Backups that are made from outside.",
      "A camera, or somebody behind you.",
  };
  return sentences;
}

std::string_view warning() {
  return "This looks like a computer your employer manages. They may be able to see the screen, keys, files and "
         "backups "
         "even though messages are encrypted. Use your own device for casework.";
}

}  // namespace sotto::doctor
