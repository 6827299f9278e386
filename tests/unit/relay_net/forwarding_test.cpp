#include <doctest/doctest.h>

#include "dialer.hpp"

using namespace sotto;
using namespace sotto::test;

namespace {

void forward_and_deliver(const RelayOptions& options) {
  RunningRelay relay{options};
  const KeyPair key;
  Dialer receiver{relay};
  CHECK(receiver.enter().spool.has_value());
  receiver.listen(key);
  Dialer sender{relay};
  sender.enter(proto::Role::guest);
  for (std::uint32_t ref = 1; ref <= 40; ++ref) {
    const Bytes cell = cell_of(static_cast<std::uint8_t>(ref), ref % 10 == 0 ? limits::block : limits::cell);
    sender.send(proto::Forward{ref, key.address(), cell});
    const auto delivered = receiver.expect<proto::Deliver>();
    CHECK(delivered.spool_seq == 0);
    CHECK(delivered.address == key.address());
    CHECK(equal(delivered.cell, cell));
    const auto answer = sender.expect<proto::Answer>();
    CHECK(answer.first_ref == ref);
    CHECK(answer.outcome == proto::Outcome::live);
  }
}

}  // namespace

TEST_CASE("relay: a forwarded cell reaches who proved the address, over plain TCP") { forward_and_deliver({}); }
TEST_CASE("relay: a forwarded cell reaches who proved the address, over TLS") { forward_and_deliver({.tls = true}); }
TEST_CASE("relay: threads hand cells over to each other") { forward_and_deliver({.tls = true, .threads = 3}); }

TEST_CASE("relay: what was spooled comes in order after the listener proves the address, and leaves with its Ack") {
  RunningRelay relay;
  const KeyPair key;
  Dialer sender{relay};
  sender.enter(proto::Role::guest);
  for (std::uint32_t ref = 1; ref <= 100; ++ref) {
    sender.send(proto::Forward{ref, key.address(), cell_of(static_cast<std::uint8_t>(ref))});
  }
  for (std::uint32_t answered = 0; answered < 100;) {
    const auto answer = sender.expect<proto::Answer>();
    CHECK(answer.outcome == proto::Outcome::spooled);
    CHECK(answer.first_ref == answered + 1);
    answered += answer.count;
  }
  Dialer receiver{relay};
  receiver.enter();
  receiver.send(key.listen(relay.server().authority(), receiver.relay_nonce()));
  CHECK(receiver.expect<proto::Listening>().spooled == 100);
  for (int i = 1; i <= 100; ++i) {
    const auto delivered = receiver.expect<proto::Deliver>();
    CHECK(delivered.cell[0] == i);
    receiver.send(proto::Ack{key.address(), delivered.spool_seq});
  }
  receiver.expect<proto::Drained>();
  receiver.send(key.listen(relay.server().authority(), receiver.relay_nonce()));
  CHECK(receiver.expect<proto::Listening>().spooled == 0);
}
