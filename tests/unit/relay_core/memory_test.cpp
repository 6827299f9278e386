#include <doctest/doctest.h>
#include <malloc.h>

#include "relay_rig.hpp"

using namespace sotto;
using namespace sotto::test;

// The ciphertext lies in pages of its own, 4,096 bytes a cell; this is all the rest. A sanitizer's allocator counts
// nothing here.
TEST_CASE("spool: the bookkeeping of a cell takes at most 64 bytes of heap") {
  relay_core::Config config;
  config.spool_budget = std::uint64_t{256} << 20;
  Rig rig{config};
  constexpr std::size_t addresses = 64;
  std::vector<ConnectionId> senders;
  for (std::size_t i = 0; i < addresses; ++i) senders.push_back(rig.enter(proto::Role::guest, i));
  const Bytes warm_up = rig.cell();
  rig.forward(senders[0], rig.random.id<Address>(), warm_up);
  const std::size_t before = mallinfo2().uordblks;
  for (const ConnectionId sender : senders) {
    const auto address = rig.random.id<Address>();
    for (std::size_t i = 0; i < limits::spool_cells; ++i) {
      CHECK(rig.forward(sender, address, rig.cell()).outcome == proto::Outcome::spooled);
    }
  }
  const std::size_t after = mallinfo2().uordblks;
  constexpr std::size_t cells = addresses * limits::spool_cells;
  CHECK(rig.core->stats().spooled_cells == cells + 1);
  CHECK(after - before <= cells * 64);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(after - before >= cells * 40);  // it is counted at all
#endif
}
