#include <doctest/doctest.h>

#include "relay_rig.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::Outcome;
using proto::Refusal;

TEST_CASE("listen: a guest may not, and goes on as a sender") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto id = rig.enter(proto::Role::guest);
  rig.frame(id, rig.proof(id, key));
  const auto refused = rig.take<proto::Refused>(id);
  CHECK(refused.reason == Refusal::listen);
  CHECK(refused.address == key.address);
  CHECK(rig.wire.closed.empty());
  CHECK(rig.forward(id, key.address, rig.cell()).outcome == Outcome::spooled);
}

TEST_CASE("listen: a proof for another authority, connection or address routes nothing") {
  Rig rig;
  const KeyPair key{rig.random};
  const KeyPair other{rig.random};
  const auto id = rig.enter();
  const auto elsewhere = rig.enter();
  auto wrong_address = rig.proof(id, other);
  wrong_address.address = key.address;
  for (const auto& proof : {rig.proof(id, key, "other.example:443"), rig.proof(elsewhere, key), wrong_address}) {
    rig.frame(id, proof);
    CHECK(rig.take<proto::Refused>(id).reason == Refusal::listen);
  }
  CHECK(rig.core->stats().addresses == 0);
  CHECK(rig.forward(elsewhere, key.address, rig.cell()).outcome == Outcome::spooled);
}

TEST_CASE("listen: the newest valid claim wins, the older connection is told and gets nothing more") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto old_one = rig.enter();
  rig.listen(old_one, key);
  rig.take<proto::Drained>(old_one);
  const auto sender = rig.enter(proto::Role::guest);
  const auto new_one = rig.enter();
  rig.listen(new_one, key);
  CHECK(rig.take<proto::Displaced>(old_one).address == key.address);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::live);
  CHECK(rig.quiet(old_one));
  rig.take<proto::Drained>(new_one);
  CHECK(rig.take<proto::Deliver>(new_one).address == key.address);
  rig.leave(old_one);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::live);
}

TEST_CASE("listen: unacknowledged spooled cells of a displaced connection go to the new one, and only its Ack counts") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  const Bytes cell = rig.cell();
  rig.forward(sender, key.address, cell);
  const auto old_one = rig.enter();
  CHECK(rig.listen(old_one, key) == 1);
  const auto seq = rig.take<proto::Deliver>(old_one).spool_seq;
  CHECK(seq != 0);
  rig.take<proto::Drained>(old_one);
  const auto new_one = rig.enter();
  CHECK(rig.listen(new_one, key) == 1);
  rig.frame(old_one, proto::Ack{key.address, seq});
  CHECK(rig.core->stats().spooled_cells == 1);
  const auto delivered = rig.take<proto::Deliver>(new_one);
  CHECK(equal(delivered.cell, cell));
  CHECK(delivered.spool_seq == seq);
  rig.frame(new_one, proto::Ack{key.address, seq});
  CHECK(rig.core->stats().spooled_cells == 0);
  CHECK(rig.core->stats().spool_bytes == 0);
}

TEST_CASE("listen: what waited arrives in order and then the relay says that it is drained") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  for (std::uint8_t i = 0; i < 5; ++i) {
    Bytes cell = rig.cell();
    cell[100] = i;
    rig.forward(sender, key.address, cell);
  }
  const auto receiver = rig.enter();
  CHECK(rig.listen(receiver, key) == 5);
  for (std::uint8_t i = 0; i < 5; ++i) CHECK(rig.take<proto::Deliver>(receiver).cell[100] == i);
  CHECK(rig.take<proto::Drained>(receiver).address == key.address);
  CHECK(rig.quiet(receiver));
}

TEST_CASE("listen: a large spool is sent in a window and goes on with the acknowledgements") {
  relay_core::Config config;
  config.spool_in_flight = 10 * limits::cell;
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  for (int i = 0; i < 30; ++i) rig.forward(sender, key.address, rig.cell());
  const auto receiver = rig.enter();
  CHECK(rig.listen(receiver, key) == 30);
  for (std::size_t i = 0; i < 30; ++i) {
    CHECK(rig.wire.sent[receiver].size() <= (i < 20 ? 10 : 11));  // Drained follows the last one
    rig.frame(receiver, proto::Ack{key.address, rig.take<proto::Deliver>(receiver).spool_seq});
  }
  rig.take<proto::Drained>(receiver);
  CHECK(rig.core->stats().spooled_cells == 0);
}

TEST_CASE("listen: a live cell never overtakes what still waits at its address") {
  relay_core::Config config;
  config.spool_in_flight = 1;
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  std::vector<Bytes> cells;
  for (int i = 0; i < 4; ++i) cells.push_back(rig.cell());
  rig.forward(sender, key.address, cells[0]);
  rig.forward(sender, key.address, cells[1]);
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  CHECK(rig.forward(sender, key.address, cells[2]).outcome == Outcome::spooled);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto delivered = rig.take<proto::Deliver>(receiver);
    CHECK(equal(delivered.cell, cells[i]));
    rig.frame(receiver, proto::Ack{key.address, delivered.spool_seq});
  }
  rig.take<proto::Drained>(receiver);
  CHECK(rig.forward(sender, key.address, cells[3]).outcome == Outcome::live);
}

TEST_CASE("listen: a slow consumer's cells go to the spool and follow when it reads again") {
  relay_core::Config config;
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  rig.take<proto::Drained>(receiver);
  const auto sender = rig.enter(proto::Role::guest);
  rig.wire.backlogs[receiver] = config.backlog_cap + 1;
  const Bytes cell = rig.cell();
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::spooled);
  CHECK(rig.quiet(receiver));
  rig.wire.backlogs[receiver] = 0;
  rig.core->writable(receiver, rig.clock.now());
  const auto delivered = rig.take<proto::Deliver>(receiver);
  CHECK(equal(delivered.cell, cell));
  CHECK(delivered.spool_seq != 0);
  rig.take<proto::Drained>(receiver);
}

TEST_CASE("listen: a connection may hold only so many addresses") {
  relay_core::Config config;
  config.quotas.addresses_per_connection = 2;
  Rig rig{config};
  const auto id = rig.enter();
  for (int i = 0; i < 2; ++i) {
    rig.listen(id, KeyPair{rig.random});
    rig.take<proto::Drained>(id);
  }
  rig.frame(id, rig.proof(id, KeyPair{rig.random}));
  CHECK(rig.take<proto::Refused>(id).reason == Refusal::busy);
  CHECK(rig.core->stats().addresses == 2);
}
