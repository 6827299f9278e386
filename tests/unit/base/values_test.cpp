#include <memory>
#include <set>
#include <type_traits>

#include <doctest/doctest.h>

#include <sotto/base/ids.hpp>
#include <sotto/base/limits.hpp>
#include <sotto/base/log.hpp>
#include <sotto/base/random.hpp>
#include <sotto/base/result.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace sotto {

TEST_CASE("ids: text and bytes agree, and two kinds never mix") {
  test::SeededRandom random;
  const auto id = random.id<MessageId>();
  CHECK(MessageId::from_text(id.text()) == id);
  CHECK(MessageId::from(id.view()) == id);
  CHECK(id.text().size() == 32);
  CHECK_FALSE(MessageId::from_text(id.text().substr(2)));
  CHECK_FALSE(MessageId::from_text(id.text() + "00"));
  CHECK_FALSE(MessageId::from_text(std::string(31, '0') + "x"));
  CHECK(BuddyId{}.text() == "0000000000000000");
  static_assert(!std::is_convertible_v<MessageId, Token>);
  static_assert(!std::is_constructible_v<Token, MessageId>);
}

TEST_CASE("result: a value moves out, an error keeps its code and sentence") {
  Result<std::unique_ptr<int>> value(std::make_unique<int>(7));
  REQUIRE(value);
  CHECK(*std::move(value).value() == 7);
  const Result<int> error(Error{Errc::limit, "too much"});
  CHECK_FALSE(error);
  CHECK(error.error().code == Errc::limit);
  CHECK(error.error().where.text == "too much");
  CHECK(ok());
  const Status failed = Error{Errc::io, "disk"};
  CHECK_FALSE(failed);
  CHECK(failed.error().code == Errc::io);
}

TEST_CASE("result: text from a run cannot become part of an error or a log line") {
  CHECK_FALSE(std::is_constructible_v<Literal, std::string>);
  CHECK_FALSE(std::is_constructible_v<Literal, std::string_view>);
  CHECK_FALSE(std::is_constructible_v<log::Field, Literal, const char*>);
  CHECK_FALSE(std::is_constructible_v<log::Field, Literal, std::string>);
}

TEST_CASE("random: jitter stays within a quarter on either side and reaches both") {
  test::SeededRandom random;
  const Duration middle = seconds(40);
  Duration least = middle, most = middle;
  for (int i = 0; i < 20'000; ++i) {
    const auto drawn = random.jitter(middle);
    least = std::min(least, drawn);
    most = std::max(most, drawn);
  }
  CHECK(least >= seconds(30));
  CHECK(most <= seconds(50));
  CHECK(least < milliseconds(30'050));
  CHECK(most > milliseconds(49'950));
  CHECK(random.jitter(milliseconds(0)) == milliseconds(0));
  CHECK(random.below(0) == 0);
}

TEST_CASE("random: the same seed repeats, another does not") {
  test::SeededRandom a(5), b(5), c(6);
  const auto first = a.array<32>();
  CHECK(first == b.array<32>());
  CHECK(first != c.array<32>());
}

TEST_CASE("clock: the monotonic and the wall clock move apart only when the wall clock is set") {
  test::FakeClock clock;
  const Now before = clock.now();
  clock.advance(hours(1));
  CHECK(clock.now().instant - before.instant == hours(1));
  CHECK(clock.now().timestamp - before.timestamp == hours(1));
  clock.step_wall(days(-3650));
  CHECK(clock.now().instant - before.instant == hours(1));
  CHECK(clock.now().timestamp < before.timestamp);
}

TEST_CASE("limits: the sizes that follow from others do follow") {
  CHECK(limits::cell_body == 4053);
  CHECK(limits::hello_max == 4005);
  CHECK(limits::text_max == 57'344);
  CHECK(limits::ack_tokens_max * limits::ack_entry <= limits::cell_body);
  CHECK(limits::send_window < limits::spool_cells);                 // slots stay free for acknowledgements and resets
  CHECK(limits::signal_plain_max + 151 + 15 <= limits::cell_body);  // prekey message with the worst varints, section 2
}

}  // namespace sotto
