// All client TLS and TCP is in this file: Asio's headers are compiled once here.
#include <array>
#include <chrono>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <sotto/proto/relay.hpp>
#include <sotto/proto/websocket.hpp>
#include <sotto/runtime/dial_rule.hpp>
#include <sotto/runtime/timing.hpp>
#include <sotto/runtime/wire.hpp>

namespace asio = boost::asio;
namespace ws = sotto::proto::ws;
using asio::ip::tcp;
using boost::system::error_code;
using sotto::messaging::LinkProblem;

namespace sotto::runtime {
namespace {

constexpr auto phase_timeout = std::chrono::seconds(10);   // each of: connect, proxy, TLS, upgrade
constexpr auto attempt_timeout = std::chrono::seconds(3);  // one of several addresses of a host
constexpr auto close_timeout = std::chrono::seconds(2);
constexpr std::size_t read_size = 32768;
constexpr std::size_t queue_max = std::size_t{4} << 20;  // a full window of 120 cells is 0.5 MiB
constexpr std::size_t upgrade_max = 8192;
constexpr std::uint16_t normal_closure = 1000;

bool pin_fits(X509* certificate, const Pin& pin) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return false;
  ByteArray<SHA256_DIGEST_LENGTH> digest{};
  SHA256(der, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(der);
  return equal(ByteView(digest).first(Pin::size), pin.view());
}

// Replaces the whole chain check: with a pin neither authority, name nor date matter, only the key.
int check_pin(X509_STORE_CTX* store, void* pin) {
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  if (leaf != nullptr && pin_fits(leaf, *static_cast<const Pin*>(pin))) return 1;
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
  return 0;
}

class RelayConnection : public std::enable_shared_from_this<RelayConnection> {
 public:
  RelayConnection(Loop& loop, Random& random, const Dial& dial, WireEvents events)
      : loop_(loop),
        random_(random),
        dial_(dial),
        events_(std::move(events)),
        resolver_(loop.context()),
        socket_(loop.context()),
        timer_(loop.context()),
        silence_timer_(loop.context()),
        keepalive_(loop.now().instant) {}

  void start();
  void send(ByteView frame);
  void close();
  void detach() {  // the owner is gone: no callback any more
    detached_ = true;
    cut();
  }

 private:
  using Self = std::shared_ptr<RelayConnection>;
  enum class Phase : std::uint8_t { dialing, open, closing, over };

  // ---- opening ----
  void resolve();
  void keep_allowed(const tcp::resolver::results_type& found);
  void connect_to(std::size_t index);
  void connected();
  void talk_to_proxy(ProxyTalk::Turn turn);
  void start_tls();
  bool prepare_tls(const std::string& host);
  void tls_failed(const error_code& failed);
  void start_upgrade();
  void read_upgrade();
  void opened(std::size_t used);

  // ---- open ----
  void read_more();
  void take(std::size_t size);
  bool on_message(const ws::Decoder::Message& message);
  void queue(ws::Opcode opcode, ByteView payload);
  void write_more();
  void watch_silence();

  // ---- the end ----
  void limit_phase(std::chrono::seconds timeout, const char* sentence);
  void end(LinkProblem problem, std::string sentence);
  void cut();

  template <class Buffer, class Handler>
  void async_read(Buffer buffer, Handler handler) {
    if (tls_)
      tls_->async_read_some(buffer, std::move(handler));
    else
      socket_.async_read_some(buffer, std::move(handler));
  }
  template <class Buffer, class Handler>
  void async_write(Buffer buffer, Handler handler) {
    if (tls_)
      asio::async_write(*tls_, buffer, std::move(handler));
    else
      asio::async_write(socket_, buffer, std::move(handler));
  }
  // Every handler goes through here: it keeps the connection alive and does nothing once it is over.
  template <class Handler>
  auto guarded(Handler handler) {
    return [self = shared_from_this(), handler = std::move(handler)](const error_code& failed, auto&&... more) {
      if (self->phase_ != Phase::over) handler(failed, std::forward<decltype(more)>(more)...);
    };
  }

