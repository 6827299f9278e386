// sotto-sim-planted [--seeds N] [--json]: shows that the simulator finds bugs. Each planted bug is switched on alone,
// and schedules run until an invariant breaks; the same schedule must hold without the plant. Exit 1 when one survives.
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
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
  std::string broken;
};

void switch_on(std::string_view name) {
  sotto::messaging::plant(name);
  sotto::practice::plant(name);
  sotto::relay_core::spooled_copy_not_detected = name == "spooled_copy_not_detected";
}

Finding hunt(std::string_view name, std::uint64_t budget, bool (*fits)(std::uint64_t seed)) {
  std::uint64_t tried = 0;
  for (std::uint64_t seed = 1; tried < budget; ++seed) {
    if (!fits(seed)) continue;
    ++tried;
    switch_on(name);
    const auto outcome = sotto::sim::World(seed, false).run();
    if (outcome.broken.empty()) continue;
    switch_on("");
    if (sotto::sim::World(seed, false).run().broken.empty()) return {name, tried, outcome.broken};
  }
  return {name, 0, {}};
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t budget = 400;
  bool json = false;
  std::string_view only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--json")
      json = true;
    else if (word == "--seeds" && i + 1 < argc)
      budget = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--only" && i + 1 < argc)
      only = argv[++i];
    else if (word != "--plants")
      return 2;
  }
  if (!sotto::crypto::start()) return 1;
  std::vector<Finding> findings;
  const auto look_for = [&](std::string_view name, bool (*fits)(std::uint64_t)) {
    if (!only.empty() && only != name) return;
    findings.push_back(hunt(name, budget, fits));
    const auto& found = findings.back();
    std::fprintf(stderr, "%-28s %s\n", std::string(name).c_str(),
                 found.seeds == 0 ? "SURVIVED" : (std::to_string(found.seeds) + " seeds: " + found.broken).c_str());
  };
  for (const auto name : plants) look_for(name, [](std::uint64_t) { return true; });
  for (const auto name : plants_of_casework) look_for(name, sotto::sim::has_casework);
  for (const auto name : plants_of_sessions) look_for(name, sotto::sim::has_sessions);
  std::string out = "{\"plants\":[";
  bool all = true;
  for (const auto& found : findings) {
    all = all && found.seeds != 0;
    if (out.back() == '}') out += ',';
    out += "{\"name\":\"" + std::string(found.name) + "\",\"caught\":" + (found.seeds != 0 ? "true" : "false") +
           ",\"seeds\":" + std::to_string(found.seeds != 0 ? found.seeds : budget) + "}";
  }
  if (json) std::printf("%s]}\n", out.c_str());
  return all ? 0 : 1;
}
