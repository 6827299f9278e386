// Signs of management that are no program: a domain, certificates, proxies, browser policies, a home on a server.
#include <algorithm>
#include <array>
#include <set>

#include "files.hpp"

namespace sotto::doctor {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool comment(std::string_view line) { return line.empty() || line.front() == '#' || line.front() == ';'; }

// The bodies of the PEM certificates in a text, without line breaks.
std::vector<std::string> certificates(const std::string& text) {
  static constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  std::vector<std::string> out;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    const auto stop = text.find(end, at);
    if (stop == std::string::npos) break;
    std::string body;
    for (std::size_t i = at + begin.size(); i < stop; ++i) {
      if (text[i] != '\n' && text[i] != '\r') body += text[i];
    }
    out.push_back(std::move(body));
    at = stop;
  }
  return out;
}

bool on_this_machine(std::string_view proxy) {
  return proxy.find("127.0.0.1") != std::string_view::npos || proxy.find("localhost") != std::string_view::npos ||
         proxy.find("[::1]") != std::string_view::npos;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool names_a_proxy(std::string_view variable) {
  const auto name = lower(variable);
  return name == "http_proxy" || name == "https_proxy" || name == "all_proxy";
}

}  // namespace

void probe_membership(const Files& files, Findings& out) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> places{{
      {"/etc/sssd/sssd.conf", "accounts come from a directory (sssd)"},
      {"/etc/krb5.keytab", "this computer is known to a Kerberos domain"},
      {"/etc/himmelblau/himmelblau.conf", "accounts come from Entra ID (himmelblau)"},
      {"/etc/aad.conf", "accounts come from Entra ID (aad-auth)"},
      {"/etc/opt/quest/vas", "accounts come from Active Directory (Safeguard Authentication Services)"},
      {"/opt/pbis", "accounts come from Active Directory (PowerBroker)"},
      {"/etc/centrifydc", "accounts come from Active Directory (Centrify)"},
      {"/var/lib/sss/db/config.ldb", "accounts come from a directory (sssd)"},
  }};
  constexpr std::string_view why = "Administrators of that directory can open an account on this computer.";
  std::set<std::string_view> told;
  for (const auto& [path, what] : places) {
    if (!files.exists(path) || !told.insert(what).second) continue;
    out.push_back({"domain", std::string(what) + ": " + std::string(path), std::string(why), Kind::managed});
  }
  for (const auto& line : files.lines("/etc/samba/smb.conf")) {
    const auto text = lower(trimmed(line));
    if (comment(text) || !text.starts_with("security")) continue;
    if (text.find("ads") == std::string::npos && text.find("domain") == std::string::npos) continue;
    out.push_back({"domain", "this computer is a member of a Windows domain: /etc/samba/smb.conf", std::string(why),
                   Kind::managed});
    break;
  }
}

void probe_certificates(const Files& files, Findings& out) {
  constexpr std::string_view why =
      "Whoever holds the key of such a certificate can read encrypted web traffic of this computer on its way. Sotto's "
      "own "
      "relays are pinned and not affected.";
  std::size_t local = 0;
  std::string example;
  for (const char* folder : {"/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors",
                             "/etc/ca-certificates/trust-source/anchors"}) {
    for (const auto& file : files.below(folder)) {
      ++local;
      if (example.empty()) example = file;
    }
  }
  // The bundle may hold more than the folders tell: what was appended by hand.
  std::set<std::string> known;
  for (const auto& file : files.below("/usr/share/ca-certificates")) {
    for (auto& one : certificates(files.text(file))) known.insert(std::move(one));
  }
  std::size_t unknown = 0;
  for (const auto& one : certificates(files.text("/etc/ssl/certs/ca-certificates.crt")))
    unknown += 1 - known.count(one);
  if (known.empty()) unknown = 0;  // nothing to compare with
  const auto count = std::max(local, unknown);
  if (count == 0) return;
  out.push_back({"extra-root",
                 std::to_string(count) + (count == 1 ? " root certificate" : " root certificates") +
                     " beyond the distribution's: " +
                     (example.empty() ? std::string("/etc/ssl/certs/ca-certificates.crt") : example),
                 std::string(why), Kind::managed});
}

