#include <sotto/proto/relay.hpp>

#include "relay.pb.h"
#include "routed.hpp"
#include "wire.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;

// Every frame without a cell is far below this; Admit with the longest authority is the largest.
constexpr std::size_t small_frame_max = 256;

template <class Enum>
bool within(int value, Enum last) {
  return value >= 1 && value <= static_cast<int>(last);
}

// ---- ours -> generated ----
void fill(pb::Frame& out, const Welcome& in) {
  auto& to = *out.mutable_welcome();
  to.set_version_min(in.version_min);
  to.set_version_max(in.version_max);
  to.set_nonce(raw(in.nonce));
}
void fill(pb::Frame& out, const Admit& in) {
  auto& to = *out.mutable_admit();
  to.set_version(in.version);
  to.set_role(static_cast<pb::Role>(in.role));
  to.set_authority(in.authority);
  to.set_nonce(raw(in.nonce));
  to.set_mac(raw(in.mac));
}
void fill(pb::Frame& out, const Admitted& in) {
  auto& to = *out.mutable_admitted();
  if (in.spool) to.set_spool(raw(in.spool->view()));
}
void fill(pb::Frame& out, const Refused& in) {
  auto& to = *out.mutable_refused();
  to.set_reason(static_cast<pb::Refusal>(in.reason));
  if (in.address) to.set_address(raw(in.address->view()));
}
void fill(pb::Frame& out, const Listen& in) {
  auto& to = *out.mutable_listen();
  to.set_address(raw(in.address.view()));
  to.set_proof(raw(in.proof));
}
void fill(pb::Frame& out, const Listening& in) {
  auto& to = *out.mutable_listening();
  to.set_address(raw(in.address.view()));
  to.set_spooled(in.spooled);
}
void fill(pb::Frame& out, const Drained& in) { out.mutable_drained()->set_address(raw(in.address.view())); }
void fill(pb::Frame& out, const Displaced& in) { out.mutable_displaced()->set_address(raw(in.address.view())); }
void fill(pb::Frame& out, const Answer& in) {
  auto& to = *out.mutable_answer();
  to.set_first_ref(in.first_ref);
  to.set_count(in.count);
  to.set_outcome(static_cast<pb::Outcome>(in.outcome));
  if (in.outcome == Outcome::refused) to.set_reason(static_cast<pb::Refusal>(in.reason));
}
void fill(pb::Frame& out, const Ack& in) {
  auto& to = *out.mutable_ack();
  to.set_address(raw(in.address.view()));
  to.set_spool_seq(in.spool_seq);
}
void fill(pb::Frame& out, const SpoolChanged& in) { out.mutable_spool_changed()->set_spool(raw(in.spool.view())); }

