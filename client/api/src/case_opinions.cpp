// The second opinions of a case, for its export: the question, and what each participant said as far as this person may
// see it. A view that nobody has opened is no part of a copy, either.
#include <algorithm>

#include <sotto/words/practice.hpp>

#include "case_export.hpp"
#include "practice_names.hpp"

namespace sotto::api {
namespace {

using practice::Opinion;
using practice::Participant;
using practice::Standing;

std::string question_words(const Opinion& opinion) {
  std::string out = opinion.question;
  for (const auto& option : opinion.options) out += "\n- " + option;
  return out;
}

std::string view_words(const Opinion& opinion, const Participant& one) {
  if (!one.view) return {};
  const auto& view = *one.view;
  std::string out = view.choice < opinion.options.size() ? opinion.options[view.choice] : std::string();
  if (opinion.scale != 0) out += say(words::practice::copy_sure, view.sure, opinion.scale);
  return view.why.empty() ? out : out + "\n" + view.why;
}

std::string standing_words(const Participant& one) {
  switch (one.standing) {
    case Standing::waiting:
    case Standing::missing: return say(words::practice::copy_no_view);
    case Standing::sealed: return say(words::practice::copy_sealed_view);
    case Standing::silent: return say(words::practice::copy_silent_view);
    case Standing::gone: return say(words::practice::copy_gone);
    case Standing::revealed: break;
  }
  return say(one.late ? words::practice::copy_late_view : words::practice::copy_view);
}

ExportItem question_item(const Opinion& opinion) {
  ExportItem item;
  item.when = opinion.asked_at;
  item.kind = "opinion";
  item.mine = true;
  item.by = "me";
  item.title = say(words::practice::copy_question, name_of(opinion.topic), name_of(opinion.stage));
  item.gone = opinion.question.empty();
  if (!item.gone) item.text = question_words(opinion);
  item.facts = {{"opinion", opinion.id.text()},
                {"topic", name_of(opinion.topic)},
                {"state", name_of(opinion.stage)},
                {"scale", opinion.scale},
                {"deadline", rfc3339(opinion.deadline)}};
  return item;
}

ExportItem view_item(const Opinion& opinion, const Participant& one, const std::string& name) {
  ExportItem item;
  item.when = opinion.asked_at;
  item.kind = "view";
  item.mine = !one.buddy;
  item.by = item.mine ? "me" : name;
  item.title = standing_words(one);
  item.text = view_words(opinion, one);
  item.facts = {{"opinion", opinion.id.text()}, {"standing", name_of(one.standing)}, {"late", one.late}};
  if (!item.mine) item.facts["with"] = name;
  if (one.view) item.facts["view"] = {{"choice", one.view->choice}, {"sure", one.view->sure}};
  return item;
}

}  // namespace

Status collect_opinions(const Call& call, const practice::Case& one, std::vector<ExportItem>& out) {
  const auto opinions = call.practice.opinions().list(std::nullopt, call.now);
  if (!opinions) return opinions.error();
  const auto buddies = call.messaging.buddies(true);
  if (!buddies) return buddies.error();
  for (const auto& opinion : *opinions) {
    if (opinion.case_ref != one.ref) continue;
    out.push_back(question_item(opinion));
    for (const auto& participant : opinion.participants) {
      const auto name = participant.buddy ? name_of_buddy(*buddies, *participant.buddy) : std::string();
      out.push_back(view_item(opinion, participant, name));
    }
  }
  return ok();
}

}  // namespace sotto::api
