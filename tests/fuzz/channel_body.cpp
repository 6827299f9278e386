#include <sotto/proto/channel.hpp>

#include "target.hpp"

using namespace sotto;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  fuzz::one_encoding(bytes, proto::decode_hello);
  fuzz::one_encoding(bytes, proto::decode_refused);
  fuzz::one_encoding(bytes, proto::decode_acks);
  fuzz::one_encoding(bytes, proto::decode_reset1);
  fuzz::one_encoding(bytes, proto::decode_reset2);
  fuzz::one_encoding(bytes, proto::decode_reset_refused);
  fuzz::one_encoding(bytes, proto::decode_descriptors);
  return 0;
}
