// One end of a channel: an identity, its stores and a gate of one generation.
#pragma once

#include <doctest/doctest.h>

#include "memory_stores.hpp"
#include "seeded_random.hpp"

namespace sotto::test {

struct GatePeer {
  explicit GatePeer(std::uint64_t from, std::uint32_t generation = 1)
      : random(from),
        context(crypto::make_signal_context(random)),
        identity(crypto::Gate::make_identity(*context).value()),
        stores(identity),
        gate(*context, stores.stores(), generation) {}

  crypto::Ciphertext encrypt(std::string_view text) {
    auto message = gate.encrypt(view_of(text));
    REQUIRE(message);
    return *message;
  }
  std::string decrypt(const crypto::Ciphertext& message) {
    const auto plain = gate.decrypt(message);
    REQUIRE(plain);
    return std::string(text_of(plain->expose()));
  }
  Errc refusal(const crypto::Ciphertext& message) {
    const auto plain = gate.decrypt(message);
    REQUIRE(!plain);
    return plain.error().code;
  }

  SeededRandom random;
  crypto::SignalContextPtr context;
  crypto::IdentityKeyPair identity;
  MemoryStores stores;
  crypto::Gate gate;
};

struct Pair {  // pinned on each other, the inviter has started the session from the joiner's bundle
  Pair() : inviter(seed() + 1), joiner(seed() + 2) {
    inviter.stores.pin = joiner.identity.public_key;
    joiner.stores.pin = inviter.identity.public_key;
    bundle = joiner.gate.make_bundle().value();
    REQUIRE(inviter.gate.start(bundle));
  }
  void settle() {  // both ends have a session and have heard the other
    REQUIRE(joiner.decrypt(inviter.encrypt("answer")) == "answer");
    REQUIRE(inviter.decrypt(joiner.encrypt("confirm")) == "confirm");
  }
  GatePeer inviter, joiner;
  crypto::PrekeyBundle bundle;
};

}  // namespace sotto::test
