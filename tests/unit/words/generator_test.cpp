#include <doctest/doctest.h>

#include "catalogue.hpp"

using namespace sotto::words;

namespace {

std::string complaint(const std::vector<File>& files) {
  const auto made = generate(files, {"practice", "cli"});
  const auto* found = std::get_if<Complaint>(&made);
  return found != nullptr ? found->text : std::string();
}
File english(const std::string& body) { return {"en", "{" + body + "}"}; }
File german(const std::string& body) { return {"de", "{" + body + "}"}; }

}  // namespace

TEST_CASE("generator: each group of keys becomes a header with a constant for each sentence") {
  const auto made =
      generate({english(R"("cli.hello.you": "Hello {name}", "practice.no": "No \"case\"")")}, {"practice", "cli"});
  REQUIRE(std::holds_alternative<Sources>(made));
  const auto& sources = std::get<Sources>(made);
  CHECK(sources.at("include/sotto/words/cli.hpp")
            .find("inline constexpr Sentence<1> hello_you{\"cli.hello.you\", \"Hello {name}\"};") != std::string::npos);
  CHECK(sources.at("include/sotto/words/practice.hpp").find("\"No \\\"case\\\"\"") != std::string::npos);
  CHECK(sources.at("catalogue.cpp").find("{\"en\", en_texts},") != std::string::npos);
}

TEST_CASE("generator: a translation with other gaps than the English fails the build") {
  const auto origin = english(R"("cli.a": "from {from} to {to}")");
  CHECK(complaint({origin, german(R"("cli.a": "bis {to} ab {from}")")}).empty());
  CHECK(complaint({origin, german(R"("cli.a": "ab {from}")")}) == "de.json: cli.a has other gaps than in English");
  CHECK(complaint({origin, german(R"("cli.a": "{von} {to}")")}) == "de.json: cli.a has other gaps than in English");
  CHECK(complaint({origin, german(R"("cli.b": "b")")}) == "de.json: cli.b is not in English");
}

TEST_CASE("generator: what only the pages say has no name in C++, but is checked and translated") {
  CHECK(complaint({english(R"("app.new": "New")")}).empty());
  CHECK(complaint({english(R"("app.new": "{n")")}) == "en.json: app.new: the braces do not fit");
}

TEST_CASE("generator: a hint is found by the key of its sentence, has no name of its own and no gaps") {
  const auto made =
      generate({english(R"("practice.no": "No {what}", "practice.no.hint": "See: sotto list.")")}, {"practice"});
  REQUIRE(std::holds_alternative<Sources>(made));
  CHECK(std::get<Sources>(made).at("include/sotto/words/practice.hpp").find("hint") == std::string::npos);
  CHECK(std::get<Sources>(made).at("catalogue.cpp").find("practice.no.hint") != std::string::npos);
  CHECK(complaint({english(R"("practice.no.hint": "a")")}) == "en.json: practice.no.hint follows no sentence");
  CHECK(complaint({english(R"("cli.a": "{n}", "cli.a.hint": "{n}")")}) ==
        "en.json: cli.a.hint has gaps, which nobody fills");
  CHECK(complaint({english(R"("app.a.hint": "of a field {n}")")}).empty());
}

TEST_CASE("generator: a translation need not be complete") {
  CHECK(complaint({english(R"("cli.a": "a")"), german("")}).empty());
}

TEST_CASE("generator: keys that C++ could not name are refused") {
  CHECK(complaint({english(R"("cli.new": "a")")}) == "en.json: cli.new cannot be a name in C++");
  CHECK(complaint({english(R"("cli": "a")")}) == "en.json: cli cannot be a name in C++");
  CHECK(complaint({english(R"("cli.Big": "a")")}) == "en.json: cli.Big cannot be a name in C++");
  CHECK(complaint({english(R"("cli.a_b": "a", "cli.a.b": "b")")}) ==
        "en.json: cli.a.b is one name in C++ with another key");
  CHECK(complaint({english(R"("other.a": "a")")}) ==
        "en.json: other.a begins with no known group; client/words/CMakeLists.txt lists them");
}

TEST_CASE("generator: what is no flat object of texts is refused with its line") {
  CHECK(complaint({english(R"("cli.a": "a", "cli.a": "b")")}) == "en.json: cli.a is there twice");
  CHECK(complaint({english(R"("cli.a": "")")}) == "en.json: cli.a says nothing");
  CHECK(complaint({english(R"("cli.a": "{a")")}) == "en.json: cli.a: the braces do not fit");
  CHECK(complaint({english("\n\"cli.a\": 1")}) == "en.json: line 2: a text was expected");
  CHECK(complaint({english(R"("cli.a": "\u0041")")}) == "en.json: line 1: a text was expected");
  CHECK(complaint({{"en", "{} {}"}}) == "en.json: line 1: something follows the end");
  CHECK(complaint({english("\"cli.a\": \"\xff\"")}) == "en.json: it is not UTF-8");
  CHECK(complaint({{"en", ""}}) == "en.json: line 1: an object was expected");
}

TEST_CASE("generator: English comes first, and a language needs its plural rule") {
  CHECK(complaint({german("")}) == "the first file has to be en.json");
  CHECK(complaint({english(""), {"tlh", "{}"}}) ==
        "tlh.json: its plural rule is not known (client/words/src/message.cpp)");
}