  Loop& loop_;
  Random& random_;
  Dial dial_;
  WireEvents events_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::optional<asio::ssl::context> tls_context_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  asio::steady_timer timer_;  // the present phase's limit
  asio::steady_timer silence_timer_;
  Keepalive keepalive_;
  std::vector<tcp::endpoint> endpoints_;
  std::optional<ProxyTalk> proxy_talk_;
  ByteArray<16> upgrade_key_{};
  Bytes in_;
  ws::Decoder decoder_{ws::Side::server, proto::frame_max};
  Bytes queued_;
  Bytes writing_;
  bool write_under_way_ = false;
  bool close_sent_ = false;
  bool detached_ = false;
  Phase phase_ = Phase::dialing;
};

// ---- opening --------------------------------------------------------------------------------------------------------

void RelayConnection::start() {
  in_.resize(read_size);
  resolve();
}

void RelayConnection::resolve() {
  const bool direct = dial_.proxy.kind == Proxy::Kind::none;
  const auto [host, port] = split_authority(direct ? dial_.relay.authority : dial_.proxy.authority);
  limit_phase(phase_timeout, direct ? "The relay could not be reached." : "The proxy could not be reached.");
  resolver_.async_resolve(host, port, guarded([this, direct](const error_code& failed, const auto& found) {
                            if (failed)
                              return end(LinkProblem::lost, direct ? "The relay's host name is not known here."
                                                                   : "The proxy's host name is not known here.");
                            keep_allowed(found);
                          }));
}

void RelayConnection::keep_allowed(const tcp::resolver::results_type& found) {
  const bool direct = dial_.proxy.kind == Proxy::Kind::none;
  for (const auto& entry : found) {
    const auto endpoint = entry.endpoint();
    if (!direct || may_connect(endpoint.address().to_string(), dial_.entered, dial_.relay.plain))
      endpoints_.push_back(endpoint);
  }
  if (endpoints_.empty())
    return end(LinkProblem::refused_dial,
               sentence(dial_.relay.plain ? DialVerdict::plain : DialVerdict::private_network));
  connect_to(0);
}

void RelayConnection::connect_to(std::size_t index) {
  const bool last = index + 1 == endpoints_.size();
  const bool direct = dial_.proxy.kind == Proxy::Kind::none;
  error_code ignored;
  socket_.close(ignored);
  timer_.expires_after(last ? phase_timeout : attempt_timeout);
  timer_.async_wait(
      [self = shared_from_this()](const error_code& cancelled) {  // the attempt fails, not yet the connection
        error_code unused;
        if (!cancelled && self->phase_ == Phase::dialing) self->socket_.close(unused);
      });
  socket_.async_connect(endpoints_[index], guarded([this, index, last, direct](const error_code& failed) {
                          if (!failed) return connected();
                          if (!last) return connect_to(index + 1);
                          end(LinkProblem::lost,
                              direct ? "The relay could not be reached." : "The proxy could not be reached.");
                        }));
}

void RelayConnection::connected() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  if (dial_.proxy.kind == Proxy::Kind::none) return start_tls();
  limit_phase(phase_timeout, "The proxy does not answer.");
  proxy_talk_.emplace(dial_.proxy, dial_.relay.authority, dial_.isolation);
  talk_to_proxy(proxy_talk_->start());
}

void RelayConnection::talk_to_proxy(ProxyTalk::Turn turn) {
  if (!turn.problem.empty()) return end(LinkProblem::lost, std::move(turn.problem));
  if (turn.done) return start_tls();
  writing_ = std::move(turn.send);
  asio::async_write(socket_, asio::buffer(writing_), guarded([this](const error_code& failed, std::size_t) {
                      if (failed) return end(LinkProblem::lost, "The proxy closed the connection.");
                      socket_.async_read_some(asio::buffer(in_),
                                              guarded([this](const error_code& lost, std::size_t size) {
                                                if (lost)
                                                  return end(LinkProblem::lost, "The proxy closed the connection.");
                                                talk_to_proxy(proxy_talk_->feed(ByteView(in_).first(size)));
                                              }));
                    }));
}

bool RelayConnection::prepare_tls(const std::string& host) {
  error_code failed;
  tls_context_.emplace(asio::ssl::context::tls_client);
  SSL_CTX* context = tls_context_->native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);  // no resumption: it would join connections
  if (dial_.relay.pin)
    SSL_CTX_set_cert_verify_callback(context, check_pin, &*dial_.relay.pin);
  else
    tls_context_->set_default_verify_paths(failed);
  tls_.emplace(socket_, *tls_context_);
  SSL* tls = tls_->native_handle();
  SSL_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  const auto literal = asio::ip::make_address(host, failed);
  const bool is_name = static_cast<bool>(failed);
  if (is_name && SSL_set_tlsext_host_name(tls, host.c_str()) != 1) return false;
  if (dial_.relay.pin) return true;
  SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return is_name ? SSL_set1_host(tls, host.c_str()) == 1
                 : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), literal.to_string().c_str()) == 1;
}

