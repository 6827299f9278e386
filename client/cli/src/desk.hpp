// What every command works with: the arguments, the output, and one way to ask the engine.
#pragma once

#include <memory>
#include <variant>

#include <sotto/cli/arguments.hpp>
#include <sotto/runtime/connection.hpp>

#include "output.hpp"

namespace sotto::cli {

using api::Json;
using Connected = std::unique_ptr<runtime::Connection>;

struct Desk {
  const Arguments& arguments;
  Output& output;
};

// The running engine, or this process under the profile's lock (then a passphrase is asked for). Says a notice once.
std::variant<Connected, api::Problem> open(const Desk& desk);
// The answer's member as text; empty when it is absent or none.
std::string text_at(const Json& json, const char* name);

// Each answers the exit code.
int run_init(const Desk& desk);
int run_start(const Desk& desk);
int run_limits(const Desk& desk);  // what nobody can promise; needs no profile
int run_relay_add(const Desk& desk);
int run_invite(const Desk& desk);
int run_words(const Desk& desk);
int run_verify(const Desk& desk);
int run_send(const Desk& desk);
int run_history(const Desk& desk);
int run_search(const Desk& desk);
int run_watch(const Desk& desk);
int run_sync(const Desk& desk);
int run_engine(const Desk& desk);
int run_status(const Desk& desk);
int run_lock(const Desk& desk);
int run_unlock(const Desk& desk);
int run_stop(const Desk& desk);
int run_ui(const Desk& desk);
int run_check(const Desk& desk);
int run_profile_list(const Desk& desk);
int run_profile_new(const Desk& desk);
int run_profile_close(const Desk& desk);
int run_profile_destroy(const Desk& desk);
int run_doctor(const Desk& desk);
int run_practice(const Desk& desk);
int run_agree_export(const Desk& desk);
int run_agree_check_copy(const Desk& desk);
int run_case_export(const Desk& desk);
std::variant<Json, api::Problem> params_of(const Desk& desk);  // what the options say
std::variant<Json, api::Problem> ask(const Desk& desk);        // the one call that `asked` says
int run_companion(const Desk& desk);
// Every command that is one call and one way to show its answer.
int run_plain(const Desk& desk);

}  // namespace sotto::cli
