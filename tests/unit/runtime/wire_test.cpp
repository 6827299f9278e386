#include <doctest/doctest.h>

#include <sotto/runtime/wire.hpp>

#include "fake_relay.hpp"
#include "seeded_random.hpp"

using namespace sotto;
using messaging::LinkProblem;
using runtime::Dial;
using runtime::Proxy;
using test::FakeRelay;
using test::Front;
using test::Manner;

namespace {

// Opens a wire, sends what it is given, and runs until it closed or enough frames came back.
struct Talk {
  runtime::Loop loop;
  test::SeededRandom random;
  bool opened = false;
  std::vector<Bytes> frames;
  std::optional<LinkProblem> problem;
  std::string sentence;
  std::vector<Bytes> to_send;
  bool close_when_done = true;
  std::unique_ptr<runtime::Wire> wire;
  bool timed_out = false;

  void run(const Dial& dial) {
    runtime::Alarm limit(loop, [this] {
      timed_out = true;
      loop.stop();
    });
    limit.set(loop.now().instant + seconds(60));  // a broken test ends
    runtime::WireEvents events;
    events.opened = [this] {
      opened = true;
      for (const auto& frame : to_send) wire->send(frame);
      if (to_send.empty()) wire->close();
    };
    events.frame = [this](ByteView frame) {
      frames.push_back(to_bytes(frame));
      if (frames.size() == to_send.size()) wire->close();
    };
    events.closed = [this](LinkProblem why, std::string said) {
      problem = why;
      sentence = std::move(said);
      wire.reset();
      loop.stop();
    };
    wire = runtime::dial_relay(loop, random, dial, std::move(events));
    loop.run();
    CHECK_FALSE(timed_out);
  }
};

Dial direct(const FakeRelay& relay, bool tls) {
  Dial dial;
  dial.relay.authority = relay.authority();
  dial.relay.plain = !tls;
  if (tls) dial.relay.pin = relay.pin();
  dial.entered = true;
  return dial;
}

std::vector<Bytes> cells(std::size_t count) {
  test::SeededRandom random;
  std::vector<Bytes> out(count);
  for (auto& cell : out) {
    cell.resize(4150);
    random.fill(cell);
  }
  return out;
}

}  // namespace

TEST_CASE("wire: frames travel both ways over plain loopback and close in order") {
  const FakeRelay relay({});
  Talk talk;
  talk.to_send = cells(120);
  talk.run(direct(relay, false));
  CHECK(talk.opened);
  CHECK(talk.frames == talk.to_send);
  CHECK(talk.problem == LinkProblem::lost);
  CHECK(talk.sentence.empty());
}

TEST_CASE("wire: over TLS the pinned key is enough, whatever name and dates the certificate has") {
  const FakeRelay relay({.tls = true});
  Talk talk;
  talk.to_send = cells(120);
  talk.run(direct(relay, true));
  CHECK(talk.opened);
  CHECK(talk.frames == talk.to_send);
}

TEST_CASE("wire: another key than the pinned one ends the connection before a byte of ours") {
  const FakeRelay relay({.tls = true});
  auto dial = direct(relay, true);
  dial.relay.pin->bytes[15] ^= 1;
  Talk talk;
  talk.run(dial);
  CHECK_FALSE(talk.opened);
  CHECK(talk.problem == LinkProblem::wrong_pin);
  CHECK(talk.sentence.find("another key") != std::string::npos);
}

TEST_CASE("wire: without a pin a self-signed certificate is refused") {
  const FakeRelay relay({.tls = true});
  auto dial = direct(relay, true);
  dial.relay.pin.reset();
  Talk talk;
  talk.run(dial);
  CHECK_FALSE(talk.opened);
  CHECK(talk.problem == LinkProblem::wrong_pin);
}

TEST_CASE("wire: a relay without TLS is not taken for one with it") {
  const FakeRelay relay({});
  auto dial = direct(relay, false);
  dial.relay.plain = false;
  dial.relay.pin = Pin{};
  Talk talk;
  talk.run(dial);
  CHECK_FALSE(talk.opened);
  CHECK(talk.problem == LinkProblem::lost);
}

