#include <doctest/doctest.h>

#include "relay_rig.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::Outcome;

namespace {

constexpr std::uint64_t charged = limits::cell + 64;

// Proves the address and goes away again.
void prove(Rig& rig, const KeyPair& key) {
  const auto id = rig.enter();
  rig.listen(id, key);
  rig.leave(id);
}
relay_core::Config budget_of(std::uint64_t cells_per_half) {
  relay_core::Config config;
  config.spool_budget = 2 * cells_per_half * charged;
  return config;
}

}  // namespace

TEST_CASE("spool: an address holds 128 cells, then the relay answers full") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  for (std::size_t i = 0; i < limits::spool_cells; ++i) {
    CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::spooled);
  }
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::full);
  CHECK(rig.core->stats().spooled_cells == limits::spool_cells);
}

TEST_CASE("spool: an address holds 8 blocks") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  for (std::size_t i = 0; i < limits::spool_blocks; ++i) {
    CHECK(rig.forward(sender, key.address, rig.cell(limits::block)).outcome == Outcome::spooled);
  }
  CHECK(rig.forward(sender, key.address, rig.cell(limits::block)).outcome == Outcome::full);
}

TEST_CASE("spool: the same nonce at the same address is stored once and answered spooled, even when full") {
  Rig rig;
  const KeyPair key{rig.random};
  const KeyPair other{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  const Bytes cell = rig.cell();
  Bytes changed = cell;
  changed[limits::cell - 1] ^= 1;  // only the nonce counts
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::spooled);
  CHECK(rig.forward(sender, key.address, changed).outcome == Outcome::spooled);
  CHECK(rig.core->stats().spooled_cells == 1);
  CHECK(rig.forward(sender, other.address, cell).outcome == Outcome::spooled);
  CHECK(rig.core->stats().spooled_cells == 2);
  for (std::size_t i = 1; i < limits::spool_cells; ++i) rig.forward(sender, key.address, rig.cell());
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::spooled);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::full);
}

TEST_CASE("spool: a copy of a cell that was sent and not yet acknowledged is not delivered again") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  const Bytes cell = rig.cell();
  rig.forward(sender, key.address, cell);
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  const auto seq = rig.take<proto::Deliver>(receiver).spool_seq;
  rig.take<proto::Drained>(receiver);
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::spooled);
  CHECK(rig.quiet(receiver));
  rig.frame(receiver, proto::Ack{key.address, seq});
  CHECK(rig.forward(sender, key.address, cell).outcome == Outcome::live);
}

TEST_CASE("spool: cells leave after seven days of steady time, whatever the wall clock does") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest);
  rig.forward(sender, key.address, rig.cell());
  rig.clock.step_wall(days(3650));
  rig.advance(days(3));
  rig.forward(sender, key.address, rig.cell());
  rig.clock.step_wall(days(-7300));
  rig.advance({days(4).ms - 1});
  CHECK(rig.core->stats().spooled_cells == 2);
  rig.advance(milliseconds(1));
  CHECK(rig.core->stats().spooled_cells == 1);
  rig.advance(days(3));
  CHECK(rig.core->stats().spooled_cells == 0);
  CHECK(rig.core->stats().spool_bytes == 0);
}

TEST_CASE("spool: one source prefix holds a sixteenth of the shared half, until its cells leave") {
  Rig rig{budget_of(160)};
  const KeyPair key{rig.random};
  const auto sender = rig.enter(proto::Role::guest, 7);
  for (int i = 0; i < 10; ++i) CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::spooled);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == Outcome::full);
  rig.leave(sender);
  const auto again = rig.enter(proto::Role::guest, 7);
  CHECK(rig.forward(again, key.address, rig.cell()).outcome == Outcome::full);
  const auto neighbour = rig.enter(proto::Role::guest, 8);
  CHECK(rig.forward(neighbour, key.address, rig.cell()).outcome == Outcome::spooled);
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  rig.frame(receiver, proto::Ack{key.address, rig.take<proto::Deliver>(receiver).spool_seq});
  rig.leave(receiver);
  const KeyPair elsewhere{rig.random};
  CHECK(rig.forward(again, elsewhere.address, rig.cell()).outcome == Outcome::spooled);
}

