#include <map>

#include <doctest/doctest.h>

#include <sotto/crypto/kdf.hpp>
#include <sotto/runtime/link_driver.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

using namespace sotto;
using messaging::LinkProblem;
using runtime::Dial;
using runtime::LinkDriver;
using runtime::Proxy;
using runtime::WireEvents;
using State = LinkDriver::LinkState;

namespace {

struct FakeWire : runtime::Wire {
  struct Shared {
    Dial dial;
    WireEvents events;
    std::vector<Bytes> sent;
    bool closing = false;
    bool destroyed = false;
  };
  explicit FakeWire(std::shared_ptr<Shared> state) : shared(std::move(state)) {}
  ~FakeWire() override { shared->destroyed = true; }
  void send(ByteView frame) override { shared->sent.push_back(to_bytes(frame)); }
  void close() override { shared->closing = true; }
  std::shared_ptr<Shared> shared;
};

ByteArray<4> checksum(ByteView bytes) {
  const auto digest = crypto::plain_hash(bytes);
  return {digest[0], digest[1], digest[2], digest[3]};
}

// A driver over a real messaging core in memory; the test plays the network and the clock.
struct Stage : LinkDriver::Host {
  test::FakeClock clock;
  test::SeededRandom random;
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<messaging::Messaging> messaging;
  std::vector<std::shared_ptr<FakeWire::Shared>> dialled;
  std::optional<Instant> wake;
  std::optional<Error> failure;
  std::unique_ptr<LinkDriver> driver;

  explicit Stage(std::string authority = "relay.example:443") {
    auto made = store::Vault::in_memory({store::store_layer(), messaging::layer()});
    REQUIRE(made);
    vault = *std::move(made);
    auto opened = messaging::Messaging::open(*vault, random, nullptr, now());
    REQUIRE(opened);
    messaging = *std::move(opened);
    const proto::RelayLink link{
        {std::move(authority), Pin{}, false}, random.id<AdmissionKey>(), random.id<AdmissionKey>()};
    REQUIRE(messaging->add_relay(proto::encode(link, checksum), now()));
    invite("ann");
    driver = std::make_unique<LinkDriver>(*messaging, random, *this);
  }
  void invite(std::string_view name) { REQUIRE(messaging->invite(name, false, days(7), now())); }

  Now now() const override { return clock.now(); }
  std::unique_ptr<runtime::Wire> dial(const Dial& dial, WireEvents events) override {
    auto shared = std::make_shared<FakeWire::Shared>();
    shared->dial = dial;
    shared->events = std::move(events);
    dialled.push_back(shared);
    return std::make_unique<FakeWire>(shared);
  }
  void wake_at(std::optional<Instant> when) override { wake = when; }
  void on_event(const messaging::Event&) override {}
  void on_change() override {}
  void on_failure(Error error) override { failure = error; }

  void pass(Duration time) {  // rings whenever the driver asked for it
    const Instant until = clock.now().instant + time;
    while (wake && *wake <= until) {
      clock.advance(std::max(*wake - clock.now().instant, Duration{}));
      wake.reset();
      driver->tick();
    }
    if (clock.now().instant < until) clock.advance(until - clock.now().instant);
  }
  void lose(std::size_t which, LinkProblem problem = LinkProblem::lost) {
    const auto shared = dialled.at(which);
    shared->events.closed(problem, "The relay closed the connection.");
  }
  LinkDriver::Report only() {
    const auto reports = driver->reports();
    REQUIRE(reports.size() == 1);
    return reports.front();
  }
};

}  // namespace

TEST_CASE("driver: the first link is dialled at once, those after it spread over some seconds") {
  Stage stage;
  for (const char* name : {"ben", "cleo", "dora"}) stage.invite(name);
  stage.driver->start({}, LinkDriver::Haste::calm);
  stage.pass(milliseconds(20));
  CHECK(stage.dialled.size() == 1);
  stage.pass(seconds(4));
  CHECK(stage.dialled.size() == 4);
}

TEST_CASE("driver: each link has a name of its own towards a SOCKS5 proxy, the same at every try") {
  Stage stage;
  stage.invite("ben");
  stage.driver->start({Proxy::Kind::socks5, "127.0.0.1:9050", "", ""}, LinkDriver::Haste::eager);
  stage.pass(seconds(1));
  REQUIRE(stage.dialled.size() == 2);
  const auto first = stage.dialled[0]->dial.isolation;
  CHECK(first.size() == 32);
  CHECK(first != stage.dialled[1]->dial.isolation);
  stage.lose(0);
  stage.pass(seconds(2));
  REQUIRE(stage.dialled.size() == 3);
  CHECK(stage.dialled[2]->dial.isolation == first);
}

