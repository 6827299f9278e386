#include <sodium.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/links.hpp>

#include "target.hpp"

using namespace sotto;

namespace {

ByteArray<4> checksum(ByteView bytes) {
  ByteArray<32> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return {digest[0], digest[1], digest[2], digest[3]};
}

void read(std::string_view text) {
  if (auto in = proto::decode_invitation(text, checksum)) {
    fuzz::must(in->public_bytes.size() < limits::invite_max);
    const auto public_bytes = in->public_bytes;
    const auto again = proto::encode(*in, checksum);
    fuzz::must(text.find(again) != std::string_view::npos && in->public_bytes == public_bytes);
  }
  if (const auto in = proto::decode_relay_link(text, checksum)) {
    fuzz::must(text.find(proto::encode(*in, checksum)) != std::string_view::npos);
  }
}

}  // namespace

// The input is a text; its bytes are also tried as the inside of a link whose checksum fits, and as a host.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  read(text_of(bytes));
  Bytes sealed = to_bytes(bytes);
  append(sealed, checksum(bytes));
  read("sotto:" + base64url(sealed));
  read("sotto-relay:" + base64url(sealed));
  static_cast<void>(proto::private_host(text_of(bytes)));
  if (const auto host = proto::canonical_authority(text_of(bytes))) {
    fuzz::must(host->size() <= limits::host_max && *proto::canonical_authority(*host) == *host);
  }
  return 0;
}
