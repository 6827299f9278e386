// sotto-sim --seeds N [--from S] [--file F] [--twice] [--verbose] [--trace]: random schedules against the invariants.
// sotto-sim --plants [--json]: the planted bugs, by the program beside this one.
// Exit 1 on any break; the last line is "S seeds, M messages, B breaks".
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

#include <sotto/crypto/secret.hpp>

#include "world.hpp"

namespace {

struct Options {
  std::uint64_t seeds = 1, from = 1;
  std::string file;  // more seeds, one a line
  bool twice = false, trace = false, verbose = false;
};

std::optional<std::uint64_t> number(const char* text) {
  char* end = nullptr;
  errno = 0;
  const auto value = std::strtoull(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || *text == '-') return std::nullopt;
  return value;
}

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--twice")
      options.twice = true;
    else if (word == "--trace")
      options.trace = true;
    else if (word == "--verbose")
      options.verbose = true;
    else if (word == "--file" && i + 1 < argc)
      options.file = argv[++i];
    else if ((word == "--seeds" || word == "--from") && i + 1 < argc) {
      const auto value = number(argv[++i]);
      if (!value) return std::nullopt;
      (word == "--seeds" ? options.seeds : options.from) = *value;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

sotto::sim::Outcome run(std::uint64_t seed, const Options& options) {
  auto outcome = sotto::sim::World(seed, options.trace).run();
  // A sample runs twice: the same seed must do the same (I15).
  if (outcome.broken.empty() && (options.twice || seed % 16 == 0)) {
    const auto again = sotto::sim::World(seed, false).run();
    if (again.trace != outcome.trace) outcome.broken = "I15: the same seed ran differently";
  }
  return outcome;
}

std::vector<std::uint64_t> chosen(const Options& options) {
  std::vector<std::uint64_t> seeds;
  if (!options.file.empty()) {
    std::ifstream file(options.file);
    for (std::string line; std::getline(file, line);)
      if (const auto seed = number(line.c_str())) seeds.push_back(*seed);
  }
  for (std::uint64_t i = 0; i < options.seeds; ++i) seeds.push_back(options.from + i);
  return seeds;
}

int run_planted(char** argv) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto program = (self.parent_path() / "sotto-sim-planted").string();
  execv(program.c_str(), argv);
  std::fprintf(stderr, "%s cannot be started\n", program.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (std::string_view(argv[i]) == "--plants") return run_planted(argv);
  const auto options = parse(argc, argv);
  if (!options) {
    std::fprintf(stderr, "sotto-sim --seeds N [--from S] [--twice] [--verbose] [--trace]\n");
    return 2;
  }
  if (!sotto::crypto::start()) return 1;
  std::uint64_t messages = 0, breaks = 0;
  const auto seeds = chosen(*options);
  for (const auto seed : seeds) {
    const auto outcome = run(seed, *options);
    messages += outcome.messages;
    if (options->verbose)
      std::printf("seed %" PRIu64 ": %" PRIu64 " messages, %" PRIu64 " events\n", seed, outcome.messages,
                  outcome.steps);
    if (outcome.broken.empty()) continue;
    ++breaks;
    std::printf("seed %" PRIu64 ": %s\n  replay: ./run sim --seeds 1 --from %" PRIu64 "\n", seed,
                outcome.broken.c_str(), seed);
    std::fflush(stdout);
  }
  std::printf("%" PRIu64 " seeds, %" PRIu64 " messages, %" PRIu64 " breaks\n", static_cast<std::uint64_t>(seeds.size()),
              messages, breaks);
  return breaks == 0 ? 0 : 1;
}
