#include <new>
#include <stdexcept>

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <sotto/crypto/secret.hpp>

namespace sotto::crypto {

void wipe(MutableBytes bytes) {
  if (!bytes.empty()) sodium_memzero(bytes.data(), bytes.size());
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

namespace {
constexpr std::size_t guarded_size = 32;

std::uint8_t* guarded_copy(ByteView key) {
  // sodium_malloc needs its page size and canary; a second sodium_init does nothing.
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
  auto* memory = static_cast<std::uint8_t*>(sodium_malloc(guarded_size));
  if (memory == nullptr) throw std::bad_alloc();
  std::memcpy(memory, key.data(), guarded_size);
  sodium_mprotect_readonly(memory);
  return memory;
}
}  // namespace

GuardedKey::GuardedKey() : GuardedKey(Key()) {}

GuardedKey::GuardedKey(const Key& key) : key_(guarded_copy(key.expose())) {}

GuardedKey::~GuardedKey() { sodium_free(key_); }  // wipes, checks the canary; null is fine

GuardedKey::GuardedKey(GuardedKey&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}

GuardedKey& GuardedKey::operator=(GuardedKey&& other) noexcept {
  if (this != &other) {
    sodium_free(key_);
    key_ = std::exchange(other.key_, nullptr);
  }
  return *this;
}

ByteView GuardedKey::expose() const {
  if (key_ == nullptr) return {};
  return {key_, guarded_size};
}

Status start() {
  if (sodium_init() < 0) return Error{Errc::unexpected, "libsodium could not start"};
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return Error{Errc::unexpected, "core dumps could not be switched off"};
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return Error{Errc::unexpected, "core dumps could not be switched off"};
  return ok();
}

}  // namespace sotto::crypto
