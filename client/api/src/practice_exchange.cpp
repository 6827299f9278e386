// share, inbox and exchange.*
#include <algorithm>
#include <array>

#include <sotto/api/check_json.hpp>
#include <sotto/base/limits.hpp>

#include "practice_names.hpp"
#include "settings.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

using practice::Exchange;
using practice::Practice;

proto::ExchangeId exchange_id(Params& params) { return {params.message_id("id").bytes}; }

// The check deals "Manager B", "Witness C", "Rep D" and "Employee A".
practice::Part part_of_alias(std::string_view alias) {
  if (alias.starts_with("Manager ")) return practice::Part::manager;
  if (alias.starts_with("Witness ")) return practice::Part::witness;
  return alias.starts_with("Rep ") ? practice::Part::rep : practice::Part::employee;
}

Reply answer(const Call& call, const Result<Exchange>& exchange, bool with_text = false) {
  if (!exchange) return call.refusal(exchange.error());
  return exchange_json(*exchange, with_text);
}

// The people and firms that the replacement hides and the case does not know yet: next time it does.
std::vector<practice::CaseName> hidden_by(const deid::Report& report, std::string_view text) {
  std::vector<practice::CaseName> out;
  for (const auto& finding : report.findings) {
    const bool person = finding.type == deid::Type::person;
    using R = deid::Reason;
    const bool known = finding.why == R::known || finding.why == R::known_near || finding.why == R::not_here;
    if (known || finding.suggest.empty() || (!person && finding.type != deid::Type::org)) continue;
    practice::CaseName name;
    name.part = person ? part_of_alias(finding.suggest) : practice::Part::org;
    if (person) name.alias = finding.suggest;
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const auto& one) { return person && one.alias == name.alias; });
    auto& names = (same == out.end() ? out.emplace_back(std::move(name)) : *same).names;
    auto surface = piece_of(text, finding.start, finding.end);
    if (std::find(names.begin(), names.end(), surface) == names.end()) names.push_back(std::move(surface));
  }
  return out;
}

// What the offer commits to is the text after replacement: the check comes before anything is bound. In a crisis it
// never stands in the way. `despite` keeps its reason only if one was needed.
std::optional<Problem> check_before_binding(const Call& call, practice::Share& share, bool replace,
                                            std::optional<practice::Despite>& despite) {
  if (share.text.empty() || share.text.size() > limits::text_max) return std::nullopt;  // refused for that
  auto report = call.practice.check({share.text, share.case_ref, std::nullopt});
  if (report && replace) {
    share.replaced = hidden_by(*report, share.text);
    share.text = deid::replaced(share.text, report->findings);
    report = call.practice.check({share.text, share.case_ref, std::nullopt});
  }
  if (!report) return call.refusal(report.error());
  share.check = report->findings.empty() && report->kept == 0 ? proto::Checked::clean : proto::Checked::kept_some;
  if (share.kind == proto::ExchangeKind::crisis) return std::nullopt;
  auto problem = stop_and_think(*report, share.text, despite);
  if (report->verdict < deid::Severity::stop) despite.reset();
  return problem;
}

Reply share(const Call& call) {
  Params params(call.method, call.params,
                {"buddy", "case", "text", "label", "what", "with", "until", "step_in", "ask", "keep_days", "kind",
                 "topic", "despite", "replace"});
  practice::Share share;
  share.case_ref = params.text("case");
  share.text = params.text_or("text", "");  // an empty one is refused by its length
  share.label = read_label(params);
  share.kind = read_kind(params, "kind").value_or(proto::ExchangeKind::consult);
  share.topic = read_topic(params, "topic");
  auto despite = read_despite(params);
  const bool replace = params.flag("replace");
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    share.buddy = id;
    if (casework_is_off(call.vault)) return problem(Errc::refused, Said::only_availability);
    if (const auto may = call.practice.may_share(share, call.now); !may) return call.refusal(may.error());
    if (auto problem = check_before_binding(call, share, replace, despite)) return *std::move(problem);
    const auto shared = call.practice.share(share, call.now);
    if (!shared) return call.refusal(shared.error());
    if (despite) {
      if (const auto noted = call.practice.note_despite(*despite, call.now); !noted) return call.refusal(noted.error());
    }
    Json out{{"exchange", shared->id.text()}, {"state", name_of(shared->stage)}, {"check", name_of(share.check)}};
    if (replace) out["text"] = share.text;
    for (const auto& name : share.replaced) out["named"].push_back(name.names);  // what the case has learnt
    if (shared->start_smaller) out["hint"] = say(Said::start_smaller);
    return out;
  });
}

