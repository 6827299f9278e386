#include <doctest/doctest.h>

#include <sotto/base/bytes.hpp>

#include "seeded_random.hpp"

namespace sotto {

TEST_CASE("hex: what was written reads back, in either case, and nothing else reads") {
  test::SeededRandom random;
  for (std::size_t size = 0; size < 70; ++size) {
    Bytes bytes(size);
    random.fill(bytes);
    CHECK(from_hex(hex(bytes)) == bytes);
  }
  CHECK(hex(Bytes{0x00, 0xff, 0x1a}) == "00ff1a");
  CHECK(from_hex("00FF1A") == Bytes{0x00, 0xff, 0x1a});
  for (const auto* bad : {"0", "0g", "0x00", " 00", "00 ", "0:", "g0"}) CHECK_FALSE(from_hex(bad));
}

TEST_CASE("base64url: the examples of RFC 4648, without padding") {
  const std::pair<std::string_view, std::string_view> examples[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : examples) {
    CHECK(base64url(view_of(plain)) == coded);
    CHECK(from_base64url(coded) == to_bytes(view_of(plain)));
  }
  CHECK(base64url(Bytes{0xfb, 0xff}) == "-_8");
}

TEST_CASE("base64url: every text of up to three characters is the one spelling of its bytes, or refused") {
  const std::string characters = "AQZgw_-+/= \n";
  for (const char a : characters) {
    for (const char b : characters) {
      for (const char c : characters) {
        for (const std::string& text : {std::string{a}, std::string{a, b}, std::string{a, b, c}}) {
          const auto bytes = from_base64url(text);
          if (bytes) CHECK(base64url(*bytes) == text);
        }
      }
    }
  }
  for (const auto* bad : {"A", "AB", "AAB", "AA==", "AA=", "A A", "AAAA\n", "+/8"}) CHECK_FALSE(from_base64url(bad));
  CHECK_FALSE(from_base64url(std::string_view("AA\0A", 4)));
}

TEST_CASE("UTF-8: every code point is valid in its shortest form only") {
  const auto spell = [](std::uint32_t point, int size) {
    std::string out;
    const std::uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    if (size == 1) return std::string(1, static_cast<char>(point));
    out += static_cast<char>(lead[size] | (point >> (6 * (size - 1))));
    for (int i = size - 2; i >= 0; --i) out += static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3f));
    return out;
  };
  for (std::uint32_t point = 0; point <= 0x10ffff; point += point < 0x900 ? 1 : 37) {
    const int shortest = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    for (int size = shortest; size <= 4; ++size) {
      if (valid_utf8(spell(point, size)) != (size == shortest && !surrogate))
        FAIL("code point " << point << " in " << size);
    }
  }
  CHECK_FALSE(valid_utf8("\xf4\x90\x80\x80"));  // U+110000
  CHECK_FALSE(valid_utf8("\xf8\x88\x80\x80\x80"));
  CHECK_FALSE(valid_utf8("\x80"));
  CHECK_FALSE(valid_utf8("\xed\xa0\x80"));  // a surrogate
}

TEST_CASE("UTF-8: a text cut inside a character is refused") {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
  CHECK(valid_utf8(text));
  for (const std::size_t cut : {2, 4, 5, 7, 8, 9}) CHECK_FALSE(valid_utf8(std::string_view(text).substr(0, cut)));
  for (const std::size_t cut : {0, 1, 3, 6}) CHECK(valid_utf8(std::string_view(text).substr(0, cut)));
}

TEST_CASE("exactly: only the exact size becomes an array") {
  CHECK(exactly<3>(Bytes{1, 2, 3}) == ByteArray<3>{1, 2, 3});
  CHECK_FALSE(exactly<3>(Bytes{1, 2}));
  CHECK_FALSE(exactly<3>(Bytes{1, 2, 3, 4}));
}

}  // namespace sotto
