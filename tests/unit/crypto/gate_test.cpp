#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/gate.hpp>

#include "bare_library.hpp"
#include "gate_peer.hpp"
#include "small_order.hpp"

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

TEST_CASE("gate: the one-time prekey is gone once the first message is read") {
  Pair pair;
  CHECK(pair.joiner.stores.rows.prekeys.count(1) == 1);
  CHECK(pair.joiner.decrypt(pair.inviter.encrypt("one")) == "one");
  CHECK(pair.joiner.stores.rows.prekeys.empty());
}

TEST_CASE("gate: a message read twice is a duplicate and gives no plaintext") {
  Pair pair;
  pair.settle();
  const auto message = pair.inviter.encrypt("once");
  CHECK(pair.joiner.decrypt(message) == "once");
  CHECK(pair.joiner.refusal(message) == Errc::duplicate);
}

TEST_CASE("gate: the largest content fits into a cell, one byte more is refused") {
  Pair pair;
  const Bytes largest(limits::signal_plain_max, 'x');
  const auto prekey_message = pair.inviter.gate.encrypt(largest);
  REQUIRE(prekey_message);
  CHECK(prekey_message->bytes.size() <= limits::cell_body);
  CHECK(pair.joiner.decrypt(*prekey_message).size() == largest.size());
  CHECK(pair.inviter.gate.encrypt(Bytes(largest.size() + 1)).error().code == Errc::limit);
  CHECK(pair.joiner.decrypt(pair.inviter.encrypt("")).empty());
}

TEST_CASE("gate: a bundle of another identity than the pin, or without a pin, starts nothing") {
  Pair pair;
  GatePeer stranger(seed() + 3);
  stranger.stores.pin = pair.inviter.identity.public_key;
  CHECK(stranger.gate.start(pair.bundle).error().code == Errc::untrusted);
  stranger.stores.pin.reset();
  CHECK(stranger.gate.start(pair.bundle).error().code == Errc::untrusted);
  CHECK(stranger.stores.writes == 0);
}

TEST_CASE("gate: a generation has one session, a second start or first message is refused") {
  Pair pair;
  CHECK(pair.inviter.gate.start(pair.bundle).error().code == Errc::refused);
  CHECK(pair.joiner.decrypt(pair.inviter.encrypt("one")) == "one");

  // The same identity, another session towards the same generation.
  MemoryStores copy(pair.inviter.identity);
  copy.pin = pair.joiner.identity.public_key;
  crypto::Gate twin(*pair.inviter.context, copy.stores(), 1);
  REQUIRE(twin.start(pair.bundle));
  const auto before = pair.joiner.stores.snapshot();
  CHECK(pair.joiner.refusal(*twin.encrypt(view_of("two"))) == Errc::refused);
  CHECK(pair.joiner.stores.rows == before);
}

TEST_CASE("gate: who has started a session does not take one that the other started, though the prekey is there") {
  Pair pair;
  const auto bundle = pair.inviter.gate.make_bundle();
  REQUIRE(bundle);
  const auto crossing = pair.inviter.encrypt("crossing");
  REQUIRE(pair.joiner.gate.start(*bundle));
  const auto before = pair.joiner.stores.snapshot();
  REQUIRE(before.prekeys.count(1) == 1);
  CHECK(pair.joiner.refusal(crossing) == Errc::refused);
  CHECK(pair.joiner.stores.rows == before);
}

TEST_CASE("gate: a prekey message off the pinned identity changes no store") {
  Pair pair;
  const auto message = pair.inviter.encrypt("hello");
  pair.joiner.stores.pin = GatePeer(seed() + 3).identity.public_key;
  const auto before = pair.joiner.stores.snapshot();
  const int writes = pair.joiner.stores.writes;
  CHECK(pair.joiner.refusal(message) == Errc::untrusted);
  CHECK(pair.joiner.stores.rows == before);
  CHECK(pair.joiner.stores.writes == writes);
}

TEST_CASE("gate: a session with another identity than the pin neither sends nor reads") {
  Pair pair;
  pair.settle();
  const auto message = pair.inviter.encrypt("late");
  const auto other = GatePeer(seed() + 3).identity.public_key;
  pair.joiner.stores.pin = other;
  CHECK(pair.joiner.refusal(message) == Errc::untrusted);
  CHECK(pair.joiner.gate.encrypt(view_of("no")).error().code == Errc::untrusted);
}

