#include <sotto/crypto/attachment.hpp>
#include <sotto/crypto/kdf.hpp>

namespace sotto::crypto {
namespace {

ByteArray<4> number(std::uint32_t index) {
  return {static_cast<std::uint8_t>(index >> 24), static_cast<std::uint8_t>(index >> 16),
          static_cast<std::uint8_t>(index >> 8), static_cast<std::uint8_t>(index)};
}

}  // namespace

Key block_key(const Key& file_key) { return kdf(file_key, "block"); }

Token block_token(const Key& file_key, std::uint32_t index) {
  const auto derived = kdf(file_key, "block token", {number(index)});
  return *Token::from(ByteView(derived.expose()).first(Token::size));
}

Result<Bytes> seal_block(const Key& block_key, std::uint32_t index, ByteView data, Random& random) {
  Bytes body = to_bytes(number(index));
  append(body, data);
  return seal(block_key, CellType::block, body, random, limits::block);
}

Result<Piece> open_block(const Key& block_key, ByteView block) {
  if (block.size() != limits::block) return Error{Errc::not_authentic, "not a block"};
  auto opened = open(block_key, block);
  if (!opened) return opened.error();
  if (opened->type != CellType::block || opened->body.size() < 4) return Error{Errc::malformed, "not a block's body"};
  Piece out;
  for (std::size_t i = 0; i < 4; ++i) out.index = out.index << 8 | opened->body[i];
  out.data.assign(opened->body.begin() + 4, opened->body.end());
  return out;
}

}  // namespace sotto::crypto
