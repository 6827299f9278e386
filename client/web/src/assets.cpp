#include "assets.hpp"

#include <array>

namespace sotto::web {

std::string_view type_of(std::string_view path) {
  struct Type {
    std::string_view ending, type;
  };
  constexpr std::array types{
      Type{".html", "text/html; charset=utf-8"},
      Type{".css", "text/css; charset=utf-8"},
      Type{".js", "text/javascript; charset=utf-8"},
      Type{".json", "application/json"},
      Type{".svg", "image/svg+xml"},
      Type{".png", "image/png"},
      Type{".woff2", "font/woff2"},
      Type{".txt", "text/plain; charset=utf-8"},
  };
  for (const auto& type : types)
    if (path.ends_with(type.ending)) return type.type;
  return {};
}

}  // namespace sotto::web
