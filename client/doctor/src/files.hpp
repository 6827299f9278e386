// Reading small files and folders below a root. Whatever cannot be read is empty: other people's files may be closed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/doctor/doctor.hpp>

namespace sotto::doctor {

inline constexpr std::size_t text_max = 4 << 20;  // bytes of a file; the certificates of a whole system are 0.3 MB

class Files {
 public:
  explicit Files(const std::filesystem::path& root) : root_(root) {}
  std::filesystem::path at(std::string_view path) const;  // "/etc/x" below the root
  bool exists(std::string_view path) const;
  std::string text(std::string_view path) const;
  std::vector<std::string> lines(std::string_view path) const;
  // Names in a folder, sorted, at most 4,096.
  std::vector<std::string> names(std::string_view folder) const;
  // Files below a folder, two levels deep, as seen from the root, sorted.
  std::vector<std::string> below(std::string_view folder) const;

 private:
  std::filesystem::path root_;
};

// One group of probes each; they add what they find.
using Findings = std::vector<Finding>;
void probe_agents(const Files& files, Findings& out);
void probe_membership(const Files& files, Findings& out);    // domains and directories
void probe_certificates(const Files& files, Findings& out);  // roots beyond the distribution's
void probe_proxies(const Files& files, const Machine& machine, Findings& out);
void probe_browsers(const Files& files, Findings& out);
void probe_home(const Files& files, const Machine& machine, Findings& out);  // synchronised or on a server
void probe_storage(const Files& files, Findings& out);                       // disk and swap in clear, crash copies

}  // namespace sotto::doctor
