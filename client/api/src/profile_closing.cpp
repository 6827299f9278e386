// profile.close: the end of a whole profile, as far as the vault goes. Every case is decided, every buddy is told, and
// what remains is a summary without names. The folder goes afterwards (runtime/profiles.hpp).
#include <algorithm>
#include <array>
#include <limits>

#include "json.hpp"
#include "practice_names.hpp"

namespace sotto::api {
namespace {

using practice::Case;

bool listed(const std::vector<std::string>& refs, const Case& one) {
  return std::any_of(refs.begin(), refs.end(), [&](const std::string& ref) {
    return ref == one.ref || ref == one.nickname || ref == one.id.text();
  });
}

Json refs_of(const std::vector<const Case*>& cases) {
  Json out = Json::array();
  for (const auto* one : cases) out.push_back({{"ref", one->ref}, {"nickname", one->nickname}});
  return out;
}

std::string said_refs(const std::vector<const Case*>& cases) {
  std::string out;
  for (const auto* one : cases) out += (out.empty() ? "" : ", ") + one->ref;
  return out;
}

// A hold stops it; a case that nobody decided about, too.
std::optional<Problem> undecided(const std::vector<Case>& cases, const std::vector<std::string>& purge, bool all) {
  std::vector<const Case*> held, open;
  for (const auto& one : cases) {
    if (one.held) held.push_back(&one);
    if (!one.held && !all && !listed(purge, one)) open.push_back(&one);
  }
  if (!held.empty()) {
    return problem(Errc::refused, Said::closing_held, {said_refs(held)}, {{"held", refs_of(held)}});
  }
  if (!open.empty()) {
    return problem(Errc::refused, Said::closing_undecided, {said_refs(open)}, {{"undecided", refs_of(open)}});
  }
  return std::nullopt;
}

// What a buddy shared can be held without a case.
std::optional<Problem> held_received(const Call& call) {
  const auto exchanges = call.practice.exchanges(std::nullopt, call.now);
  if (!exchanges) return call.refusal(exchanges.error());
  for (const auto& one : *exchanges) {
    if (one.held_itself) return problem(Errc::refused, Said::closing_held_received, {one.id.text()});
  }
  return std::nullopt;
}

Result<Json> summary_of(const Call& call, const std::vector<Case>& cases,
                        const std::vector<messaging::Buddy>& buddies) {
  const auto record =
      call.practice.cpd({std::numeric_limits<std::int64_t>::min()}, {std::numeric_limits<std::int64_t>::max()});
  if (!record) return record.error();
  const auto exchanges = call.practice.exchanges(std::nullopt, call.now);
  if (!exchanges) return exchanges.error();
  std::uint64_t minutes = 0;
  for (const auto& entry : *record) minutes += entry.minutes;
  Json out{{"closed", rfc3339(call.now.timestamp)}, {"buddies", buddies.size()},     {"cases", cases.size()},
           {"exchanges", exchanges->size()},        {"cpd_entries", record->size()}, {"cpd_minutes", minutes}};
  return out;
}

bool living(messaging::BuddyState state) {
  return state != messaging::BuddyState::ended && state != messaging::BuddyState::blocked;
}

Reply close(const Call& call) {
  Params params(call.method, call.params, {"purge", "purge_all"});
  const auto purge = params.texts("purge");
  const bool all = params.flag("purge_all");
  if (params.problem()) return *params.problem();
  const auto cases = call.practice.cases(call.now);
  if (!cases) return call.refusal(cases.error());
  const auto buddies = call.messaging.buddies(true);
  if (!buddies) return call.refusal(buddies.error());
  if (auto problem = undecided(*cases, purge, all)) return *std::move(problem);
  if (auto problem = held_received(call)) return *std::move(problem);
  const auto summary = summary_of(call, *cases, *buddies);
  if (!summary) return call.refusal(summary.error());
  for (const auto& one : *cases) {
    if (const auto done = call.practice.purge_case(one.ref, call.now); !done) return call.refusal(done.error());
  }
  std::size_t told = 0;
  for (const auto& buddy : *buddies) {
    if (!living(buddy.state)) continue;
    if (const auto done = call.messaging.end(buddy.id, call.now); !done) return call.refusal(done.error());
    ++told;
  }
  return Json{{"summary", *summary}, {"told", told}};
}

constexpr std::array methods{Method{"profile.close", close}};

}  // namespace

std::span<const Method> closing_methods() { return methods; }

}  // namespace sotto::api
