// RFC 6455 as pure functions over spans: no sockets, no allocation beyond the caller's buffers.
// Only what Sotto needs: one binary message per frame or a bounded number of fragments, ping, pong, close; no
// extensions. Thread: values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>

namespace sotto::proto::ws {

enum class Side : std::uint8_t { client, server };  // whose frames are decoded: a server's peer must mask
enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// ---- frames ----
struct FrameHead {
  bool fin;
  Opcode opcode;
  bool masked;
  ByteArray<4> mask;
  std::size_t header_size;  // 2 to 14
  std::uint64_t payload_size;
};
// nullopt: more bytes are needed. Errors (malformed): reserved bits, unknown opcode, non-minimal length, control frame
// over 125 bytes or fragmented, wrong masking for the side, payload over `max` (limit).
Result<std::optional<FrameHead>> parse_head(ByteView bytes, Side sent_by, std::size_t max);
void apply_mask(MutableBytes payload, const ByteArray<4>& mask, std::size_t offset = 0);  // in place, 8 bytes at a time
// Header bytes of a frame; mask present = client.
struct HeadBytes {
  ByteArray<14> bytes;
  std::size_t size;
  ByteView view() const { return {bytes.data(), size}; }
};
HeadBytes frame_head(Opcode opcode, std::size_t payload_size, std::optional<ByteArray<4>> mask = std::nullopt);

// ---- messages: frames put together ----
inline constexpr std::size_t fragments_max = 128;  // of one message; ours are never fragmented, a proxy may cut them

// Feeds on consecutive bytes of one connection. A whole unfragmented message inside one `feed` is handed over as a view
// into the caller's buffer, unmasked in place; otherwise it is collected. Nothing a peer claims about a length is
// allocated before it has arrived.
class Decoder {
 public:
  Decoder(Side sent_by, std::size_t message_max) : side_(sent_by), max_(message_max) {}
  struct Message {
    Opcode opcode;  // binary, ping, pong or close; text is refused
    ByteView payload;
  };
  // Calls `sink` for each message in `bytes`. Returns an error after which the connection is closed (malformed, limit).
  // The sink returns false to stop early (the connection is being closed); it must not destroy the decoder. Memory is
  // held only while a frame or a fragmented message is incomplete.
  Status feed(MutableBytes bytes, const std::function<bool(const Message&)>& sink);
  std::size_t buffered() const { return pending_.size() + message_.size(); }

 private:
  using Sink = std::function<bool(const Message&)>;
  Result<bool> on_frame(const FrameHead& head, MutableBytes payload, const Sink& sink);  // false: the sink has enough
  Result<bool> on_data(const FrameHead& head, ByteView payload, const Sink& sink);
  Result<std::optional<FrameHead>> next_head(ByteView bytes) const;

  Side side_;
  std::size_t max_;
  Bytes pending_;  // an incomplete frame
  Bytes message_;  // fragments of a message
  bool in_message_ = false;
  std::size_t fragments_ = 0;
};

// ---- upgrade ----
struct UpgradeRequest {
  std::string target;  // begins with a slash
  std::string host;
  std::string key;  // 24 characters, as sent
};
inline constexpr std::size_t upgrade_max = 8192;
// nullopt: more bytes are needed; sets `used`. Errors: malformed (400), limit (head over 8 KiB).
Result<std::optional<UpgradeRequest>> parse_upgrade(ByteView bytes, std::size_t& used);
std::string upgrade_response(const UpgradeRequest& request);  // 101
std::string upgrade_request(std::string_view host, const ByteArray<16>& key);
// nullopt: more bytes needed. Errors: malformed (not a 101, or wrong Sec-WebSocket-Accept).
Result<std::optional<bool>> parse_upgrade_response(ByteView bytes, const ByteArray<16>& key, std::size_t& used);

}  // namespace sotto::proto::ws
