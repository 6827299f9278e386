// The catalogue. Rules for a sentence here: calm, no jargon, what happened, then what to do. A word in {} is the user's
// own.
#include <array>

#include <sotto/api/sentences.hpp>

namespace sotto::api {
namespace {

struct Entry {
  std::string_view method;  // empty: any
  Errc code;
  std::string_view text;
};

constexpr std::array entries{
    Entry{
        "relay.add", Errc::malformed,
        "This is not a relay link. It begins with sotto-relay: and is one line; copy it again from your association."},
    Entry{"relay.add", Errc::newer_version, "This relay link needs a newer Sotto. Update Sotto, then add it again."},
    Entry{"relay.add", Errc::limit, "You already listen on three relays, which is the most there can be."},
    Entry{"invite.create", Errc::refused, "You have no relay yet. Add one first: sotto relay add LINK."},
    Entry{"invite.create", Errc::limit, "That name is too long: 64 bytes is the most."},
    Entry{"invite.create", Errc::malformed, "That name cannot be used. Take letters, digits and spaces."},
    Entry{"invite.revoke", Errc::not_found, "There is no open invitation with this id. See: sotto invite list."},
    Entry{
        "join", Errc::malformed,
        "This is not a whole invitation. It begins with sotto: and is one line; ask for it again, or copy all of it."},
    Entry{"join", Errc::newer_version, "This invitation needs a newer Sotto. Update Sotto, then join again."},
    Entry{"join", Errc::refused, "This invitation cannot be used any more. Ask your buddy for a new one."},
    Entry{"join", Errc::limit, "That name is too long: 64 bytes is the most."},
    Entry{"buddy.rename", Errc::limit, "That name is too long: 64 bytes is the most."},
    Entry{"buddy.rename", Errc::malformed, "That name cannot be used. Take letters, digits and spaces."},
    Entry{"words", Errc::refused,
          "There are no words yet: the two of you are still being connected. Run sotto sync, then look again."},
    Entry{"verify", Errc::refused,
          "There is nothing to compare yet: the two of you are still being connected. Run sotto sync first."},
    Entry{"mismatch", Errc::refused, "There is nothing to compare yet: the two of you are still being connected."},
    Entry{"send", Errc::malformed, "The message is not valid UTF-8 text. Nothing was sent."},
    Entry{"send", Errc::limit,
          "A message has between 1 and 57,344 bytes. Nothing was sent; shorten it or send it in pieces."},
    Entry{"send", Errc::refused, "You cannot write to this buddy. Nothing was sent."},
    Entry{
        "send", Errc::identity_changed,
        "This buddy changed and must be checked first. Compare the six words again (sotto words), then sotto verify."},
    Entry{"recall", Errc::not_found, "There is no message of yours with this id."},
    Entry{"recall", Errc::refused, "It is too late to take this message back: it has been delivered."},
    Entry{"edit", Errc::limit, "A message has between 1 and 57,344 bytes. Nothing was changed."},
    Entry{"reply", Errc::limit, "A message has between 1 and 57,344 bytes. Nothing was sent."},
    Entry{"draft.set", Errc::limit, "A draft has at most 57,344 bytes. The one before is kept."},
    Entry{"history", Errc::not_found, "There is no message with this id in this conversation."},
    Entry{"", Errc::unexpected, "Something went wrong inside Sotto. Nothing was lost; please try again."},
    Entry{"", Errc::io,
          "A file of this profile could not be read or written. Check the disk and the folder's permissions."},
    Entry{"", Errc::damaged, "A file of this profile is damaged. Nothing was changed; restore the folder from a copy."},
    Entry{"", Errc::disk_full, "The disk is full. Nothing was written and nothing is lost; make room, then try again."},
    Entry{"", Errc::usage, "That could not be understood. See: sotto --help."},
    Entry{"", Errc::malformed, "That could not be read. Nothing was changed."},
    Entry{"", Errc::newer_version, "This was made by a newer Sotto. Nothing was changed; update Sotto."},
    Entry{"", Errc::limit, "That is too long or too many. Nothing was changed."},
    Entry{"", Errc::locked, "This profile is locked. Open it with: sotto unlock."},
    Entry{"", Errc::wrong_passphrase,
          "That is not the passphrase of this profile. Nothing was changed; please try again."},
    Entry{"", Errc::identity_changed, "This buddy changed and must be checked first: compare the six words again."},
    Entry{"", Errc::untrusted,
          "This buddy's key is not the one you know. Compare the six words by voice before you go on."},
    Entry{"", Errc::unreachable,
          "No relay could be reached. What you wrote is safe and leaves as soon as one answers."},
    Entry{"", Errc::not_found, "That could not be found."},
    Entry{"", Errc::ambiguous, "That name fits more than one."},
    Entry{"", Errc::refused, "That is not possible now. Nothing was changed."},
    Entry{"", Errc::duplicate, "That has been done already."},
    Entry{"", Errc::rate_limited, "That was too often. Wait a minute, then try again."},
    Entry{"", Errc::in_use, "This profile is in use by another Sotto. Close that one, or wait until it is done."},
    Entry{"", Errc::interrupted, "Interrupted."},
    Entry{"", Errc::not_authentic, "What arrived was not made by your buddy and was dropped."},
    Entry{"", Errc::too_far, "What arrived does not fit and was dropped."},
};

struct Template {
  Said said;
  std::string_view text;
};
constexpr std::array templates{
    Template{Said::unknown_method, "There is no method called {}."},
    Template{Said::unknown_parameter, "{} is not a parameter of {}."},
    Template{Said::missing_parameter, "{} needs {}."},
    Template{Said::wrong_type, "{} has to be {}."},
    Template{Said::out_of_range, "{} has to be a whole number from {} to {}."},
    Template{Said::unknown_buddy, "There is no buddy called {}. See who is there: sotto buddy list."},
    Template{Said::ambiguous_buddy, "More than one buddy is called {}. Use the id instead: {}."},
    Template{Said::bad_message_id, "{} is not a message id: an id has 32 hex digits."},
    Template{Said::bad_invite_id, "{} is not an invitation id: an id has 16 hex digits. See: sotto invite list."},
    Template{Said::not_utf8, "{} is not valid UTF-8 text."},
    Template{Said::unknown_setting, "There is no setting called {}. There are: {}."},
    Template{Said::bad_proxy, "A proxy is socks5://[user:pass@]host:port, http://host:port, system or none."},
    Template{Said::bad_autolock, "autolock is a number of minutes, from 1 to 60."},
    Template{Said::bad_on_close, "on_close is lock or stay: what happens when the last window is closed."},
    Template{Said::bad_switch, "{} is on or off."},
    Template{Said::bad_receipts, "receipts is on or off."},
    Template{Said::one_place, "Ask for what came before, after or around a message: one of the three."},
    Template{Said::bad_host, "{} is not a relay's host and port."},
    Template{Said::bad_days, "An invitation lives from 1 to 90 days."},
    Template{Said::start_smaller,
             "You two are new to this together. Could you start with something smaller, or already closed?"},
    Template{Said::impact_prompt, "What is different because of this?"},
    Template{
        Said::closing_held,
        "On hold: {}. A profile with a hold is not closed; lift it when you may: sotto case hold C --lift NICKNAME."},
    Template{
        Said::closing_undecided,
        "Decide about every case first: {}. Delete one with --purge C1, or all with --purge-all; put on hold what has "
        "to stay."},
    Template{Said::bad_casework, "casework is on, or off where only availability and scheduling are wanted."},
    Template{Said::stop_and_think,
             "Stop and think: {}. Nothing was sent. Replace it (--replace), or say why it goes as it is: --despite "
             "they-agreed, about-me, false-alarm or safety."},
    Template{Said::record_stop,
             "Stop and think: {}. Nothing was kept. Say it in general words, or say why it stays: --despite "
             "they-agreed, about-me, false-alarm or safety."},
    Template{Said::only_availability,
             "On this computer you chose availability and scheduling only, so casework stays off. Use your own device, "
             "or change it: sotto config set casework on."},
    Template{Said::session_cpd, "A line for your CPD record, without names: sotto cpd add --from-session."},
};

bool is_sentence(std::string_view text) { return text.size() > 1 && text.back() == '.'; }

}  // namespace

std::string sentence(std::string_view method, const Error& error) {
  if (is_sentence(error.where.text)) return std::string(error.where.text);
  for (const auto& entry : entries) {
    if (entry.code == error.code && (entry.method.empty() || entry.method == method)) return std::string(entry.text);
  }
  return std::string(entries.front().text);
}

Problem problem(std::string_view method, const Error& error) { return {error.code, sentence(method, error)}; }

std::string say(Said said, std::initializer_list<std::string_view> words) {
  std::string out;
  for (const auto& entry : templates) {
    if (entry.said != said) continue;
    auto word = words.begin();
    std::string_view rest = entry.text;
    for (auto gap = rest.find("{}"); gap != std::string_view::npos && word != words.end(); gap = rest.find("{}")) {
      out += rest.substr(0, gap);
      out += *word++;
      rest.remove_prefix(gap + 2);
    }
    out += rest;
  }
  return out;
}

}  // namespace sotto::api
