#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/gate.hpp>

#include "gate_peer.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::Ciphertext;
using crypto::CiphertextKind;

TEST_CASE("gate: two ends talk in both directions and in any order") {
  Pair pair;
  const auto first = pair.inviter.encrypt("one");
  const auto second = pair.inviter.encrypt("two");
  CHECK(first.kind == CiphertextKind::prekey_message);
  CHECK(second.kind == CiphertextKind::prekey_message);  // until the other end has answered
  CHECK(pair.joiner.decrypt(second) == "two");
  CHECK(pair.joiner.decrypt(first) == "one");
  for (int turn = 0; turn < 20; ++turn) {
    const auto back = pair.joiner.encrypt("back");
    CHECK(back.kind == CiphertextKind::message);
    CHECK(pair.inviter.decrypt(back) == "back");
    CHECK(pair.joiner.decrypt(pair.inviter.encrypt("there")) == "there");
  }
}
