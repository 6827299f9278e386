// What the doctor says to a person, and what the person decides about this computer.
#pragma once

#include <functional>

#include "desk.hpp"
#include "terminal.hpp"

namespace sotto::cli {

enum class MachineUse { everything, availability, not_at_all };
// Asks only when there are signs that the computer is managed.
MachineUse how_to_use_this_machine(Output& output);
// Sets casework off in the profile that was just made; answers the exit code.
int keep_casework_off(const Desk& desk, const std::function<Passphrase()>& passphrase);

}  // namespace sotto::cli
