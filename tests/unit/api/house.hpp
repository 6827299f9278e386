// A person with an unlocked profile in memory, who talks to api::Client only.
#pragma once

#include <memory>
#include <string>

#include <doctest/doctest.h>

#include <sotto/api/client.hpp>
#include <sotto/crypto/kdf.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace sotto::test {

inline ByteArray<4> checksum(ByteView bytes) {
  const auto hash = crypto::plain_hash(bytes);
  return {hash[0], hash[1], hash[2], hash[3]};
}

inline std::string relay_link(Random& random, const std::string& authority) {
  proto::RelayLink link;
  link.relay.authority = authority;
  link.relay.pin = random.id<Pin>();
  link.guest = random.id<AdmissionKey>();
  link.member = random.id<AdmissionKey>();
  return proto::encode(link, checksum);
}

class Person {
 public:
  explicit Person(const std::string& name, std::uint64_t from = seed()) : random(from) {
    REQUIRE(crypto::start());
    auto opened = store::Vault::in_memory({messaging::layer(), practice::layer(), api::layer()});
    REQUIRE(opened);
    vault = *std::move(opened);
    practice = std::make_unique<practice::Practice>(*vault);
    auto made = messaging::Messaging::open(*vault, random, practice.get(), clock.now());
    REQUIRE(made);
    messaging = *std::move(made);
    practice->speak_through(*messaging);
    REQUIRE(messaging->keep_files(*files));
    REQUIRE(messaging->set_own_name(name, clock.now()));
    client = std::make_unique<api::Client>(*messaging, *practice, *vault);
  }
  api::Reply call(std::string_view method, const api::Json& params = api::Json::object()) {
    return client->call(method, params, clock.now());
  }
  api::Json good(std::string_view method, const api::Json& params = api::Json::object()) {
    auto reply = call(method, params);
    if (const auto* problem = std::get_if<api::Problem>(&reply)) FAIL(std::string(method), ": ", problem->sentence);
    return std::get<api::Json>(reply);
  }
  api::Problem bad(std::string_view method, const api::Json& params = api::Json::object()) {
    auto reply = call(method, params);
    REQUIRE_MESSAGE(std::holds_alternative<api::Problem>(reply), std::string(method));
    return std::get<api::Problem>(reply);
  }
  void use_relay(const std::string& authority = "relay.example.org:443") {
    good("relay.add", {{"link", relay_link(random, authority)}});
  }

  FakeClock clock;
  SeededRandom random;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<store::Blocks> files = store::Blocks::in_memory();
  std::unique_ptr<practice::Practice> practice;
  std::unique_ptr<messaging::Messaging> messaging;
  std::unique_ptr<api::Client> client;
};

}  // namespace sotto::test
