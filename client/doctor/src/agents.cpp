// Programs that let somebody else manage, watch or steer a computer, as their makers' installation guides name them.
// The table is data: a line is what it is, its systemd units, its folders and the names of its processes. Reviewed
// 2026-11; taken from the guides, not tried on an installation of each.
#include <algorithm>
#include <array>

#include "files.hpp"

namespace sotto::doctor {
namespace {

enum class Does : std::uint8_t { manages, watches, inspects, remote };

struct Agent {
  std::string_view name;
  Does does;
  std::string_view units;      // space separated, without .service
  std::string_view paths;      // space separated; one of them is enough
  std::string_view processes;  // space separated, as in /proc/PID/comm (at most 15 letters)
  std::string_view source;     // whose documentation
};

constexpr std::array agents{
    // ---- device management ----
    Agent{"Microsoft Intune", Does::manages, "intune-daemon", "/opt/microsoft/intune", "intune-daemon intune-portal",
          "Microsoft Learn: Microsoft Intune app for Linux"},
    Agent{"Microsoft single sign-on broker", Does::manages, "microsoft-identity-device-broker",
          "/opt/microsoft/identity-broker", "", "Microsoft Learn: Microsoft single sign-on for Linux"},
    Agent{"Workspace ONE Intelligent Hub", Does::manages, "ws1hub", "/opt/vmware/ws1-hub /opt/workspaceone", "ws1HubD",
          "Omnissa: Linux device management"},
    Agent{"JumpCloud", Does::manages, "jcagent", "/opt/jc", "jumpcloud-agent", "JumpCloud: Understand the agent"},
    Agent{"ManageEngine Endpoint Central", Does::manages, "dcservice", "/usr/local/manageengine/uems_agent",
          "dcservice", "ManageEngine: Linux agent installation"},
    Agent{"Landscape", Does::manages, "landscape-client", "/etc/landscape/client.conf", "landscape-clien",
          "Canonical: Landscape client"},
    Agent{"Puppet", Does::manages, "puppet", "/opt/puppetlabs/puppet", "puppet", "Puppet: agent on Linux"},
    Agent{"Chef", Does::manages, "chef-client", "/etc/chef/client.rb", "chef-client", "Progress Chef: client"},
    Agent{"Salt", Does::manages, "salt-minion", "/etc/salt/minion", "salt-minion", "Salt Project: minion"},
    Agent{"NinjaOne", Does::manages, "ninjarmm-agent", "/opt/NinjaRMMAgent", "ninjarmm-linage",
          "NinjaOne: Linux agent"},
    Agent{"Fleet", Does::manages, "orbit", "/opt/orbit", "orbit", "Fleet: fleetd"},
    Agent{"Kolide", Does::watches, "launcher.kolide-k2", "/usr/local/kolide-k2", "launcher", "Kolide: launcher"},
    Agent{"osquery", Does::watches, "osqueryd", "/etc/osquery/osquery.conf /opt/osquery", "osqueryd",
          "osquery: osqueryd"},
    // ---- endpoint protection that records what programs do ----
    Agent{"Microsoft Defender for Endpoint", Does::watches, "mdatp", "/opt/microsoft/mdatp", "wdavdaemon",
          "Microsoft Learn: Defender for Endpoint on Linux"},
    Agent{"CrowdStrike Falcon", Does::watches, "falcon-sensor", "/opt/CrowdStrike", "falcon-sensor falcon-sensor-b",
          "CrowdStrike: Falcon sensor for Linux"},
    Agent{"SentinelOne", Does::watches, "sentinelone", "/opt/sentinelone", "s1-agent", "SentinelOne: Linux agent"},
    Agent{"Carbon Black Cloud", Does::watches, "cbagentd", "/opt/carbonblack", "cbagentd",
          "Carbon Black: Linux sensor"},
    Agent{"Sophos Protection", Does::watches, "sophos-spl", "/opt/sophos-spl", "sophos_managem",
          "Sophos: Protection for Linux"},
    Agent{"Cortex XDR", Does::watches, "traps_pmd", "/opt/traps", "pmd", "Palo Alto Networks: Cortex XDR for Linux"},
    Agent{"Trend Micro Deep Security", Does::watches, "ds_agent", "/opt/ds_agent", "ds_agent",
          "Trend Micro: Deep Security Agent"},
    Agent{"ESET Management Agent", Does::watches, "eraagent", "/opt/eset/RemoteAdministrator", "ERAAgent",
          "ESET: Management Agent on Linux"},
    Agent{"Bitdefender GravityZone", Does::watches, "bdsec", "/opt/bitdefender-security-tools", "bdsecd",
          "Bitdefender: security agent for Linux"},
    Agent{"Tanium", Does::watches, "taniumclient", "/opt/Tanium/TaniumClient", "TaniumClient",
          "Tanium: client on Linux"},
    Agent{"Qualys Cloud Agent", Does::watches, "qualys-cloud-agent", "/usr/local/qualys/cloud-agent", "qualys-cloud-ag",
          "Qualys: Cloud Agent for Linux"},
    Agent{"Rapid7 Insight Agent", Does::watches, "ir_agent", "/opt/rapid7/ir_agent", "ir_agent",
          "Rapid7: Insight Agent on Linux"},
    Agent{"Nessus Agent", Does::watches, "nessusagent", "/opt/nessus_agent", "nessusd nessus-service",
          "Tenable: Nessus Agent"},
    Agent{"Wazuh", Does::watches, "wazuh-agent", "/var/ossec", "wazuh-agentd", "Wazuh: agent on Linux"},
    Agent{"Elastic Agent", Does::watches, "elastic-agent", "/opt/Elastic/Agent", "elastic-agent",
          "Elastic: Elastic Agent on Linux"},
    // ---- network clients that can open encrypted traffic ----
    Agent{"Zscaler Client Connector", Does::inspects, "zsaservice zstunnel", "/opt/zscaler", "zsaservice zstunnel",
          "Zscaler: Client Connector processes"},
    Agent{"Netskope Client", Does::inspects, "stagentd", "/opt/netskope/stagent", "stAgentSvc",
          "Netskope: client for Linux"},
    Agent{"Cisco Secure Client", Does::inspects, "vpnagentd", "/opt/cisco/secureclient /opt/cisco/anyconnect",
          "vpnagentd", "Cisco: Secure Client on Linux"},
    Agent{"GlobalProtect", Does::inspects, "gpd", "/opt/paloaltonetworks/globalprotect", "PanGPS",
          "Palo Alto Networks: GlobalProtect for Linux"},
    Agent{"FortiClient", Does::inspects, "forticlient", "/opt/forticlient", "fctsched",
          "Fortinet: FortiClient for Linux"},
    Agent{"Cloudflare WARP", Does::inspects, "warp-svc", "", "warp-svc", "Cloudflare: WARP client on Linux"},
    // ---- others can see or steer the screen ----
    Agent{"TeamViewer", Does::remote, "teamviewerd", "/opt/teamviewer", "teamviewerd", "TeamViewer: Linux"},
    Agent{"AnyDesk", Does::remote, "anydesk", "/usr/bin/anydesk", "anydesk", "AnyDesk: Linux"},
    Agent{"RustDesk", Does::remote, "rustdesk", "/usr/bin/rustdesk", "rustdesk", "RustDesk: client on Linux"},
    Agent{"Splashtop", Does::remote, "SRStreamer", "/opt/splashtop-streamer", "SRStreamer",
          "Splashtop: streamer on Linux"},
    Agent{"ConnectWise ScreenConnect", Does::remote, "", "/opt/connectwisecontrol /opt/screenconnect", "",
          "ConnectWise: ScreenConnect"},
    Agent{"Chrome Remote Desktop", Does::remote, "chrome-remote-desktop", "/opt/google/chrome-remote-desktop", "",
          "Google: Chrome Remote Desktop on Linux"},
    Agent{"MeshCentral", Does::remote, "meshagent", "/usr/local/mesh_services/meshagent", "meshagent",
          "MeshCentral: agent"},
    Agent{"NoMachine", Does::remote, "nxserver", "/usr/NX", "nxserver.bin", "NoMachine: Linux"},
    Agent{"RealVNC Server", Does::remote, "vncserver-x11-serviced vncserver-virtuald", "", "vncserver-x11-s",
          "RealVNC: Server on Linux"},
    Agent{"x11vnc", Does::remote, "x11vnc", "", "x11vnc", "x11vnc manual"},
    Agent{"xrdp", Does::remote, "xrdp", "", "xrdp", "xrdp manual"},
};

std::string_view why(Does does) {
  switch (does) {
    case Does::manages: return "Whoever runs it can change settings, install programs and read files here.";
    case Does::watches: return "It reports to somebody what programs and files on this computer do.";
    case Does::inspects: return "It carries the network traffic of this computer and may be able to open it.";
    case Does::remote: return "Somebody else may be able to see the screen or steer this computer.";
  }
  return {};
}
std::string_view id(Does does) {
  switch (does) {
    case Does::manages: return "management-agent";
    case Does::watches: return "monitoring-agent";
    case Does::inspects: return "network-agent";
    case Does::remote: return "remote-control";
  }
  return {};
}

template <class Test>
std::string_view first_of(std::string_view words, const Test& test) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (const auto word = words.substr(0, end); !word.empty() && test(word)) return word;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return {};
}

std::vector<std::string> running(const Files& files) {
  std::vector<std::string> out;
  for (const auto& pid : files.names("/proc")) {
    if (pid.empty() || pid.find_first_not_of("0123456789") != std::string::npos) continue;
    for (auto& line : files.lines("/proc/" + pid + "/comm")) out.push_back(std::move(line));
  }
  return out;
}

bool unit_there(const Files& files, std::string_view unit) {
  static constexpr std::array folders{"/etc/systemd/system/", "/lib/systemd/system/", "/usr/lib/systemd/system/",
                                      "/run/systemd/generator.late/"};
  return std::any_of(folders.begin(), folders.end(),
                     [&](const char* folder) { return files.exists(folder + std::string(unit) + ".service"); });
}

}  // namespace

void probe_agents(const Files& files, Findings& out) {
  const auto processes = running(files);
  for (const auto& agent : agents) {
    std::string place;
    const auto path = first_of(agent.paths, [&](std::string_view p) { return files.exists(p); });
    const auto unit = first_of(agent.units, [&](std::string_view u) { return unit_there(files, u); });
    const auto process = first_of(agent.processes, [&](std::string_view p) {
      return std::find(processes.begin(), processes.end(), p) != processes.end();
    });
    if (!path.empty())
      place = std::string(path);
    else if (!unit.empty())
      place = std::string(unit) + ".service";
    else if (!process.empty())
      place = "process " + std::string(process);
    if (place.empty()) continue;
    out.push_back({std::string(id(agent.does)), std::string(agent.name) + " (" + place + ")",
                   std::string(why(agent.does)), Kind::managed});
  }
}

}  // namespace sotto::doctor
