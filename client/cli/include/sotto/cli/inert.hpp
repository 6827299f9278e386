// Text of other people made harmless for a terminal: nothing in it can move the cursor, set a colour, hide itself or
// turn the reading direction. What could is shown as what it is: <U+001B>, <U+202E>, <0xff>. hazards L1 to L3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sotto::cli {

std::string inert(std::string_view text);          // one line: line breaks become visible, too; a tab is a space
std::size_t columns(std::string_view inert_text);  // cells it takes on a terminal
// The lines of a text, each inert, folded at words to at most `width` columns (0: not folded). Never empty.
std::vector<std::string> paragraphs(std::string_view text, std::size_t width);

}  // namespace sotto::cli
