// The frames client and relay exchange: one binary WebSocket message is one Protobuf `Frame` of schema/relay.proto.
// Typed here; the generated classes stay inside proto/. Decoding checks every size before it allocates, refuses unknown
// fields and versions, and never throws. The relay's hot path (Forward in, Deliver out) does not touch Protobuf
// objects: `parse_forward` reads the fields in place and `deliver_header` writes the few bytes that differ, so the
// address and the cell are copied as they came (docs/protocol.md, "frames").
#pragma once

#include <optional>
#include <string>
#include <variant>

#include <sotto/base/bytes.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/limits.hpp>
#include <sotto/base/result.hpp>

namespace sotto::proto {

enum class Role : std::uint8_t { guest = 1, member = 2 };
enum class Refusal : std::uint8_t {
  version = 1,    // no common version
  authority = 2,  // the relay does not answer to this name
  admission = 3,  // the key does not fit
  listen = 4,     // the proof does not fit, or the role may not listen
  rate = 5,       // slow down
  busy = 6,       // the relay is full or draining
  size = 7,       // neither a cell nor a block
};
enum class Outcome : std::uint8_t { live = 1, spooled = 2, full = 3, refused = 4 };

// relay -> client, first frame
struct Welcome {
  std::uint32_t version_min = 1, version_max = 1;
  ByteArray<32> nonce{};
};
// client -> relay
struct Admit {
  std::uint32_t version = 1;
  Role role = Role::guest;
  std::string authority;  // host:port of the relay link, lower case
  ByteArray<32> nonce{};
  ByteArray<32> mac{};
};
// relay -> client
struct Admitted {
  std::optional<SpoolId> spool;  // absent: this relay keeps nothing, both must be online
};
struct Refused {  // the connection closes after it (version, authority, admission) or goes on (listen, rate)
  Refusal reason = Refusal::admission;
  std::optional<Address> address;  // of the listen it answers
};
// client -> relay; member only
struct Listen {
  Address address;
  ByteArray<64> proof{};
};
// relay -> client
struct Listening {
  Address address;
  std::uint32_t spooled = 0;  // cells waiting
};
struct Drained {
  Address address;  // every cell that waited has been sent
};
struct Displaced {
  Address address;  // somebody made a newer valid claim
};
// client -> relay
struct Forward {
  std::uint32_t ref = 0;  // chosen by the client, rising by one per connection
  Address address;
  ByteView cell;  // 4,096 or 65,536 bytes
};
// relay -> client: the outcome of `count` consecutive refs
struct Answer {
  std::uint32_t first_ref = 0;
  std::uint32_t count = 1;
  Outcome outcome = Outcome::live;
  Refusal reason = Refusal::rate;  // when refused
};
// relay -> client
struct Deliver {
  std::uint64_t spool_seq = 0;  // 0: live, nothing to acknowledge
  Address address;
  ByteView cell;
};
// client -> relay
struct Ack {
  Address address;
  std::uint64_t spool_seq = 0;
};
struct SpoolChanged {
  SpoolId spool;
};

using Frame = std::variant<Welcome, Admit, Admitted, Refused, Listen, Listening, Drained, Displaced, Forward, Answer,
                           Deliver, Ack, SpoolChanged>;

inline constexpr std::size_t frame_max = limits::block + 128;  // checked by the transport before it allocates

Bytes encode(const Frame& frame);
// Views inside the result point into `bytes`. Errors: malformed, limit, newer_version.
Result<Frame> decode(ByteView bytes);

// ---- the relay's hot path ----
struct ForwardView {
  std::uint32_t ref;
  ByteView address;  // 32 bytes
  ByteView cell;     // 4,096 or 65,536 bytes
  ByteView routed;   // the encoded address and cell fields, contiguous, as they came
};
// nullopt: not a canonical Forward (decode() then says what it is).
std::optional<ForwardView> parse_forward(ByteView bytes);
// The bytes before `routed` that make a Deliver of it. At most 24 bytes, returned by value.
struct SmallBytes {
  ByteArray<24> bytes;
  std::size_t size;
  ByteView view() const { return {bytes.data(), size}; }
};
SmallBytes deliver_header(std::uint64_t spool_seq, std::size_t routed_size);

}  // namespace sotto::proto
