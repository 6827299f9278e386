#include <doctest/doctest.h>

#include <sotto/practice/crisis.hpp>
#include <sotto/practice/packs.hpp>

using namespace sotto;
using namespace sotto::practice;

TEST_CASE("phone lines: every country with a carve-out pack has them, with source and date") {
  CHECK(phone_lines().size() == packs().size());
  for (const auto& pack : packs()) {
    const auto* lines = find_phone_lines(pack.code);
    REQUIRE_MESSAGE(lines != nullptr, pack.code);
    CHECK(lines->lines.front().code == "emergency");
    for (const auto& line : lines->lines) {
      CHECK_FALSE(line.number.empty());
      CHECK_FALSE(line.source.empty());
      CHECK(line.reviewed.size() == 10);
    }
  }
  CHECK(find_phone_lines("atlantis") == nullptr);
}

TEST_CASE("phone lines: a file without a number, a source or a date is refused") {
  const std::string head = "lines: xx\nname: X\nreviewed: 2026-01-01\n";
  const std::string good = "[a]\nname: A\nnumber: 1\nsource: s\nreviewed: 2026-01-01\n";
  CHECK(parse_phone_lines(head + good));
  CHECK_FALSE(parse_phone_lines(head));
  CHECK_FALSE(parse_phone_lines(good));
  CHECK_FALSE(parse_phone_lines(head + "[a]\nname: A\nsource: s\nreviewed: 2026-01-01\n"));
  CHECK_FALSE(parse_phone_lines(head + "[a]\nname: A\nnumber: 1\nreviewed: 2026-01-01\n"));
  CHECK_FALSE(parse_phone_lines(head + good + "colour: red\n"));
  CHECK_FALSE(parse_phone_lines(head + good + "confirmed: perhaps\n"));
}

TEST_CASE("phone lines: only a file that says so counts as confirmed") {
  const std::string head = "lines: xx\nname: X\nreviewed: 2026-01-01\n";
  const std::string line = "[a]\nname: A\nnumber: 1\nsource: s\nreviewed: 2026-01-01\n";
  CHECK_FALSE(parse_phone_lines(head + line)->lines.front().confirmed);
  CHECK_FALSE(parse_phone_lines(head + line + "confirmed: no\n")->lines.front().confirmed);
  CHECK(parse_phone_lines(head + line + "confirmed: yes\n")->lines.front().confirmed);
}

TEST_CASE("crisis: the script has ten minutes, and says what not to do tonight") {
  std::uint32_t minutes = 0;
  for (const auto& step : crisis_script()) minutes += step.minutes;
  CHECK(minutes == 10);
  CHECK(never_tonight().size() == 7);
}
