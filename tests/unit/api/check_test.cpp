#include "house.hpp"

using namespace sotto;
using api::Json;
using test::Person;

namespace {

Json check(Person& who, const char* text, const char* in_case = nullptr) {
  Json params{{"text", text}};
  if (in_case != nullptr) params["case"] = in_case;
  return who.good("check", params);
}
Json choice(const char* text, const char* kind, const char* in_case = "C1") {
  return {{"case", in_case}, {"text", text}, {"type", "PERSON"}, {"choice", kind}};
}

}  // namespace

TEST_CASE("check: a case's names, aliases and audience are what its texts are read with") {
  Person anna("Anna");
  anna.good("case.new", {{"nickname", "spring"}, {"audience", "stranger"}});
  const auto people = anna.good("case.people", {{"case", "C1"}, {"add", "Robert Pennick"}, {"part", "witness"}});
  const auto alias = people.at("case").at("people")[0].at("alias");
  const auto report = check(anna, "bobby said that the CEO knew", "C1");
  REQUIRE(report.at("findings").size() == 2);
  CHECK(report.at("findings")[0].at("suggest") == alias);
  CHECK(report.at("score") == 4);  // a stranger's weights: 3 and 1
  CHECK(check(anna, "bobby said so").at("findings").size() == 0);
  CHECK(anna.bad("check", {{"text", "x"}, {"case", "C9"}}).code == Errc::not_found);
  CHECK(anna.bad("check", {{"text", "x"}, {"audience", "everybody"}}).code == Errc::usage);
  CHECK(anna.bad("check", {{"text", std::string(57'345, 'x')}}).code == Errc::limit);
}

TEST_CASE("check: a name of another case is pointed out, and not in its own case") {
  Person anna("Anna");
  for (const char* name : {"one", "two"}) anna.good("case.new", {{"nickname", name}});
  anna.good("case.people", {{"case", "C2"}, {"add", "Bea Tansley"}});
  const auto findings = check(anna, "tansley heard it", "C1").at("findings");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].at("why").get<std::string>().find("another") != std::string::npos);
  CHECK(check(anna, "tansley heard it", "C2").at("findings")[0].at("why") == "It is in the list of this case.");
  anna.good("case.forget", {{"case", "C2"}});
  CHECK(check(anna, "tansley heard it", "C1").at("findings").empty());
}

TEST_CASE("check: what is kept is remembered for that case alone, and forgotten with its names") {
  Person anna("Anna");
  for (const char* name : {"one", "two"}) anna.good("case.new", {{"nickname", name}});
  CHECK(check(anna, "Kasia rang.", "C1").at("verdict") == "think");
  anna.good("check.choose", choice("Kasia", "keep"));
  CHECK(check(anna, "Kasia rang.", "C1").at("verdict") == "clear");
  CHECK(check(anna, "Kasia rang.", "C1").at("kept") == 1);
  CHECK(check(anna, "Kasia rang.", "C2").at("verdict") == "think");
  anna.good("case.forget", {{"case", "C1"}});
  CHECK(check(anna, "Kasia rang.", "C1").at("verdict") == "think");
  CHECK(anna.bad("check.choose", choice("Kasia", "shrug")).code == Errc::usage);
  CHECK(anna.bad("check.choose", choice("Kasia", "keep", "C9")).code == Errc::not_found);
}

TEST_CASE("check: a type said to be none more than once in four, after eight choices, is a dot") {
  Person anna("Anna");
  anna.good("case.new", {{"nickname", "one"}});
  const auto dot = [&] {
    const auto counts = anna.good("check.counts").at("choices");
    return counts.empty() ? Json(false) : counts[0].at("dot");
  };
  for (int i = 0; i < 2; ++i) anna.good("check.choose", choice("Ola", "not-identifier"));
  for (int i = 0; i < 5; ++i) anna.good("check.choose", choice("Ola", "replace"));
  CHECK(dot() == false);  // seven choices say nothing yet
  anna.good("check.choose", choice("Ola", "reword"));
  CHECK(dot() == false);  // two of eight
  anna.good("check.choose", choice("Ola", "not-identifier"));
  CHECK(dot() == true);  // three of nine
  CHECK(check(anna, "Maeve Tarrington rang.").at("verdict") == "glance");
  anna.good("case.people", {{"case", "C1"}, {"add", "Maeve Tarrington"}});
  CHECK(check(anna, "Maeve Tarrington rang.", "C1").at("verdict") == "stop");
}

TEST_CASE("check: a note that names somebody is kept with a reason only, and the reason is counted") {
  Person anna("Anna");
  const Json entry{{"learned", "What Maeve Tarrington taught me"}};
  const auto refusal = anna.bad("cpd.add", entry);
  CHECK(refusal.code == Errc::refused);
  CHECK(refusal.more.at("check").at("verdict") == "stop");
  CHECK(api::error_json(refusal).at("error").at("check").at("verdict") == "stop");
  auto with_reason = entry;
  with_reason["despite"] = "about me";
  CHECK(anna.good("cpd.add", with_reason).contains("entry"));
  CHECK(anna.good("check.counts").at("despite") == Json{{"about-me", 1}});
  with_reason["despite"] = "because";
  CHECK(anna.bad("cpd.add", with_reason).code == Errc::usage);
}

TEST_CASE("check: the record names nobody from a case, not by nickname or with a slip of the pen either") {
  Person anna("Anna");
  anna.good("cpd.add", {{"learned", "what penick and bobby did"}, {"despite", "false-alarm"}});
  anna.good("case.new", {{"nickname", "one"}});
  anna.good("case.people", {{"case", "C1"}, {"add", "Robert Pennick"}});
  CHECK(anna.good("cpd.list").at("entries")[0].at("learned") == "what [...] and [...] did");
  CHECK(anna.bad("cpd.add", {{"learned", "bobby's way"}, {"despite", "safety"}}).code == Errc::refused);
}

TEST_CASE("closing a profile: a hold stops it, every case is decided, and no name is in the summary") {
  Person anna("Anna");
  for (const char* name : {"one", "two"}) anna.good("case.new", {{"nickname", name}});
  anna.good("cpd.add", {{"learned", "to listen"}, {"minutes", 40}});
  anna.good("case.hold", {{"case", "C1"}});
  CHECK(anna.bad("profile.close", {{"purge_all", true}}).more.at("held")[0].at("ref") == "C1");
  anna.good("case.hold", {{"case", "C1"}, {"lift", "one"}});
  CHECK(anna.bad("profile.close", {{"purge", {"C1"}}}).more.at("undecided")[0].at("ref") == "C2");
  CHECK(anna.good("case.list").at("cases").size() == 2);
  const auto closed = anna.good("profile.close", {{"purge", {"C1", "two"}}});
  CHECK(closed.at("summary").at("cases") == 2);
  CHECK(closed.at("summary").at("cpd_minutes") == 40);
  CHECK(anna.good("case.list").at("cases").empty());
}
