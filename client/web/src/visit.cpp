#include "visit.hpp"

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket.hpp>

#include <sotto/crypto/secret.hpp>
#include <sotto/door/answers.hpp>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using boost::system::error_code;

namespace sotto::web {
namespace {

constexpr auto head_time = std::chrono::seconds(5);
constexpr auto answer_time = std::chrono::seconds(10);
constexpr auto drain_time = std::chrono::seconds(1);
constexpr auto token_time = std::chrono::seconds(2);
constexpr auto idle_time = std::chrono::seconds(60);  // of a WebSocket: a ping comes at half of it
constexpr std::size_t backlog_max = std::size_t{64} << 20;
constexpr std::size_t read_max = 16384;

void wipe(std::string& text) { crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }
void wipe(const beast::flat_buffer& buffer) {
  const auto bytes = buffer.cdata();
  crypto::wipe({static_cast<std::uint8_t*>(const_cast<void*>(bytes.data())), bytes.size()});
}
std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

template <class Message>
void add_fixed_fields(Message& message) {
  message.set(http::field::server, "Sotto");
  for (const auto& field : door::always) message.set(beast::string_view(field.name), beast::string_view(field.value));
}

door::Status status_of(const error_code& failed) {
  if (failed == http::error::body_limit) return door::Status::too_large;
  if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
    return door::Status::head_too_large;
  return door::Status::bad_request;
}

class Connection : public Visit, public Window, public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::ip::tcp::socket socket, Reception& reception, std::function<void()> gone)
      : web_(std::move(socket)), token_timer_(web_.get_executor()), reception_(&reception), gone_(std::move(gone)) {}
  ~Connection() override { wipe(buffer_); }

  void begin() override {
    parser_.emplace();
    parser_->header_limit(door::head_max);
    parser_->body_limit(door::piece_max);  // the gate knows who may send that much
    tcp().expires_after(head_time);
    http::async_read_header(tcp(), buffer_, *parser_,
                            [self = self()](const error_code& failed, std::size_t) { self->on_head(failed); });
  }
  void forget() override {
    reception_ = nullptr;
    gone_ = nullptr;
    end();
  }
  void send(std::string text) override {
    if (over_) return;
    queued_ += text.size();
    queue_.push_back(std::move(text));
    if (queued_ > backlog_max) return close(Farewell::too_slow);
    if (queue_.size() == 1) write_frame();
  }
  void close(Farewell why) override {
    if (std::exchange(over_, true)) return;
    leave();
    web_.async_close(websocket::close_reason(static_cast<std::uint16_t>(why)),
                     [self = self()](const error_code&) { self->end(); });
  }

 private:
  std::shared_ptr<Connection> self() { return shared_from_this(); }
  beast::tcp_stream& tcp() { return web_.next_layer(); }

  // ---- HTTP ----
  void on_head(const error_code& failed) {
    if (reception_ == nullptr) return;
    if (failed == http::error::end_of_stream || failed == beast::error::timeout) return end();
    if (failed) return refuse(status_of(failed));
    const auto& head = parser_->get();
    std::vector<door::Field> fields;
    for (const auto& field : head) fields.push_back({view(field.name_string()), view(field.value())});
    const auto judged =
        door::judge({view(head.method_string()), view(head.target()), static_cast<int>(head.version()), fields},
                    reception_->port());
    if (const auto* refusal = std::get_if<door::Status>(&judged)) return refuse(*refusal);
    const auto& admitted = std::get<door::Admitted>(judged);
    switch (admitted.room) {
      case door::Room::page: return answer(reception_->file(admitted.path));
      case door::Room::open:
        return read_body([](Connection& here, std::string_view body) {
          here.reception_->open(body, [self = here.self()](Answer answer) { self->answer(std::move(answer)); });
        });
      case door::Room::piece:
      case door::Room::blob: return bytes_of_a_file(admitted);
      case door::Room::rpc: return upgrade();
    }
  }
  // The token is looked at before a byte of the body is.
  void bytes_of_a_file(const door::Admitted& admitted) {
    if (!reception_->knows_token(admitted.token)) return refuse(door::Status::forbidden);
    if (admitted.room == door::Room::blob) return answer(reception_->blob(admitted.file, admitted.at));
    tcp().expires_after(answer_time);
    read_body([file = std::string(admitted.file), at = admitted.at](Connection& here, std::string_view body) {
      here.answer(here.reception_->take_piece(file, at, body));
    });
  }
  template <class Then>
  void read_body(Then then) {
    http::async_read(tcp(), buffer_, *parser_, [self = self(), then](const error_code& failed, std::size_t) {
      if (self->reception_ == nullptr) return;
      if (failed == beast::error::timeout) return self->end();
      if (failed) return self->refuse(status_of(failed));
      auto& body = self->parser_->get().body();
      then(*self, body);
      wipe(body);
    });
  }
  void refuse(door::Status status) { answer({status, {}, {}}); }
  void answer(Answer answer) {
    if (reception_ == nullptr) return;
    auto& out = answer_.emplace();
    out.version(11);
    out.result(static_cast<unsigned>(answer.status));
    add_fixed_fields(out);
    if (!answer.type.empty()) out.set(http::field::content_type, beast::string_view(answer.type));
    out.keep_alive(false);
    out.body() = std::move(answer.body);
    out.prepare_payload();
    tcp().expires_after(answer_time);
    http::async_write(tcp(), out, [self = self()](const error_code& failed, std::size_t) {
      wipe(self->answer_->body());
      if (failed) return self->end();
      error_code ignored;
      self->tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
      self->tcp().expires_after(drain_time);
      self->drain();
    });
  }
  // What was not read is taken away first: a socket closed over unread bytes would reset the answer, too.
  void drain() {
    wipe(buffer_);
    buffer_.clear();
    tcp().async_read_some(buffer_.prepare(read_max), [self = self()](const error_code& failed, std::size_t) {
      if (failed) return self->end();
      self->drain();
    });
  }

