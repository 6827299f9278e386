// The answer of every method: a JSON result, or an error with its exit code and one sentence. contract.md "Everywhere".
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include <sotto/base/clock.hpp>
#include <sotto/base/result.hpp>

namespace sotto::api {

using Json = nlohmann::json;

struct Problem {
  Errc code = Errc::unexpected;
  std::string sentence;  // what happened and what to do, wherever it is read; may name what the user typed
  Json more = nullptr;   // members that the error's JSON has besides: {"check": ...}
  // Of the sentence in the catalogue, where it has one: what leads on is found by it, never by words.
  std::string key = {};
};
using Reply = std::variant<Json, Problem>;

int exit_code(Errc code);                 // contract.md
std::string_view error_name(Errc code);   // "not_found"
Json error_json(const Problem& problem);  // {"error":{"code":N,"name":"...","message":"...","hint"?}}
std::string rfc3339(Timestamp time);      // UTC with milliseconds

}  // namespace sotto::api
