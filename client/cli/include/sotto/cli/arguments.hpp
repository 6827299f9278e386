// The command line, parsed. The grammar (and CLI11 with it) lives in arguments.cpp and practice_arguments.cpp alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sotto::cli {

enum class Command : std::uint8_t {
  start,  // `sotto` alone
  init,
  limits,
  relay_add,
  relay_list,
  relay_status,
  relay_allow,
  invite,
  invite_list,
  invite_revoke,
  join,
  buddy_list,
  buddy_rename,
  buddy_block,
  buddy_end,
  buddy_device,
  words,
  verify,
  send,
  recall,
  history,
  search,
  watch,
  sync,
  engine,
  status,
  lock,
  unlock,
  stop,
  config_get,
  config_set,
  config_unset,
  check,
  profile_list,
  profile_new,
  profile_close,
  profile_destroy,
  doctor,
  ui,
  practice,   // `asked` says what; so it does for these, which do more than show the answer
  companion,  // a timer in the terminal
  agree_export,
  agree_check_copy,
  case_export,
};

// A command that is one call of the engine: its method and parameters, as api/client.hpp lists them.
using Value = std::variant<std::string, bool, std::int64_t, std::vector<std::string>>;
struct Asked {
  std::string method;
  std::vector<std::pair<std::string, Value>> params;
};

struct Arguments {
  Command command = Command::start;
  // everywhere
  std::filesystem::path profile;
  std::string passphrase_file;
  std::optional<int> passphrase_fd;
  bool json = false;
  bool quiet = false;
  bool no_input = false;
  // of single commands
  std::string name, link, buddy, text, id, key, value, host;
  std::filesystem::path file, out;  // of send and the exports
  std::string audience, people;     // of check
  std::string label, colour;        // of profile new
  std::string confirm;              // of profile close and destroy: the profile's name, typed
  std::vector<std::string> purge;
  bool purge_all = false;
  bool untold = false;
  bool despite_hold = false;
  std::string after, around;  // of history, beside id (before)
  Asked asked;
  std::optional<std::string> as;
  std::optional<std::int64_t> days, limit;
  std::optional<double> wait;
  std::filesystem::path pages;  // of engine and ui, in Debug builds
  bool locked = false;          // of engine
  bool no_window = false;       // of ui
  bool weak_passphrase = false;
  bool light_kdf = false;
  bool member = false;
  bool all = false;
  bool no_match = false;
  bool sync = false;
  bool ids = false;
  bool as_is = false;
};

struct Leave {         // there is nothing to run
  bool asked = false;  // --help or --version: `text` is the answer; else it says what could not be understood
  std::string text;
};

std::variant<Arguments, Leave> parse(int argc, const char* const* argv);
// Whether --json stands before a `--`, even when the rest cannot be understood.
bool json_asked(int argc, const char* const* argv);

}  // namespace sotto::cli
