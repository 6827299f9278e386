// Secret<N>: N bytes that are wiped when they move or die, cannot be copied and cannot be compared with ==.
// GuardedKey: the same for a key that lives long (the vault key): sodium_malloc, locked, between guard pages.
// Thread: values.
#pragma once

#include <cstddef>
#include <cstdint>

#include <sotto/base/bytes.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>

namespace sotto::crypto {

void wipe(MutableBytes bytes);
bool equal_constant_time(ByteView a, ByteView b);  // sizes are public

template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  explicit Secret(const ByteArray<N>& bytes) : bytes_(bytes) {}
  explicit Secret(Random& random) { random.fill(bytes_); }
  ~Secret() { wipe(bytes_); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      wipe(other.bytes_);
    }
    return *this;
  }
  static std::optional<Secret> from(ByteView view) {
    if (view.size() != N) return std::nullopt;
    Secret out;
    std::memcpy(out.bytes_.data(), view.data(), N);
    return out;
  }
  Secret clone() const { return Secret(bytes_); }
  ByteView expose() const { return bytes_; }  // the one way out
  MutableBytes expose_mutable() { return bytes_; }
  bool operator==(const Secret&) const = delete;

 private:
  ByteArray<N> bytes_{};
};
using Key = Secret<32>;

class SecretBytes {  // of a length known at run time: a passphrase, a serialized session
 public:
  SecretBytes() = default;
  explicit SecretBytes(ByteView view) : bytes_(view.begin(), view.end()) {}
  explicit SecretBytes(Bytes&& bytes) : bytes_(std::move(bytes)) {}
  ~SecretBytes() { wipe(bytes_); }
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      wipe(bytes_);
      bytes_ = std::move(other.bytes_);
      other.bytes_.clear();
    }
    return *this;
  }
  ByteView expose() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  Bytes bytes_;
};

class GuardedKey {  // 32 bytes
 public:
  GuardedKey();
  explicit GuardedKey(const Key& key);
  ~GuardedKey();
  GuardedKey(const GuardedKey&) = delete;
  GuardedKey& operator=(const GuardedKey&) = delete;
  GuardedKey(GuardedKey&& other) noexcept;
  GuardedKey& operator=(GuardedKey&& other) noexcept;
  ByteView expose() const;

 private:
  std::uint8_t* key_ = nullptr;
};

// Once per process, before anything else here: sodium_init, no core dumps (RLIMIT_CORE 0, not dumpable).
Status start();

}  // namespace sotto::crypto
