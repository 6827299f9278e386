#include <sotto/proto/websocket.hpp>

#include "target.hpp"

using namespace sotto;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  std::size_t used = 0;
  if (const auto request = proto::ws::parse_upgrade(bytes, used); request && *request) {
    fuzz::must(used <= size && used <= proto::ws::upgrade_max);
    fuzz::must((*request)->key.size() == 24 && (*request)->target.starts_with('/') && !(*request)->host.empty());
    // Nothing of the request reaches the response but the digest of its key.
    const auto response = proto::ws::upgrade_response(**request);
    fuzz::must(response.size() == proto::ws::upgrade_response({"/", "h", (*request)->key}).size());
  }
  const ByteArray<16> key{'t', 'h', 'e', ' ', 's', 'a', 'm', 'p', 'l', 'e', ' ', 'n', 'o', 'n', 'c', 'e'};
  if (const auto answer = proto::ws::parse_upgrade_response(bytes, key, used); answer && *answer)
    fuzz::must(used <= size);
  return 0;
}
