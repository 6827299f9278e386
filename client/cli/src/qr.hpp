// A QR code in half blocks: two modules a character, with the quiet zone that scanners need.
#pragma once

#include <string>
#include <string_view>

namespace sotto::cli {

// Empty when it would be wider than `width` columns. `colour`: dark on light whatever the terminal's own colours are.
std::string qr_blocks(std::string_view text, std::size_t width, bool colour);

}  // namespace sotto::cli
