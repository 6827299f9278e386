#include <sotto/runtime/rpc.hpp>

namespace sotto::runtime::rpc {

using api::Json;

namespace {

constexpr int parse_error = -32700;  // of the JSON-RPC 2.0 specification, section 5.1
constexpr int invalid_request = -32600;
constexpr int depth_max = 32;

std::string line(const Json& object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string protocol_error(const Json& id, int code, std::string_view message) {
  return line({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", message}}}});
}

Errc code_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Errc::limit); ++i)
    if (api::error_name(static_cast<Errc>(i)) == name) return static_cast<Errc>(i);
  return Errc::unexpected;
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

// Refuses an object nested deeper than anything we say, before it becomes a tree.
std::optional<Json> parse_object(std::string_view text) {
  int depth = 0;
  bool too_deep = false;
  const auto watch = [&](int at, Json::parse_event_t, Json&) {
    depth = at;
    too_deep = too_deep || depth > depth_max;
    return !too_deep;
  };
  Json object = Json::parse(text, watch, false);
  if (too_deep || !object.is_object()) return std::nullopt;
  return object;
}

std::variant<Request, std::string> parse_request(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return protocol_error(nullptr, parse_error, "This line is not a JSON object.");
  const Json id = object->value("id", Json());
  const auto method = text_at(*object, "method");
  const Json params = object->value("params", Json::object());
  const bool well_formed = text_at(*object, "jsonrpc") == "2.0" && !method.empty() && params.is_object() &&
                           (id.is_null() || id.is_string() || id.is_number_integer());
  if (!well_formed)
    return protocol_error(nullptr, invalid_request, "This is not a JSON-RPC 2.0 request with named parameters.");
  return Request{id, method, params};
}

std::string request_line(std::uint64_t id, std::string_view method, const Json& params) {
  return line({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
}

std::string reply_line(const Json& id, const api::Reply& reply) {
  Json answer{{"jsonrpc", "2.0"}, {"id", id}};
  if (const auto* problem = std::get_if<api::Problem>(&reply)) {
    Json data{{"name", api::error_name(problem->code)}};
    if (!problem->key.empty()) data["key"] = problem->key;
    if (problem->more.is_object()) data["more"] = problem->more;
    answer["error"] = {{"code", api::exit_code(problem->code)}, {"message", problem->sentence}, {"data", data}};
  } else
    answer["result"] = std::get<Json>(reply);
  return line(answer);
}

std::string event_line(const Json& event) { return line({{"jsonrpc", "2.0"}, {"method", "event"}, {"params", event}}); }

std::optional<std::variant<api::Reply, Event>> parse_answer(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::nullopt;
  if (text_at(*object, "method") == "event") return Event{object->value("params", Json::object())};
  if (const auto result = object->find("result"); result != object->end()) return api::Reply(*result);
  const auto error = object->find("error");
  if (error == object->end() || !error->is_object()) return std::nullopt;
  const Json data = error->value("data", Json::object());
  if (!data.is_object()) return api::Reply(api::Problem{Errc::unexpected, text_at(*error, "message")});
  return api::Reply(api::Problem{code_named(text_at(data, "name")), text_at(*error, "message"),
                                 data.value("more", Json(nullptr)), text_at(data, "key")});
}

Json hello() { return {{"version", program_version}, {"protocol", protocol}}; }

bool same_protocol(const Json& hello) {
  const auto found = hello.find("protocol");
  return found != hello.end() && found->is_number_integer() && found->get<std::int64_t>() == protocol;
}

}  // namespace sotto::runtime::rpc
