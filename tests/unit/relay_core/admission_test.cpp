#include <doctest/doctest.h>

#include "relay_rig.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::Refusal;

TEST_CASE("admission: the right key answers the spool's id, the same for everybody") {
  Rig rig;
  rig.enter(proto::Role::member);
  const auto first = rig.admitted.spool;
  rig.enter(proto::Role::guest);
  CHECK(first.has_value());
  CHECK(rig.admitted.spool == first);
}

TEST_CASE("admission: the spool's id is another after a restart") {
  SeededRandom random;
  RecordingWire wire;
  Rig one;
  Rig two;
  two.random.next();
  one.enter();
  two.core = std::make_unique<relay_core::Core>(relay_core::Config{{authority}, {two.guest}, {two.member}}, two.random,
                                                two.wire);
  two.enter();
  CHECK(one.admitted.spool != two.admitted.spool);
}

TEST_CASE("admission: each wrong bit of the proof is refused and the connection closes") {
  for (const std::size_t at : {std::size_t{0}, std::size_t{15}, std::size_t{31}}) {
    Rig rig;
    const auto id = rig.connect();
    auto admit = rig.admit(rig.take<proto::Welcome>(id), proto::Role::member);
    admit.mac[at] ^= 1;
    rig.frame(id, admit);
    CHECK(rig.take<proto::Refused>(id).reason == Refusal::admission);
    CHECK(rig.wire.closed.contains(id));
  }
}

TEST_CASE("admission: a guest's key does not make a member") {
  Rig rig;
  const auto id = rig.connect();
  auto admit = rig.admit(rig.take<proto::Welcome>(id), proto::Role::guest);
  admit.role = proto::Role::member;
  rig.frame(id, admit);
  CHECK(rig.take<proto::Refused>(id).reason == Refusal::admission);
}

TEST_CASE("admission: a proof made for one connection does not open another") {
  Rig rig;
  const auto one = rig.connect();
  const auto two = rig.connect();
  const auto admit = rig.admit(rig.take<proto::Welcome>(one), proto::Role::member);
  rig.take<proto::Welcome>(two);
  rig.frame(two, admit);
  CHECK(rig.take<proto::Refused>(two).reason == Refusal::admission);
}

TEST_CASE("admission: an authority that is not ours and a version we do not speak are refused by their names") {
  Rig rig;
  const auto one = rig.connect();
  rig.frame(one, rig.admit(rig.take<proto::Welcome>(one), proto::Role::member, "other.example:443"));
  CHECK(rig.take<proto::Refused>(one).reason == Refusal::authority);
  const auto two = rig.connect();
  auto admit = rig.admit(rig.take<proto::Welcome>(two), proto::Role::member);
  admit.version = 2;
  rig.frame(two, admit);
  CHECK(rig.take<proto::Refused>(two).reason == Refusal::version);
  CHECK(rig.wire.closed == std::set<ConnectionId>{one, two});
}

TEST_CASE("admission: an older key still opens during the overlap") {
  SeededRandom random;
  RecordingWire wire;
  Rig rig;
  const AdmissionKey older = rig.member;
  rig.core = std::make_unique<relay_core::Core>(
      relay_core::Config{{authority}, {rig.guest}, {random.id<AdmissionKey>(), older}}, rig.random, rig.wire);
  rig.enter(proto::Role::member);
  CHECK(rig.admitted.spool.has_value());
}

TEST_CASE("admission: who has not been admitted after ten seconds is closed, who has stays") {
  Rig rig;
  const auto slow = rig.connect();
  const auto fast = rig.enter();
  rig.advance(milliseconds(9'999));
  CHECK(rig.wire.closed.empty());
  CHECK(rig.core->next_deadline() == rig.clock.now().instant + milliseconds(1));
  rig.advance(milliseconds(1));
  CHECK(rig.wire.closed.contains(slow));
  CHECK_FALSE(rig.wire.closed.contains(fast));
}

TEST_CASE("admission: frames before it close the connection") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto id = rig.connect();
  rig.take<proto::Welcome>(id);
  rig.frame(id, proto::Forward{1, key.address, rig.cell()});
  CHECK(rig.wire.closed.contains(id));
  CHECK(rig.quiet(id));
  CHECK(rig.core->stats().spooled_cells == 0);
}

TEST_CASE("a malformed frame closes its own connection and no other") {
  Rig rig;
  const KeyPair key{rig.random};
  const auto good = rig.enter();
  rig.listen(good, key);
  rig.take<proto::Drained>(good);
  const auto sender = rig.enter(proto::Role::guest);
  for (const Bytes& bad : {Bytes{}, Bytes{0xff}, Bytes(5000, 0x4a), proto::encode(proto::Drained{key.address}),
                           proto::encode(proto::Welcome{})}) {
    const auto id = rig.enter();
    rig.raw(id, bad);
    CHECK(rig.wire.closed.contains(id));
    rig.raw(id, proto::encode(proto::Forward{1, key.address, rig.cell()}));  // nothing it sends counts any more
    rig.core->end_turn(rig.clock.now());
    CHECK(rig.quiet(id));
  }
  CHECK_FALSE(rig.wire.closed.contains(good));
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == proto::Outcome::live);
}

TEST_CASE("drain: new connections and listens are refused as busy, forwards under way still go through") {
  Rig rig;
  const KeyPair key{rig.random};
  const KeyPair late{rig.random};
  const auto receiver = rig.enter();
  rig.listen(receiver, key);
  rig.take<proto::Drained>(receiver);
  const auto sender = rig.enter(proto::Role::guest);
  rig.core->drain();
  const auto refused = rig.connect();
  CHECK(rig.take<proto::Refused>(refused).reason == Refusal::busy);
  CHECK(rig.wire.closed.contains(refused));
  rig.frame(receiver, rig.proof(receiver, late));
  CHECK(rig.take<proto::Refused>(receiver).reason == Refusal::busy);
  CHECK(rig.forward(sender, key.address, rig.cell()).outcome == proto::Outcome::live);
}
