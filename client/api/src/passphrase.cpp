#include <algorithm>
#include <vector>

#include <zxcvbn.h>

#include <sotto/api/passphrase.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::api {
namespace {

// zxcvbn's time grows faster than the length; what is beyond adds nothing that the limit of 35 bits needs.
constexpr std::size_t judged_max = 100;

}  // namespace

double passphrase_bits(std::string_view passphrase, std::span<const std::string> known) {
  std::string judged(passphrase.substr(0, judged_max));
  std::vector<const char*> words;
  words.reserve(known.size() + 2);
  for (const auto& word : known) words.push_back(word.c_str());
  words.push_back("sotto");
  words.push_back(nullptr);
  const double bits = ZxcvbnMatch(judged.c_str(), words.data(), nullptr);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(judged.data()), judged.size()});
  return bits;
}

}  // namespace sotto::api
