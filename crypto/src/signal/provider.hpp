// The primitives the library asks for: randomness from the injected source, SHA-512 from libsodium, HMAC-SHA256 and
// AES-256-CBC from OpenSSL (its SHA-256 uses the processor's instructions).
#pragma once

#include <signal/signal_protocol.h>

#include <sotto/base/random.hpp>

namespace sotto::crypto::signal {

signal_crypto_provider provider_of(Random& random);  // `random` outlives every context that uses the provider

}  // namespace sotto::crypto::signal
