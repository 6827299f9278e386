// JSON-RPC 2.0, one object a line: what the engine's socket carries. The first request of a connection is "hello" with
// both versions. An error's code is the exit code of contract.md; its data has the
// code's name and, as `key`, the key of its sentence in the catalogue, by which a page finds what leads on. Thread:
// pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <sotto/api/reply.hpp>

namespace sotto::runtime::rpc {

inline constexpr std::string_view program_version = "0.1.0";
inline constexpr int protocol = 1;                                // of this socket
inline constexpr std::size_t request_max = std::size_t{1} << 20;  // bytes of a line towards the engine

struct Request {
  api::Json id;  // null: a notification, which is answered by nothing
  std::string method;
  api::Json params;
};
// The error is the whole line to answer with.
// nullopt: not an object, nested deeper than 32, or not UTF-8.
std::optional<api::Json> parse_object(std::string_view text);
std::variant<Request, std::string> parse_request(std::string_view line);
std::string request_line(std::uint64_t id, std::string_view method, const api::Json& params);
std::string reply_line(const api::Json& id, const api::Reply& reply);
std::string event_line(const api::Json& event);

struct Event {
  api::Json event;
};
std::optional<std::variant<api::Reply, Event>> parse_answer(std::string_view line);  // nullopt: not of this protocol

api::Json hello();  // params and result of "hello"
bool same_protocol(const api::Json& hello);

}  // namespace sotto::runtime::rpc
