#include "qr.hpp"

#include <qrcodegen/QrCode.hpp>

namespace sotto::cli {

std::string qr_blocks(std::string_view text, std::size_t width, bool colour) {
  using qrcodegen::QrCode;
  constexpr int quiet = 2;  // the standard says 4; phones read 2, and the code stays on one screen
  const auto code = QrCode::encodeText(std::string(text).c_str(), QrCode::Ecc::LOW);
  const int size = code.getSize();
  if (size + 2 * quiet + 4 > static_cast<int>(width)) return {};
  std::string out;
  for (int y = -quiet; y < size + quiet; y += 2) {
    out += "    ";
    if (colour) out += "\033[38;5;16;48;5;231m";
    for (int x = -quiet; x < size + quiet; ++x) {
      const bool upper = code.getModule(x, y);
      const bool lower = code.getModule(x, y + 1);
      // Without colours a terminal is taken to be light on dark, so the light modules are drawn.
      const bool top = upper == colour;
      const bool bottom = lower == colour;
      out += top && bottom ? "█" : top ? "▀" : bottom ? "▄" : " ";
    }
    if (colour) out += "\033[0m";
    out += '\n';
  }
  return out;
}

}  // namespace sotto::cli
