#include <doctest/doctest.h>

#include "dialer.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::ws::Opcode;

namespace {

void alive(Dialer& client) {
  const ByteArray<3> payload{1, 2, 3};
  client.send_raw(payload, Opcode::ping);
  for (;;) {
    const auto message = client.next_message();
    if (message.opcode != Opcode::pong) continue;
    CHECK(equal(message.payload, payload));
    return;
  }
}

}  // namespace

TEST_CASE("deadlines: who does not finish the TLS handshake in five seconds is cut") {
  RunningRelay relay{{.tls = true}};
  Dialer dribbler{relay, Dialer::Tls::none};
  dribbler.write("\x16\x03\x01");
  Dialer honest{relay};  // the relay has accepted who came before
  honest.enter();
  relay.clock().advance(seconds(5));
  CHECK(dribbler.closed());
  alive(honest);
}

TEST_CASE("deadlines: who does not finish the upgrade in five seconds is cut, others connect meanwhile") {
  RunningRelay relay;
  Dialer dribbler{relay};
  dribbler.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  Dialer honest{relay};
  honest.enter();
  relay.clock().advance(seconds(5));
  CHECK(dribbler.closed());
  alive(honest);
}

TEST_CASE("deadlines: who is not admitted in ten seconds is cut") {
  RunningRelay relay;
  Dialer client{relay};
  client.upgrade();
  client.expect<proto::Welcome>();
  relay.clock().advance(seconds(10));
  CHECK(client.next_message().opcode == Opcode::close);
  CHECK(client.closed());
}

TEST_CASE("deadlines: a frame that has begun must be complete after twenty seconds") {
  RunningRelay relay;
  Dialer client{relay};
  client.enter();
  Dialer honest{relay};
  honest.enter();
  client.write(proto::ws::frame_head(Opcode::binary, 4000, ByteArray<4>{}).view());
  client.write("a few of them");
  alive(honest);  // the relay has read what was before
  relay.clock().advance(seconds(20));
  CHECK(client.closed());
  alive(honest);
}

TEST_CASE("deadlines: silence is asked after, an answer keeps the connection, none ends it") {
  RunningRelay relay;
  Dialer client{relay};
  client.enter();
  for (int i = 0; i < 3; ++i) {
    relay.clock().advance(seconds(25));
    CHECK(client.next_message().opcode == Opcode::ping);
    client.send_raw({}, Opcode::pong);
    alive(client);
  }
  relay.clock().advance(seconds(25));
  CHECK(client.next_message().opcode == Opcode::ping);
  relay.clock().advance(seconds(35));
  CHECK(client.closed());
}