TEST_CASE("gate: a gap of GAP_MAX is read, one more is too far") {
  Pair pair;
  pair.settle();
  std::vector<Ciphertext> sent;
  for (std::uint32_t i = 0; i <= limits::gap_max + 1; ++i) sent.push_back(pair.inviter.encrypt("m"));

  SUBCASE("on a new chain") {
    CHECK(pair.joiner.refusal(sent[limits::gap_max + 1]) == Errc::too_far);
    CHECK(pair.joiner.decrypt(sent[limits::gap_max]) == "m");
    CHECK(pair.joiner.decrypt(sent[limits::gap_max + 1]) == "m");
  }
  SUBCASE("on a known chain") {
    CHECK(pair.joiner.decrypt(sent[0]) == "m");  // the chain is at 1 now
    const auto last = pair.inviter.encrypt("m");
    CHECK(pair.joiner.refusal(last) == Errc::too_far);
    CHECK(pair.joiner.decrypt(sent[limits::gap_max + 1]) == "m");
    CHECK(pair.joiner.decrypt(sent[1]) == "m");  // skipped keys are kept
  }
}

TEST_CASE("gate: the first message of a session may be GAP_MAX ahead and no further") {
  Pair pair;
  std::vector<Ciphertext> sent;
  for (std::uint32_t i = 0; i <= limits::gap_max + 1; ++i) sent.push_back(pair.inviter.encrypt("m"));
  CHECK(pair.joiner.refusal(sent[limits::gap_max + 1]) == Errc::too_far);
  CHECK(pair.joiner.decrypt(sent[limits::gap_max]) == "m");
}

TEST_CASE("gate: the sending ratchet key changes with each turn and only then") {
  Pair pair;
  pair.settle();
  const auto before = pair.inviter.gate.sending_ratchet_key().value();
  pair.inviter.encrypt("same turn");
  CHECK(pair.inviter.gate.sending_ratchet_key().value() == before);
  CHECK(pair.joiner.decrypt(pair.inviter.encrypt("there")) == "there");
  CHECK(pair.inviter.decrypt(pair.joiner.encrypt("back")) == "back");
  CHECK(pair.inviter.gate.sending_ratchet_key().value() != before);
}

TEST_CASE("gate: without a session nothing is sent or read") {
  GatePeer alone(seed() + 1);
  alone.stores.pin = GatePeer(seed() + 2).identity.public_key;
  CHECK(alone.gate.encrypt(view_of("x")).error().code == Errc::refused);
  CHECK(alone.gate.sending_ratchet_key().error().code == Errc::refused);
  Pair pair;
  pair.settle();
  CHECK(alone.refusal(pair.inviter.encrypt("x")) == Errc::refused);
}

TEST_CASE("gate: a store that fails fails the call, and after a rollback the call works") {
  Pair pair;
  const auto message = pair.inviter.encrypt("hello");
  const auto before = pair.joiner.stores.snapshot();
  for (auto* fault : {&pair.joiner.stores.on_write, &pair.joiner.stores.on_read}) {
    *fault = MemoryStores::Fault::error;
    CHECK(pair.joiner.refusal(message) == Errc::disk_full);
    *fault = MemoryStores::Fault::exception;
    CHECK_THROWS_WITH(static_cast<void>(pair.joiner.gate.decrypt(message)), "the store broke");
    *fault = MemoryStores::Fault::none;
    pair.joiner.stores.restore(before);
  }
  CHECK(pair.joiner.decrypt(message) == "hello");
}

TEST_CASE("gate: an encryption whose session cannot be stored gives no ciphertext") {
  Pair pair;
  pair.inviter.stores.on_write = MemoryStores::Fault::error;
  CHECK(pair.inviter.gate.encrypt(view_of("x")).error().code == Errc::disk_full);
  CHECK(pair.inviter.gate.make_bundle().error().code == Errc::disk_full);
}

TEST_CASE("gate: generation zero and those beyond an int are refused") {
  Pair pair;
  for (const std::uint32_t generation : {0U, 0x80000000U}) {
    crypto::Gate gate(*pair.joiner.context, pair.joiner.stores.stores(), generation);
    CHECK(gate.make_bundle().error().code == Errc::limit);
    CHECK(gate.encrypt({}).error().code == Errc::limit);
  }
}

