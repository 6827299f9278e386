#include <doctest/doctest.h>

#include "relay_rig.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::Outcome;

TEST_CASE("forward: consecutive refs with the same outcome share one answer per turn") {
  Rig rig;
  const KeyPair here{rig.random};
  const KeyPair away{rig.random};
  const auto receiver = rig.enter();
  rig.listen(receiver, here);
  const auto sender = rig.enter(proto::Role::guest);
  std::uint32_t ref = 0;
  for (const Address& to : {here.address, here.address, here.address, away.address, away.address, here.address}) {
    rig.raw(sender, proto::encode(proto::Forward{++ref, to, rig.cell()}));
  }
  rig.raw(sender, proto::encode(proto::Forward{99, here.address, rig.cell()}));  // not consecutive
  rig.core->end_turn(rig.clock.now());
  const auto same = [&](std::uint32_t first, std::uint32_t count, Outcome outcome) {
    const auto answer = rig.take<proto::Answer>(sender);
    return answer.first_ref == first && answer.count == count && answer.outcome == outcome;
  };
  CHECK(same(1, 3, Outcome::live));
  CHECK(same(4, 2, Outcome::spooled));
  CHECK(same(6, 1, Outcome::live));
  CHECK(same(99, 1, Outcome::live));
  CHECK(rig.quiet(sender));
}

TEST_CASE("forward: cells and blocks arrive unchanged, live and from the spool") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  const Bytes cell = rig.cell();
  const Bytes block = rig.cell(limits::block);
  CHECK(rig.forward(sender, key.address, block).outcome == Outcome::spooled);
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::spooled);
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  CHECK(equal(rig.take<proto::Deliver>(receiver).cell, block));
  CHECK(equal(rig.take<proto::Deliver>(receiver).cell, cell));
  rig.take<proto::Drained>(receiver);
  const Bytes live = rig.cell(limits::block);
  CHECK(rig.forward(sender, key.address, live).outcome == Outcome::live);
  const auto delivered = rig.take<proto::Deliver>(receiver);
  CHECK(equal(delivered.cell, live));
  CHECK(delivered.address == key.address);
  CHECK(delivered.spool_seq == 0);
}

TEST_CASE("forward: a pure forwarder names no spool and answers full when nobody listens") {
  relay_core::Config config;
  config.spool_budget = 0;
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  CHECK_FALSE(rig.admitted.spool.has_value());
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::full);
  const auto receiver = rig.enter();
  CHECK(rig.listen(receiver, key) == 0);
  rig.take<proto::Drained>(receiver);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::live);
}

TEST_CASE("forward: above a connection's pace it is refused as rate, and time makes room again") {
  relay_core::Config config;
  config.quotas.connection_frames = {10, 5};
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  for (int i = 0; i < 5; ++i) CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::spooled);
  const auto refused = rig.forward(sender, key.address, rig.cell());
  CHECK(refused.outcome == Outcome::refused);
  CHECK(refused.reason == proto::Refusal::rate);
  CHECK(rig.wire.closed.empty());
  const auto other = rig.enter(proto::Role::guest);
  CHECK(rig.forward(other, key.address, rig.cell()).outcome == Outcome::spooled);
  rig.advance(milliseconds(100));
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::spooled);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::refused);
}

TEST_CASE("forward: the pace of a source prefix holds for all its connections and survives reconnecting") {
  relay_core::Config config;
  config.quotas.source_bytes = {limits::cell, 2 * limits::cell};
  Rig rig{config};
  const KeyPair key{rig.random};
  for (int i = 0; i < 2; ++i) {
    const auto sender = rig.enter(proto::Role::guest, 7);
    CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::spooled);
    rig.leave(sender);
  }
  const auto again = rig.enter(proto::Role::guest, 7);
  CHECK(rig.forward(again, key.address, rig.cell()).outcome == Outcome::refused);
  const auto elsewhere = rig.enter(proto::Role::guest, 8);
  CHECK(rig.forward(elsewhere, key.address, rig.cell()).outcome == Outcome::spooled);
}

TEST_CASE("forward: an honest burst of a whole window meets no quota") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  const auto sender = rig.enter(proto::Role::guest);
  for (std::size_t i = 0; i < limits::send_window * 10; ++i) {
    CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::live);
  }
}
