#include <csignal>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotto/crypto/kdf.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/crypto/vault_key.hpp>
#include <sotto/crypto/words.hpp>

#include "seeded_random.hpp"

using namespace sotto;
using namespace sotto::test;
using crypto::GuardedKey;
using crypto::Key;

namespace {

template <class Work>
int status_of_child(Work&& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int number : {SIGSEGV, SIGABRT}) std::signal(number, SIG_DFL);  // not a sanitizer's handler
    _exit(work());
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return status;
}

constexpr crypto::KdfCost cheap{1, 8192};

}  // namespace

TEST_CASE("secret: moving leaves zeros behind") {
  SeededRandom random;
  Key from(random);
  const Bytes value = to_bytes(from.expose());
  Key to(std::move(from));
  CHECK(equal(to.expose(), value));
  CHECK(equal(from.expose(), Bytes(32)));  // NOLINT(bugprone-use-after-move): what a move leaves is the subject
  Key assigned;
  assigned = std::move(to);
  CHECK(equal(assigned.expose(), value));
  CHECK(equal(to.expose(), Bytes(32)));  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("secret: of another size there is none, and comparing looks at every byte") {
  CHECK_FALSE(Key::from(Bytes(31)));
  CHECK_FALSE(Key::from(Bytes(33)));
  CHECK(crypto::equal_constant_time(Bytes{1, 2}, Bytes{1, 2}));
  CHECK_FALSE(crypto::equal_constant_time(Bytes{1, 2}, Bytes{1, 3}));
  CHECK_FALSE(crypto::equal_constant_time(Bytes{1, 2}, Bytes{1}));
  CHECK(crypto::equal_constant_time({}, {}));
}

TEST_CASE("secret: a guarded key can be read and moved; who writes to it is ended") {
  SeededRandom random;
  const Key key(random);
  GuardedKey guarded(key);
  GuardedKey moved(std::move(guarded));
  CHECK(equal(moved.expose(), key.expose()));
  CHECK(guarded.expose().empty());  // NOLINT(bugprone-use-after-move)
  guarded = std::move(moved);
  CHECK(equal(guarded.expose(), key.expose()));
  const int status = status_of_child([&] {
    const_cast<std::uint8_t&>(guarded.expose()[0]) = 1;
    return 0;
  });
  CHECK(WIFSIGNALED(status));
}

TEST_CASE("secret: after start the process leaves no core dump and cannot be attached to") {
  const int status = status_of_child([] {
    rlimit limit{1, 1};
    if (!crypto::start()) return 1;
    if (getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur != 0 || limit.rlim_max != 0) return 2;
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 3;
  });
  CHECK(status == 0);
}

TEST_CASE("vault key: the passphrase that wrapped it unwraps it, no other does") {
  SeededRandom random;
  const Key key(random);
  const auto wrapped = crypto::wrap(GuardedKey(key), view_of("correct horse"), cheap, random);
  REQUIRE(wrapped);
  CHECK(wrapped->sealed.size() == 48);
  const auto opened = crypto::unwrap(*wrapped, view_of("correct horse"));
  REQUIRE(opened);
  CHECK(equal(opened->expose(), key.expose()));
  CHECK(crypto::unwrap(*wrapped, view_of("correct horsf")).error().code == Errc::wrong_passphrase);
  CHECK(crypto::unwrap(*wrapped, view_of("")).error().code == Errc::wrong_passphrase);
}

TEST_CASE("vault key: a changed file is refused, and a hostile cost is refused before it is paid") {
  SeededRandom random;
  auto wrapped = crypto::wrap(GuardedKey(Key(random)), view_of("p"), cheap, random).value();
  const auto with = [&](auto change) {
    auto copy = wrapped;
    change(copy);
    return crypto::unwrap(copy, view_of("p")).error().code;
  };
  CHECK(with([](auto& w) { w.sealed[0] ^= 1; }) == Errc::wrong_passphrase);
  CHECK(with([](auto& w) { w.salt[0] ^= 1; }) == Errc::wrong_passphrase);
  CHECK(with([](auto& w) { w.cost.operations = 2; }) == Errc::wrong_passphrase);
  CHECK(with([](auto& w) { w.sealed.clear(); }) == Errc::wrong_passphrase);
  CHECK(with([](auto& w) { w.cost.operations = 0; }) == Errc::limit);
  CHECK(with([](auto& w) { w.cost.operations = 11; }) == Errc::limit);
  CHECK(with([](auto& w) { w.cost.memory = 8191; }) == Errc::limit);
  CHECK(with([](auto& w) { w.cost.memory = (std::uint64_t{1} << 30) + 1; }) == Errc::limit);
}

TEST_CASE("words: the list is the pinned one, with 2,048 distinct words of lower-case letters") {
  std::string joined;
  std::string_view before;
  for (unsigned i = 0; i < 2048; ++i) {
    const ByteArray<9> w{static_cast<std::uint8_t>(i >> 3), static_cast<std::uint8_t>(i << 5)};
    const auto word = crypto::six_words(w)[0];
    CHECK(before < word);  // sorted, so distinct
    CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos);
    joined += (joined.empty() ? "" : "\n") + std::string(word);
    before = word;
  }
  CHECK(hex(crypto::plain_hash(view_of(joined))) == "de8c8f9df24afb012c280ee4f202cc3b5a9cf35c83bc96d7a47be2163e529e81");
  CHECK_THROWS(crypto::six_words(Bytes(8)));
}
