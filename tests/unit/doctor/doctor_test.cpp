#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include <sotto/doctor/doctor.hpp>

namespace sotto::doctor {
namespace {

namespace fs = std::filesystem;

// A small file system of its own.
class Root {
 public:
  Root() {
    std::string name = (fs::temp_directory_path() / "sotto-doctor-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~Root() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;

  Root& file(const std::string& path, const std::string& text = "x\n") {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
    return *this;
  }
  Report report(const std::string& home = "/home/me",
                std::vector<std::pair<std::string, std::string>> environment = {}) {
    return examine({folder_, home, std::move(environment)});
  }
  std::string ids() {  // of what was found, in order
    std::string out;
    for (const auto& finding : report().findings) out += (out.empty() ? "" : " ") + finding.id;
    return out;
  }

 private:
  fs::path folder_;
};

std::string pem(const std::string& body) {
  return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
}

}  // namespace

TEST_CASE("doctor: an empty computer shows no sign, and what cannot be seen is said all the same") {
  Root root;
  CHECK(root.report().findings.empty());
  CHECK_FALSE(root.report().managed());
  CHECK(cannot_see().size() >= 5);
  for (const auto sentence : cannot_see()) CHECK(sentence.back() == '.');
}

TEST_CASE("doctor: an agent is known by its folder, its unit or its process") {
  CHECK(Root().file("opt/microsoft/intune/bin/agent").ids() == "management-agent");
  CHECK(Root().file("etc/systemd/system/falcon-sensor.service").ids() == "monitoring-agent");
  CHECK(Root().file("usr/lib/systemd/system/zsaservice.service").ids() == "network-agent");
  CHECK(Root().file("proc/4711/comm", "teamviewerd\n").ids() == "remote-control");
  CHECK(Root().file("proc/self/comm", "teamviewerd\n").ids().empty());
  CHECK(Root().file("proc/4711/comm", "teamviewer-notes\n").ids().empty());
  const auto found = Root().file("opt/teamviewer/x").file("proc/1/comm", "teamviewerd\n").report();
  REQUIRE(found.findings.size() == 1);  // one program is told once
  CHECK(found.findings[0].what == "TeamViewer (/opt/teamviewer)");
  CHECK(found.managed());
}

TEST_CASE("doctor: membership of a domain") {
  CHECK(Root().file("etc/sssd/sssd.conf").ids() == "domain");
  CHECK(Root().file("etc/samba/smb.conf", "[global]\n  security = ADS\n").ids() == "domain");
  CHECK(Root().file("etc/samba/smb.conf", "[global]\n# security = ads\n security = user\n").ids().empty());
}

TEST_CASE("doctor: root certificates beyond the distribution's, by folder and by what the bundle holds") {
  const auto plain = [](Root& root) -> Root& {
    return root.file("usr/share/ca-certificates/mozilla/A.crt", pem("AAAA\nBBBB"));
  };
  Root clean;
  CHECK(plain(clean).file("etc/ssl/certs/ca-certificates.crt", pem("AAAABBBB")).ids().empty());
  Root appended;
  CHECK(plain(appended).file("etc/ssl/certs/ca-certificates.crt", pem("AAAABBBB") + pem("CCCC")).ids() == "extra-root");
  Root added;
  const auto report = plain(added).file("usr/local/share/ca-certificates/corp/root.crt", pem("CCCC")).report();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].what ==
        "1 root certificate beyond the distribution's: /usr/local/share/ca-certificates/corp/root.crt");
  CHECK(Root().file("etc/ssl/certs/ca-certificates.crt", "-----BEGIN CERTIFICATE-----\ncut off").ids().empty());
}

TEST_CASE("doctor: a proxy for everybody is a sign, one on this computer is not") {
  CHECK(Root().file("etc/environment", "https_proxy=\"http://proxy.example:3128\"\n").ids() == "proxy");
  CHECK(Root().file("etc/environment", "# https_proxy=http://proxy.example:3128\n").ids().empty());
  CHECK(Root().file("etc/environment", "https_proxy=http://127.0.0.1:9050\nPATH=/bin\n").ids().empty());
  CHECK(Root().file("etc/dconf/db/local.d/00-proxy", "[system/proxy/http]\n").ids() == "proxy");
  Root root;
  CHECK(root.report("", {{"https_proxy", "http://proxy.example:3128"}}).findings.size() == 1);
  CHECK(root.report("", {{"https_proxy", "socks5://localhost:9050"}, {"no_proxy", "x"}}).findings.empty());
}

TEST_CASE("doctor: browser policies, and extensions that cannot be removed") {
  CHECK(Root().file("etc/chromium/policies/managed/a.json", "{}").ids() == "browser-policy");
  CHECK(Root().file("etc/opt/chrome/policies/managed/a.json", R"({"ExtensionInstallForcelist":["x"]})").ids() ==
        "forced-extension");
  CHECK(Root().file("etc/firefox/policies/policies.json", R"({"installation_mode":"force_installed"})").ids() ==
        "forced-extension");
  CHECK(Root().file("etc/chromium/policies/managed/README", "nothing").ids().empty());
}

TEST_CASE("doctor: a home that is copied to a server, or lies on one") {
  CHECK(Root().file("home/me/.config/onedrive/config").ids() == "synchronised-home");
  CHECK(Root().file("home/you/.config/onedrive/config").ids().empty());
  const std::string mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\n";
  CHECK(Root().file("proc/mounts", mounts).ids() == "home-on-server");
  CHECK(Root().file("proc/mounts", mounts + "/dev/sdb1 /home/me ext4 rw 0 0\n").ids().empty());
}

TEST_CASE("doctor: disk, swap and crash copies are told as exposed, never as managed") {
  CHECK(Root().file("sys/class/block/sda/size", "1").ids() == "disk-in-clear");
  Root encrypted;
  encrypted.file("sys/class/block/sda/size", "1").file("sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-00ff-root\n");
  CHECK(encrypted.ids().empty());
  encrypted.file("proc/swaps",
                 "Filename\tType\n/dev/dm-0 partition 1 0\n/dev/zram0 partition 1 0\n/swapfile file 1 0\n");
  CHECK(encrypted.ids().empty());
  encrypted.file("proc/swaps", "Filename\tType\n/dev/sda2 partition 1 0\n");
  CHECK(encrypted.ids() == "swap-in-clear");
  CHECK(Root().file("proc/sys/kernel/core_pattern", "core\n").ids().empty());
  const auto report = Root().file("proc/sys/kernel/core_pattern", "|/usr/share/apport/apport -p%p\n").report();
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].what == "crashed programs are copied by /usr/share/apport/apport");
  CHECK_FALSE(report.managed());
}

TEST_CASE("doctor: signs of management come first, and folders that cannot be read are no failure") {
  Root root;
  root.file("sys/class/block/sda/size", "1").file("opt/jc/x").file("etc/environment/odd", "https_proxy=http://p:1\n");
  CHECK(root.ids() == "management-agent disk-in-clear");
}

}  // namespace sotto::doctor
