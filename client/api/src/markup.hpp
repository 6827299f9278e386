// Somebody's words inside Markdown or HTML: they stay words. What could turn the reading direction or hide itself is
// shown as what it is.
#pragma once

#include <string>
#include <string_view>

namespace sotto::api {

std::string visible(std::string_view text);         // <U+202E>; line breaks and tabs stay
std::string markdown_line(std::string_view text);   // on one line
std::string markdown_quote(std::string_view text);  // its lines, each behind "> "
std::string in_html(std::string_view text);

}  // namespace sotto::api
