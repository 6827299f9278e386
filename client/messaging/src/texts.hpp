// Names come from strangers and are shown beside one's own words: no control characters, no bidirectional controls.
#pragma once

#include <string>
#include <string_view>

namespace sotto::messaging {

// `name` must be UTF-8. At most limits::name_max bytes, cut between characters; empty when nothing visible is left.
std::string clean_name(std::string_view name);
// A received text after its parts were put together: what is not UTF-8 becomes U+FFFD.
std::string whole_text(std::string_view bytes);
// A name that is safe in any folder: no path, nothing invisible, one dot before the true extension. `name` is UTF-8.
std::string safe_file_name(std::string_view name);
// One emoji, with what belongs to it; no words, nothing that moves or hides text.
bool is_reaction(std::string_view text);

}  // namespace sotto::messaging
