// sotto-sim-planted [--seeds N] [--only NAME] [--kept FILE] [--json]: shows that the simulator finds bugs. Each planted
// bug is switched on alone, and schedules run until an invariant breaks; the same schedule must hold without the plant.
// Exit 1 when one survives. A line of FILE is a plant's name and a seed that is known to show it: tried before the
// others.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/crypto/secret.hpp>

#include "client/messaging/src/plant.hpp"
#include "client/practice/src/plant.hpp"
#include "relay/core/src/plant.hpp"
#include "world.hpp"

namespace {

constexpr std::string_view plants[] = {
    "commit_after_send",  "ack_before_commit",         "swallow_store_error", "chain_span_off",
    "seen_not_written",   "epoch_with_row_waiting",    "seq_at_writing",      "tombstone_ended_by_original",
    "late_original_kept", "spooled_copy_not_detected",
};
// Looked for in the schedules that have casework; the number counts those.
constexpr std::string_view plants_of_casework[] = {
    "body_with_the_offer",  "any_body_taken",      "view_before_all_sealed",  "any_view_taken",
    "purge_ignores_a_hold", "receiver_may_loosen", "purge_leaves_the_outbox",
};
// Likewise, in those with sessions.
constexpr std::string_view plants_of_sessions[] = {"time_of_a_pause_counts", "end_of_a_session_untold"};

struct Finding {
  std::string_view name;
  std::uint64_t seeds = 0;  // until it was caught; 0: it survived
  std::uint64_t seed = 0;   // which caught it
  std::string broken;
};

struct Options {
  std::uint64_t budget = 400;
  bool json = false;
  std::string_view only;
  std::map<std::string, std::uint64_t, std::less<>> kept;
};

void switch_on(std::string_view name) {
  sotto::messaging::plant(name);
  sotto::practice::plant(name);
  sotto::relay_core::spooled_copy_not_detected = name == "spooled_copy_not_detected";
}

// The invariant that breaks in this schedule with the plant, and only with it; else empty.
std::string broken_by(std::string_view name, std::uint64_t seed) {
  switch_on(name);
  auto outcome = sotto::sim::World(seed, false).run();
  switch_on("");
  if (outcome.broken.empty() || !sotto::sim::World(seed, false).run().broken.empty()) return {};
  return outcome.broken;
}

Finding hunt(std::string_view name, const Options& options, bool (*fits)(std::uint64_t seed)) {
  std::uint64_t tried = 0;
  if (const auto kept = options.kept.find(name); kept != options.kept.end()) {
    ++tried;
    if (auto broken = broken_by(name, kept->second); !broken.empty()) return {name, tried, kept->second, broken};
  }
  for (std::uint64_t seed = 1; tried < options.budget; ++seed) {
    if (!fits(seed)) continue;
    ++tried;
    if (auto broken = broken_by(name, seed); !broken.empty()) return {name, tried, seed, broken};
  }
  return {name, 0, 0, {}};
}

bool read_kept(const char* path, Options& options) {
  std::ifstream file(path);
  std::string name;
  std::uint64_t seed = 0;
  while (file >> name >> seed) options.kept[name] = seed;
  return file.eof();
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--json")
      options.json = true;
    else if (word == "--seeds" && more)
      options.budget = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--only" && more)
      options.only = argv[++i];
    else if (word == "--kept" && more) {
      if (!read_kept(argv[++i], options)) return false;
    } else if (word != "--plants")
      return false;
  }
  return true;
}

std::string as_json(const std::vector<Finding>& findings, std::uint64_t budget) {
  std::string out = "{\"plants\":[";
  for (const auto& found : findings) {
    if (out.back() == '}') out += ',';
    out += "{\"name\":\"" + std::string(found.name) + "\",\"caught\":" + (found.seeds != 0 ? "true" : "false") +
           ",\"seeds\":" + std::to_string(found.seeds != 0 ? found.seeds : budget) + "}";
  }
  return out + "]}";
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) return 2;
  if (!sotto::crypto::start()) return 1;
  std::vector<Finding> findings;
  bool all = true;
  const auto look_for = [&](std::string_view name, bool (*fits)(std::uint64_t)) {
    if (!options.only.empty() && options.only != name) return;
    const auto& found = findings.emplace_back(hunt(name, options, fits));
    if (found.seeds == 0)
      std::fprintf(stderr, "%-28s SURVIVED\n", std::string(name).c_str());
    else
      std::fprintf(stderr, "%-28s %" PRIu64 " seeds, by %" PRIu64 ": %s\n", std::string(name).c_str(), found.seeds,
                   found.seed, found.broken.c_str());
    all = all && found.seeds != 0;
  };
  for (const auto name : plants) look_for(name, [](std::uint64_t) { return true; });
  for (const auto name : plants_of_casework) look_for(name, sotto::sim::has_casework);
  for (const auto name : plants_of_sessions) look_for(name, sotto::sim::has_sessions);
  if (options.json) std::printf("%s\n", as_json(findings, options.budget).c_str());
  return all ? 0 : 1;
}