TEST_CASE("gate: prekeys belong to one generation") {
  GatePeer old_peer(seed() + 1, 7);
  const auto bundle = old_peer.gate.make_bundle();
  REQUIRE(bundle);
  CHECK(old_peer.stores.rows.prekeys.count(7) == 1);
  CHECK(old_peer.stores.rows.signed_prekeys.count(7) == 1);
  GatePeer sender(seed() + 2, 8);  // believes in another generation
  sender.stores.pin = old_peer.identity.public_key;
  old_peer.stores.pin = sender.identity.public_key;
  REQUIRE(sender.gate.start(*bundle));
  CHECK(old_peer.refusal(sender.encrypt("x")) == Errc::refused);
}

TEST_CASE("gate: a prekey message shows its identity before it is decrypted") {
  Pair pair;
  const auto message = pair.inviter.encrypt("hello");
  const auto identity = crypto::Gate::identity_of(*pair.joiner.context, message.bytes);
  REQUIRE(identity);
  CHECK(*identity == pair.inviter.identity.public_key);
  CHECK(crypto::Gate::identity_of(*pair.joiner.context, view_of("no message")).error().code == Errc::malformed);
  CHECK(crypto::Gate::identity_of(*pair.joiner.context, {}).error().code == Errc::malformed);
}

TEST_CASE("gate: a prekey message has one encoding and no free fields") {
  Pair pair;
  BareLibrary forger(seed() + 4);
  const auto message = pair.inviter.encrypt("hello");
  const auto parsed = parse_prekey(forger.context(), message.bytes);
  const auto refusal = [&](Bytes bytes) {
    return pair.joiner.refusal({CiphertextKind::prekey_message, std::move(bytes)});
  };
  Bytes low_nibble = message.bytes;
  low_nibble[0] ^= 1;
  CHECK(refusal(low_nibble) == Errc::malformed);
  Bytes unknown_field = message.bytes;
  append(unknown_field, Bytes{0x78, 0x01});
  CHECK(refusal(unknown_field) == Errc::malformed);
  CHECK(refusal(rewrap(forger.context(), parsed.get(), {.registration_id = 2})) == Errc::malformed);
  CHECK(refusal(rewrap(forger.context(), parsed.get(), {.prekey_id = std::nullopt})) == Errc::malformed);
  CHECK(refusal(rewrap(forger.context(), parsed.get(), {.prekey_id = 2})) == Errc::refused);
  CHECK(refusal(rewrap(forger.context(), parsed.get(), {.signed_prekey_id = 2})) == Errc::refused);
  CHECK(pair.joiner.decrypt({message.kind, rewrap(forger.context(), parsed.get(), {})}) == "hello");
}

TEST_CASE("gate: a record with an archived session is refused") {
  Pair pair;
  pair.settle();
  BareLibrary library(seed() + 4);
  session_record* record = nullptr;
  const Bytes stored = *pair.joiner.stores.rows.session;
  REQUIRE(session_record_deserialize(&record, stored.data() + 4, stored.size() - 4, library.context()) == 0);
  const Ref<session_record> owner(record);
  session_state* twin = nullptr;  // as good as the current state, which then goes to the archive
  REQUIRE(session_state_copy(&twin, session_record_get_state(record), library.context()) == 0);
  const Ref<session_state> twin_owner(twin);
  REQUIRE(session_record_promote_state(record, twin) == 0);
  signal_buffer* serialized = nullptr;
  REQUIRE(session_record_serialize(&serialized, record) == 0);
  const crypto::signal::Buffer buffer(serialized);
  Bytes changed(stored.begin(), stored.begin() + 4);
  append(changed, crypto::signal::view_of(buffer));
  pair.joiner.stores.rows.session = changed;
  CHECK(pair.joiner.refusal(pair.inviter.encrypt("x")) == Errc::damaged);
  CHECK(pair.joiner.gate.encrypt(view_of("x")).error().code == Errc::damaged);
}

TEST_CASE("gate: both ends see the same sixty digits, and other keys or channels give others") {
  Pair pair;
  const auto number = [&](GatePeer& at, const ChannelId& cid, bool inviter) {
    return crypto::safety_number(*at.context, cid, pair.inviter.identity.public_key, pair.joiner.identity.public_key,
                                 inviter)
        .value();
  };
  const ChannelId cid = pair.inviter.random.id<ChannelId>();
  const auto digits = number(pair.inviter, cid, true);
  CHECK(digits.size() == 60);
  CHECK(digits.find_first_not_of("0123456789") == std::string::npos);
  CHECK(number(pair.joiner, cid, false) == digits);
  CHECK(number(pair.joiner, pair.inviter.random.id<ChannelId>(), false) != digits);
}
