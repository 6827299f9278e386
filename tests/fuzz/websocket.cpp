#include <algorithm>
#include <utility>

#include <sotto/proto/websocket.hpp>

#include "target.hpp"

using namespace sotto;

namespace {

constexpr std::size_t message_max = 5000;
using Messages = std::vector<std::pair<proto::ws::Opcode, Bytes>>;

// What comes out, and whether it ended in an error, when the bytes arrive in pieces of `piece`.
std::pair<Messages, bool> feed(ByteView bytes, proto::ws::Side side, std::size_t piece) {
  proto::ws::Decoder decoder(side, message_max);
  Messages out;
  while (!bytes.empty()) {
    Bytes some = to_bytes(bytes.first(std::min(piece, bytes.size())));
    bytes = bytes.subspan(some.size());
    const auto status = decoder.feed(some, [&](const proto::ws::Decoder::Message& message) {
      fuzz::must(message.payload.size() <= message_max);
      out.emplace_back(message.opcode, to_bytes(message.payload));
      return true;
    });
    if (!status) return {out, true};
    fuzz::must(decoder.buffered() <= 2 * message_max + 14);
  }
  return {out, false};
}

}  // namespace

// The first byte chooses the side and the size of the pieces; the pieces must not matter.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto side = (data[0] & 1) != 0 ? proto::ws::Side::client : proto::ws::Side::server;
  const ByteView bytes(data + 1, size - 1);
  fuzz::must(feed(bytes, side, bytes.size() + 1) == feed(bytes, side, 1 + data[0] / 2U));
  return 0;
}
