#include <sotto/base/limits.hpp>
#include <sotto/proto/channel.hpp>

#include "channel.pb.h"
#include "descriptors.hpp"
#include "wire.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;

constexpr Literal hello_bad = "hello: a field that is unknown, missing or out of range";
constexpr Literal reset_bad = "reset: a field that is unknown, missing or out of range";
constexpr Literal acks_bad = "acknowledgement: not whole entries";
constexpr Literal descriptors_bad = "descriptors: a field that is unknown, missing or out of range";

void fill(pb::Bundle& out, const Bundle& in) {
  out.set_identity(raw(in.identity));
  out.set_signed_prekey(raw(in.signed_prekey));
  out.set_signature(raw(in.signature));
  out.set_one_time_prekey(raw(in.one_time_prekey));
}
bool read(const pb::Bundle& in, Bundle& out) {
  return proto::read(in.identity(), out.identity) && proto::read(in.signed_prekey(), out.signed_prekey) &&
         proto::read(in.signature(), out.signature) && proto::read(in.one_time_prekey(), out.one_time_prekey);
}

template <class Message>
Status parse_bounded(Message& into, ByteView bytes, std::size_t max, Literal where) {
  if (bytes.size() > max) return Error{Errc::limit, "cell body: too large"};
  if (!parse(into, bytes)) return Error{Errc::malformed, where};
  return ok();
}

}  // namespace

Bytes encode(const Hello& hello) {
  pb::Hello out;
  out.set_version(hello.version);
  fill(*out.mutable_bundle(), hello.bundle);
  out.set_commitment(raw(hello.commitment));
  fill(*out.mutable_descriptors(), hello.descriptors);
  out.set_name(hello.name);
  return serialize(out);
}

Result<Hello> decode_hello(ByteView bytes) {
  pb::Hello in;
  if (const auto parsed = parse_bounded(in, bytes, limits::hello_max, hello_bad); !parsed) return parsed.error();
  if (in.version() > limits::protocol_version) return Error{Errc::newer_version, "hello: of a newer version"};
  Hello out;
  out.version = in.version();
  if (out.version == 0 || !read(in.bundle(), out.bundle) || !read(in.commitment(), out.commitment) ||
      !read(in.descriptors(), out.descriptors, 1) || !read_name(in.name(), out.name)) {
    return Error{Errc::malformed, hello_bad};
  }
  return canonical(std::move(out), bytes, hello_bad);
}

Bytes encode(RefuseReason reason) { return {limits::protocol_version, static_cast<std::uint8_t>(reason)}; }

Result<RefuseReason> decode_refused(ByteView bytes) {
  if (!bytes.empty() && bytes[0] > limits::protocol_version) {
    return Error{Errc::newer_version, "refusal: of a newer version"};
  }
  if (bytes.size() != 2 || bytes[0] == 0 || bytes[1] < 1 || bytes[1] > 3) {
    return Error{Errc::malformed, "refusal: not a version and a reason"};
  }
  return static_cast<RefuseReason>(bytes[1]);
}

Bytes encode(const std::vector<AckEntry>& entries) {
  Bytes out;
  out.reserve(entries.size() * limits::ack_entry);
  for (const auto& entry : entries) {
    append(out, entry.token.view());
    out.push_back(static_cast<std::uint8_t>(entry.verdict));
  }
  return out;
}

Result<std::vector<AckEntry>> decode_acks(ByteView bytes) {
  if (bytes.size() > limits::ack_tokens_max * limits::ack_entry) return Error{Errc::limit, "cell body: too large"};
  if (bytes.empty() || bytes.size() % limits::ack_entry != 0) return Error{Errc::malformed, acks_bad};
  std::vector<AckEntry> out;
  out.reserve(bytes.size() / limits::ack_entry);
  for (; !bytes.empty(); bytes = bytes.subspan(limits::ack_entry)) {
    const std::uint8_t verdict = bytes[Token::size];
    if (verdict < 1 || verdict > 3) return Error{Errc::malformed, acks_bad};
    out.push_back({*Token::from(bytes.first(Token::size)), static_cast<Verdict>(verdict)});
  }
  return out;
}

