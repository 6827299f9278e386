#include <set>
#include <sstream>
#include <vector>

#include <doctest/doctest.h>

#include <sotto/cli/arguments.hpp>

#include "pseudo.hpp"

using namespace sotto;
using namespace sotto::cli;

namespace {

std::vector<std::string> help_of(std::vector<const char*> words) {
  words.insert(words.begin(), "sotto");
  words.push_back("--help");
  const auto result = parse(static_cast<int>(words.size()), words.data());
  REQUIRE(std::holds_alternative<Leave>(result));
  REQUIRE(std::get<Leave>(result).asked);
  std::istringstream page(std::get<Leave>(result).text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(page, line);) lines.push_back(line);
  return lines;
}

// The commands that a page lists: two blanks, a name, and words said about it.
std::set<std::string> commands_in(const std::vector<std::string>& lines) {
  std::set<std::string> out;
  for (const auto& line : lines) {
    if (!line.starts_with("  ") || line.size() < 3 || line[2] < 'a' || line[2] > 'z') continue;
    out.insert(line.substr(2, line.find_first_of(" ,", 2) - 2));
  }
  return out;
}

// A line says something to a person unless it is one word of the grammar: an option's name, the pattern of the usage.
void check_page(const std::vector<std::string>& lines) {
  bool goes_on = false;  // a text too long for one line
  for (const auto& line : lines) {
    const auto words = line.substr(std::min(line.size(), line.find_first_not_of(' ')));
    goes_on = goes_on && line.find("⟧") == std::string::npos;
    const bool grammar =
        words.empty() || (words.starts_with("-") && words.find(' ', words.find(' ') + 1) == std::string::npos);
    CHECK_MESSAGE((grammar || goes_on || test::PseudoLanguage::said(line)), line);
  }
}

}  // namespace

TEST_CASE("help: every line of every page comes from the catalogue") {
  const test::PseudoLanguage pseudo;
  const auto front = help_of({});
  check_page(front);
  const auto commands = commands_in(front);
  CHECK(commands.size() > 30);
  for (const auto& command : commands) {
    CAPTURE(command);
    const auto page = help_of({command.c_str()});
    check_page(page);
    for (const auto& inner : commands_in(page)) {
      CAPTURE(inner);
      check_page(help_of({command.c_str(), inner.c_str()}));
    }
  }
}

TEST_CASE("help: a line that cannot be understood is answered from the catalogue") {
  const test::PseudoLanguage pseudo;
  for (const auto& words : {std::vector<const char*>{"sotto", "send", "B", "two", "words"},
                            std::vector<const char*>{"sotto", "relay"}, std::vector<const char*>{"sotto", "join"}}) {
    const auto result = parse(static_cast<int>(words.size()), words.data());
    REQUIRE(std::holds_alternative<Leave>(result));
    CHECK(test::PseudoLanguage::said(std::get<Leave>(result).text));
  }
}
