// The command line: contract.md. stdout is data, stderr is talk; the answer is the exit code.
#pragma once

namespace sotto::cli {

int run(int argc, const char* const* argv);

}  // namespace sotto::cli
