#include <cstdlib>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include <sotto/runtime/autostart.hpp>

#include "scratch.hpp"

using namespace sotto;

TEST_CASE("autostart: a path with the characters that desktops interpret stays one word") {
  CHECK(runtime::exec_word("/home/a b/sotto") == "\"/home/a b/sotto\"");
  // The value's own escape first, then the quoted word's: a backslash is four in the file.
  CHECK(runtime::exec_word("a\\b") == R"("a\\\\b")");
  CHECK(runtime::exec_word("a\"b`c$d") == R"("a\\"b\\`c\\$d")");
  CHECK(runtime::exec_word("100%u") == "\"100%%u\"");
}

TEST_CASE("autostart: one file for a profile, there by choice and gone by choice") {
  const test::Scratch scratch;
  setenv("XDG_CONFIG_HOME", scratch.folder().c_str(), 1);
  const auto folder = scratch.folder() / "autostart";
  REQUIRE(runtime::set_autostart("/somewhere/one", true));
  REQUIRE(runtime::set_autostart("/somewhere/two", true));
  REQUIRE(runtime::set_autostart("/somewhere/one", true));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    CHECK(text.find(" --profile \"/somewhere/") != std::string::npos);
    ++files;
  }
  CHECK(files == 2);
  REQUIRE(runtime::set_autostart("/somewhere/one", false));
  REQUIRE(runtime::set_autostart("/somewhere/two", false));
  REQUIRE(runtime::set_autostart("/somewhere/two", false));
  CHECK(std::filesystem::is_empty(folder));
  CHECK_FALSE(runtime::set_autostart("/somewhere/a\nExec=evil", true));
  unsetenv("XDG_CONFIG_HOME");
}
