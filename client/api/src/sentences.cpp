#include <algorithm>
#include <array>
#include <vector>

#include <sotto/api/sentences.hpp>
#include <sotto/words/error.hpp>
#include <sotto/words/request.hpp>

namespace sotto::api {
namespace {

struct Entry {
  std::string_view method;  // empty: any
  Errc code;
  words::Sentence<0> text;
};

constexpr std::array entries{
    Entry{"relay.add", Errc::malformed, words::error::relay_add_malformed},
    Entry{"relay.add", Errc::newer_version, words::error::relay_add_newer_version},
    Entry{"relay.add", Errc::limit, words::error::relay_add_limit},
    Entry{"invite.create", Errc::limit, words::error::invite_create_limit},
    Entry{"invite.create", Errc::malformed, words::error::invite_create_malformed},
    Entry{"invite.revoke", Errc::not_found, words::error::invite_revoke_not_found},
    Entry{"join", Errc::malformed, words::error::join_malformed},
    Entry{"join", Errc::newer_version, words::error::join_newer_version},
    Entry{"join", Errc::refused, words::error::join_refused},
    Entry{"join", Errc::limit, words::error::join_limit},
    Entry{"buddy.rename", Errc::limit, words::error::buddy_rename_limit},
    Entry{"buddy.rename", Errc::malformed, words::error::buddy_rename_malformed},
    Entry{"words", Errc::refused, words::error::words_refused},
    Entry{"verify", Errc::refused, words::error::verify_refused},
    Entry{"mismatch", Errc::refused, words::error::mismatch_refused},
    Entry{"send", Errc::malformed, words::error::send_malformed},
    Entry{"send", Errc::limit, words::error::send_limit},
    Entry{"send", Errc::refused, words::error::send_refused},
    Entry{"recall", Errc::not_found, words::error::recall_not_found},
    Entry{"recall", Errc::refused, words::error::recall_refused},
    Entry{"edit", Errc::limit, words::error::edit_limit},
    Entry{"reply", Errc::limit, words::error::reply_limit},
    Entry{"draft.set", Errc::limit, words::error::draft_set_limit},
    Entry{"history", Errc::not_found, words::error::history_not_found},
    Entry{"", Errc::unexpected, words::error::unexpected},
    Entry{"", Errc::io, words::error::io},
    Entry{"", Errc::damaged, words::error::damaged},
    Entry{"", Errc::disk_full, words::error::disk_full},
    Entry{"", Errc::usage, words::error::usage},
    Entry{"", Errc::malformed, words::error::malformed},
    Entry{"", Errc::newer_version, words::error::newer_version},
    Entry{"", Errc::limit, words::error::limit},
    Entry{"", Errc::locked, words::error::locked},
    Entry{"", Errc::wrong_passphrase, words::error::wrong_passphrase},
    Entry{"", Errc::identity_changed, words::error::identity_changed},
    Entry{"", Errc::untrusted, words::error::untrusted},
    Entry{"", Errc::unreachable, words::error::unreachable},
    Entry{"", Errc::not_found, words::error::not_found},
    Entry{"", Errc::ambiguous, words::error::ambiguous},
    Entry{"", Errc::refused, words::error::refused},
    Entry{"", Errc::duplicate, words::error::duplicate},
    Entry{"", Errc::rate_limited, words::error::rate_limited},
    Entry{"", Errc::in_use, words::error::in_use},
    Entry{"", Errc::interrupted, words::error::interrupted},
    Entry{"", Errc::not_authentic, words::error::not_authentic},
    Entry{"", Errc::too_far, words::error::too_far},
};

struct Template {
  Said said;
  std::string_view key, english;
  template <std::size_t Gaps>
  constexpr Template(Said what, const words::Sentence<Gaps>& sentence)
      : said(what), key(sentence.key), english(sentence.english.text) {}
};
constexpr std::array templates{
    Template{Said::unknown_method, words::request::unknown_method},
    Template{Said::unknown_parameter, words::request::unknown_parameter},
    Template{Said::missing_parameter, words::request::missing_parameter},
    Template{Said::wrong_type, words::request::wrong_type},
    Template{Said::out_of_range, words::request::out_of_range},
    Template{Said::unknown_buddy, words::request::unknown_buddy},
    Template{Said::ambiguous_buddy, words::request::ambiguous_buddy},
    Template{Said::bad_message_id, words::request::bad_message_id},
    Template{Said::bad_invite_id, words::request::bad_invite_id},
    Template{Said::not_utf8, words::request::not_utf8},
    Template{Said::unknown_setting, words::request::unknown_setting},
    Template{Said::bad_proxy, words::request::bad_proxy},
    Template{Said::bad_autolock, words::request::bad_autolock},
    Template{Said::bad_language, words::request::bad_language},
    Template{Said::bad_on_close, words::request::bad_on_close},
    Template{Said::bad_switch, words::request::bad_switch},
    Template{Said::bad_receipts, words::request::bad_receipts},
    Template{Said::bad_theme, words::request::bad_theme},
    Template{Said::one_place, words::request::one_place},
    Template{Said::bad_host, words::request::bad_host},
    Template{Said::bad_days, words::request::bad_days},
    Template{Said::start_smaller, words::request::start_smaller},
    Template{Said::impact_prompt, words::request::impact_prompt},
    Template{Said::closing_held, words::request::closing_held},
    Template{Said::closing_undecided, words::request::closing_undecided},
    Template{Said::bad_casework, words::request::bad_casework},
    Template{Said::stop_and_think, words::request::stop_and_think},
    Template{Said::record_stop, words::request::record_stop},
    Template{Said::only_availability, words::request::only_availability},
    Template{Said::session_cpd, words::request::session_cpd},
    Template{Said::bad_mebibytes, words::request::bad_mebibytes},
    Template{Said::bad_folder, words::request::bad_folder},
    Template{Said::bad_file, words::request::bad_file},
    Template{Said::file_not_written, words::request::file_not_written},
    Template{Said::not_cleaned, words::request::not_cleaned},
    Template{Said::not_legal_advice, words::request::not_legal_advice},
    Template{Said::devices_know, words::request::devices_know},
    Template{Said::closing_held_received, words::request::closing_held_received},
    Template{Said::no_profile, words::request::no_profile},
};

static_assert(templates.size() == static_cast<std::size_t>(Said::no_profile) + 1, "each of Said has its sentence");

const Template& template_of(Said said) {
  return *std::find_if(templates.begin(), templates.end(), [&](const Template& entry) { return entry.said == said; });
}

bool is_sentence(std::string_view text) { return text.size() > 1 && text.back() == '.'; }

}  // namespace

std::string sentence(std::string_view method, const Error& error) { return problem(method, error).sentence; }

Problem problem(std::string_view method, const Error& error) {
  if (const auto text = error.where.text; is_sentence(text))
    return {error.code, words::spoken(text), nullptr, std::string(words::key_of(text))};
  for (const auto& entry : entries) {
    if (entry.code == error.code && (entry.method.empty() || entry.method == method))
      return {error.code, say(entry.text), nullptr, std::string(entry.text.key)};
  }
  return {error.code, say(words::error::unexpected)};
}

std::string say(Said said, std::initializer_list<std::string_view> fillings) {
  const std::vector<words::Gap> gaps(fillings.begin(), fillings.end());
  const auto& entry = template_of(said);
  return words::joined(words::pieces(entry.key, entry.english, gaps));
}

Problem problem(Errc code, Said said, std::initializer_list<std::string_view> fillings, Json more) {
  return {code, say(said, fillings), std::move(more), std::string(template_of(said).key)};
}

}  // namespace sotto::api
