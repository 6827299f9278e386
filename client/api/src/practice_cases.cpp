// case.*
#include <array>

#include <sotto/crypto/kdf.hpp>

#include "case_export.hpp"
#include "practice_names.hpp"
#include "saved.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

using practice::Case;
using practice::Practice;

Json name_json(const practice::CaseName& name) {
  return {{"number", name.number}, {"part", name_of(name.part)}, {"alias", name.alias}, {"names", name.names}};
}

Json case_json(const Case& one, bool whole) {
  Json out{{"id", one.id.text()},
           {"ref", one.ref},
           {"nickname", one.nickname},
           {"topic", name_of(one.topic)},
           {"audience", name_of(one.audience)},
           {"state", one.closed       ? "closed"
                     : one.review_due ? "review_due"
                                      : "open"},
           {"opened", rfc3339(one.opened)},
           {"forgotten", one.forgotten},
           {"held", one.held}};
  if (!one.closed) out["review_on"] = rfc3339(one.review_on);
  if (one.closed) out["closed"] = rfc3339(*one.closed);
  if (one.purge_on) out["purge_on"] = rfc3339(*one.purge_on);
  if (!whole) return out;
  out["hold_reason"] = one.hold_reason;
  out["outcome"] = one.outcome;
  out["people"] = Json::array();
  for (const auto& name : one.names) out["people"].push_back(name_json(name));
  out["exchanges"] = Json::array();
  for (const auto& exchange : one.exchanges) out["exchanges"].push_back(exchange_json(exchange, false));
  return out;
}

Reply answer(const Call& call, const Result<Case>& one) {
  if (!one) return call.refusal(one.error());
  return Json{{"case", case_json(*one, true)}};
}

Reply case_new(const Call& call) {
  Params params(call.method, call.params, {"nickname", "topic", "audience"});
  practice::NewCase what;
  what.nickname = params.text("nickname");
  what.topic = read_topic(params, "topic").value_or(proto::Topic::conduct);
  what.audience = read_audience(params, "audience").value_or(practice::Audience::knows_employer);
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.open_case(what, call.now));
}

Reply case_list(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto cases = call.practice.cases(call.now);
  if (!cases) return call.refusal(cases.error());
  Json list = Json::array();
  for (const auto& one : *cases) list.push_back(case_json(one, false));
  return Json{{"cases", list}};
}

template <Result<Case> (Practice::*Act)(std::string_view, Now)>
Reply simply(const Call& call) {
  Params params(call.method, call.params, {"case"});
  const auto ref = params.text("case");
  if (params.problem()) return *params.problem();
  return answer(call, (call.practice.*Act)(ref, call.now));
}

Reply case_people(const Call& call) {
  Params params(call.method, call.params, {"case", "add", "part", "variants", "remove"});
  const auto ref = params.text("case");
  const auto add = params.maybe_text("add");
  practice::NewName name;
  name.part = read_part(params, "part").value_or(practice::Part::employee);
  name.names = params.texts("variants");
  if (add) name.names.insert(name.names.begin(), *add);
  const auto remove = params.maybe_number("remove", 1, INT64_MAX - 1);
  if (params.problem()) return *params.problem();
  if (remove) return answer(call, call.practice.remove_name(ref, *remove, call.now));
  if (add) return answer(call, call.practice.add_name(ref, name, call.now));
  return answer(call, call.practice.find_case(ref, call.now));
}

Reply case_close(const Call& call) {
  Params params(call.method, call.params, {"case", "outcome", "forget", "despite"});
  const auto ref = params.text("case");
  const practice::Closing closing{params.text_or("outcome", ""), params.flag("forget")};
  const auto despite = read_despite(params);
  if (params.problem()) return *params.problem();
  if (auto problem = stop_before_keeping(call, {closing.outcome}, despite)) return *std::move(problem);
  return answer(call, call.practice.close_case(ref, closing, call.now));
}

Reply case_hold(const Call& call) {
  Params params(call.method, call.params, {"case", "reason", "tell", "lift"});
  const auto ref = params.text("case");
  const auto reason = params.text_or("reason", "");
  const bool tell = params.flag("tell");
  const auto lift = params.maybe_text("lift");
  if (params.problem()) return *params.problem();
  if (lift) return answer(call, call.practice.lift_hold(ref, *lift, call.now));
  return answer(call, call.practice.hold(ref, reason, tell, call.now));
}

Reply case_export(const Call& call) {
  Params params(call.method, call.params, {"case", "redact_others", "save", "dir"});
  const auto ref = params.text("case");
  const bool redact_others = params.flag("redact_others");
  const auto saving = read_saving(params);
  if (params.problem()) return *params.problem();
  auto one = call.practice.find_case(ref, call.now);
  if (!one) return call.refusal(one.error());
  const auto whole = collect_case(call, std::move(*one), redact_others);
  if (!whole) return call.refusal(whole.error());
  const auto copies = export_files(*whole);
  std::string folder = "sotto-case-" + whole->one.ref + "-" + rfc3339(whole->made).substr(0, 10);
  if (saving.wanted) {
    auto saved = save_folder(call, saving, folder, copies);
    if (auto* refusal = std::get_if<Problem>(&saved)) return std::move(*refusal);
    folder = std::get<std::string>(std::move(saved));
  }
  Json files = Json::array();
  for (const auto& file : copies) {
    files.push_back({{"name", file.name}, {"sha256", hex(crypto::sha256(view_of(file.text)))}});
    if (!saving.wanted) files.back()["text"] = file.text;
  }
  return Json{{"case", whole->one.ref}, {"folder", folder}, {"note", export_note()}, {"files", files}};
}

Reply case_purge(const Call& call) {
  Params params(call.method, call.params, {"case"});
  const auto ref = params.text("case");
  if (params.problem()) return *params.problem();
  if (const auto done = call.practice.purge_case(ref, call.now); !done) return call.refusal(done.error());
  return Json{{"case", ref}, {"state", "purged"}};
}

constexpr std::array methods{
    Method{"case.new", case_new},
    Method{"case.list", case_list},
    Method{"case.show", simply<&Practice::find_case>},
    Method{"case.people", case_people},
    Method{"case.forget", simply<&Practice::forget_names>},
    Method{"case.review", simply<&Practice::review_case>},
    Method{"case.close", case_close},
    Method{"case.hold", case_hold},
    Method{"case.export", case_export},
    Method{"case.purge", case_purge},
};

}  // namespace

std::span<const Method> case_methods() { return methods; }

}  // namespace sotto::api
