#include "house.hpp"

using namespace sotto;
using api::Json;
using test::Person;

TEST_CASE("practice: cases are made, found by any of their names, and shown by the contract") {
  Person anna("Anna");
  const auto made = anna.good("case.new", {{"nickname", "spring"}, {"topic", "Exec conduct"}}).at("case");
  CHECK(made.at("ref") == "C1");
  CHECK(made.at("topic") == "exec-conduct");
  CHECK(made.at("id").get<std::string>().size() == 32);
  for (const auto& ref : {Json("C1"), Json("c1"), Json("spring"), made.at("id")}) {
    CHECK(anna.good("case.show", {{"case", ref}}).at("case").at("nickname") == "spring");
  }
  anna.good("case.new", {{"nickname", "spring"}});
  CHECK(anna.bad("case.show", {{"case", "spring"}}).code == Errc::ambiguous);
  CHECK(anna.bad("case.show", {{"case", "C3"}}).code == Errc::not_found);
  CHECK(anna.bad("case.new", {{"nickname", "a"}, {"topic", "football"}}).code == Errc::usage);
  const auto people =
      anna.good("case.people", {{"case", "C1"}, {"add", "Bea Tansley"}, {"variants", Json::array({"Bea"})}}).at("case");
  CHECK(people.at("people")[0].at("names") == Json::array({"Bea Tansley", "Bea"}));
  CHECK(anna.good("case.forget", {{"case", "C1"}}).at("case").at("people")[0].at("names").empty());
  CHECK(anna.bad("case.people", {{"case", "C1"}, {"add", "Bea"}}).code == Errc::refused);
}

TEST_CASE("practice: no export of the CPD record holds a string of any case dictionary") {
  Person anna("Anna");
  const std::vector<std::string> names{"Idris Callowmere", "Bea Tansley", "Pennick Glass", "Fort William"};
  anna.good("cpd.add", {{"learned", "Idris Callowmere, bea tansley and PENNICK GLASS"},
                        {"area", "Fort William"},
                        {"despite", "false-alarm"}});
  anna.good("case.new", {{"nickname", "spring"}});
  for (const auto& name : names) anna.good("case.people", {{"case", "C1"}, {"add", name}, {"part", "person"}});
  for (const auto* format : {"markdown", "csv", "html"}) {
    auto text = anna.good("cpd.export", {{"format", format}}).at("text").get<std::string>();
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const auto* word : {"idris", "callowmere", "bea", "tansley", "pennick", "fort william"}) {
      CHECK_MESSAGE(text.find(word) == std::string::npos, format, " ", word);
    }
  }
  CHECK(anna.bad("cpd.add", {{"change", "talk to Idris"}}).code == Errc::refused);
}

TEST_CASE("practice: the export is guarded against formulas, markup and broken tables") {
  Person anna("Anna");
  anna.good("cpd.add", {{"date", "2026-03-01"},
                        {"learned", "=HYPERLINK(\"x\")"},
                        {"change", "<script>alert(1)</script>"},
                        {"area", "# a\nb"},
                        {"functions", Json::array({"N", "restorative"})}});
  CHECK(anna.good("cpd.export", {{"format", "csv"}}).at("text") ==
        "date,kind,role,minutes,normative,formative,restorative,area,learned,change,impact\r\n"
        "2026-03-01,buddy,presented,60,yes,no,yes,\"# a\nb\",\"'=HYPERLINK(\"\"x\"\")\",\"<script>alert(1)</script>\","
        "\"\"\r\n");
  const auto page = anna.good("cpd.export", {{"format", "html"}}).at("text").get<std::string>();
  CHECK(page.find("<script>") == std::string::npos);
  CHECK(page.find("http") == std::string::npos);
  const auto markdown = anna.good("cpd.export").at("text").get<std::string>();
  CHECK(markdown.find("- Area: \\# a b\n") != std::string::npos);
  CHECK(anna.good("cpd.export", {{"from", "2026-03-02"}}).at("entries") == 0);
  CHECK(anna.good("cpd.export", {{"from", "2026-03-01"}, {"to", "2026-03-01"}}).at("entries") == 1);
  CHECK(anna.bad("cpd.export", {{"from", "2026-02-30"}}).code == Errc::usage);
  CHECK(anna.bad("cpd.export", {{"format", "pdf"}}).code == Errc::usage);
}

TEST_CASE("practice: after sixty days the record asks what is different") {
  Person anna("Anna");
  const auto number = anna.good("cpd.add", {{"learned", "to listen"}}).at("entry").at("number");
  CHECK_FALSE(anna.good("cpd.list").at("entries")[0].contains("prompt"));
  anna.clock.advance(days(61));
  CHECK(anna.good("cpd.list").at("entries")[0].at("prompt") == "What is different because of this?");
  anna.good("cpd.impact", {{"number", number}, {"text", "I ask first"}});
  CHECK_FALSE(anna.good("cpd.list").at("entries")[0].contains("prompt"));
  CHECK(anna.bad("cpd.impact", {{"number", 99}, {"text", "x"}}).code == Errc::not_found);
}

TEST_CASE("practice: a page finds the title of every card, and the packs that one can begin with") {
  Person anna("Anna");
  const auto packs = anna.good("agree.packs").at("packs");
  REQUIRE(packs.size() == 4);
  for (const auto& pack : packs) {
    CHECK_FALSE(pack.at("name").get<std::string>().empty());
    CHECK(pack.at("reviewed").get<std::string>().size() == 10);
    for (const auto& card : pack.at("cards")) CHECK_FALSE(card.at("title").get<std::string>().empty());
  }
  CHECK(anna.bad("agree.packs", {{"country", "uk"}}).code == Errc::usage);
}
