// crisis.*
#include <algorithm>
#include <array>

#include <sotto/practice/crisis.hpp>
#include <sotto/words/request.hpp>
#include <sotto/words/words.hpp>

#include "practice_names.hpp"
#include "session_names.hpp"

namespace sotto::api {
namespace {

using practice::Ping;
using practice::PingId;
using practice::PingStage;

// The country of the agreement that is active, if there is one; else the United Kingdom.
std::string country_of(const Call& call) {
  const auto buddies = call.messaging.buddies(false);
  if (!buddies) return "uk";
  for (const auto& buddy : *buddies) {
    const auto agreement = call.practice.agreement(buddy.id, call.now);
    if (!agreement || !agreement->current || agreement->current->terms.carve_outs.empty()) continue;
    return agreement->current->terms.carve_outs.front().pack;
  }
  return "uk";
}

Json lines_json(const practice::PhoneLines& all) {
  Json list = Json::array();
  for (const auto& line : all.lines) {
    list.push_back({{"code", line.code},
                    {"name", line.name},
                    {"number", line.number},
                    {"hours", line.hours},
                    {"note", line.note},
                    {"source", line.source},
                    {"reviewed", line.reviewed},
                    {"confirmed", line.confirmed}});
  }
  return {{"country", all.country}, {"name", all.name}, {"reviewed", all.reviewed}, {"lines", list}};
}

Json with_lines(const Call& call, const Ping& ping) {
  Json out{{"ping", ping_json(ping)}};
  if (ping.mine && ping.stage == PingStage::nobody) {
    if (const auto* lines = practice::find_phone_lines(country_of(call)); lines != nullptr)
      out["phone"] = lines_json(*lines);
  }
  return out;
}

Reply answer(const Call& call, const Result<Ping>& ping) {
  if (!ping) return call.refusal(ping.error());
  return with_lines(call, *ping);
}

// Without an id: the newest that `fits`.
template <class Fits>
Result<PingId> meant(const Call& call, Params& params, Fits&& fits) {
  if (params.maybe_text("id")) return PingId{params.message_id("id").bytes};
  const auto all = call.practice.crisis().pings(call.now);
  if (!all) return all.error();
  const auto found = std::find_if(all->begin(), all->end(), fits);
  if (found == all->end()) return Error{Errc::not_found, words::request::nobody_asks};
  return found->id;
}

Reply crisis_available(const Call& call) {
  Params params(call.method, call.params, {"hours", "kinds"});
  const auto hours_long = static_cast<std::uint32_t>(params.number("hours", 4, 0, 24));
  const auto kinds = read_crisis_kinds(params, "kinds");
  if (params.problem()) return *params.problem();
  const auto told = call.practice.crisis().be_available(hours_long, kinds, call.now);
  if (!told) return call.refusal(told.error());
  const auto all = call.practice.crisis().availability(call.now);
  if (!all) return call.refusal(all.error());
  const bool mine = !all->empty() && !all->front().buddy;
  return Json{{"available", mine ? available_json(all->front()) : Json(nullptr)}, {"told", *told}};
}

Reply crisis_list(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto pings = call.practice.crisis().pings(call.now);
  if (!pings) return call.refusal(pings.error());
  const auto available = call.practice.crisis().availability(call.now);
  if (!available) return call.refusal(available.error());
  Json out{{"pings", Json::array()}, {"available", Json::array()}};
  for (const auto& one : *pings) out["pings"].push_back(ping_json(one));
  for (const auto& one : *available) out["available"].push_back(available_json(one));
  return out;
}

Reply crisis_ask(const Call& call) {
  Params params(call.method, call.params, {"kind", "buddy"});
  const auto kind = read_crisis_kind(params, "kind").value_or(proto::CrisisKind::upset);
  if (!params.maybe_text("buddy")) {
    if (params.problem()) return *params.problem();
    return answer(call, call.practice.crisis().ask(kind, std::nullopt, call.now));
  }
  return with_buddy(call, params,
                    [&](const BuddyId& id) { return answer(call, call.practice.crisis().ask(kind, id, call.now)); });
}

Reply crisis_take(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = meant(call, params, [](const Ping& ping) { return ping.stage == PingStage::ringing; });
  if (params.problem()) return *params.problem();
  return id ? answer(call, call.practice.crisis().take(*id, call.now)) : Reply(call.refusal(id.error()));
}

Reply crisis_withdraw(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = meant(call, params, [](const Ping& ping) { return ping.mine && ping.stage <= PingStage::taken; });
  if (params.problem()) return *params.problem();
  return id ? answer(call, call.practice.crisis().withdraw(*id, call.now)) : Reply(call.refusal(id.error()));
}

Reply crisis_checkin(const Call& call) {
  Params params(call.method, call.params, {"id", "at", "yes", "no"});
  const bool yes = params.flag("yes");
  const bool no = params.flag("no");
  const auto at = params.maybe_text("at");
  const auto time = at ? read_time(*at) : std::nullopt;
  if (at && (!time || at->size() == 10)) params.refuse(Said::wrong_type, {"at", "a time like 2026-12-31T14:00:00Z"});
  const auto id = meant(call, params, [](const Ping& ping) {
    return ping.stage == PingStage::taken || ping.stage == PingStage::holding;
  });
  if (params.problem()) return *params.problem();
  if (!id) return call.refusal(id.error());
  auto& crisis = call.practice.crisis();
  if (yes || no) return answer(call, crisis.answer_check_in(*id, yes && !no, call.now));
  if (time) return answer(call, crisis.propose_check_in(*id, *time, call.now));
  return answer(call, crisis.find(*id, call.now));
}

Reply crisis_script(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  Json steps = Json::array();
  for (const auto& step : practice::crisis_script())
    steps.push_back({{"minutes", step.minutes}, {"text", words::spoken(step.says)}});
  Json never = Json::array();
  for (const auto one : practice::never_tonight()) never.push_back(words::spoken(one));
  return Json{{"script", steps}, {"never_tonight", never}};
}

Reply crisis_lines(const Call& call) {
  Params params(call.method, call.params, {"country"});
  const auto given = params.maybe_text("country");
  if (params.problem()) return *params.problem();
  const auto* lines = practice::find_phone_lines(given ? plain_word(*given) : country_of(call));
  if (lines == nullptr) return problem(Errc::usage, Said::wrong_type, {"country", "one of eu, ie, uk, us"});
  return Json{{"phone", lines_json(*lines)}};
}

constexpr std::array methods{
    Method{"crisis.available", crisis_available},
    Method{"crisis.list", crisis_list},
    Method{"crisis.ask", crisis_ask},
    Method{"crisis.take", crisis_take},
    Method{"crisis.withdraw", crisis_withdraw},
    Method{"crisis.checkin", crisis_checkin},
    Method{"crisis.script", crisis_script},
    Method{"crisis.lines", crisis_lines},
};

}  // namespace

std::span<const Method> crisis_methods() { return methods; }

}  // namespace sotto::api
