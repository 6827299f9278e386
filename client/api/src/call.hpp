// One call of a method: what it was given and what it works on. Shared by the files that answer methods.
#pragma once

#include <span>

#include <sotto/api/client.hpp>
#include <sotto/api/sentences.hpp>

#include "params.hpp"

namespace sotto::api {

struct Call {
  std::string_view method;
  const Json& params;
  messaging::Messaging& messaging;
  practice::Practice& practice;
  store::Vault& vault;
  Uploads& uploads;
  Now now;
  Problem refusal(const Error& error) const { return problem(method, error); }
};

struct Method {
  std::string_view name;
  Reply (*run)(const Call& call);
};
std::span<const Method> message_methods();
std::span<const Method> attachment_methods();
std::span<const Method> agreement_methods();
std::span<const Method> exchange_methods();
std::span<const Method> case_methods();
std::span<const Method> opinion_methods();
std::span<const Method> record_methods();  // CPD
std::span<const Method> retention_methods();
std::span<const Method> check_methods();
std::span<const Method> closing_methods();  // of a profile
std::span<const Method> session_methods();
std::span<const Method> crisis_methods();

std::variant<BuddyId, Problem> buddy_of(const Call& call, const std::string& name);

// Checks the parameters, finds the buddy and hands it to `act(id)`, which answers a Reply.
template <class Act>
Reply with_buddy(const Call& call, Params& params, Act&& act) {
  const auto name = params.text("buddy");
  if (params.problem()) return *params.problem();
  const auto buddy = buddy_of(call, name);
  if (const auto* refusal = std::get_if<Problem>(&buddy)) return *refusal;
  return act(std::get<BuddyId>(buddy));
}

}  // namespace sotto::api
