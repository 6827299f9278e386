#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include <sotto/web/window.hpp>

using namespace sotto;
using web::Kind;

namespace {

const std::string url = "http://127.0.0.1:41234/#abcdefghijklmnopqrstuv";

std::optional<web::Browser> among(const std::set<std::string_view>& installed) {
  return web::choose([&](std::string_view name) {
    return installed.contains(name) ? std::filesystem::path("/usr/bin") / name : std::filesystem::path();
  });
}
bool says(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("window: Chromium's family first, then Firefox, then whatever opens links") {
  CHECK(among({"xdg-open", "firefox", "chromium"})->program == "/usr/bin/chromium");
  CHECK(among({"xdg-open", "firefox", "microsoft-edge"})->kind == Kind::app);
  CHECK(among({"xdg-open", "firefox-esr"})->kind == Kind::private_);
  CHECK(among({"xdg-open"})->kind == Kind::everyday);
  CHECK_FALSE(among({}));
}

TEST_CASE("window: it has a throw-away profile without extensions, and the desktop file's class") {
  const auto words = web::arguments({Kind::app, "/usr/bin/chromium"}, url, "/run/user/1/x");
  CHECK(words.front() == "/usr/bin/chromium");
  for (const char* word : {"--user-data-dir=/run/user/1/x", "--disable-extensions", "--disable-sync", "--no-first-run",
                           "--disable-background-networking", "--class=org.sotto.Sotto"})
    CHECK(says(words, word));
  CHECK(says(words, "--app=" + url));
  CHECK_FALSE(says(words, "--no-sandbox"));
  const auto firefox = web::arguments({Kind::private_, "/usr/bin/firefox"}, url, "/run/user/1/x");
  CHECK(says(firefox, "/run/user/1/x"));
  CHECK(firefox.back() == url);
}

TEST_CASE("window: the page is told when it stands in the everyday browser") {
  CHECK(web::address({Kind::app, "/usr/bin/chromium"}, url) == url);
  CHECK(web::address({Kind::everyday, "/usr/bin/xdg-open"}, url) == url + ",everyday");
}
