// The two keys of the page: a launch code brings the window that we open to a token, the token opens the WebSocket.
// Neither unlocks anything: the vault needs its passphrase. Time and randomness are arguments. Thread: the engine's.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>
#include <sotto/crypto/secret.hpp>

namespace sotto::door {

inline constexpr Duration code_life = seconds(60);

// 128 bits, once, for 60 seconds. A used code stands in the browser's argv and history: whoever shows it again has read
// it there.
class LaunchCodes {
 public:
  enum class Use : std::uint8_t { good, unknown, expired, replayed };

  std::string issue(Random& random, Instant now);
  Use use(std::string_view code, Instant now);

 private:
  struct Code {
    crypto::Secret<16> bytes;
    Instant until;
    bool used = false;
  };
  std::deque<Code> codes_;  // oldest first; bounded, used ones are kept to know them again
};

// 256 bits, until the profile is locked.
class Tokens {
 public:
  std::string issue(Random& random);
  bool holds(std::string_view token) const;  // in constant time for each of them
  void revoke_all() { tokens_.clear(); }

 private:
  std::deque<crypto::Secret<32>> tokens_;  // oldest first; bounded
};

// Wrong passphrases make the next attempt wait: 1 s, doubling up to 60 s. The key derivation is slow besides.
class Patience {
 public:
  Duration wait(Instant now) const;  // zero: go on
  void failed(Instant now);
  void succeeded() { *this = {}; }

 private:
  int failures_ = 0;
  Instant again_{};
};

}  // namespace sotto::door
