#include <doctest/doctest.h>

#include <sotto/door/keys.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

using namespace sotto;
using Use = door::LaunchCodes::Use;

TEST_CASE("launch code: it works once, and whoever shows it again is noticed at any later time") {
  test::SeededRandom random;
  test::FakeClock clock;
  door::LaunchCodes codes;
  const auto code = codes.issue(random, clock.now().instant);
  CHECK(code.size() == 22);  // 128 bits
  CHECK(codes.use(code, clock.now().instant) == Use::good);
  CHECK(codes.use(code, clock.now().instant) == Use::replayed);
  clock.advance(days(3));
  CHECK(codes.use(code, clock.now().instant) == Use::replayed);
}

TEST_CASE("launch code: after sixty seconds it is too late") {
  test::SeededRandom random;
  test::FakeClock clock;
  door::LaunchCodes codes;
  const auto in_time = codes.issue(random, clock.now().instant);
  const auto late = codes.issue(random, clock.now().instant);
  clock.advance(seconds(60));
  CHECK(codes.use(in_time, clock.now().instant) == Use::good);
  clock.advance(milliseconds(1));
  CHECK(codes.use(late, clock.now().instant) == Use::expired);
}

TEST_CASE("launch code: anything else is unknown, and spoils nothing") {
  test::SeededRandom random;
  door::LaunchCodes codes;
  const auto code = codes.issue(random, {});
  for (const std::string& other :
       {std::string(), code.substr(1), code + "A", code + "=", std::string(22, 'A'), std::string("%")})
    CHECK(codes.use(other, {}) == Use::unknown);
  CHECK(codes.use(code, {}) == Use::good);
}

TEST_CASE("launch code: however many windows are asked for, memory does not grow") {
  test::SeededRandom random;
  door::LaunchCodes codes;
  const auto first = codes.issue(random, {});
  std::string last;
  for (int i = 0; i < 100; ++i) last = codes.issue(random, {});
  CHECK(codes.use(first, {}) == Use::unknown);
  CHECK(codes.use(last, {}) == Use::good);
}

TEST_CASE("token: it is known until the lock, and no part of it is enough") {
  test::SeededRandom random;
  door::Tokens tokens;
  const auto one = tokens.issue(random);
  const auto two = tokens.issue(random);
  CHECK(one.size() == 43);  // 256 bits
  CHECK(one != two);
  CHECK(tokens.holds(one));
  CHECK(tokens.holds(two));
  CHECK_FALSE(tokens.holds(""));
  CHECK_FALSE(tokens.holds(one.substr(0, 42)));
  CHECK_FALSE(tokens.holds(std::string(43, 'A')));
  tokens.revoke_all();
  CHECK_FALSE(tokens.holds(one));
}

TEST_CASE("passphrase: each wrong one makes the next wait longer, a right one ends it") {
  test::FakeClock clock;
  door::Patience patience;
  const auto wait = [&] { return patience.wait(clock.now().instant); };
  CHECK(wait() == Duration{});
  for (const int expected : {1, 2, 4, 8, 16, 32, 60, 60}) {
    patience.failed(clock.now().instant);
    CHECK(wait() == seconds(expected));
    clock.advance(seconds(expected));
    CHECK(wait() == Duration{});
  }
  patience.succeeded();
  patience.failed(clock.now().instant);
  CHECK(wait() == seconds(1));
}
