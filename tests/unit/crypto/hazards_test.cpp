// Each hazard twice: the library as it comes shows it, the gate has closed it (docs/architecture.md, "The gate").
#include <algorithm>
#include <csignal>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/gate.hpp>

#include "bare_library.hpp"
#include "gate_peer.hpp"
#include "small_order.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::Ciphertext;
using crypto::CiphertextKind;

namespace {

// Two ends on the bare library, the first message read and answered.
struct BarePair {
  BarePair() : a(seed() + 11), b(seed() + 12) {}
  void start(BareLibrary::BundleShape shape = {}) {
    bundle = b.bundle(1, shape);
    REQUIRE(a.start(bundle.get()) == 0);
    first = a.encrypt(view_of("first"));
    REQUIRE(b.decrypt(first).code == 0);
  }
  BareLibrary a, b;
  Ref<session_pre_key_bundle> bundle;
  Wire first;
};

Bytes first_block(signal_context* context, ByteView message) {
  const auto parsed = parse(context, message);
  const auto* body = signal_message_get_body(parsed.get());
  REQUIRE(signal_buffer_len(body) >= 16);
  return to_bytes({signal_buffer_const_data(body), 16});
}

// Runs `work` in a child; the signal that ended it, or 0. Handlers of a sanitizer must not turn the signal into an
// exit.
template <class Work>
int signal_of_child(Work&& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int number : {SIGSEGV, SIGABRT, SIGBUS}) std::signal(number, SIG_DFL);
    work();
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

// The last byte of the inner message's MAC: registration id and signed prekey id follow it, two bytes each.
std::uint8_t& last_of_mac(Bytes& prekey_message) { return prekey_message[prekey_message.size() - 5]; }

}  // namespace

TEST_CASE("hazard F1: the library agrees on zero with a key of small order") {
  BareLibrary library(seed());
  const auto own = library.key_pair();
  for (std::size_t i = 0; i < seen_by_rfc7748; ++i) {
    const auto theirs = decode_key(library.context(), small_order_point(i));
    std::uint8_t* shared = nullptr;
    REQUIRE(curve_calculate_agreement(&shared, theirs.get(), ec_key_pair_get_private(own.get())) == 32);
    CHECK(std::all_of(shared, shared + 32, [](std::uint8_t byte) { return byte == 0; }));
    std::free(shared);
  }
}

TEST_CASE("hazard F1: the gate takes no key of small order anywhere") {
  Pair pair;
  BareLibrary forger(seed() + 4);
  const auto message = pair.inviter.encrypt("hello");
  const auto parsed = parse_prekey(forger.context(), message.bytes);
  const auto before = pair.joiner.stores.snapshot();
  for (std::size_t i = 0; i < small_order_points.size(); ++i) {
    CAPTURE(i);
    const auto weak = small_order_point(i);
    CHECK_FALSE(crypto::valid_public_key(weak));
    for (auto field : {&crypto::PrekeyBundle::identity, &crypto::PrekeyBundle::signed_prekey,
                       &crypto::PrekeyBundle::one_time_prekey}) {
      GatePeer other(seed() + 3);
      auto bundle = pair.bundle;
      bundle.*field = weak;
      other.stores.pin = bundle.identity;
      CHECK(other.gate.start(bundle).error().code == Errc::malformed);
      CHECK(other.stores.writes == 0);
    }
    const auto key = decode_key(forger.context(), weak);
    const auto* identity = pre_key_signal_message_get_identity_key(parsed.get());
    const auto inner = forge_message(forger.context(), key.get(), 0, const_cast<ec_public_key*>(identity),
                                     const_cast<ec_public_key*>(identity));
    for (const Bytes& forged : {rewrap(forger.context(), parsed.get(), {}, key.get()),
                                rewrap(forger.context(), parsed.get(), {}, nullptr, nullptr, inner)})
      CHECK(pair.joiner.refusal({CiphertextKind::prekey_message, forged}) == Errc::malformed);
    const auto off_pin = rewrap(forger.context(), parsed.get(), {}, nullptr, key.get());
    CHECK(pair.joiner.refusal({CiphertextKind::prekey_message, off_pin}) == Errc::untrusted);
    CHECK(crypto::Gate::identity_of(*pair.joiner.context, off_pin).error().code == Errc::malformed);
  }
  CHECK(pair.joiner.stores.rows == before);
  pair.settle();
  const auto settled = pair.joiner.stores.snapshot();
  for (std::size_t i = 0; i < small_order_points.size(); ++i) {
    const auto key = decode_key(forger.context(), small_order_point(i));
    const auto forged = forge_message(forger.context(), key.get(), 0, key.get(), key.get());
    CHECK(pair.joiner.refusal({CiphertextKind::message, forged}) == Errc::malformed);
  }
  CHECK(pair.joiner.stores.rows == settled);
}

