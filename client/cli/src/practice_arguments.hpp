// The commands of the practice: agreements, boundaries, exchanges, cases, the CPD record, retention.
#pragma once

#include <sotto/cli/arguments.hpp>

namespace CLI {
class App;
}

namespace sotto::cli {

void add_practice_commands(CLI::App& app, Arguments& out);

}  // namespace sotto::cli
