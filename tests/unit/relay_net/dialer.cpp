#include "dialer.hpp"

#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>
#include <unistd.h>

#include <sotto/proto/proofs.hpp>

namespace sotto::test {
namespace {

constexpr timeval patience{10, 0};

template <class T>
T sure(Result<T> result) {
  if (!result) throw std::runtime_error(std::string{result.error().where.text});
  return std::move(result).value();
}

}  // namespace

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "relay-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}

RunningRelay::RunningRelay(const RelayOptions& options, const std::filesystem::path& folder)
    : tls_(options.tls),
      state_(sure(relay_net::open_state(folder.empty() ? own_.path() : folder, random_, options.tls))) {
  relay_net::Options wanted;
  wanted.listen = options.listen;
  wanted.threads = options.threads;
  wanted.max_connections = options.max_connections;
  wanted.core.guest_keys = {state_.guest};
  wanted.core.member_keys = {state_.member};
  wanted.core.spool_budget = options.spool;
  wanted.deadlines.answers = milliseconds(1);
  wanted.deadlines.tick = milliseconds(5);  // looks often; what it sees is the test's clock
  if (options.tls) wanted.certificate = relay_net::CertificateFiles{state_.chain, state_.key, options.watch};
  server_ = sure(relay_net::Server::open(std::move(wanted), clock_, random_));
  thread_ = std::thread([this] { server_->run(false); });
}

RunningRelay::~RunningRelay() {
  if (thread_.joinable()) stop();
}

void RunningRelay::stop() {
  server_->stop();
  thread_.join();
}

proto::Listen KeyPair::listen(const std::string& authority, const ByteArray<32>& relay_nonce) const {
  proto::Listen out{address_, {}};
  const Bytes message = proto::listen_proof(authority, relay_nonce, address_);
  crypto_sign_detached(out.proof.data(), nullptr, message.data(), message.size(), secret_.data());
  return out;
}

Dialer::Dialer(RunningRelay& relay, Tls tls) : relay_(relay) {
  const std::string& at = relay.server().listening();
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(at.substr(at.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int at_once = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("connect");
  if (!relay.tls() || tls == Tls::none) return;
  context_ = SSL_CTX_new(TLS_client_method());
  if (tls == Tls::version_1_2) SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
  ssl_ = SSL_new(context_);
  SSL_set_fd(ssl_, fd_);
  if (SSL_connect(ssl_) == 1) return;
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(fd_);
  throw std::runtime_error("TLS handshake");
}

Dialer::~Dialer() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(fd_);
}

void Dialer::write(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                         : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the relay does not read");
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
}

Bytes Dialer::read() {
  Bytes some(64 * 1024);
  const ssize_t got = ssl_ != nullptr ? SSL_read(ssl_, some.data(), static_cast<int>(some.size()))
                                      : ::recv(fd_, some.data(), some.size(), 0);
  if (got < 0 && ssl_ == nullptr && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("no answer");
  some.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return some;
}

bool Dialer::closed() {
  while (!read().empty()) {
  }
  return true;
}

void Dialer::upgrade() {
  const ByteArray<16> key{1, 2, 3};
  write(proto::ws::upgrade_request(relay_.server().authority(), key));
  for (;;) {
    std::size_t used = 0;
    const auto done = sure(proto::ws::parse_upgrade_response(in_, key, used));
    if (done) {
      in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(used));
      return;
    }
    const Bytes more = read();
    if (more.empty()) throw std::runtime_error("closed during the upgrade");
    append(in_, more);
  }
}

void Dialer::send_raw(ByteView message, proto::ws::Opcode opcode) {
  const ByteArray<4> mask{9, 8, 7, 6};
  Bytes out = to_bytes(proto::ws::frame_head(opcode, message.size(), mask).view());
  Bytes masked = to_bytes(message);
  proto::ws::apply_mask(masked, mask);
  append(out, masked);
  write(out);
}

void Dialer::send(const proto::Frame& frame) { send_raw(proto::encode(frame)); }

Dialer::Message Dialer::next_message() {
  for (;;) {
    const auto head = sure(proto::ws::parse_head(in_, proto::ws::Side::server, proto::frame_max));
    if (head && in_.size() >= head->header_size + head->payload_size) {
      const auto from = in_.begin() + static_cast<std::ptrdiff_t>(head->header_size);
      const auto to = from + static_cast<std::ptrdiff_t>(head->payload_size);
      Message out{head->opcode, {from, to}};
      in_.erase(in_.begin(), to);
      return out;
    }
    const Bytes more = read();
    if (more.empty()) throw std::runtime_error("closed");
    append(in_, more);
  }
}

Bytes Dialer::next_frame() {
  for (;;) {
    Message message = next_message();
    if (message.opcode == proto::ws::Opcode::binary) return std::move(message.payload);
  }
}

ByteArray<32> Dialer::certificate() const {
  X509* shown = SSL_get1_peer_certificate(ssl_);
  ByteArray<32> digest{};
  X509_digest(shown, EVP_sha256(), digest.data(), nullptr);
  X509_free(shown);
  return digest;
}

proto::Admitted Dialer::enter(proto::Role role) {
  upgrade();
  nonce_ = expect<proto::Welcome>().nonce;
  proto::Admit admit{1, role, relay_.server().authority(), {}, {}};
  randombytes_buf(admit.nonce.data(), admit.nonce.size());
  const AdmissionKey& key = role == proto::Role::member ? relay_.state().member : relay_.state().guest;
  const Bytes message = proto::admission_proof(role, admit.authority, nonce_, admit.nonce);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.bytes.data(), key.bytes.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  crypto_auth_hmacsha256_final(&state, admit.mac.data());
  send(admit);
  return expect<proto::Admitted>();
}

void Dialer::listen(const KeyPair& key) {
  send(key.listen(relay_.server().authority(), nonce_));
  if (expect<proto::Listening>().address != key.address()) throw std::runtime_error("another address");
  expect<proto::Drained>();
}

Bytes cell_of(std::uint8_t fill, std::size_t size) {
  Bytes cell(size, fill);
  return cell;
}

}  // namespace sotto::test
