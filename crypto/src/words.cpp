#include <stdexcept>

#include <sotto/crypto/kdf.hpp>
#include <sotto/crypto/words.hpp>

namespace sotto::crypto {
namespace {

constexpr std::array<std::string_view, 2048> word_list = {
#include "word_list.inc"
};
constexpr unsigned bits_per_word = 11;

}  // namespace

Key words_key(const Key& root_0, const PublicKey& inviter, const PublicKey& joiner, const Address& inviter_address,
              const Address& joiner_address, const ByteArray<32>& n_i, const ByteArray<32>& n_j) {
  return kdf(root_0, "words", {inviter, joiner, inviter_address.view(), joiner_address.view(), n_i, n_j});
}

std::array<std::string_view, 6> six_words(ByteView w) {
  std::array<std::string_view, 6> words;
  if (w.size() * 8 < words.size() * bits_per_word) throw std::length_error("six words need 66 bits");
  std::size_t bit = 0;
  for (auto& word : words) {
    std::size_t index = 0;
    for (unsigned i = 0; i < bits_per_word; ++i, ++bit) index = index << 1 | ((w[bit / 8] >> (7 - bit % 8)) & 1U);
    word = word_list[index];
  }
  return words;
}

}  // namespace sotto::crypto