TEST_CASE("wire: an address inside a private network is not connected to unless the person entered it") {
  const FakeRelay relay({.tls = true});
  auto dial = direct(relay, true);
  dial.entered = false;
  Talk talk;
  talk.run(dial);
  CHECK(talk.problem == LinkProblem::refused_dial);
}

TEST_CASE("wire: nobody listening is told as such") {
  std::string authority;
  {
    const FakeRelay gone({});
    authority = gone.authority();
  }
  Talk talk;
  Dial dial;
  dial.relay = {authority, std::nullopt, true};
  dial.entered = true;
  talk.run(dial);
  CHECK(talk.problem == LinkProblem::lost);
  CHECK(talk.sentence == "The relay could not be reached.");
}

TEST_CASE("wire: a captive portal's page is no relay") {
  const FakeRelay relay({.manner = Manner::web_page});
  Talk talk;
  talk.run(direct(relay, false));
  CHECK_FALSE(talk.opened);
  CHECK(talk.problem == LinkProblem::protocol);
  CHECK(talk.sentence.find("sign-in") != std::string::npos);
}

TEST_CASE("wire: a relay that breaks the framing or hangs up is reported") {
  const FakeRelay breaking({.manner = Manner::break_protocol});
  Talk first;
  first.to_send = cells(1);
  first.run(direct(breaking, false));
  CHECK(first.problem == LinkProblem::protocol);
  const FakeRelay leaving({.manner = Manner::hang_up});
  Talk second;
  second.to_send = cells(1);
  second.run(direct(leaving, false));
  CHECK(second.problem == LinkProblem::lost);
}

TEST_CASE("wire: what still arrives while closing is handed over") {
  const FakeRelay relay({.manner = Manner::flood_on_close});
  Talk talk;
  talk.run(direct(relay, false));
  REQUIRE(talk.frames.size() == 1);
  CHECK(text_of(talk.frames[0]) == "late");
  CHECK(talk.problem == LinkProblem::lost);
}

TEST_CASE("wire: through SOCKS5 the proxy resolves the name and TLS is still pinned") {
  FakeRelay relay({.tls = true, .front = Front::socks5, .user = "ann", .password = "secret"});
  Dial dial;
  dial.relay = {"relay.invalid:443", relay.pin(), false};
  dial.proxy = {Proxy::Kind::socks5, relay.authority(), "ann", "secret"};
  Talk talk;
  talk.to_send = cells(2);
  talk.run(dial);
  CHECK(talk.frames == talk.to_send);
  CHECK(relay.asked_for() == "relay.invalid:443");
}

TEST_CASE("wire: without credentials of its own a SOCKS5 proxy sees the channel's") {
  FakeRelay relay({.front = Front::socks5});
  auto dial = direct(relay, false);
  dial.proxy = {Proxy::Kind::socks5, relay.authority(), "", ""};
  dial.isolation = "channel-7";
  Talk talk;
  talk.to_send = cells(1);
  talk.run(dial);
  CHECK(talk.opened);
  CHECK(relay.offered_user() == "channel-7");
}

TEST_CASE("wire: through CONNECT with and without the right password") {
  FakeRelay relay({.tls = true, .front = Front::connect, .user = "ann", .password = "secret"});
  Dial dial;
  dial.relay = {"relay.invalid:443", relay.pin(), false};
  dial.proxy = {Proxy::Kind::http, relay.authority(), "ann", "secret"};
  Talk right;
  right.to_send = cells(2);
  right.run(dial);
  CHECK(right.frames == right.to_send);
  CHECK(relay.asked_for() == "relay.invalid:443");
  dial.proxy.password = "wrong";
  Talk wrong;
  wrong.run(dial);
  CHECK_FALSE(wrong.opened);
  CHECK(wrong.sentence.find("user name and password") != std::string::npos);
}

TEST_CASE("wire: destroyed in the middle it never calls back") {
  const FakeRelay relay({});
  runtime::Loop loop;
  test::SeededRandom random;
  bool called = false;
  runtime::WireEvents events;
  events.opened = [&] { called = true; };
  events.frame = [&](ByteView) { called = true; };
  events.closed = [&](LinkProblem, const std::string&) { called = true; };
  auto wire = runtime::dial_relay(loop, random, direct(relay, false), std::move(events));
  wire.reset();
  loop.post([&] { loop.stop(); });
  loop.run();
  CHECK_FALSE(called);
}
