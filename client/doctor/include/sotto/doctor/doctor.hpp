// The doctor: signs that a Linux computer is managed by an employer, and what on it leaves traces in clear. It reads
// files below a root that is given and nothing else: no process is started, nothing is sent. It finds what it knows;
// "nothing found" is not "not managed", and `cannot_see` says what stays out of its sight. Thread: any.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto::doctor {

struct Machine {
  std::filesystem::path root = "/";
  std::filesystem::path home;                                    // as seen from the root: /home/thandi
  std::vector<std::pair<std::string, std::string>> environment;  // the proxies of the session
};

enum class Kind : std::uint8_t {
  managed,  // somebody else has, or may have, a say on this computer
  exposed,  // what is on it may be read by whoever takes it
};
struct Finding {
  std::string id;    // stable, for programs: "agent", "extra-root"
  std::string what;  // what was found, with its place
  std::string why;   // one sentence: what it means for casework
  Kind kind = Kind::managed;
};
struct Report {
  std::vector<Finding> findings;  // signs of management first
  bool managed() const;
};
Report examine(const Machine& machine);

const std::vector<std::string_view>& cannot_see();  // sentences
std::string_view warning();                         // what a person is told when there are signs

}  // namespace sotto::doctor
