#include "fake_relay.hpp"

#include <functional>
#include <mutex>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <sotto/proto/relay.hpp>
#include <sotto/proto/websocket.hpp>

namespace asio = boost::asio;
namespace ws = sotto::proto::ws;
using asio::ip::tcp;

namespace sotto::test {

struct FakeRelay::State {
  Plan plan;
  asio::io_context context;
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0)};
  asio::ssl::context tls{asio::ssl::context::tls_server};
  std::mutex mutex;
  std::string asked_for, offered_user;

  Pin make_certificate();
  void serve(tcp::socket& socket);
  bool front(tcp::socket& socket);
  bool front_socks(tcp::socket& socket);
  bool front_connect(tcp::socket& socket);
  template <class Stream>
  void speak(Stream& stream);
};

Pin FakeRelay::State::make_certificate() {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -1000);  // and over: with a pin dates do not matter
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), -10);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  SSL_CTX_use_certificate(tls.native_handle(), certificate.get());
  SSL_CTX_use_PrivateKey(tls.native_handle(), key.get());
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  ByteArray<SHA256_DIGEST_LENGTH> digest{};
  SHA256(der, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(der);
  return *Pin::from(ByteView(digest).first(Pin::size));
}

FakeRelay::FakeRelay(Plan plan) : state_(std::make_unique<State>()) {
  state_->plan = std::move(plan);
  port_ = state_->acceptor.local_endpoint().port();
  if (state_->plan.tls) pin_ = state_->make_certificate();
  thread_ = std::thread([state = state_.get()] {
    for (;;) {
      boost::system::error_code failed;
      tcp::socket socket(state->context);
      state->acceptor.accept(socket, failed);
      if (failed) return;
      try {
        state->serve(socket);
      } catch (const boost::system::system_error&) {  // the client went away: the next one
      }
    }
  });
}

FakeRelay::~FakeRelay() {
  ::shutdown(state_->acceptor.native_handle(), SHUT_RDWR);  // wakes the blocking accept
  thread_.join();
}

std::string FakeRelay::asked_for() {
  const std::lock_guard guard(state_->mutex);
  return state_->asked_for;
}
std::string FakeRelay::offered_user() {
  const std::lock_guard guard(state_->mutex);
  return state_->offered_user;
}

void FakeRelay::State::serve(tcp::socket& socket) {
  if (plan.front != Front::none && !front(socket)) return;
  if (!plan.tls) return speak(socket);
  asio::ssl::stream<tcp::socket&> stream(socket, tls);
  stream.handshake(asio::ssl::stream_base::server);
  speak(stream);
}

bool FakeRelay::State::front(tcp::socket& socket) {
  return plan.front == Front::socks5 ? front_socks(socket) : front_connect(socket);
}

bool FakeRelay::State::front_socks(tcp::socket& socket) {
  const auto read = [&](std::size_t size) {
    Bytes bytes(size);
    asio::read(socket, asio::buffer(bytes));
    return bytes;
  };
  const auto write = [&](std::initializer_list<std::uint8_t> bytes) {
    asio::write(socket, asio::buffer(Bytes(bytes)));
  };
  const auto counted = [&] {
    const auto size = read(1)[0];
    return std::string(text_of(read(size)));
  };
  read(read(2)[1]);  // the methods
  write({5, 2});
  read(1);
  const auto user = counted();
  const auto password = counted();
  {
    const std::lock_guard guard(mutex);
    offered_user = user;
  }
  const bool welcome = plan.user.empty() || (user == plan.user && password == plan.password);
  write({1, static_cast<std::uint8_t>(welcome ? 0 : 1)});
  if (!welcome) return false;
  const auto kind = read(4)[3];
  std::string host = kind == 3 ? counted() : hex(read(kind == 1 ? 4 : 16));
  const auto port = read(2);
  {
    const std::lock_guard guard(mutex);
    asked_for = host + ":" + std::to_string(port[0] * 256 + port[1]);
  }
  write({5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  return true;
}

bool FakeRelay::State::front_connect(tcp::socket& socket) {
  std::string head;
  asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
  {
    const std::lock_guard guard(mutex);
    asked_for = head.substr(8, head.find(' ', 8) - 8);
  }
  const bool welcome =
      plan.user.empty() || head.find("Proxy-Authorization: Basic YW5uOnNlY3JldA==") != std::string::npos;
  const std::string answer =
      welcome ? "HTTP/1.1 200 Connection established\r\n\r\n" : "HTTP/1.1 407 Who are you\r\n\r\n";
  asio::write(socket, asio::buffer(answer));
  return welcome;
}

template <class Stream>
void FakeRelay::State::speak(Stream& stream) {
  Bytes in(65536);
  std::size_t have = 0, used = 0;
  std::optional<ws::UpgradeRequest> request;
  while (!request) {
    have += stream.read_some(asio::buffer(in) + have);
    const auto parsed = ws::parse_upgrade(ByteView(in).first(have), used);
    if (!parsed) return;
    request = *parsed;
  }
  const std::string page = "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n";
  asio::write(stream, asio::buffer(plan.manner == Manner::web_page ? page : ws::upgrade_response(*request)));
  if (plan.manner == Manner::web_page || plan.manner == Manner::hang_up) return;
  const auto send = [&](ws::Opcode opcode, ByteView payload, std::optional<ByteArray<4>> mask = std::nullopt) {
    Bytes out = to_bytes(ws::frame_head(opcode, payload.size(), mask).view());
    append(out, payload);
    asio::write(stream, asio::buffer(out));
  };
  if (plan.manner == Manner::break_protocol) send(ws::Opcode::binary, {}, ByteArray<4>{});
  ws::Decoder decoder(ws::Side::client, proto::frame_max);
  bool over = false;
  const auto take = [&](const ws::Decoder::Message& message) {
    over = message.opcode == ws::Opcode::close;
    if (over && plan.manner == Manner::flood_on_close) send(ws::Opcode::binary, view_of("late"));
    if (message.opcode != ws::Opcode::pong) send(message.opcode, message.payload);
    return !over;
  };
  while (!over) {
    const std::size_t size = stream.read_some(asio::buffer(in));
    if (!decoder.feed(MutableBytes(in).first(size), take)) return;
  }
}

}  // namespace sotto::test
