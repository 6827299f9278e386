#include "qr_path.hpp"

#include <qrcodegen/QrCode.hpp>

namespace sotto::api {

QrPath qr_path(std::string_view text) {
  using qrcodegen::QrCode;
  constexpr int quiet = 4;  // modules, as the standard says
  const auto code = QrCode::encodeText(std::string(text).c_str(), QrCode::Ecc::LOW);
  const int size = code.getSize();
  QrPath out{size + 2 * quiet, {}};
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      if (!code.getModule(x, y)) continue;
      int run = 1;
      while (code.getModule(x + run, y)) ++run;  // outside of the code there are light modules only
      const auto length = std::to_string(run);
      out.path.append("M").append(std::to_string(x + quiet)).append(" ").append(std::to_string(y + quiet));
      out.path.append("h").append(length).append("v1h-").append(length).append("z");
      x += run;
    }
  }
  return out;
}

}  // namespace sotto::api
