// How sessions and crisis look to a person.
#pragma once

#include "desk.hpp"

namespace sotto::cli {

void show_session(Output& output, const Json& json);
void show_sessions(Output& output, const Json& json);
void show_prompts(Output& output, const Json& json);
void show_compose(Output& output, const Json& json);
void show_available(Output& output, const Json& json);
void show_crisis(Output& output, const Json& json);
void show_ping(Output& output, const Json& json);
void show_script(Output& output, const Json& json);
void show_phone(Output& output, const Json& json);

void paragraph(Output& output, std::string_view text, std::size_t indent, Style style = Style::plain);
std::string minutes_words(std::int64_t seconds);  // "09:41"
// "2026-12-31 14:00", local time, as the engine takes it; anything else as it is.
std::string moment_of(const std::string& typed);

}  // namespace sotto::cli
