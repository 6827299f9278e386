// Blocks of an attachment: body = index u32be || data, sealed like a cell under KDF(file key, "block"). They need no
// session and no epoch: the file key came through both.
#pragma once

#include <sotto/base/ids.hpp>
#include <sotto/crypto/envelope.hpp>

namespace sotto::crypto {

Key block_key(const Key& file_key);
Token block_token(const Key& file_key, std::uint32_t index);  // what acknowledges it
Result<Bytes> seal_block(const Key& block_key, std::uint32_t index, ByteView data, Random& random);
struct Piece {
  std::uint32_t index = 0;
  Bytes data;
};
Result<Piece> open_block(const Key& block_key, ByteView block);  // not_authentic, malformed

}  // namespace sotto::crypto
