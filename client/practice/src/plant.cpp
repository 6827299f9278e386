#include "plant.hpp"

#ifdef SOTTO_PLANTS

#include <array>
#include <utility>

namespace sotto::practice {
namespace {

constexpr std::array<std::pair<std::string_view, Plant>, 9> names{{
    {"body_with_the_offer", Plant::body_with_the_offer},
    {"any_body_taken", Plant::any_body_taken},
    {"view_before_all_sealed", Plant::view_before_all_sealed},
    {"any_view_taken", Plant::any_view_taken},
    {"purge_ignores_a_hold", Plant::purge_ignores_a_hold},
    {"receiver_may_loosen", Plant::receiver_may_loosen},
    {"purge_leaves_the_outbox", Plant::purge_leaves_the_outbox},
    {"time_of_a_pause_counts", Plant::time_of_a_pause_counts},
    {"end_of_a_session_untold", Plant::end_of_a_session_untold},
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

}  // namespace sotto::practice

#endif