void RelayConnection::start_tls() {
  if (dial_.relay.plain) return start_upgrade();
  limit_phase(phase_timeout, "The relay did not finish the TLS handshake.");
  if (!prepare_tls(split_authority(dial_.relay.authority).host))
    return end(LinkProblem::lost, "TLS could not be set up.");
  tls_->async_handshake(asio::ssl::stream_base::client, guarded([this](const error_code& failed) {
                          if (failed) return tls_failed(failed);
                          start_upgrade();
                        }));
}

void RelayConnection::tls_failed(const error_code& failed) {
  const bool certificate = SSL_get_verify_result(tls_->native_handle()) != X509_V_OK;
  if (certificate && dial_.relay.pin)
    return end(
        LinkProblem::wrong_pin,
        "The relay shows another key than the one in its link: the network opens encrypted connections, or the relay "
        "changed its key.");
  if (certificate)
    return end(LinkProblem::wrong_pin,
               "The relay's certificate is not valid: the network opens encrypted connections, or the relay is set up "
               "wrongly.");
  if (failed.category() == asio::error::get_ssl_category())
    return end(LinkProblem::lost, "The relay and this device could not agree on TLS 1.3.");
  end(LinkProblem::lost, "The relay closed the connection during the TLS handshake.");
}

void RelayConnection::start_upgrade() {
  limit_phase(phase_timeout, "The relay did not answer the WebSocket upgrade.");
  random_.fill(upgrade_key_);
  writing_ = to_bytes(view_of(ws::upgrade_request(dial_.relay.authority, upgrade_key_)));
  in_.clear();
  async_write(asio::buffer(writing_), guarded([this](const error_code& failed, std::size_t) {
                if (failed) return end(LinkProblem::lost, "The relay closed the connection.");
                read_upgrade();
              }));
}

void RelayConnection::read_upgrade() {
  const std::size_t had = in_.size();
  in_.resize(had + upgrade_max);
  async_read(asio::buffer(in_) + had, guarded([this, had](const error_code& failed, std::size_t size) {
               if (failed) return end(LinkProblem::lost, "The relay closed the connection.");
               in_.resize(had + size);
               std::size_t used = 0;
               const auto accepted = ws::parse_upgrade_response(in_, upgrade_key_, used);
               if (!accepted || (!*accepted && in_.size() >= upgrade_max))
                 return end(LinkProblem::protocol,
                            "Something answers at the relay's address, but it is no relay: perhaps this network wants "
                            "a sign-in first.");
               if (!*accepted) return read_upgrade();
               opened(used);
             }));
}

void RelayConnection::opened(std::size_t used) {
  timer_.cancel();
  phase_ = Phase::open;
  keepalive_.heard(loop_.now().instant);
  watch_silence();
  Bytes rest(in_.begin() + static_cast<std::ptrdiff_t>(used), in_.end());
  in_.assign(read_size, 0);
  events_.opened();
  if (phase_ == Phase::over) return;
  if (!rest.empty()) {
    std::copy(rest.begin(), rest.end(), in_.begin());  // at most upgrade_max, less than read_size
    take(rest.size());
  }
  if (phase_ != Phase::over) read_more();
}

// ---- open -----------------------------------------------------------------------------------------------------------

void RelayConnection::read_more() {
  async_read(asio::buffer(in_), guarded([this](const error_code& failed, std::size_t size) {
               if (failed) return end(LinkProblem::lost, "The relay closed the connection.");
               keepalive_.heard(loop_.now().instant);
               take(size);
               if (phase_ != Phase::over) read_more();
             }));
}

void RelayConnection::take(std::size_t size) {
  const Self self = shared_from_this();  // a callback may let the owner go
  const auto fed =
      decoder_.feed(MutableBytes(in_).first(size), [this](const auto& message) { return on_message(message); });
  if (!fed && phase_ != Phase::over) end(LinkProblem::protocol, "The relay broke the protocol.");
}

