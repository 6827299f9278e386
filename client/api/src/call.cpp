#include "call.hpp"

namespace sotto::api {

std::variant<BuddyId, Problem> buddy_of(const Call& call, const std::string& name) {
  const auto found = call.messaging.find_buddy(name);
  if (found) return *found;
  if (found.error().code == Errc::not_found) return problem(Errc::not_found, Said::unknown_buddy, {name});
  if (found.error().code != Errc::ambiguous) return call.refusal(found.error());
  const auto matching = call.messaging.matching_buddies(name);
  if (!matching) return call.refusal(matching.error());
  std::string ids;
  for (const auto& id : *matching) ids += (ids.empty() ? "" : ", ") + id.text();
  return problem(Errc::ambiguous, Said::ambiguous_buddy, {name, ids});
}

}  // namespace sotto::api
