// Readiness to frames: TLS handshake, HTTP head, WebSocket.
#include <algorithm>
#include <cerrno>

#include "station.hpp"

namespace sotto::relay_net {
namespace {

constexpr std::size_t head_max = 8 * 1024;
constexpr std::string_view healthy =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
constexpr std::string_view draining =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 9\r\nConnection: "
    "close\r\n\r\ndraining\n";
constexpr std::string_view bad_request = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

void Station::readable(Link& link) {
  if (link.phase == Phase::handshake && handshakes_ >= options_.handshakes_per_turn) return;  // ready again in the next
  const ssize_t got = ::recv(link.fd, wire_.data(), wire_.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return;
  if (got <= 0) return lose(link);
  if (link.phase == Phase::closing || link.last_words) return;
  link.heard = now_.instant;
  link.pinged = false;
  const auto size = static_cast<std::size_t>(got);
  if (!link.ssl) return on_bytes(link, MutableBytes{wire_}.first(size));
  tunnel_.receive(ByteView{wire_}.first(size));
  tunnel_.out().clear();
  if (link.phase == Phase::handshake && !step_handshake(link)) return;
  std::size_t plain = 0;
  const bool alive = tunnel_.decrypt(link.ssl.get(), plain_, plain);
  push(link, tunnel_.out());
  if (plain > 0) on_bytes(link, MutableBytes{plain_}.first(plain));
  if (!alive) lose(link);
}

bool Station::step_handshake(Link& link) {
  ++handshakes_;
  const Tunnel::Progress progress = tunnel_.handshake(link.ssl.get());
  push(link, tunnel_.out());
  tunnel_.out().clear();
  if (progress == Tunnel::Progress::failed) lose(link);
  if (progress != Tunnel::Progress::done) return false;
  link.phase = Phase::upgrade;
  link.since = now_.instant;
  return true;
}

void Station::on_bytes(Link& link, MutableBytes bytes) {
  if (link.phase == Phase::upgrade) return on_upgrade(link, bytes);
  on_frames(link, bytes);
}

void Station::on_upgrade(Link& link, MutableBytes bytes) {
  const std::size_t before = link.head.size();
  if (before > 0) {  // the rare request in pieces
    append(link.head, bytes.first(std::min(bytes.size(), head_max + 1 - before)));
  }
  const ByteView all = before > 0 ? ByteView{link.head} : ByteView{bytes};
  const std::string_view text = text_of(all);
  if (text.find("\r\n\r\n") == std::string_view::npos) {
    if (all.size() > head_max) return answer_http(link, bad_request);
    if (before == 0) link.head = to_bytes(bytes);
    return;
  }
  if (text.starts_with("GET /healthz ")) return answer_http(link, healthy);
  if (text.starts_with("GET /readyz ")) {
    return answer_http(link, hub_.draining.load(std::memory_order_relaxed) ? draining : healthy);
  }
  std::size_t used = 0;
  const auto request = proto::ws::parse_upgrade(all, used);
  if (!request || !*request || used < before) return answer_http(link, bad_request);
  if (options_.behind_proxy) {
    if (const auto client = forwarded_for(text.substr(0, used))) link.source = source_prefix(*client, hub_.prefix_key);
  }
  put(link, view_of(proto::ws::upgrade_response(**request)));
  Bytes{}.swap(link.head);
  greet(link);
  const MutableBytes rest = bytes.subspan(used - before);
  if (!rest.empty()) on_frames(link, rest);
}

void Station::greet(Link& link) {
  link.phase = Phase::open;
  link.since = now_.instant;
  Hub::Entry core{hub_, thread_};
  core->connected(link.id, link.source, now_);
}

void Station::answer_http(Link& link, std::string_view response) {
  put(link, view_of(response));
  link.last_words = true;
}

void Station::on_frames(Link& link, MutableBytes bytes) {
  bool progress = false;
  Status status;
  {
    Hub::Entry core{hub_, thread_};
    status = link.decoder.feed(bytes, [&](const proto::ws::Decoder::Message& message) {
      progress = true;
      answers_due_ = true;
      switch (message.opcode) {
        case proto::ws::Opcode::binary: core->on_frame(link.id, message.payload, now_); break;
        case proto::ws::Opcode::ping: put_frame(link, proto::ws::Opcode::pong, message.payload, {}); break;
        case proto::ws::Opcode::close:
          put_frame(link, proto::ws::Opcode::close,
                    message.payload.first(std::min<std::size_t>(message.payload.size(), 2)), {});
          link.last_words = true;
          break;
        default: break;  // a pong has been counted as a sign of life
      }
      return !link.last_words && !link.broken;
    });
  }
  if (!status && !link.last_words) {
    static constexpr ByteArray<2> protocol_error{0x03, 0xea};  // 1002
    put_frame(link, proto::ws::Opcode::close, protocol_error, {});
    link.last_words = true;
  }
  const bool unfinished = link.decoder.buffered() > 0;
  if (unfinished && (progress || !link.unfinished)) link.since = now_.instant;
  link.unfinished = unfinished;
}

}  // namespace sotto::relay_net
