// What of memory and files may lie on the disk in clear.
#include <algorithm>

#include "files.hpp"

namespace sotto::doctor {
namespace {

bool encrypted(const Files& files, const std::string& device) {  // dm-0
  return files.text("/sys/class/block/" + device + "/dm/uuid").starts_with("CRYPT-");
}

bool any_encrypted(const Files& files) {
  const auto devices = files.names("/sys/class/block");
  return std::any_of(devices.begin(), devices.end(),
                     [&](const std::string& device) { return encrypted(files, device); });
}

// A swap file lies on some disk; if none here is encrypted, it is not.
bool swap_in_clear(const Files& files, const std::string& name, bool disks) {
  const auto slash = name.rfind('/');
  const auto device = slash == std::string::npos ? name : name.substr(slash + 1);
  if (device.starts_with("zram")) return false;
  return name.starts_with("/dev/") ? !encrypted(files, device) : !disks;
}

}  // namespace

void probe_storage(const Files& files, Findings& out) {
  const bool disks = any_encrypted(files);
  if (!disks && !files.names("/sys/class/block").empty()) {
    out.push_back(
        {"disk-in-clear", "no encrypted disk is open",
         "Whoever takes this computer can read its files. Sotto's vault stays closed, but what you save outside of "
         "it does not.",
         Kind::exposed});
  }
  const auto swaps = files.lines("/proc/swaps");
  for (std::size_t i = 1; i < swaps.size(); ++i) {  // the first line names the columns
    const auto name = swaps[i].substr(0, swaps[i].find_first_of(" \t"));
    if (name.empty() || !swap_in_clear(files, name, disks)) continue;
    out.push_back({"swap-in-clear", "swap without encryption: " + name,
                   "Memory of programs may be written there. Sotto keeps its keys out of it, not the texts on screen.",
                   Kind::exposed});
  }
  auto pattern = files.text("/proc/sys/kernel/core_pattern");
  while (!pattern.empty() && pattern.back() == '\n') pattern.pop_back();
  if (!pattern.starts_with('|')) return;
  const auto program = pattern.substr(1, pattern.find(' ') - 1);
  out.push_back({"crash-copies", "crashed programs are copied by " + program,
                 "Such a copy holds memory, and some are sent on. Sotto forbids copies of itself; a browser does not.",
                 Kind::exposed});
}

}  // namespace sotto::doctor
