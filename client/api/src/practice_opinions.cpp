// opinion.*
#include <algorithm>
#include <array>

#include "practice_names.hpp"
#include "settings.hpp"
#include "stop_and_think.hpp"

namespace sotto::api {
namespace {

using practice::Opinion;

practice::OpinionId opinion_id(Params& params) { return {params.message_id("id").bytes}; }

std::string option_of(const Opinion& opinion, std::uint32_t choice) {
  return choice < opinion.options.size() ? opinion.options[choice] : std::string();
}

Json participant_json(const Opinion& opinion, const practice::Participant& one, bool with_view) {
  Json out{{"participant", one.id.text()},
           {"buddy", nullptr},
           {"standing", name_of(one.standing)},
           {"late", one.late},
           {"view", nullptr}};
  if (one.buddy) out["buddy"] = one.buddy->text();
  if (!one.view || !with_view) return out;
  out["view"] = {
      {"choice", one.view->choice}, {"option", option_of(opinion, one.view->choice)}, {"why", one.view->why}};
  if (opinion.scale != 0) out["view"]["sure"] = one.view->sure;
  return out;
}

// The choices that are open, in the order of the options: nothing in it says whose is which.
Json choices_json(const Opinion& opinion) {
  std::vector<std::uint32_t> choices;
  for (const auto& one : opinion.participants) {
    if (one.standing == practice::Standing::revealed) choices.push_back(one.view->choice);
  }
  std::sort(choices.begin(), choices.end());
  Json out = Json::array();
  for (const auto choice : choices) out.push_back(option_of(opinion, choice));
  return out;
}

Json opinion_json(const Opinion& opinion, bool choices_only) {
  Json out{{"id", opinion.id.text()},
           {"state", name_of(opinion.stage)},
           {"direction", opinion.asked_by ? "in" : "out"},
           {"asked_by", nullptr},
           {"topic", name_of(opinion.topic)},
           {"question", opinion.question},
           {"options", opinion.options},
           {"scale", opinion.scale},
           {"asked_at", rfc3339(opinion.asked_at)},
           {"deadline", rfc3339(opinion.deadline)},
           {"keep_days", opinion.keep_days},
           {"participants", Json::array()},
           {"held", opinion.held}};
  if (opinion.asked_by) out["asked_by"] = opinion.asked_by->text();
  for (const auto& one : opinion.participants) {
    out["participants"].push_back(participant_json(opinion, one, !choices_only || !one.buddy));
  }
  if (choices_only) out["choices"] = choices_json(opinion);
  if (!opinion.case_ref.empty()) out["case"] = opinion.case_ref;
  if (opinion.purge_on) out["purge_on"] = rfc3339(*opinion.purge_on);
  return out;
}

Reply answer(const Call& call, const Result<Opinion>& opinion, bool choices_only = false) {
  if (!opinion) return call.refusal(opinion.error());
  Json out{{"opinion", opinion_json(*opinion, choices_only)}, {"note", say(Said::not_legal_advice)}};
  if (choices_only) out["limit"] = say(Said::devices_know);
  return out;
}

practice::View read_view(Params& params) {
  practice::View out;
  const auto choice = params.maybe_number("choice", 0, proto::limits_of_practice::own_options_max);
  if (!choice) params.refuse(Said::wrong_type, {"choice", "the number of an option; 0 is not enough information"});
  out.choice = static_cast<std::uint32_t>(choice.value_or(0));
  out.sure = static_cast<std::uint32_t>(params.number("sure", 0, 0, proto::limits_of_practice::scale_max));
  out.why = params.text_or("why", "");
  return out;
}

Reply opinion_open(const Call& call) {
  constexpr std::int64_t usual_days = 7;
  Params params(call.method, call.params,
                {"buddy", "also", "as", "question", "options", "case", "topic", "deadline", "scale", "choice", "sure",
                 "why", "despite"});
  practice::NewOpinion what;
  what.question = params.text("question");
  what.options = params.texts("options");
  what.case_ref = params.text_or("case", "");
  what.topic = read_topic(params, "topic");
  what.scale = static_cast<std::uint32_t>(params.number("scale", 0, 0, proto::limits_of_practice::scale_max));
  what.deadline = call.now.timestamp + days(usual_days);
  if (const auto deadline = params.maybe_text("deadline"); deadline) {
    const auto time = read_time(*deadline);
    if (!time) params.refuse(Said::wrong_type, {"deadline", "a date like 2026-12-31"});
    what.deadline = time.value_or(Timestamp{});
  }
  what.mine = read_view(params);
  if (const auto me = params.maybe_message_id("as"); me) what.as = practice::ParticipantId{me->bytes};
  const auto also = params.texts("also");
  const auto despite = read_despite(params);
  auto texts = what.options;
  texts.insert(texts.end(), {what.question, what.mine.why});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    if (casework_is_off(call.vault)) return problem(Errc::refused, Said::only_availability);
    if (auto problem = stop_before_sending(call, texts, what.case_ref, despite)) return *std::move(problem);
    what.invited = {{id, std::nullopt}};
    for (const auto& name : also) {
      const auto other = buddy_of(call, name);
      if (const auto* refusal = std::get_if<Problem>(&other)) return *refusal;
      what.invited.push_back({std::get<BuddyId>(other), std::nullopt});
    }
    return answer(call, call.practice.opinions().open(what, call.now));
  });
}