void probe_proxies(const Files& files, const Machine& machine, Findings& out) {
  constexpr std::string_view why =
      "Web traffic goes through it; together with an extra root certificate it can be opened there.";
  const auto tell = [&](const std::string& place) {
    out.push_back({"proxy", "a proxy for the whole computer: " + place, std::string(why), Kind::managed});
  };
  for (const char* file : {"/etc/environment", "/etc/profile.d/proxy.sh", "/etc/sysconfig/proxy"}) {
    for (const auto& line : files.lines(file)) {
      auto text = trimmed(line);
      if (text.starts_with("export ")) text.remove_prefix(7);
      const auto equals = text.find('=');
      if (comment(text) || equals == std::string_view::npos || !names_a_proxy(text.substr(0, equals))) continue;
      if (on_this_machine(text) || trimmed(text.substr(equals + 1)).size() < 4) continue;
      tell(file);
      break;
    }
  }
  for (const auto& file : files.below("/etc/dconf/db")) {
    if (files.text(file).find("[system/proxy") != std::string::npos) tell(file);
  }
  if (!out.empty() && out.back().id == "proxy") return;
  for (const auto& [name, value] : machine.environment) {
    if (!names_a_proxy(name) || value.empty() || on_this_machine(value)) continue;
    tell("the variable " + name);
    return;
  }
}

void probe_browsers(const Files& files, Findings& out) {
  constexpr std::string_view why =
      "Somebody else sets rules for this browser; a forced extension can read every page, Sotto's too.";
  static constexpr std::array folders{
      "/etc/opt/chrome/policies/managed", "/etc/chromium/policies/managed", "/etc/chromium-browser/policies/managed",
      "/etc/opt/edge/policies/managed",   "/etc/brave/policies/managed",    "/etc/vivaldi/policies/managed"};
  static constexpr std::array firefox{
      "/etc/firefox/policies/policies.json",           "/usr/lib/firefox/distribution/policies.json",
      "/usr/lib64/firefox/distribution/policies.json", "/usr/lib/firefox-esr/distribution/policies.json",
      "/etc/firefox-esr/policies/policies.json",       "/opt/firefox/distribution/policies.json"};
  std::vector<std::string> found;
  for (const char* folder : folders) {
    for (const auto& file : files.below(folder)) {
      if (file.ends_with(".json")) found.push_back(file);
    }
  }
  for (const char* file : firefox) {
    if (files.exists(file)) found.emplace_back(file);
  }
  for (const auto& file : found) {
    const auto text = files.text(file);
    const bool forced = text.find("ExtensionInstallForcelist") != std::string::npos ||
                        text.find("force_installed") != std::string::npos;
    out.push_back({forced ? "forced-extension" : "browser-policy",
                   (forced ? "a browser extension that cannot be removed: " : "rules for a browser: ") + file,
                   std::string(why), Kind::managed});
  }
}

void probe_home(const Files& files, const Machine& machine, Findings& out) {
  const auto home = machine.home.string();
  if (home.empty()) return;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> clients{{
      {"/.config/onedrive", "OneDrive"},
      {"/.config/Nextcloud", "Nextcloud"},
      {"/.config/ownCloud", "ownCloud"},
      {"/.dropbox", "Dropbox"},
      {"/.config/Insync", "Insync"},
      {"/.config/rclone/rclone.conf", "rclone"},
  }};
  for (const auto& [path, name] : clients) {
    if (!files.exists(home + std::string(path))) continue;
    out.push_back({"synchronised-home", std::string(name) + " is set up: " + home + std::string(path),
                   "It copies folders to a server; make sure that Sotto's folder is not among them.", Kind::managed});
  }
  // The innermost mount that holds the home decides.
  std::string best, kind;
  for (const auto& line : files.lines("/proc/mounts")) {
    const auto a = line.find(' '), b = line.find(' ', a + 1), c = line.find(' ', b + 1);
    if (a == std::string::npos || b == std::string::npos || c == std::string::npos) continue;
    const auto point = line.substr(a + 1, b - a - 1);
    const bool holds = point == "/" || home == point || home.starts_with(point + "/");
    if (holds && point.size() >= best.size()) best = point, kind = line.substr(b + 1, c - b - 1);
  }
  static constexpr std::array remote{"nfs", "nfs4", "cifs", "smb3", "afs", "fuse.sshfs", "9p", "ceph", "glusterfs"};
  if (std::find(remote.begin(), remote.end(), kind) == remote.end()) return;
  out.push_back(
      {"home-on-server", "your home folder lies on a server (" + kind + " at " + best + ")",
       "Whoever runs that server has the files and their backups; Sotto's vault is encrypted there, but its copies "
       "are not in your hand.",
       Kind::managed});
}

}  // namespace sotto::doctor
