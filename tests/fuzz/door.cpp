#include <string>
#include <utility>
#include <vector>

#include <sotto/door/gate.hpp>
#include <sotto/door/tcp_table.hpp>

#include "target.hpp"

using namespace sotto;

namespace {

constexpr std::uint16_t port = 41234;

std::string_view cut(std::string_view& rest, std::string_view at) {
  const auto end = rest.find(at);
  const auto part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + at.size());
  return part;
}

}  // namespace

// The input is a request's head as text. Whoever is let in has said our host; whoever may act, our origin, in so many
// letters.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = text_of({data, size});
  static_cast<void>(door::owner(text, 0xc001, 0xa112));
  auto line = cut(text, "\r\n");
  door::Head head;
  head.method = cut(line, " ");
  head.target = cut(line, " ");
  head.version = line == "HTTP/1.1" ? 11 : 10;
  std::vector<door::Field> fields;
  while (!text.empty() && fields.size() < 64) {
    auto field = cut(text, "\r\n");
    const auto name = cut(field, ": ");
    fields.push_back({name, field});
  }
  head.fields = fields;
  const auto judged = door::judge(head, port);
  const auto* admitted = std::get_if<door::Admitted>(&judged);
  if (admitted == nullptr) return 0;
  bool host = false;
  bool origin = false;
  for (auto& field : fields) {
    std::string lower(field.name);
    for (auto& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (lower == "host") fuzz::must(!std::exchange(host, true) && field.value == "127.0.0.1:41234");
    if (lower == "origin") fuzz::must(!std::exchange(origin, true) && field.value == "http://127.0.0.1:41234");
    if (lower == "sec-fetch-site") fuzz::must(field.value == "same-origin" || head.target == "/");
  }
  fuzz::must(host && head.version == 11);
  fuzz::must(head.target.starts_with('/') && head.target.find_first_of("?%#\\ ") == std::string_view::npos &&
             head.target.find("/.") == std::string_view::npos);
  const bool written = admitted->room == door::Room::open || admitted->room == door::Room::piece;
  fuzz::must((head.method == "POST") == written);
  if (written || admitted->room == door::Room::rpc) fuzz::must(origin);
  const bool bytes = admitted->room == door::Room::piece || admitted->room == door::Room::blob;
  fuzz::must(bytes == !admitted->file.empty() && admitted->file.find_first_of("./\\ ") == std::string_view::npos);
  return 0;
}