TEST_CASE("spool: a full shared half gives way oldest first, and proved addresses keep what they have") {
  Rig rig{budget_of(32)};
  const KeyPair proved{rig.random};
  prove(rig, proved);
  const auto friendly = rig.enter(proto::Role::guest, 1000);
  const Bytes kept = rig.cell();
  CHECK(rig.forward(friendly, proved.address, kept).outcome == Outcome::spooled);
  const KeyPair first{rig.random};
  const KeyPair second{rig.random};
  CHECK(rig.forward(friendly, first.address, rig.cell()).outcome == Outcome::spooled);
  CHECK(rig.forward(friendly, second.address, rig.cell()).outcome == Outcome::spooled);
  for (relay_core::SourcePrefix source = 0; source < 31; ++source) {  // 31 more: one must go
    const auto sender = rig.enter(proto::Role::guest, source);
    CHECK(rig.forward(sender, KeyPair{rig.random}.address, rig.cell()).outcome == Outcome::spooled);
  }
  CHECK(rig.core->stats().spooled_cells == 33);
  const auto receiver = rig.enter();
  CHECK(rig.listen(receiver, first) == 0);
  rig.take<proto::Drained>(receiver);
  CHECK(rig.listen(receiver, second) == 1);
  rig.take<proto::Deliver>(receiver);
  rig.take<proto::Drained>(receiver);
  CHECK(rig.listen(receiver, proved) == 1);
  CHECK(equal(rig.take<proto::Deliver>(receiver).cell, kept));
}

TEST_CASE("spool: an address may lose its own oldest cell to its newest one") {
  Rig rig{budget_of(16)};
  const KeyPair key{rig.random};
  std::vector<Bytes> cells;
  for (relay_core::SourcePrefix source = 0; source < 17; ++source) {
    const auto sender = rig.enter(proto::Role::guest, source);
    cells.push_back(rig.cell());
    CHECK(rig.forward(sender, key.address, cells.back()).outcome == Outcome::spooled);
  }
  const auto receiver = rig.enter();
  CHECK(rig.listen(receiver, key) == 16);
  CHECK(equal(rig.take<proto::Deliver>(receiver).cell, cells[1]));
}

TEST_CASE("spool: a proved address uses the other half when its own is full") {
  Rig rig{budget_of(16)};
  const KeyPair one{rig.random};
  prove(rig, one);
  for (relay_core::SourcePrefix source = 0; source < 20; ++source) {
    const auto sender = rig.enter(proto::Role::guest, source);
    CHECK(rig.forward(sender, one.address, rig.cell()).outcome == Outcome::spooled);
  }
  CHECK(rig.core->stats().spooled_cells == 20);
  const auto greedy = rig.enter(proto::Role::guest, 17);
  CHECK(rig.forward(greedy, one.address, rig.cell()).outcome == Outcome::full);
}

TEST_CASE("spool: thousands of invented addresses stay within the budget, and who listens is still served") {
  relay_core::Config config = budget_of(64);
  Rig rig{config};
  const KeyPair key{rig.random};
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  rig.take<proto::Drained>(receiver);
  const auto honest = rig.enter(proto::Role::guest, 9999);
  for (relay_core::SourcePrefix source = 0; source < 200; ++source) {
    const auto flooder = rig.enter(proto::Role::guest, source);
    for (int i = 0; i < 20; ++i) rig.forward(flooder, rig.random.id<Address>(), rig.cell());
    rig.leave(flooder);
  }
  CHECK(rig.core->stats().spool_bytes <= config.spool_budget);
  CHECK(rig.core->stats().spooled_cells == 64);
  CHECK(rig.forward(honest, key.address, rig.cell()).outcome == Outcome::live);
}

TEST_CASE("spool: random traffic leaves the accounts at zero when everything has been acknowledged or has expired") {
  Rig rig{budget_of(400)};
  std::vector<KeyPair> keys;
  for (int i = 0; i < 8; ++i) keys.emplace_back(rig.random);
  for (int step = 0; step < 3000; ++step) {
    const KeyPair& key = keys[rig.random.below(keys.size())];
    if (rig.random.below(8) == 0) {
      const auto receiver = rig.enter();
      std::uint32_t waiting = rig.listen(receiver, key);
      for (std::uint64_t take = rig.random.below(waiting + 1); take > 0; --take) {
        rig.frame(receiver, proto::Ack{key.address, rig.take<proto::Deliver>(receiver).spool_seq});
      }
      rig.leave(receiver);
    } else {
      const auto sender = rig.enter(proto::Role::guest, rig.random.below(40));
      rig.forward(sender, key.address, rig.cell(rig.random.below(10) == 0 ? limits::block : limits::cell));
      rig.leave(sender);
    }
    CHECK(rig.core->stats().spool_bytes <= 800 * charged);
    rig.advance(minutes(static_cast<std::int64_t>(rig.random.below(30))));
  }
  rig.advance(days(8));
  CHECK(rig.core->stats().spooled_cells == 0);
  CHECK(rig.core->stats().spool_bytes == 0);
  CHECK(rig.core->stats().connections == 0);
  CHECK(rig.core->stats().addresses == 0);
}
