// What the connections of the page server ask of it, and what it asks of an open WebSocket. Thread: the loop's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <sotto/door/gate.hpp>

namespace sotto::web {

struct Answer {
  door::Status status = door::Status::ok;
  std::string_view type;  // Content-Type; empty: there is no body
  std::string body;
};

// Why a WebSocket ends; the page tells it in words. RFC 6455 leaves 4000 to 4999 to us.
enum class Farewell : std::uint16_t {
  unreadable = 1003,  // not text
  too_slow = 1008,    // to read, or to say its token
  locked = 4001,
  replayed = 4002,  // the launch code was shown a second time
  unknown_token = 4003,
};

class Window {  // an open WebSocket
 public:
  virtual ~Window() = default;
  virtual void send(std::string text) = 0;
  virtual void close(Farewell why) = 0;
};

class Reception {
 public:
  virtual std::uint16_t port() const = 0;
  virtual Answer file(std::string_view path) = 0;
  virtual void open(std::string_view body, const std::function<void(Answer)>& done) = 0;
  virtual bool knows_token(std::string_view token) const = 0;
  virtual Answer take_piece(std::string_view file, std::uint64_t at, std::string_view bytes) = 0;
  virtual Answer blob(std::string_view file, std::uint64_t at) = 0;
  virtual bool another_window() const = 0;
  virtual bool enter(const std::shared_ptr<Window>& window, std::string_view first_frame) = 0;
  virtual void said(const std::shared_ptr<Window>& window, std::string_view text) = 0;
  virtual void left(const std::shared_ptr<Window>& window) = 0;  // only after enter() said yes

 protected:
  ~Reception() = default;
};

}  // namespace sotto::web