Reply list_json(const Call& call, const char* name, const Result<std::vector<Exchange>>& exchanges) {
  if (!exchanges) return call.refusal(exchanges.error());
  Json list = Json::array();
  for (const auto& exchange : *exchanges) list.push_back(exchange_json(exchange, false));
  return Json{{name, list}};
}

Reply inbox(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  return list_json(call, "offers", call.practice.inbox(call.now));
}

Reply exchange_list(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  if (!params.maybe_text("buddy")) {
    if (params.problem()) return *params.problem();
    return list_json(call, "exchanges", call.practice.exchanges(std::nullopt, call.now));
  }
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return list_json(call, "exchanges", call.practice.exchanges(id, call.now));
  });
}

Reply exchange_show(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = exchange_id(params);
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.exchange(id, call.now), true);
}

template <Result<Exchange> (Practice::*Act)(const proto::ExchangeId&, Now)>
Reply simply(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = exchange_id(params);
  if (params.problem()) return *params.problem();
  return answer(call, (call.practice.*Act)(id, call.now));
}

template <Result<Exchange> (Practice::*Act)(const proto::ExchangeId&, const proto::Label&, Now)>
Reply labelling(const Call& call) {
  Params params(call.method, call.params, {"id", "label", "what", "with", "until", "step_in", "ask", "keep_days"});
  const auto id = exchange_id(params);
  if (!params.maybe_text("label")) params.text("label");
  const auto label = read_label(params);
  if (params.problem()) return *params.problem();
  return answer(call, (call.practice.*Act)(id, label, call.now));
}

Reply accept(const Call& call) {
  if (casework_is_off(call.vault)) return problem(Errc::refused, Said::only_availability);
  return simply<&Practice::accept>(call);
}

Reply exchange_decline(const Call& call) {
  Params params(call.method, call.params, {"id", "why"});
  const auto id = exchange_id(params);
  const auto why = read_reason(params, "why").value_or(proto::Reason::not_now);
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.decline(id, why, call.now));
}

Reply exchange_attach(const Call& call) {
  Params params(call.method, call.params, {"id", "case"});
  const auto id = exchange_id(params);
  const auto to = params.text("case");
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.attach(id, to, call.now));
}

Reply inbox_hold(const Call& call) {
  Params params(call.method, call.params, {"id", "reason", "tell", "lift"});
  const auto id = exchange_id(params);
  const auto reason = params.text_or("reason", "");
  const bool tell = params.flag("tell");
  const auto lift = params.maybe_text("lift");
  if (params.problem()) return *params.problem();
  if (lift) return answer(call, call.practice.lift_hold(id, *lift, call.now));
  return answer(call, call.practice.hold(id, reason, tell, call.now));
}

constexpr std::array methods{
    Method{"share", share},
    Method{"inbox", inbox},
    Method{"inbox.hold", inbox_hold},
    Method{"exchange.attach", exchange_attach},
    Method{"exchange.list", exchange_list},
    Method{"exchange.show", exchange_show},
    Method{"exchange.accept", accept},
    Method{"exchange.counter", labelling<&Practice::counter>},
    Method{"exchange.decline", exchange_decline},
    Method{"exchange.withdraw", simply<&Practice::withdraw>},
    Method{"exchange.relabel", labelling<&Practice::relabel>},
    Method{"exchange.close", simply<&Practice::close>},
};

}  // namespace

std::span<const Method> exchange_methods() { return methods; }

}  // namespace sotto::api
