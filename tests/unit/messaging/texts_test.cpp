#include "../../../client/messaging/src/texts.hpp"

#include <doctest/doctest.h>

#include <sotto/base/bytes.hpp>
#include <sotto/base/limits.hpp>

using namespace sotto;
using messaging::clean_name;
using messaging::whole_text;

TEST_CASE("names: control characters become one space, at the ends nothing") {
  CHECK(clean_name("  Anna \t\n Bell\x7f ") == "Anna Bell");
  CHECK(clean_name("a\u0085b\u2028c\u00a0d") == "a b c d");
}

TEST_CASE("names: bidirectional and invisible characters disappear") {
  CHECK(clean_name("\u202eAnna\u202c\u2066\u2069\u200f\u061c\ufeff\u200b") == "Anna");
  CHECK(clean_name("\u202e\u2066").empty());
}

TEST_CASE("names: letters of every script stay, a long name is cut between characters") {
  CHECK(clean_name("\u00c5sa \u674e \U0001f642") == "\u00c5sa \u674e \U0001f642");
  std::string name;
  for (int i = 0; i < 40; ++i) name += "\u20ac";
  const auto cut = clean_name(name);
  CHECK(cut.size() <= limits::name_max);
  CHECK(valid_utf8(cut));
  CHECK(cut.size() == 63);
}

TEST_CASE("texts: a whole text is shown as sent; what is not UTF-8 becomes replacement characters") {
  CHECK(whole_text("Gr\u00fc\u00dfe") == "Gr\u00fc\u00dfe");
  CHECK(whole_text("a\xff"
                   "b") ==
        "a\ufffd"
        "b");
  CHECK(valid_utf8(whole_text(std::string("\xe2\x82", 2))));
  CHECK(valid_utf8(whole_text(std::string("\xf0\x9f\xe2\x82\xac", 5))));
}
