// A line of JSON-RPC, towards the engine or from it. What is refused is answered by one line that says so; what is
// taken comes through a second time as the same.
#include <sotto/runtime/rpc.hpp>

#include "target.hpp"

using namespace sotto;
namespace rpc = runtime::rpc;

namespace {

std::string_view one_line(const std::string& line) {
  fuzz::must(line.find('\n') == line.size() - 1);
  return std::string_view(line).substr(0, line.size() - 1);
}

void as_request(std::string_view text) {
  const auto parsed = rpc::parse_request(text);
  if (const auto* refusal = std::get_if<std::string>(&parsed)) {
    const auto told = rpc::parse_answer(one_line(*refusal));
    fuzz::must(told && std::holds_alternative<api::Problem>(std::get<api::Reply>(*told)));
    return;
  }
  const auto& request = std::get<rpc::Request>(parsed);
  fuzz::must(!request.method.empty() && request.params.is_object() && !request.id.is_structured());
  const auto line = rpc::request_line(7, request.method, request.params);
  const auto again = rpc::parse_request(one_line(line));
  const auto* same = std::get_if<rpc::Request>(&again);
  fuzz::must(same != nullptr && same->id == 7 && same->method == request.method && same->params == request.params);
  const auto reply = rpc::reply_line(request.id, api::Problem{Errc::usage, request.method, request.params});
  const auto problem = rpc::parse_answer(one_line(reply));
  const auto& back = std::get<api::Problem>(std::get<api::Reply>(problem.value()));
  fuzz::must(back.code == Errc::usage && back.sentence == request.method && back.more == request.params);
}

void as_answer(std::string_view text) {
  const auto answer = rpc::parse_answer(text);
  const auto* reply = answer ? std::get_if<api::Reply>(&*answer) : nullptr;
  if (reply == nullptr) return;
  const auto line = rpc::reply_line(1, *reply);
  const auto again = rpc::parse_answer(one_line(line));
  fuzz::must(again && std::get<api::Reply>(*again).index() == reply->index());
  if (const auto* problem = std::get_if<api::Problem>(reply)) one_line(api::error_json(*problem).dump() + "\n");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(ByteView(data, size));
  as_request(text);
  as_answer(text);
  return 0;
}
