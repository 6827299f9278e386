// A window for the page: which browser, with which arguments, in which throw-away folder. Thread: the main one.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sotto/base/result.hpp>

namespace sotto::web {

enum class Kind : std::uint8_t {
  app,       // Chromium and its family: a window without an address bar, a profile of its own
  private_,  // Firefox with a profile of its own
  everyday,  // whatever opens links here, with its extensions: the page says so
};
struct Browser {
  Kind kind = Kind::everyday;
  std::filesystem::path program;
};

// The best one that `find` knows; nullopt: none at all.
std::optional<Browser> choose(const std::function<std::filesystem::path(std::string_view name)>& find);
std::filesystem::path on_path(std::string_view name);  // empty: not there

// The address that the window opens: in the everyday browser the page is told.
std::string address(const Browser& browser, const std::string& url);
std::vector<std::string> arguments(const Browser& browser, const std::string& url, const std::filesystem::path& folder);

// Opens it and waits until it is closed, or SIGINT or SIGTERM comes; its folder goes with it. An everyday browser is
// not waited for. not_found: no browser; io.
Status show(const std::string& url);

}  // namespace sotto::web