TEST_CASE("driver: a lost relay is dialled again, within ten seconds while it is fresh, within two minutes later") {
  Stage stage;
  stage.driver->start({}, LinkDriver::Haste::calm);
  stage.pass(milliseconds(20));
  stage.dialled[0]->events.opened();
  CHECK(stage.only().state == State::open);
  stage.lose(0);
  CHECK(stage.only().state == State::waiting);
  CHECK(stage.only().failures == 1);
  const Instant lost = stage.now().instant;
  for (std::size_t tries = 2; stage.now().instant - lost < seconds(45); ++tries) {
    stage.pass(milliseconds(10'020));
    REQUIRE(stage.dialled.size() >= tries);
    stage.lose(stage.dialled.size() - 1);
  }
  const auto before = stage.dialled.size();
  for (int i = 0; i < 10; ++i) {
    stage.pass(seconds(121));
    REQUIRE(stage.dialled.size() == before + 1 + static_cast<std::size_t>(i));
    stage.lose(stage.dialled.size() - 1);
  }
}

TEST_CASE("driver: frames of messaging go out on their link, and nonsense of a relay closes it for a while") {
  Stage stage;
  stage.driver->start({}, LinkDriver::Haste::calm);
  stage.pass(milliseconds(20));
  auto& wire = *stage.dialled[0];
  wire.events.opened();
  const auto welcome = proto::encode(proto::Frame(proto::Welcome{1, 1, {}}));
  wire.events.frame(welcome);
  REQUIRE(wire.sent.size() == 1);  // Admit
  wire.events.frame(welcome);      // a second one is against the protocol
  CHECK(wire.closing);
  CHECK(stage.only().told_to_wait);
  stage.lose(0);
  CHECK(stage.only().state == State::refused);
  stage.driver->set_haste(LinkDriver::Haste::eager);  // not even then: the wait is obeyed
  stage.pass(seconds(60));
  CHECK(stage.dialled.size() == 1);
  stage.pass(minutes(20));
  CHECK(stage.dialled.size() == 2);
}

TEST_CASE("driver: after resume and with another way out every connection is made anew") {
  Stage stage;
  stage.driver->start({}, LinkDriver::Haste::eager);
  stage.pass(milliseconds(20));
  stage.dialled[0]->events.opened();
  stage.driver->resumed();
  CHECK(stage.dialled[0]->destroyed);
  stage.pass(seconds(1));
  REQUIRE(stage.dialled.size() == 2);
  stage.dialled[1]->events.opened();
  stage.driver->set_proxy({});
  CHECK_FALSE(stage.dialled[1]->destroyed);  // the same way
  stage.driver->set_proxy({Proxy::Kind::http, "proxy.example:3128", "", ""});
  CHECK(stage.dialled[1]->destroyed);
  stage.pass(seconds(1));
  REQUIRE(stage.dialled.size() == 3);
  CHECK(stage.dialled[2]->dial.proxy.kind == Proxy::Kind::http);
}

TEST_CASE("driver: a link that is no longer wanted is closed and not dialled again") {
  Stage stage;
  stage.driver->start({}, LinkDriver::Haste::calm);
  stage.pass(milliseconds(20));
  stage.dialled[0]->events.opened();
  const auto invites = stage.messaging->invites(stage.now());
  REQUIRE(invites);
  REQUIRE(stage.messaging->revoke_invite(invites->front().id, stage.now()));
  stage.driver->pump();
  CHECK(stage.dialled[0]->closing);
  CHECK(stage.driver->reports().empty());
  stage.lose(0);
  CHECK(stage.dialled[0]->destroyed);
  stage.pass(minutes(10));
  CHECK(stage.dialled.size() == 1);
}

TEST_CASE("driver: stopping closes what is open, takes what still arrives, and drops what was only dialled") {
  Stage stage;
  stage.invite("ben");
  stage.driver->start({}, LinkDriver::Haste::eager);
  stage.pass(seconds(1));
  REQUIRE(stage.dialled.size() == 2);
  stage.dialled[0]->events.opened();
  stage.driver->stop();
  CHECK(stage.dialled[0]->closing);
  CHECK(stage.dialled[1]->destroyed);
  CHECK_FALSE(stage.driver->stopped());
  stage.dialled[0]->events.frame(proto::encode(proto::Frame(proto::Welcome{1, 1, {}})));
  CHECK(stage.dialled[0]->sent.size() == 1);  // messaging saw it
  stage.lose(0);
  CHECK(stage.driver->stopped());
  stage.pass(minutes(10));
  CHECK(stage.dialled.size() == 2);
  stage.driver->start({}, LinkDriver::Haste::eager);  // and again
  stage.pass(seconds(1));
  CHECK(stage.dialled.size() == 4);
}

TEST_CASE("driver: a relay without permission is not dialled, and a wrong pin is shown as refused") {
  Stage stage;
  stage.driver->start({}, LinkDriver::Haste::calm);
  stage.pass(milliseconds(20));
  CHECK(stage.dialled[0]->dial.entered);  // my own relay link
  stage.lose(0, LinkProblem::wrong_pin);
  CHECK(stage.only().state == State::refused);
  CHECK_FALSE(stage.only().problem.empty());
  CHECK_FALSE(stage.failure);
}
