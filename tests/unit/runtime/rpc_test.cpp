#include <doctest/doctest.h>

#include <sotto/api/sentences.hpp>
#include <sotto/runtime/rpc.hpp>
#include <sotto/words/practice.hpp>

using namespace sotto;
using api::Json;
namespace rpc = runtime::rpc;

namespace {

std::string without_newline(std::string line) {
  REQUIRE(line.ends_with('\n'));
  line.pop_back();
  CHECK(line.find('\n') == std::string::npos);
  return line;
}

}  // namespace

TEST_CASE("rpc: a request comes through with its id, method and parameters") {
  const auto line = without_newline(rpc::request_line(7, "send", {{"buddy", "x"}, {"text", "two\nlines"}}));
  const auto parsed = rpc::parse_request(line);
  REQUIRE(std::holds_alternative<rpc::Request>(parsed));
  const auto& request = std::get<rpc::Request>(parsed);
  CHECK(request.id == 7);
  CHECK(request.method == "send");
  CHECK(request.params.at("text") == "two\nlines");
}

TEST_CASE("rpc: what is no request is answered with the error the specification names") {
  const auto code = [](std::string_view line) {
    const auto parsed = rpc::parse_request(line);
    REQUIRE(std::holds_alternative<std::string>(parsed));
    return Json::parse(std::get<std::string>(parsed)).at("error").at("code").get<int>();
  };
  CHECK(code("") == -32700);
  CHECK(code("{\"jsonrpc\":") == -32700);
  CHECK(code("[1,2]") == -32700);
  CHECK(code(std::string(100'000, '[')) == -32700);
  CHECK(code("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}") == -32700);
  CHECK(code(R"({"id":1,"method":"send"})") == -32600);
  CHECK(code(R"({"jsonrpc":"2.0","id":1})") == -32600);
  CHECK(code(R"({"jsonrpc":"2.0","id":1,"method":5})") == -32600);
  CHECK(code(R"({"jsonrpc":"2.0","id":1,"method":"a","params":[1]})") == -32600);
  CHECK(code(R"({"jsonrpc":"2.0","id":{},"method":"a"})") == -32600);
}

TEST_CASE("rpc: a result and a problem come through, the problem with its kind and sentence") {
  const auto answer = rpc::parse_answer(without_newline(rpc::reply_line(1, Json{{"id", "a"}})));
  REQUIRE(answer);
  CHECK(std::get<Json>(std::get<api::Reply>(*answer)).at("id") == "a");
  for (const Errc code :
       {Errc::locked, Errc::wrong_passphrase, Errc::unreachable, Errc::refused, Errc::in_use, Errc::ambiguous}) {
    const auto refusal = rpc::parse_answer(without_newline(rpc::reply_line(1, api::Problem{code, "Why."})));
    REQUIRE(refusal);
    const auto& problem = std::get<api::Problem>(std::get<api::Reply>(*refusal));
    CHECK(api::exit_code(problem.code) == api::exit_code(code));
    CHECK(problem.sentence == "Why.");
  }
}

TEST_CASE("rpc: a problem brings the key of its sentence, and the sentence without the hint for a terminal") {
  const auto sent = api::problem("case.show", {Errc::not_found, words::practice::no_case});
  const auto line = without_newline(rpc::reply_line(1, sent));
  CHECK(Json::parse(line).at("error").at("data") == Json{{"name", "not_found"}, {"key", "practice.no_case"}});
  CHECK(line.find("sotto") == std::string::npos);
  const auto answer = rpc::parse_answer(line);
  REQUIRE(answer);
  CHECK(std::get<api::Problem>(std::get<api::Reply>(*answer)).key == "practice.no_case");
}

TEST_CASE("rpc: events are notifications, and what is neither answer nor event is not understood") {
  const auto event = rpc::parse_answer(without_newline(rpc::event_line({{"event", "message"}})));
  REQUIRE(event);
  CHECK(std::get<rpc::Event>(*event).event.at("event") == "message");
  CHECK_FALSE(rpc::parse_answer("nonsense"));
  CHECK_FALSE(rpc::parse_answer("{}"));
  CHECK_FALSE(rpc::parse_answer(R"({"error":3})"));
}

TEST_CASE("rpc: text that is not UTF-8 never breaks a line") {
  const auto line = without_newline(rpc::reply_line(1, api::Problem{Errc::usage, "\xff\xfe"}));
  CHECK(rpc::parse_answer(line));
}

TEST_CASE("rpc: the first exchange tells another protocol") {
  CHECK(rpc::same_protocol(rpc::hello()));
  CHECK_FALSE(rpc::same_protocol({{"version", "0.1.0"}}));
  CHECK_FALSE(rpc::same_protocol({{"protocol", 2}}));
  CHECK_FALSE(rpc::same_protocol({{"protocol", "1"}}));
}
