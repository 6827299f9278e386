#include <doctest/doctest.h>

#include <sotto/api/sentences.hpp>

#include "house.hpp"
#include "pseudo.hpp"

using namespace sotto;

TEST_CASE("words: every error is told in the language in effect") {
  const test::PseudoLanguage pseudo;
  for (const char* method : {"", "relay.add", "invite.create", "join", "verify", "send", "recall", "history"}) {
    for (int code = 0; code <= static_cast<int>(Errc::limit); ++code) {
      const auto told = api::sentence(method, {static_cast<Errc>(code), "a place for a developer"});
      CHECK_MESSAGE(test::PseudoLanguage::said(told), told);
    }
  }
}

TEST_CASE("words: what a method refuses is told in the language in effect, codes and members are not") {
  test::Person anna("Anna");
  const test::PseudoLanguage pseudo;
  const std::vector<std::pair<const char*, api::Json>> refused{{"no.method", {}},
                                                               {"send", {{"buddy", "nobody"}, {"text", "x"}}},
                                                               {"send", {{"buddy", 1}}},
                                                               {"relay.add", {{"link", "nonsense"}}},
                                                               {"recall", {{"id", "x"}}},
                                                               {"config.set", {{"key", "language"}, {"value", "tlh"}}},
                                                               {"case.show", {{"case", "C9"}}},
                                                               {"cpd.export", {{"format", "scroll"}}},
                                                               {"agree.new", {{"buddy", "nobody"}}}};
  for (const auto& [method, params] : refused) {
    const auto problem = anna.bad(method, params);
    CAPTURE(method);
    CHECK_MESSAGE(test::PseudoLanguage::said(problem.sentence), problem.sentence);
    CHECK_FALSE(test::PseudoLanguage::said(api::error_name(problem.code)));
  }
}

TEST_CASE("words: the language is a setting; it can go back to the computer's own") {
  test::Person anna("Anna");
  CHECK(anna.good("config.get", {{"key", "language"}}).at("value") == "system");
  anna.good("config.set", {{"key", "language"}, {"value", "en"}});
  CHECK(words::language() == "en");
  anna.good("config.unset", {{"key", "language"}});
  CHECK(anna.bad("config.set", {{"key", "language"}, {"value", "English"}}).code == Errc::usage);
}

TEST_CASE("words: the CPD record speaks the language, its columns do not") {
  test::Person anna("Anna");
  anna.good("cpd.add", {{"minutes", 30}, {"learned", "to wait"}});
  const test::PseudoLanguage pseudo;
  CHECK(test::PseudoLanguage::said(anna.good("cpd.export", {{"format", "markdown"}}).at("text").get<std::string>()));
  CHECK(test::PseudoLanguage::said(anna.good("cpd.export", {{"format", "html"}}).at("text").get<std::string>()));
  CHECK_FALSE(test::PseudoLanguage::said(anna.good("cpd.export", {{"format", "csv"}}).at("text").get<std::string>()));
}

TEST_CASE(
    "words: a refusal has the key of its sentence; the command that helps is its hint, in JSON beside the message") {
  test::Person anna("Anna");
  for (const auto& [method, params, key] : std::vector<std::tuple<const char*, api::Json, std::string>>{
           {"case.show", {{"case", "C9"}}, "practice.no_case"},
           {"case.show", {{"case", 5}}, "request.wrong_type"},
           {"agree.show", {{"buddy", "nobody"}}, "request.unknown_buddy"},
           {"invite.create", {{"as", "Ben"}}, "pairing.have_no_relay_yet_add"},
           {"invite.revoke", {{"id", "x"}}, "request.bad_invite_id"}}) {
    const auto problem = anna.bad(method, params);
    CHECK(problem.key == key);
    const auto error = api::error_json(problem).at("error");
    CHECK(error.at("message") == problem.sentence);
    CHECK(error.value("hint", "") == words::hint(key));
    CHECK(error.contains("hint") == (problem.key != "request.wrong_type"));
    CHECK(problem.sentence.find("sotto ") == std::string::npos);
  }
}

TEST_CASE("words: what is found keeps its place beside the hint") {
  test::Person anna("Anna");
  anna.good("case.new", {{"nickname", "Winter rota"}});
  anna.good("case.people", {{"case", "C1"}, {"add", "Maeve Tarrington"}});
  const auto problem = anna.bad("cpd.add", {{"minutes", 30}, {"learned", "What Maeve Tarrington taught me"}});
  CHECK(problem.key == "request.record_stop");
  const auto error = api::error_json(problem).at("error");
  CHECK(error.at("hint").get<std::string>().find("--despite") != std::string::npos);
  CHECK(error.at("check").at("verdict") == "stop");
}
