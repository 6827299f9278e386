// The words of sessions and crisis in both directions, and their JSON forms.
#pragma once

#include <sotto/practice/crisis.hpp>
#include <sotto/practice/sessions.hpp>

#include "call.hpp"

namespace sotto::api {

std::string_view name_of(practice::SessionStage stage);
std::string_view name_of(proto::SessionKind kind);
std::string_view name_of(proto::SessionPhase phase);
std::string_view name_of(practice::ComposerRule rule);
std::string_view name_of(practice::PingStage stage);
std::string_view name_of(proto::CrisisKind kind);

std::optional<proto::SessionKind> read_session_kind(Params& params, std::string_view name);
std::optional<proto::SessionAnswer> read_session_answer(Params& params, std::string_view name);
std::optional<proto::CrisisKind> read_crisis_kind(Params& params, std::string_view name);
std::uint32_t read_crisis_kinds(Params& params, std::string_view name);  // a bit for each; none given: 0

Json session_json(const practice::Session& session);
Json ping_json(const practice::Ping& ping);
Json available_json(const practice::Availability& one);

}  // namespace sotto::api
