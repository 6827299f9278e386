// The app's files, carried by the program; embed.cmake makes the table from pages/. Thread: any.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sotto::web {

struct Asset {
  std::string_view path;  // "/app.js"
  std::string_view type;  // "text/javascript; charset=utf-8"
  std::string_view bytes;
};
std::span<const Asset> assets();
std::string_view type_of(std::string_view path);  // empty: no file of ours ends like this

}  // namespace sotto::web
