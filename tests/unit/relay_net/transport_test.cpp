#include <fstream>
#include <set>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "dialer.hpp"

using namespace sotto;
using namespace sotto::test;
using proto::Outcome;
using proto::ws::Opcode;

namespace {

std::string answer_to(RunningRelay& relay, const std::string& path) {
  Dialer client{relay};
  client.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  Bytes all;
  for (Bytes some = client.read(); !some.empty(); some = client.read()) append(all, some);
  return std::string{text_of(all)};
}
mode_t mode_of(const std::filesystem::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
}

}  // namespace

TEST_CASE("transport: health is answered before any upgrade, nonsense with 400") {
  RunningRelay relay;
  CHECK(answer_to(relay, "/healthz").starts_with("HTTP/1.1 200 "));
  CHECK(answer_to(relay, "/readyz").starts_with("HTTP/1.1 200 "));
  CHECK(answer_to(relay, "/").starts_with("HTTP/1.1 400 "));
  CHECK(answer_to(relay, "/" + std::string(20'000, 'x')).starts_with("HTTP/1.1 400 "));
}

TEST_CASE("transport: broken WebSocket and broken frames close their own connection and no other") {
  RunningRelay relay;
  const KeyPair key;
  Dialer receiver{relay};
  receiver.enter();
  receiver.listen(key);
  Dialer sender{relay};
  sender.enter(proto::Role::guest);
  for (const Bytes& bad : {Bytes{0x82, 0x05, 1, 2, 3, 4, 5}, Bytes{0xf2, 0x80, 0, 0, 0, 0},
                           Bytes{0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}}) {
    Dialer broken{relay};
    broken.enter();
    broken.write(bad);
    CHECK(broken.next_message().opcode == Opcode::close);
    CHECK(broken.closed());
  }
  Dialer broken{relay};
  broken.enter();
  broken.send_raw(Bytes{1, 2, 3});
  CHECK(broken.next_message().opcode == Opcode::close);
  CHECK(broken.closed());
  sender.send(proto::Forward{1, key.address(), cell_of(7)});
  CHECK(receiver.expect<proto::Deliver>().cell[0] == 7);
}

TEST_CASE("transport: frames in pieces of one byte arrive whole") {
  RunningRelay relay{{.tls = true}};
  const KeyPair key;
  Dialer client{relay};
  client.enter();
  client.listen(key);
  Bytes whole = to_bytes(proto::ws::frame_head(Opcode::binary, 0, ByteArray<4>{}).view());
  const Bytes frame = proto::encode(proto::Forward{1, key.address(), cell_of(9)});
  whole = to_bytes(proto::ws::frame_head(Opcode::binary, frame.size(), ByteArray<4>{}).view());
  append(whole, frame);
  for (const std::uint8_t byte : whole) client.write(ByteView{&byte, 1});
  CHECK(client.expect<proto::Deliver>().cell[0] == 9);
  CHECK(client.expect<proto::Answer>().outcome == Outcome::live);
}

TEST_CASE("transport: a client that does not read loses nothing, and costs the relay a bounded amount") {
  RunningRelay relay{{.tls = true}};
  const KeyPair key;
  Dialer receiver{relay};
  receiver.enter();
  receiver.listen(key);
  Dialer sender{relay};
  sender.enter(proto::Role::guest);
  std::vector<std::uint32_t> taken;
  std::uint32_t ref = 0;
  for (bool full = false; !full && ref < 20'000;) {  // until kernel buffers, backlog and spool are full
    Bytes cell = cell_of(0);
    ++ref;
    std::memcpy(cell.data(), &ref, sizeof ref);
    sender.send(proto::Forward{ref, key.address(), cell});
    const auto answer = sender.expect<proto::Answer>();
    full = answer.outcome == Outcome::full;
    if (!full) taken.push_back(answer.first_ref);
  }
  CHECK(taken.size() > limits::spool_cells);
  CHECK(taken.size() < 20'000);
  for (const std::uint32_t wanted : taken) {
    const auto delivered = receiver.expect<proto::Deliver>();
    std::uint32_t got = 0;
    std::memcpy(&got, delivered.cell.data(), sizeof got);
    REQUIRE(got == wanted);
    if (delivered.spool_seq != 0) receiver.send(proto::Ack{key.address(), delivered.spool_seq});
  }
  receiver.expect<proto::Drained>();
}

TEST_CASE("transport: TLS 1.2 is not spoken") {
  RunningRelay relay{{.tls = true}};
  CHECK_THROWS((Dialer{relay, Dialer::Tls::version_1_2}));
}

TEST_CASE("transport: without TLS only loopback is listened on") {
  SharedClock clock;
  relay_net::SystemRandom random;
  relay_net::Options options;
  options.listen = "0.0.0.0:0";
  const auto server = relay_net::Server::open(options, clock, random);
  REQUIRE_FALSE(server);
  CHECK(server.error().code == Errc::usage);
}

TEST_CASE("transport: at its limit the relay lets newcomers wait and serves them when somebody leaves") {
  RunningRelay relay{{.max_connections = 2}};
  auto first = std::make_unique<Dialer>(relay);
  first->enter();
  Dialer second{relay};
  second.enter();
  Dialer third{relay};  // the kernel accepts, the relay not yet
  first.reset();
  third.enter();
}

TEST_CASE("drain: what was answered is delivered, clients are told, the relay ends") {
  RunningRelay relay{{.tls = true}};
  const KeyPair key;
  Dialer receiver{relay};
  receiver.enter();
  receiver.listen(key);
  Dialer sender{relay};
  sender.enter(proto::Role::guest);
  sender.send(proto::Forward{1, key.address(), cell_of(5)});
  CHECK(sender.expect<proto::Answer>().outcome == Outcome::live);
  relay.server().stop();
  CHECK(receiver.expect<proto::Deliver>().cell[0] == 5);
  const auto goodbye = receiver.next_message();
  CHECK(goodbye.opcode == Opcode::close);
  CHECK(goodbye.payload == Bytes{0x03, 0xe9});
  CHECK(receiver.closed());
}

TEST_CASE("state: four private files and nothing else; the same keys and pin after a restart on the same port") {
  const Folder folder;
  std::string at;
  Pin pin;
  ByteArray<32> certificate{};
  AdmissionKey member;
  {
    RunningRelay relay{{.tls = true}, folder.path()};
    at = relay.server().listening();
    pin = *relay_net::pin_of(relay.state().chain);
    member = relay.state().member;
    certificate = Dialer{relay}.certificate();
    Dialer client{relay};
    client.enter();
    relay.stop();  // with a connection still open
  }
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.insert(entry.path().filename().string());
    CHECK(mode_of(entry.path()) == 0600);
  }
  CHECK(names == std::set<std::string>{"certificate.pem", "certificate.key", "guest.key", "member.key"});
  CHECK(mode_of(folder.path()) == 0700);
  RunningRelay again{{.tls = true, .listen = at}, folder.path()};
  CHECK(again.server().listening() == at);
  CHECK(*relay_net::pin_of(again.state().chain) == pin);
  CHECK(again.state().member == member);
  CHECK(Dialer{again}.certificate() == certificate);
}

TEST_CASE("state: a damaged admission key is refused, not replaced") {
  const Folder folder;
  relay_net::SystemRandom random;
  CHECK(relay_net::open_state(folder.path(), random, false));
  std::ofstream{folder.path() / "guest.key"} << "not a key\n";
  const auto state = relay_net::open_state(folder.path(), random, false);
  REQUIRE_FALSE(state);
  CHECK(state.error().code == Errc::damaged);
}

TEST_CASE("certificate: new files are used for new connections without a restart, broken ones are not") {
  const Folder folder;
  const Folder newer;
  relay_net::SystemRandom random;
  RunningRelay relay{{.tls = true, .watch = true}, folder.path()};
  const auto before = Dialer{relay}.certificate();
  std::ofstream{relay.state().chain} << "half of a file";
  CHECK(Dialer{relay}.certificate() == before);
  const auto made = relay_net::open_state(newer.path(), random, true);
  REQUIRE(made);
  const auto replace = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(made->key, relay.state().key, replace);
  std::filesystem::copy_file(made->chain, relay.state().chain, replace);
  bool changed = false;
  for (int i = 0; i < 2000 && !changed; ++i) changed = Dialer{relay}.certificate() != before;
  CHECK(changed);
}
