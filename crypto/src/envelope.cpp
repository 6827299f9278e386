#include <algorithm>

#include <sodium.h>

#include <sotto/crypto/envelope.hpp>

namespace sotto::crypto {
namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t head_size = 3;  // type, length u16be
static_assert(nonce_size + tag_size + head_size == limits::envelope_overhead);
static_assert(limits::block_body <= 0xffff, "the length field has two bytes");

bool known(std::uint8_t type) {
  return type >= static_cast<std::uint8_t>(CellType::hello) && type <= static_cast<std::uint8_t>(CellType::block);
}

// Output: plain.size() + tag_size bytes; `plain` may lie where the output begins.
void encrypt(std::uint8_t* out, ByteView plain, const std::uint8_t* nonce, const Key& key) {
  crypto_aead_xchacha20poly1305_ietf_encrypt(out, nullptr, plain.data(), plain.size(), nullptr, 0, nullptr, nonce,
                                             key.expose().data());
}

// The tag is compared before anything is decrypted.
Result<Bytes> decrypt(const Key& key, const std::uint8_t* nonce, ByteView sealed) {
  if (sealed.size() < tag_size) return Error{Errc::not_authentic, "shorter than its tag"};
  Bytes plain(sealed.size() - tag_size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, sealed.data(), sealed.size(), nullptr,
                                                 0, nonce, key.expose().data()) != 0)
    return Error{Errc::not_authentic, "the tag does not fit"};
  return plain;
}

}  // namespace

Result<Bytes> seal(const Key& key, CellType type, ByteView body, Random& random, std::size_t size) {
  if (size != limits::cell && size != limits::block) return Error{Errc::limit, "neither a cell nor a block"};
  if (body.size() > size - limits::envelope_overhead) return Error{Errc::limit, "the body does not fit into the cell"};
  Bytes cell(size);  // zeros: the padding
  random.fill(MutableBytes(cell).first(nonce_size));
  std::uint8_t* plain = cell.data() + nonce_size;
  plain[0] = static_cast<std::uint8_t>(type);
  plain[1] = static_cast<std::uint8_t>(body.size() >> 8);
  plain[2] = static_cast<std::uint8_t>(body.size());
  std::copy(body.begin(), body.end(), plain + head_size);
  encrypt(plain, {plain, size - nonce_size - tag_size}, cell.data(), key);
  return cell;
}

Result<Opened> open(const Key& key, ByteView cell) {
  if (cell.size() != limits::cell && cell.size() != limits::block)
    return Error{Errc::not_authentic, "neither a cell nor a block"};
  auto plain = decrypt(key, cell.data(), cell.subspan(nonce_size));
  if (!plain) return plain.error();
  if (!known((*plain)[0])) return Error{Errc::malformed, "a cell of an unknown type"};
  const std::size_t length = std::size_t{(*plain)[1]} << 8 | (*plain)[2];
  if (length > plain->size() - head_size) return Error{Errc::malformed, "a body longer than its cell"};
  const auto padding = plain->begin() + static_cast<std::ptrdiff_t>(head_size + length);
  if (std::any_of(padding, plain->end(), [](std::uint8_t byte) { return byte != 0; }))
    return Error{Errc::malformed, "padding that is not zero"};
  return Opened{static_cast<CellType>((*plain)[0]), Bytes(plain->begin() + head_size, padding)};
}

Nonce nonce_of(ByteView cell) {
  Nonce nonce{};
  std::copy_n(cell.begin(), std::min(cell.size(), nonce.size()), nonce.begin());
  return nonce;
}

Bytes aead_seal(const Key& key, const Nonce& nonce, ByteView plain) {
  Bytes sealed(plain.size() + tag_size);
  encrypt(sealed.data(), plain, nonce.data(), key);
  return sealed;
}

Result<Bytes> aead_open(const Key& key, const Nonce& nonce, ByteView sealed) {
  return decrypt(key, nonce.data(), sealed);
}

}  // namespace sotto::crypto