// ---- generated -> ours; nullopt: a field that no version allows ----
std::optional<Frame> from(const pb::Welcome& in) {
  Welcome out{in.version_min(), in.version_max(), {}};
  if (!read(in.nonce(), out.nonce) || out.version_min == 0 || out.version_max < out.version_min) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Admit& in) {
  Admit out{in.version(), static_cast<Role>(in.role()), in.authority(), {}, {}};
  if (out.version == 0 || !within(in.role(), Role::member)) return std::nullopt;
  if (out.authority.empty() || out.authority.size() > limits::host_max) return std::nullopt;
  if (!read(in.nonce(), out.nonce) || !read(in.mac(), out.mac)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Admitted& in) {
  Admitted out;
  if (!read(in.spool(), out.spool)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Refused& in) {
  Refused out{static_cast<Refusal>(in.reason()), std::nullopt};
  if (!within(in.reason(), Refusal::size) || !read(in.address(), out.address)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Listen& in) {
  Listen out;
  if (!read(in.address(), out.address) || !read(in.proof(), out.proof)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Listening& in) {
  Listening out{{}, in.spooled()};
  if (!read(in.address(), out.address)) return std::nullopt;
  return out;
}
template <class Type, class Message>
std::optional<Frame> address_only(const Message& in) {
  Type out;
  if (!read(in.address(), out.address)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::Answer& in) {
  Answer out{in.first_ref(), in.count(), static_cast<Outcome>(in.outcome()), Refusal::rate};
  if (out.count == 0 || out.count - 1 > UINT32_MAX - out.first_ref) return std::nullopt;  // refs do not wrap
  if (!within(in.outcome(), Outcome::refused)) return std::nullopt;
  if (out.outcome == Outcome::refused) {
    if (!within(in.reason(), Refusal::size)) return std::nullopt;
    out.reason = static_cast<Refusal>(in.reason());
  }
  return out;
}
std::optional<Frame> from(const pb::Ack& in) {
  Ack out{{}, in.spool_seq()};
  if (out.spool_seq == 0 || !read(in.address(), out.address)) return std::nullopt;
  return out;
}
std::optional<Frame> from(const pb::SpoolChanged& in) {
  SpoolChanged out;
  if (!read(in.spool(), out.spool)) return std::nullopt;
  return out;
}

std::optional<Frame> from(const pb::Frame& in) {
  switch (in.frame_case()) {
    case pb::Frame::kWelcome: return from(in.welcome());
    case pb::Frame::kAdmit: return from(in.admit());
    case pb::Frame::kAdmitted: return from(in.admitted());
    case pb::Frame::kRefused: return from(in.refused());
    case pb::Frame::kListen: return from(in.listen());
    case pb::Frame::kListening: return from(in.listening());
    case pb::Frame::kDrained: return address_only<Drained>(in.drained());
    case pb::Frame::kDisplaced: return address_only<Displaced>(in.displaced());
    case pb::Frame::kAnswer: return from(in.answer());
    case pb::Frame::kAck: return from(in.ack());
    case pb::Frame::kSpoolChanged: return from(in.spool_changed());
    case pb::Frame::kForward:  // frames with a cell have one encoding, and it begins with their tag
    case pb::Frame::kDeliver:
    case pb::Frame::FRAME_NOT_SET: return std::nullopt;
  }
  return std::nullopt;
}

// The two frames that name a version may look different in a later one.
bool says_newer(const pb::Frame& frame) {
  return (frame.has_welcome() && frame.welcome().version_min() > limits::protocol_version) ||
         (frame.has_admit() && frame.admit().version() > limits::protocol_version);
}

Result<Frame> decode_routed(ByteView bytes) {
  if (const auto in = parse_forward(bytes)) return Frame{Forward{in->ref, *Address::from(in->address), in->cell}};
  if (const auto in = parse_routed(bytes, RoutedTag::deliver)) {
    return Frame{Deliver{in->number, *Address::from(in->address), in->cell}};
  }
  return Error{Errc::malformed, "frame: neither a cell nor a block in its one encoding"};
}

bool begins_with(ByteView bytes, RoutedTag tag) { return bytes[0] == static_cast<std::uint8_t>(tag); }

}  // namespace

Bytes encode(const Frame& frame) {
  return std::visit(
      [](const auto& in) -> Bytes {
        using Type = std::decay_t<decltype(in)>;
        if constexpr (std::is_same_v<Type, Forward>) {
          return encode_routed(RoutedTag::forward, in.ref, in.address, in.cell);
        } else if constexpr (std::is_same_v<Type, Deliver>) {
          return encode_routed(RoutedTag::deliver, in.spool_seq, in.address, in.cell);
        } else {
          pb::Frame out;
          fill(out, in);
          return serialize(out);
        }
      },
      frame);
}

Result<Frame> decode(ByteView bytes) {
  if (bytes.size() > frame_max) return Error{Errc::limit, "frame: too large"};
  if (bytes.empty()) return Error{Errc::malformed, "frame: empty"};
  if (begins_with(bytes, RoutedTag::forward) || begins_with(bytes, RoutedTag::deliver)) return decode_routed(bytes);
  if (bytes.size() > small_frame_max) return Error{Errc::limit, "frame: too large for its kind"};
  pb::Frame parsed;
  if (!parse(parsed, bytes)) return Error{Errc::malformed, "frame: not a frame"};
  auto frame = from(parsed);
  if (frame && equal(encode(*frame), bytes)) return std::move(*frame);
  if (says_newer(parsed)) return Error{Errc::newer_version, "frame: of a newer version"};
  return Error{Errc::malformed, "frame: a field that is unknown, missing or out of range"};
}

}  // namespace sotto::proto
