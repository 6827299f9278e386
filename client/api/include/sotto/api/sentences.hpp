// Which sentence of the catalogue (client/words) an error is told with: what happened, and what to do now. A layer
// below may bring a sentence of its own (it ends with a full stop): it knows more, so it wins.
#pragma once

#include <string>
#include <string_view>

#include <sotto/api/reply.hpp>

namespace sotto::api {

// `method` as in client.hpp; empty when no method is concerned. A Problem has the sentence's key, too.
std::string sentence(std::string_view method, const Error& error);
Problem problem(std::string_view method, const Error& error);

// Sentences that name what the user typed; `fillings` go into the gaps in order.
enum class Said : std::uint8_t {
  unknown_method,
  unknown_parameter,
  missing_parameter,
  wrong_type,
  out_of_range,
  unknown_buddy,
  ambiguous_buddy,
  bad_message_id,
  bad_invite_id,
  not_utf8,
  unknown_setting,
  bad_proxy,
  bad_autolock,
  bad_language,
  bad_on_close,
  bad_switch,
  bad_receipts,
  bad_theme,
  one_place,
  bad_mebibytes,
  bad_file,
  bad_folder,
  file_not_written,
  not_cleaned,
  bad_host,
  bad_days,
  start_smaller,
  impact_prompt,
  not_legal_advice,
  devices_know,
  stop_and_think,
  bad_casework,
  closing_held,
  closing_held_received,
  closing_undecided,
  record_stop,
  only_availability,
  session_cpd,
  no_profile,
};
std::string say(Said said, std::initializer_list<std::string_view> fillings = {});
Problem problem(Errc code, Said said, std::initializer_list<std::string_view> fillings = {}, Json more = nullptr);

}  // namespace sotto::api
