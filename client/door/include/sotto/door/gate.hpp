// The gate of the page server: what the head of an HTTP request may be, decided before its body is read. The page
// server listens on 127.0.0.1, where every web page a person opens, and every program of every account, can send
// requests: only our own page, opened by us, gets further than this. Pure; Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace sotto::door {

struct Field {
  std::string_view name, value;
};
struct Head {
  std::string_view method, target;
  int version = 11;  // 11 is HTTP/1.1
  std::span<const Field> fields;
};

enum class Status : std::uint16_t {
  ok = 200,
  bad_request = 400,
  forbidden = 403,
  not_found = 404,
  too_large = 413,
  wrong_type = 415,
  misdirected = 421,
  too_many = 429,
  head_too_large = 431,
  not_implemented = 501,
  unavailable = 503,
};

enum class Room : std::uint8_t {
  page,   // a file of the app, by its path
  open,   // POST: a launch code or the passphrase for a token
  rpc,    // the WebSocket
  piece,  // POST: a piece of a file on its way in
  blob,   // GET: a piece of an attachment
};
struct Admitted {
  Room room = Room::page;
  std::string_view path;  // begins with '/'
  // Of piece and blob, from header fields: no path and no query ever names what is secret, or whose it is.
  std::string_view token;  // not looked at here
  std::string_view file;   // letters and digits
  std::uint64_t at = 0;    // bytes from its beginning
};

// `port`: the one we listen on. Whatever is not admitted is answered by the status and an empty body.
std::variant<Admitted, Status> judge(const Head& head, std::uint16_t port);

std::string origin_of(std::uint16_t port);  // "http://127.0.0.1:PORT"

inline constexpr std::size_t head_max = 8192;                   // bytes of a request's head
inline constexpr std::size_t open_max = 4096;                   // bytes of the body of /open
inline constexpr std::size_t piece_max = std::size_t{1} << 20;  // bytes of the body of /piece
inline constexpr std::size_t frame_max = std::size_t{1} << 20;  // bytes of one WebSocket message towards the engine
inline constexpr std::size_t connections_max = 8;  // served at once; more wait until one ends, and each has its end
inline constexpr std::size_t windows_max = 4;      // of them WebSockets

}  // namespace sotto::door
