#include <algorithm>

#include <doctest/doctest.h>

#include <sotto/practice/packs.hpp>

using namespace sotto;

TEST_CASE("packs: there is one for each country, and every line says its ground, source and date") {
  std::vector<std::string> codes;
  for (const auto& pack : practice::packs()) {
    codes.push_back(pack.code);
    CHECK(pack.version >= 1);
    CHECK(pack.reviewed.size() == 10);
    CHECK(pack.review_by > pack.reviewed);
    CHECK(pack.cards.size() <= proto::limits_of_practice::cards_max);
    for (const auto& card : pack.cards) {
      INFO(pack.code, " ", card.card.code);
      CHECK(card.card.pack == pack.code);
      CHECK_FALSE(card.source.empty());
      // What nobody has confirmed says so where it is read.
      CHECK(card.card.text.ends_with("(Not yet confirmed by a lawyer.)") == !card.confirmed);
    }
    // All of it is something that the other side will read.
    proto::Terms terms;
    for (const auto& card : pack.cards) terms.carve_outs.push_back(card.card);
    CHECK(proto::decode_terms(proto::canonical_terms(terms)));
  }
  CHECK(codes == std::vector<std::string>{"eu", "ie", "uk", "us"});
}

TEST_CASE("packs: the UK pack has its eight cards and four on request") {
  const auto* uk = practice::find_pack("uk");
  REQUIRE(uk != nullptr);
  CHECK(std::count_if(uk->cards.begin(), uk->cards.end(), [](const auto& card) { return !card.addon; }) == 8);
  CHECK(std::count_if(uk->cards.begin(), uk->cards.end(), [](const auto& card) { return card.addon; }) == 4);
  CHECK(practice::find_pack("fr") == nullptr);
}

TEST_CASE("packs: a file with an unknown key, a missing source or no version is no pack") {
  const std::string head = "pack: xx\nname: X\nversion: 1\nreviewed: 2026-01-01\n";
  const std::string card = "[one]\ntitle: T\nground: required\ntext: W.\nsource: S\nconfirmed: no\n";
  CHECK(practice::parse_pack(head + card));
  CHECK_FALSE(practice::parse_pack(head));
  CHECK_FALSE(practice::parse_pack(card));
  CHECK_FALSE(practice::parse_pack(head + card + "colour: red\n"));
  CHECK_FALSE(practice::parse_pack(head + card + "[two]\ntitle: T\nground: required\ntext: W.\n"));
  CHECK_FALSE(practice::parse_pack(head + card + "ground: maybe\n"));
  CHECK_FALSE(practice::parse_pack("pack: xx\nversion: one\n"));
}
