// How answers look to a person. Calm: one thing a line, what is new stands out, what is settled is dim.
#pragma once

#include <map>
#include <string>

#include "desk.hpp"

namespace sotto::cli {

using Names = std::map<std::string, std::string>;  // buddy id -> name

Names names_of(runtime::Connection& connection);
std::string name_in(const Names& names, const std::string& id);
std::string date_words(const std::string& rfc3339);   // "Saturday 21 November"
std::string clock_words(const std::string& rfc3339);  // "22:16", local time
std::string trust_words(const Json& buddy);           // Verified, Not yet verified, Changed - check ...
std::string state_words(const std::string& state);    // of a message: written, with the relay, delivered ...
void show_buddies(Output& output, const Json& buddies);
struct Told {
  bool buddy = false;  // each line says in whose conversation it stands (search, watch)
  bool id = false;
};
void show_message(Output& output, const Json& message, const std::string& buddy, Told told);
void show_messages(Output& output, const Json& messages, const Names& names, Told told);
void show_words(Output& output, const Json& words);
std::string quoted(const std::string& word);  // as a shell wants it in the commands that we propose

// ---- of the methods that answer about one message ----
void show_reply(Output& output, const Json& json);
void show_changed(Output& output, const Json& json);
void show_erased(Output& output, const Json& json);
void show_draft(Output& output, const Json& json);
void show_attachment(Output& output, const Json& json);
void show_mute(Output& output, const Json& json);

}  // namespace sotto::cli