Bytes encode(const Reset1& reset) {
  pb::Reset1 out;
  out.set_id(raw(reset.id));
  out.set_incarnation(reset.incarnation);
  out.set_tie(raw(reset.tie));
  out.set_generation(reset.generation);
  out.set_ephemeral(raw(reset.ephemeral));
  fill(*out.mutable_bundle(), reset.bundle);
  fill(*out.mutable_descriptors(), reset.descriptors);
  out.set_next_expected(reset.next_expected);
  out.set_lowest_unacknowledged(reset.lowest_unacknowledged);
  return serialize(out);
}

Result<Reset1> decode_reset1(ByteView bytes) {
  pb::Reset1 in;
  if (const auto parsed = parse_bounded(in, bytes, limits::cell_body, reset_bad); !parsed) return parsed.error();
  Reset1 out;
  out.incarnation = in.incarnation();
  out.generation = in.generation();
  out.next_expected = in.next_expected();
  out.lowest_unacknowledged = in.lowest_unacknowledged();
  if (out.generation == 0 || !read(in.id(), out.id) || !read(in.tie(), out.tie) ||
      !read(in.ephemeral(), out.ephemeral) || !read(in.bundle(), out.bundle) ||
      !read(in.descriptors(), out.descriptors, 1)) {
    return Error{Errc::malformed, reset_bad};
  }
  return canonical(std::move(out), bytes, reset_bad);
}

Bytes encode(const Reset2& reset) {
  pb::Reset2 out;
  out.set_id(raw(reset.id));
  out.set_generation(reset.generation);
  out.set_ephemeral(raw(reset.ephemeral));
  out.set_next_expected(reset.next_expected);
  out.set_lowest_unacknowledged(reset.lowest_unacknowledged);
  out.set_prekey_message(raw(reset.prekey_message));
  return serialize(out);
}

Result<Reset2> decode_reset2(ByteView bytes) {
  pb::Reset2 in;
  if (const auto parsed = parse_bounded(in, bytes, limits::cell_body, reset_bad); !parsed) return parsed.error();
  Reset2 out;
  out.generation = in.generation();
  out.next_expected = in.next_expected();
  out.lowest_unacknowledged = in.lowest_unacknowledged();
  out.prekey_message = to_bytes(view_of(in.prekey_message()));
  if (out.generation == 0 || out.prekey_message.empty() || !read(in.id(), out.id) ||
      !read(in.ephemeral(), out.ephemeral)) {
    return Error{Errc::malformed, reset_bad};
  }
  return canonical(std::move(out), bytes, reset_bad);
}

Bytes encode(const ResetRefused& refused) {
  pb::ResetRefused out;
  out.set_id(raw(refused.id));
  out.set_known_incarnation(refused.known_incarnation);
  return serialize(out);
}

Result<ResetRefused> decode_reset_refused(ByteView bytes) {
  pb::ResetRefused in;
  if (const auto parsed = parse_bounded(in, bytes, limits::cell_body, reset_bad); !parsed) return parsed.error();
  ResetRefused out;
  out.known_incarnation = in.known_incarnation();
  if (!read(in.id(), out.id)) return Error{Errc::malformed, reset_bad};
  return canonical(out, bytes, reset_bad);
}

Bytes encode(const std::vector<Descriptor>& descriptors) {
  pb::Descriptors out;
  fill(*out.mutable_descriptors(), descriptors);
  return serialize(out);
}

Result<std::vector<Descriptor>> decode_descriptors(ByteView bytes) {
  pb::Descriptors in;
  if (const auto parsed = parse_bounded(in, bytes, limits::cell_body, descriptors_bad); !parsed) return parsed.error();
  std::vector<Descriptor> out;
  if (!read(in.descriptors(), out, 0)) return Error{Errc::malformed, descriptors_bad};
  return canonical(std::move(out), bytes, descriptors_bad);
}

}  // namespace sotto::proto
