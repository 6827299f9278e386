#include <array>
#include <csignal>
#include <cstdlib>

#include <sotto/base/bytes.hpp>
#include <sotto/cli/cli.hpp>
#include <sotto/crypto/secret.hpp>

#include "desk.hpp"
#include "terminal.hpp"

namespace sotto::cli {
namespace {

struct Special {
  Command command;
  int (*run)(const Desk& desk);
};
constexpr std::array specials{
    Special{Command::start, run_start},
    Special{Command::init, run_init},
    Special{Command::limits, run_limits},
    Special{Command::relay_add, run_relay_add},
    Special{Command::invite, run_invite},
    Special{Command::words, run_words},
    Special{Command::verify, run_verify},
    Special{Command::send, run_send},
    Special{Command::history, run_history},
    Special{Command::search, run_search},
    Special{Command::watch, run_watch},
    Special{Command::sync, run_sync},
    Special{Command::engine, run_engine},
    Special{Command::status, run_status},
    Special{Command::lock, run_lock},
    Special{Command::unlock, run_unlock},
    Special{Command::stop, run_stop},
    Special{Command::check, run_check},
    Special{Command::practice, run_practice},
    Special{Command::agree_export, run_agree_export},
    Special{Command::agree_check_copy, run_agree_check_copy},
    Special{Command::case_export, run_case_export},
    Special{Command::profile_list, run_profile_list},
    Special{Command::profile_new, run_profile_new},
    Special{Command::profile_close, run_profile_close},
    Special{Command::profile_destroy, run_profile_destroy},
    Special{Command::doctor, run_doctor},
    Special{Command::ui, run_ui},
    Special{Command::companion, run_companion},
};

std::string_view locale_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread starts
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

int execute(const Desk& desk) {
  for (const auto& special : specials) {
    if (special.command == desk.arguments.command) return special.run(desk);
  }
  return run_plain(desk);
}

}  // namespace

int run(int argc, const char* const* argv) {
  words::speak_as_the_environment(locale_of_environment());
  Output early(json_asked(argc, argv), false);
  for (int i = 1; i < argc; ++i) {
    if (!valid_utf8(argv[i])) return early.fail({Errc::malformed, say(words::cli::line_not_text)});
  }
  auto parsed = parse(argc, argv);
  if (const auto* leave = std::get_if<Leave>(&parsed)) {
    if (!leave->asked) return early.fail({Errc::usage, leave->text});
    static_cast<void>(std::fwrite(leave->text.data(), 1, leave->text.size(), stdout));
    return 0;
  }
  const auto& arguments = std::get<Arguments>(parsed);
  Output output(arguments.json, arguments.quiet);
  if (!crypto::start()) return output.fail({Errc::unexpected, say(words::cli::no_cryptography)});
  leave_cleanly_on_interrupt();
  return execute({arguments, output});
}

}  // namespace sotto::cli
