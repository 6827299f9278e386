#include <algorithm>
#include <utility>

#include <sotto/door/keys.hpp>

namespace sotto::door {
namespace {

constexpr std::size_t codes_max = 64;
constexpr std::size_t tokens_max = 16;
constexpr int doublings_max = 6;
constexpr Duration wait_max = seconds(60);

}  // namespace

std::string LaunchCodes::issue(Random& random, Instant now) {
  if (codes_.size() == codes_max) codes_.pop_front();
  auto& code = codes_.emplace_back(Code{crypto::Secret<16>(random), now + code_life});
  return base64url(code.bytes.expose());
}

LaunchCodes::Use LaunchCodes::use(std::string_view text, Instant now) {
  const auto given = from_base64url(text);
  if (!given) return Use::unknown;
  for (auto& code : codes_) {
    if (!crypto::equal_constant_time(code.bytes.expose(), *given)) continue;
    if (std::exchange(code.used, true)) return Use::replayed;
    return now > code.until ? Use::expired : Use::good;
  }
  return Use::unknown;
}

std::string Tokens::issue(Random& random) {
  if (tokens_.size() == tokens_max) tokens_.pop_front();
  return base64url(tokens_.emplace_back(random).expose());
}

bool Tokens::holds(std::string_view text) const {
  auto given = from_base64url(text);
  if (!given) return false;
  bool found = false;
  for (const auto& token : tokens_) found = crypto::equal_constant_time(token.expose(), *given) || found;
  crypto::wipe(*given);
  return found;
}

Duration Patience::wait(Instant now) const { return failures_ == 0 || now >= again_ ? Duration{} : again_ - now; }

void Patience::failed(Instant now) {
  again_ = now + std::min(seconds(std::int64_t{1} << std::min(failures_, doublings_max)), wait_max);
  ++failures_;
}

}  // namespace sotto::door