TEST_CASE("hazard F2: the library derives two thousand keys for a message nobody authenticated") {
  BarePair pair;
  pair.start();
  const auto fresh = pair.a.key_pair();
  auto* key = ec_key_pair_get_public(fresh.get());
  const auto forged = forge_message(pair.a.context(), key, 2000, key, key);
  const auto before = pair.b.random.hmacs;
  CHECK(pair.b.decrypt({CIPHERTEXT_SIGNAL_TYPE, forged}).code == SG_ERR_INVALID_MESSAGE);
  CHECK(pair.b.random.hmacs - before > 2000);
}

TEST_CASE("hazard F2: the gate refuses a far counter by its number, before anything is derived") {
  Pair pair;
  BareLibrary forger(seed() + 4);
  const auto hello = pair.inviter.encrypt("hello");
  const auto parsed = parse_prekey(forger.context(), hello.bytes);
  const auto fresh = forger.key_pair();
  auto* key = ec_key_pair_get_public(fresh.get());
  const auto far = forge_message(forger.context(), key, 2000, key, key);
  const auto beyond = forge_message(forger.context(), key, 0xffffffff, key, key);
  CHECK(pair.joiner.refusal({CiphertextKind::prekey_message,
                             rewrap(forger.context(), parsed.get(), {}, nullptr, nullptr, far)}) == Errc::too_far);
  pair.settle();
  const int writes = pair.joiner.stores.writes;
  CHECK(pair.joiner.refusal({CiphertextKind::message, far}) == Errc::too_far);
  CHECK(pair.joiner.refusal({CiphertextKind::message, beyond}) == Errc::too_far);
  const auto near = forge_message(forger.context(), key, limits::gap_max, key, key);
  CHECK(pair.joiner.refusal({CiphertextKind::message, near}) == Errc::not_authentic);
  CHECK(pair.joiner.stores.writes == writes);
}

TEST_CASE("hazard F5: the library trusts the sender of a first message that does not decrypt") {
  BarePair pair;
  pair.bundle = pair.b.bundle(1, {});
  REQUIRE(pair.a.start(pair.bundle.get()) == 0);
  auto message = pair.a.encrypt(view_of("first"));
  last_of_mac(message.bytes) ^= 1;
  CHECK(pair.b.decrypt(message).code == SG_ERR_INVALID_MESSAGE);
  CHECK(pair.b.identities_saved == 1);
  CHECK(pair.b.peer_identity.has_value());
}

TEST_CASE("hazard F5: a first message that does not decrypt leaves the gate's stores as they were") {
  Pair pair;
  auto message = pair.inviter.encrypt("first");
  const auto genuine = message;
  const auto before = pair.joiner.stores.snapshot();
  last_of_mac(message.bytes) ^= 1;
  CHECK(pair.joiner.refusal(message) == Errc::not_authentic);
  pair.joiner.stores.restore(before);  // what the caller's savepoint does
  CHECK(pair.joiner.stores.pin == pair.inviter.identity.public_key);
  CHECK(pair.joiner.decrypt(genuine) == "first");
}

TEST_CASE("hazard F6: the library reads a first message again after forty newer sessions") {
  BarePair pair;
  pair.start({.one_time_prekey = false});
  CHECK(pair.b.decrypt(pair.first).code == SG_ERR_DUPLICATE_MESSAGE);
  for (int i = 0; i < 41; ++i) {
    pair.a.session.reset();
    REQUIRE(pair.a.start(pair.bundle.get()) == 0);
    REQUIRE(pair.b.decrypt(pair.a.encrypt(view_of("newer"))).code == 0);
  }
  const auto again = pair.b.decrypt(pair.first);
  CHECK(again.code == 0);
  CHECK(text_of(again.plain) == "first");
}

