// An invitation as a picture: the dark modules as one SVG path, the quiet zone included.
#pragma once

#include <string>
#include <string_view>

namespace sotto::api {

inline constexpr std::size_t qr_text_max = 512;  // bytes; an invitation has at most 255
struct QrPath {
  int size = 0;  // of a side, in modules
  std::string path;
};
QrPath qr_path(std::string_view text);  // of at most qr_text_max bytes

}  // namespace sotto::api
