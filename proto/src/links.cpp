#include <sotto/base/limits.hpp>
#include <sotto/proto/links.hpp>

namespace sotto::proto {
namespace {

constexpr std::string_view invitation_prefix = "sotto:";
constexpr std::string_view relay_prefix = "sotto-relay:";
constexpr std::size_t checksum_size = 4;
constexpr std::size_t expiry_size = 5;                 // seconds since 1970, big-endian
constexpr std::uint64_t expiry_max = 253'402'300'799;  // the last second of the year 9999
enum Flag : std::uint8_t { has_pin = 1, has_member = 2, is_plain = 4, all_flags = 7 };

class Reader {  // once it has run short it stays so, and every later field is zero
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}
  ByteView take(std::size_t size) {
    short_ = short_ || size > rest_.size();
    if (short_) return {};
    const auto out = rest_.first(size);
    rest_ = rest_.subspan(size);
    return out;
  }
  std::uint8_t byte() {
    const auto one = take(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  template <std::size_t N>
  ByteArray<N> array() {
    return exactly<N>(take(N)).value_or(ByteArray<N>{});
  }
  template <class IdType>
  IdType id() {
    return IdType{array<IdType::size>()};
  }
  bool finished() const { return !short_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool short_ = false;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

Error broken() { return {Errc::malformed, "This link is damaged or incomplete. Ask for it again."}; }
Error too_new() { return {Errc::newer_version, "This link was made by a newer version. Update, then try again."}; }

// The bytes before the checksum, which is looked at first: a damaged version byte must not pass for a newer version.
Result<Bytes> unwrap(std::string_view text, std::string_view prefix, Checksum checksum) {
  text = trimmed(text);
  if (text.size() > limits::invite_max || !text.starts_with(prefix)) return broken();
  auto bytes = from_base64url(text.substr(prefix.size()));
  if (!bytes || bytes->size() < checksum_size + 2) return broken();
  const auto body = ByteView(*bytes).first(bytes->size() - checksum_size);
  if (!equal(checksum(body), ByteView(*bytes).last(checksum_size))) return broken();
  bytes->resize(body.size());
  return std::move(*bytes);
}

std::string wrap(std::string_view prefix, Bytes bytes, Checksum checksum) {
  append(bytes, checksum(bytes));
  return std::string(prefix) + base64url(bytes);
}

Bytes begin(const Endpoint& relay, bool member, const AdmissionKey& guest) {
  Bytes out{limits::protocol_version};
  out.push_back(
      static_cast<std::uint8_t>((relay.pin ? has_pin : 0) | (member ? has_member : 0) | (relay.plain ? is_plain : 0)));
  out.push_back(static_cast<std::uint8_t>(relay.authority.size()));  // at most limits::host_max
  append(out, view_of(relay.authority));
  if (relay.pin) append(out, relay.pin->view());
  append(out, guest.view());
  return out;
}

struct Head {
  std::uint8_t flags;
  Endpoint relay;
  AdmissionKey guest;
};
Result<Head> read_head(Reader& in) {
  const auto version = in.byte();
  if (version == 0) return broken();
  if (version > limits::protocol_version) return too_new();
  Head out{};
  out.flags = in.byte();
  if ((out.flags & ~unsigned{all_flags}) != 0) return too_new();
  if ((out.flags & has_pin) != 0 && (out.flags & is_plain) != 0) return broken();
  out.relay.authority = text_of(in.take(in.byte()));
  const auto canonical = canonical_authority(out.relay.authority);
  if (!canonical || *canonical != out.relay.authority) return broken();
  if ((out.flags & has_pin) != 0) out.relay.pin = in.id<Pin>();
  out.relay.plain = (out.flags & is_plain) != 0;
  out.guest = in.id<AdmissionKey>();
  return out;
}

void append_expiry(Bytes& out, Timestamp expiry) {
  const auto whole = static_cast<std::uint64_t>(expiry.ms / 1000);
  for (std::size_t i = expiry_size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(whole >> (8 * i)));
}

Result<Timestamp> read_expiry(Reader& in) {
  std::uint64_t whole = 0;
  for (const auto byte : in.array<expiry_size>()) whole = (whole << 8) | byte;
  if (whole > expiry_max) return broken();
  return Timestamp{static_cast<std::int64_t>(whole) * 1000};
}

}  // namespace

std::string encode(const RelayLink& link, Checksum checksum) {
  Bytes out = begin(link.relay, true, link.guest);
  append(out, link.member.view());
  return wrap(relay_prefix, std::move(out), checksum);
}

Result<RelayLink> decode_relay_link(std::string_view text, Checksum checksum) {
  const auto bytes = unwrap(text, relay_prefix, checksum);
  if (!bytes) return bytes.error();
  Reader in(*bytes);
  const auto head = read_head(in);
  if (!head) return head.error();
  if ((head->flags & has_member) == 0) return broken();
  RelayLink out{head->relay, head->guest, in.id<AdmissionKey>()};
  if (!in.finished()) return broken();
  return out;
}

std::string encode(Invitation& invitation, Checksum checksum) {
  Bytes out = begin(invitation.relay, invitation.member.has_value(), invitation.guest);
  if (invitation.member) append(out, invitation.member->view());
  append(out, invitation.rendezvous.view());
  invitation.public_bytes = out;
  append_expiry(invitation.public_bytes, invitation.expiry);
  append(out, invitation.secret);
  append_expiry(out, invitation.expiry);
  return wrap(invitation_prefix, std::move(out), checksum);
}

Result<Invitation> decode_invitation(std::string_view text, Checksum checksum) {
  const auto bytes = unwrap(text, invitation_prefix, checksum);
  if (!bytes) return bytes.error();
  Reader in(*bytes);
  const auto head = read_head(in);
  if (!head) return head.error();
  Invitation out{head->relay, head->guest, std::nullopt, {}, {}, {}, {}};
  if ((head->flags & has_member) != 0) out.member = in.id<AdmissionKey>();
  out.rendezvous = in.id<Address>();
  out.secret = in.array<32>();
  const auto expiry = read_expiry(in);
  if (!expiry) return expiry.error();
  out.expiry = *expiry;
  if (!in.finished()) return broken();
  constexpr std::size_t tail = 32 + expiry_size;  // secret and expiry
  out.public_bytes = to_bytes(ByteView(*bytes).first(bytes->size() - tail));
  append(out.public_bytes, ByteView(*bytes).last(expiry_size));
  return out;
}

}  // namespace sotto::proto
