// The words of contract.md for the practice's choices, in both directions, and the JSON forms of what it shows.
#pragma once

#include "call.hpp"

namespace sotto::api {

// "exec conduct", "exec-conduct" and "Exec_Conduct" are the same word.
std::string plain_word(std::string_view text);

std::string_view name_of(practice::AgreementState state);
std::string_view name_of(practice::Stage stage);
std::string_view name_of(practice::OpinionStage stage);
std::string_view name_of(practice::Standing standing);
std::string_view name_of(practice::Part part);
std::string_view name_of(practice::Audience audience);
std::string_view name_of(practice::CpdKind kind);
std::string_view name_of(practice::CpdRole role);
std::string_view name_of(proto::BoundaryReason reason);
std::string_view name_of(proto::BoundaryChoice choice);
std::string_view name_of(proto::ExchangeKind kind);
std::string_view name_of(proto::Topic topic);
std::string_view name_of(proto::Size size);
std::string_view name_of(proto::Checked check);
std::string_view label_name(proto::LabelCode code);  // vault, think, act

// Reads a choice of these enums by its word; a wrong one becomes the call's problem and names those there are.
std::optional<practice::Part> read_part(Params& params, std::string_view name);
std::optional<practice::Audience> read_audience(Params& params, std::string_view name);
std::optional<practice::CpdKind> read_cpd_kind(Params& params, std::string_view name);
std::optional<practice::CpdRole> read_cpd_role(Params& params, std::string_view name);
std::optional<proto::BoundaryReason> read_boundary_reason(Params& params, std::string_view name);
std::optional<proto::BoundaryChoice> read_boundary_choice(Params& params, std::string_view name);
std::optional<proto::ExchangeKind> read_kind(Params& params, std::string_view name);
std::optional<proto::Topic> read_topic(Params& params, std::string_view name);
std::optional<proto::Reason> read_reason(Params& params, std::string_view name);
std::string_view name_of(practice::Choice choice);
std::string_view name_of(practice::Despite why);
std::optional<practice::Choice> read_choice(Params& params, std::string_view name);
std::optional<practice::Despite> read_despite(Params& params);  // {despite?}
std::optional<proto::Ask> read_ask(Params& params, std::string_view name);

// {label?, what?, with?, until?, step_in?, ask?, keep_days?}; no label is the vault.
proto::Label read_label(Params& params);
// A date (2026-12-31: its end, in UTC) or a time as contract.md writes them.
std::optional<Timestamp> read_time(std::string_view text);

Json label_json(const proto::Label& label);
Json exchange_json(const practice::Exchange& exchange, bool with_text);

}  // namespace sotto::api