bool RelayConnection::on_message(const ws::Decoder::Message& message) {
  switch (message.opcode) {
    case ws::Opcode::binary: events_.frame(message.payload); break;
    case ws::Opcode::ping: queue(ws::Opcode::pong, message.payload); break;
    case ws::Opcode::close: end(LinkProblem::lost, close_sent_ ? "" : "The relay closed the connection."); break;
    default: break;
  }
  return phase_ != Phase::over;
}

void RelayConnection::send(ByteView frame) {
  if (phase_ == Phase::open && !close_sent_) queue(ws::Opcode::binary, frame);
}

void RelayConnection::queue(ws::Opcode opcode, ByteView payload) {
  if (close_sent_) return;
  if (queued_.size() + payload.size() > queue_max) {
    loop_.post([self = shared_from_this()] { self->end(LinkProblem::lost, "The relay takes nothing any more."); });
    return;
  }
  const auto mask = random_.array<4>();
  const auto head = ws::frame_head(opcode, payload.size(), mask);
  append(queued_, head.view());
  const std::size_t at = queued_.size();
  append(queued_, payload);
  ws::apply_mask(MutableBytes(queued_).subspan(at), mask);
  write_more();
}

void RelayConnection::write_more() {
  if (write_under_way_ || queued_.empty()) return;
  write_under_way_ = true;
  std::swap(writing_, queued_);
  queued_.clear();
  async_write(asio::buffer(writing_), guarded([this](const error_code& failed, std::size_t) {
                write_under_way_ = false;
                if (failed) return end(LinkProblem::lost, "The relay closed the connection.");
                write_more();
              }));
}

void RelayConnection::watch_silence() {
  const Duration left = keepalive_.next() - loop_.now().instant;
  silence_timer_.expires_after(std::chrono::milliseconds(std::max<std::int64_t>(left.ms, 1)));
  silence_timer_.async_wait(guarded([this](const error_code& cancelled) {
    if (cancelled) return;
    switch (keepalive_.step(loop_.now().instant)) {
      case Keepalive::Step::dead: return end(LinkProblem::lost, "The relay fell silent.");
      case Keepalive::Step::ping: queue(ws::Opcode::ping, {}); break;
      case Keepalive::Step::wait: break;
    }
    watch_silence();
  }));
}

// ---- the end --------------------------------------------------------------------------------------------------------

void RelayConnection::close() {
  if (phase_ == Phase::dialing) {
    loop_.post([self = shared_from_this()] { self->end(LinkProblem::lost, ""); });
    return;
  }
  if (phase_ != Phase::open) return;
  constexpr ByteArray<2> code{normal_closure >> 8, normal_closure & 0xff};
  queue(ws::Opcode::close, code);
  close_sent_ = true;
  phase_ = Phase::closing;
  limit_phase(close_timeout, "");
}

void RelayConnection::limit_phase(std::chrono::seconds timeout, const char* sentence) {
  timer_.expires_after(timeout);
  timer_.async_wait(guarded([this, sentence](const error_code& cancelled) {
    if (!cancelled) end(LinkProblem::lost, sentence);
  }));
}

void RelayConnection::end(LinkProblem problem, std::string sentence) {
  if (phase_ == Phase::over) return;
  cut();
  if (!detached_) events_.closed(problem, std::move(sentence));
}

void RelayConnection::cut() {
  phase_ = Phase::over;
  error_code ignored;
  resolver_.cancel();
  timer_.cancel();
  silence_timer_.cancel();
  socket_.close(ignored);
}

class RelayWire : public Wire {
 public:
  explicit RelayWire(std::shared_ptr<RelayConnection> connection) : connection_(std::move(connection)) {}
  // NOLINTNEXTLINE(bugprone-exception-escape): Asio's cancel() may throw by its declaration alone
  ~RelayWire() override { connection_->detach(); }
  void send(ByteView frame) override { connection_->send(frame); }
  void close() override { connection_->close(); }

 private:
  std::shared_ptr<RelayConnection> connection_;
};

}  // namespace

std::unique_ptr<Wire> dial_relay(Loop& loop, Random& random, const Dial& dial, WireEvents events) {
  auto connection = std::make_shared<RelayConnection>(loop, random, dial, std::move(events));
  connection->start();
  return std::make_unique<RelayWire>(std::move(connection));
}

}  // namespace sotto::runtime
