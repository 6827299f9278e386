#include "plant.hpp"

#ifdef SOTTO_PLANTS

#include <array>
#include <utility>

namespace sotto::messaging {
namespace {

constexpr std::array<std::pair<std::string_view, Plant>, 9> names{{
    {"commit_after_send", Plant::commit_after_send},
    {"ack_before_commit", Plant::ack_before_commit},
    {"swallow_store_error", Plant::swallow_store_error},
    {"chain_span_off", Plant::chain_span_off},
    {"seen_not_written", Plant::seen_not_written},
    {"epoch_with_row_waiting", Plant::epoch_with_row_waiting},
    {"seq_at_writing", Plant::seq_at_writing},
    {"tombstone_ended_by_original", Plant::tombstone_ended_by_original},
    {"late_original_kept", Plant::late_original_kept},
}};
Plant active = Plant::none;

}  // namespace

bool planted(Plant plant) { return active == plant; }

void plant(std::string_view name) {
  active = Plant::none;
  for (const auto& [known, value] : names) {
    if (known == name) active = value;
  }
}

}  // namespace sotto::messaging

#endif