TEST_CASE("hazard F6: the gate never reads a first message again, with its session there or gone") {
  Pair pair;
  const auto first = pair.inviter.encrypt("first");
  CHECK(pair.joiner.decrypt(first) == "first");
  pair.settle();
  CHECK(pair.joiner.refusal(first) == Errc::duplicate);
  const auto own = pair.joiner.stores.snapshot();
  for (std::uint32_t generation = 2; generation < 44; ++generation) {  // as many resets
    pair.joiner.stores.rows = {};
    pair.inviter.stores.rows = {};
    crypto::Gate joiner(*pair.joiner.context, pair.joiner.stores.stores(), generation);
    crypto::Gate inviter(*pair.inviter.context, pair.inviter.stores.stores(), generation);
    const auto bundle = joiner.make_bundle();
    REQUIRE(bundle);
    REQUIRE(inviter.start(*bundle));
    REQUIRE(joiner.decrypt(*inviter.encrypt(view_of("newer"))));
    CHECK(joiner.decrypt(first).error().code == Errc::refused);
  }
  pair.joiner.stores.rows = own;
  pair.joiner.stores.rows.session.reset();  // even if only the session were lost: its one-time prekey is used up
  CHECK(pair.joiner.refusal(first) == Errc::refused);
}

TEST_CASE("hazard F7: a restored session encrypts two texts under one key and one IV") {
  BarePair pair;
  pair.start();
  const auto saved = pair.a.session;
  const auto one = pair.a.encrypt(view_of("sixteen letters, then one ending"));
  pair.a.session = saved;
  const auto two = pair.a.encrypt(view_of("sixteen letters, then another ending"));
  const auto inner = [&](const Wire& wire) {
    const auto parsed = parse_prekey(pair.a.context(), wire.bytes);
    const auto* message = pre_key_signal_message_get_signal_message(parsed.get());
    return written(reinterpret_cast<const ciphertext_message*>(message));
  };
  CHECK(first_block(pair.a.context(), inner(one)) == first_block(pair.a.context(), inner(two)));
  CHECK(pair.b.decrypt(one).code == 0);
  CHECK(pair.b.decrypt(two).code == SG_ERR_DUPLICATE_MESSAGE);  // and the second text is lost
}

// A restored profile moves every channel to a new generation before it sends (protocol.md section 7). The gate holds
// its end: the stored record names its generation, and a gate of another generation does not touch it.
TEST_CASE("hazard F7: a gate of a new generation never uses a session of an old one") {
  Pair pair;
  pair.settle();
  const auto message = pair.joiner.encrypt("sent to generation 1");
  const auto before = pair.inviter.stores.snapshot();
  crypto::Gate next(*pair.inviter.context, pair.inviter.stores.stores(), 2);  // over the restored rows
  CHECK(next.encrypt(view_of("x")).error().code == Errc::damaged);
  CHECK(next.decrypt(message).error().code == Errc::damaged);
  CHECK(next.sending_ratchet_key().error().code == Errc::damaged);
  CHECK(next.start(pair.bundle).error().code == Errc::damaged);
  CHECK(pair.inviter.stores.rows == before);
}

TEST_CASE("hazard F8: a bundle without a signature crashes the library") {
  BareLibrary a(seed() + 11);
  BareLibrary b(seed() + 12);
  const auto good = b.bundle(1, {});
  const auto unsigned_bundle = b.bundle(1, {.signature = false});
  CHECK(signal_of_child([&] { a.start(good.get()); }) == 0);
  CHECK(signal_of_child([&] { a.start(unsigned_bundle.get()); }) != 0);
}

TEST_CASE("hazard F8: the gate refuses a bundle whose signature is absent or does not fit") {
  Pair pair;
  GatePeer other(seed() + 3);
  other.stores.pin = pair.bundle.identity;
  auto bundle = pair.bundle;
  bundle.signature = {};
  CHECK(other.gate.start(bundle).error().code == Errc::not_authentic);
  for (std::size_t bit = 0; bit < 512; bit += 7) {
    bundle = pair.bundle;
    bundle.signature[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    CHECK(other.gate.start(bundle).error().code == Errc::not_authentic);
  }
  bundle = pair.bundle;
  std::swap(bundle.signed_prekey, bundle.one_time_prekey);
  CHECK(other.gate.start(bundle).error().code == Errc::not_authentic);
  CHECK(other.stores.writes == 0);
}