Reply list_json(const Call& call, const Result<std::vector<Opinion>>& opinions) {
  if (!opinions) return call.refusal(opinions.error());
  Json list = Json::array();
  for (const auto& opinion : *opinions) list.push_back(opinion_json(opinion, false));
  return Json{{"opinions", list}};
}

Reply opinion_list(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  if (!params.maybe_text("buddy")) {
    if (params.problem()) return *params.problem();
    return list_json(call, call.practice.opinions().list(std::nullopt, call.now));
  }
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return list_json(call, call.practice.opinions().list(id, call.now));
  });
}

template <Result<Opinion> (practice::Opinions::*Look)(const practice::OpinionId&, Now)>
Reply looking(const Call& call) {
  Params params(call.method, call.params, {"id", "choices_only"});
  const auto id = opinion_id(params);
  const bool choices_only = params.flag("choices_only");
  if (params.problem()) return *params.problem();
  return answer(call, (call.practice.opinions().*Look)(id, call.now), choices_only);
}

// Who a buddy is in questions among more than two: 16 bytes in hexadecimal that they have told.
Reply opinion_introduce(const Call& call) {
  Params params(call.method, call.params, {"buddy", "participant"});
  const practice::ParticipantId participant{params.message_id("participant").bytes};
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    if (const auto done = call.practice.opinions().introduce(participant, id, call.now); !done)
      return call.refusal(done.error());
    return Json{{"buddy", id.text()}, {"participant", participant.text()}};
  });
}

Reply opinion_seal(const Call& call) {
  Params params(call.method, call.params, {"id", "choice", "sure", "why", "despite"});
  const auto id = opinion_id(params);
  const auto view = read_view(params);
  const auto despite = read_despite(params);
  if (params.problem()) return *params.problem();
  if (casework_is_off(call.vault)) return problem(Errc::refused, Said::only_availability);
  if (auto problem = stop_before_sending(call, {view.why}, "", despite)) return *std::move(problem);
  return answer(call, call.practice.opinions().seal(id, view, call.now));
}

Reply opinion_withdraw(const Call& call) {
  Params params(call.method, call.params, {"id", "why"});
  const auto id = opinion_id(params);
  const auto why = read_reason(params, "why").value_or(proto::Reason::not_now);
  if (params.problem()) return *params.problem();
  return answer(call, call.practice.opinions().withdraw(id, why, call.now));
}

constexpr std::array methods{
    Method{"opinion.open", opinion_open},         Method{"opinion.introduce", opinion_introduce},
    Method{"opinion.list", opinion_list},         Method{"opinion.show", looking<&practice::Opinions::show>},
    Method{"opinion.seal", opinion_seal},         Method{"opinion.reveal", looking<&practice::Opinions::reveal>},
    Method{"opinion.withdraw", opinion_withdraw},
};

}  // namespace

std::span<const Method> opinion_methods() { return methods; }

}  // namespace sotto::api
