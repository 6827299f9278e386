#include <string>

#include <doctest/doctest.h>

#include <sotto/base/bytes.hpp>
#include <sotto/cli/inert.hpp>

#include "seeded_random.hpp"

using sotto::cli::columns;
using sotto::cli::inert;
using sotto::cli::paragraphs;

TEST_CASE("inert: what a person writes stays as it is") {
  for (const std::string text :
       {"Do you have half an hour?", "Grüße aus Łódź", "やあ", "שלום", "👍🏽 ❤️ 👩‍💻", "naïve a\u0301"})
    CHECK(inert(text) == text);
}

TEST_CASE("inert: controls and escapes are shown, not obeyed") {
  CHECK(inert("\033[2J\033]0;title\a") == "<U+001B>[2J<U+001B>]0;title<U+0007>");
  CHECK(inert("a\rb\nc\td\x7f") == "a<U+000D>b<U+000A>c d<U+007F>");
  CHECK(inert("\u009b31m") == "<U+009B>31m");  // CSI as a C1 control
}

TEST_CASE("inert: what hides itself or turns the reading direction is shown") {
  CHECK(inert("cv\u202excod.exe") == "cv<U+202E>xcod.exe");
  CHECK(inert("A\u200bnna") == "A<U+200B>nna");
  CHECK(inert("\u2066\u2069\u061c\u200e\ufeff\u00ad\u3164") ==
        "<U+2066><U+2069><U+061C><U+200E><U+FEFF><U+00AD><U+3164>");
  CHECK(inert("A\ufe0f\u200dB") == "A<U+FE0F><U+200D>B");  // an emoji's joiner without an emoji
  CHECK(inert("x\U000e0041") == "x<U+E0041>");
}

TEST_CASE("inert: bytes that are not UTF-8 are shown as bytes") {
  CHECK(inert("a\xff\xc0\x9b") == "a<0xff><0xc0><0x9b>");
  CHECK(inert("\xed\xa0\x80") == "<0xed><0xa0><0x80>");  // a surrogate
  CHECK(inert("\xe2\x82") == "<0xe2><0x82>");            // cut off
}

TEST_CASE("inert: a flood of combining marks does not cover the lines around it") {
  std::string flood = "a";
  for (int i = 0; i < 50; ++i) flood += "\u0301";
  CHECK(inert(flood).find("<U+0301>") != std::string::npos);
  CHECK(columns("a\u0301") == 1);
}

TEST_CASE("inert: whatever bytes come, no control leaves") {
  sotto::test::SeededRandom random;
  for (int round = 0; round < 2000; ++round) {
    const auto bytes = random.array<48>();
    const auto safe = inert(sotto::text_of(bytes));
    CHECK(sotto::valid_utf8(safe));
    for (const char c : safe) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7f) FAIL("a control left: ", int(byte));
    }
    CHECK(safe.find("\xc2\x9b") == std::string::npos);
  }
}

TEST_CASE("paragraphs: lines are kept, long ones fold at words") {
  CHECK(paragraphs("one\ntwo\n\n", 0) == std::vector<std::string>{"one", "two"});
  CHECK(paragraphs("", 10) == std::vector<std::string>{""});
  CHECK(paragraphs("a\n\nb", 0) == std::vector<std::string>{"a", "", "b"});
  CHECK(paragraphs("we could talk on Friday", 10) == std::vector<std::string>{"we could", "talk on", "Friday"});
  CHECK(paragraphs("abcdefghij", 4) == std::vector<std::string>{"abcd", "efgh", "ij"});
  CHECK(paragraphs("やあや", 4) == std::vector<std::string>{"やあ", "や"});
  CHECK(paragraphs("や", 1) == std::vector<std::string>{"や"});
}