  // ---- WebSocket ----
  void upgrade() {
    if (!reception_->another_window()) return refuse(door::Status::unavailable);
    if (buffer_.size() != 0) return refuse(door::Status::bad_request);  // nothing may come before we have answered
    tcp().expires_never();
    websocket::stream_base::timeout times{head_time, idle_time, true};
    web_.set_option(times);
    web_.set_option(
        websocket::stream_base::decorator([](websocket::response_type& answer) { add_fixed_fields(answer); }));
    web_.read_message_max(door::frame_max);
    web_.auto_fragment(false);  // one answer, one frame, one write
    web_.async_accept(parser_->get(), [self = self()](const error_code& failed) {
      if (failed || self->reception_ == nullptr) return self->end();
      self->token_timer_.expires_after(token_time);
      self->token_timer_.async_wait([self](const error_code& cancelled) {
        if (!cancelled && !self->entered_) self->close(Farewell::too_slow);
      });
      self->read_frame();
    });
  }
  void read_frame() {
    web_.async_read(buffer_, [self = self()](const error_code& failed, std::size_t) {
      if (failed) return self->end();
      if (self->over_) return;
      if (!self->web_.got_text()) return self->close(Farewell::unreadable);
      self->take(self->text());
      wipe(self->buffer_);
      self->buffer_.clear();
      if (!self->over_) self->read_frame();
    });
  }
  void take(std::string_view text) {
    if (entered_) return reception_->said(self(), text);
    token_timer_.cancel();
    entered_ = reception_->enter(self(), text);
    if (!entered_) close(Farewell::unknown_token);
  }
  std::string_view text() const {
    const auto bytes = buffer_.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }
  void write_frame() {
    web_.text(true);
    web_.async_write(asio::buffer(queue_.front()), [self = self()](const error_code& failed, std::size_t) {
      if (failed) return self->end();
      self->queued_ -= self->queue_.front().size();
      self->queue_.pop_front();
      if (!self->over_ && !self->queue_.empty()) self->write_frame();
    });
  }

  void leave() {
    if (std::exchange(entered_, false) && reception_ != nullptr) reception_->left(self());
  }
  void end() {
    over_ = true;
    token_timer_.cancel();
    error_code ignored;
    tcp().socket().close(ignored);
    leave();
    if (const auto gone = std::exchange(gone_, nullptr)) gone();
  }

  websocket::stream<beast::tcp_stream> web_;
  asio::steady_timer token_timer_;
  Reception* reception_;
  std::function<void()> gone_;
  beast::flat_buffer buffer_{door::frame_max + read_max};
  std::optional<http::request_parser<http::string_body>> parser_;
  std::optional<http::response<http::string_body>> answer_;
  std::deque<std::string> queue_;
  std::size_t queued_ = 0;
  bool entered_ = false;
  bool over_ = false;
};

}  // namespace

std::shared_ptr<Visit> make_visit(runtime::Loop& loop, int connected_socket, Reception& reception,
                                  std::function<void()> gone) {
  asio::ip::tcp::socket socket(loop.context());
  error_code failed;
  socket.assign(asio::ip::tcp::v4(), connected_socket, failed);
  return std::make_shared<Connection>(std::move(socket), reception, std::move(gone));
}

}  // namespace sotto::web
