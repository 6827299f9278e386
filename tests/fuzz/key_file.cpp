#include <sotto/proto/storage.hpp>

#include "target.hpp"

using namespace sotto;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::one_encoding({data, size}, proto::decode_vault_key);
  return 0;
}
