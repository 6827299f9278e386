// What making a profile and opening one share.
#pragma once

#include "desk.hpp"

namespace sotto::cli {

// With a passphrase that was asked for and is not easy to guess: {"profile","name"}.
std::variant<Json, api::Problem> make_profile(const Desk& desk);
void show_banner(const Desk& desk);  // CLIENT 2 · green, above the commands of that profile

}  // namespace sotto::cli
