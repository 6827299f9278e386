#include <algorithm>
#include <cstring>

#include <sotto/proto/websocket.hpp>

namespace sotto::proto::ws {
namespace {

constexpr std::size_t control_max = 125;  // RFC 6455, section 5.5
constexpr std::uint8_t fin_bit = 0x80, reserved_bits = 0x70, mask_bit = 0x80;

bool control(Opcode opcode) { return opcode >= Opcode::close; }

bool known(std::uint8_t opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

std::uint64_t big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = (value << 8) | byte;
  return value;
}

// RFC 6455, section 7.4: what may be sent as a reason to close.
bool valid_close_code(std::uint64_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

bool valid_close(ByteView payload) {
  if (payload.empty()) return true;
  return payload.size() >= 2 && valid_close_code(big_endian(payload.first(2))) &&
         valid_utf8(text_of(payload.subspan(2)));
}

Error malformed(Literal where) { return {Errc::malformed, where}; }

}  // namespace

Result<std::optional<FrameHead>> parse_head(ByteView bytes, Side sent_by, std::size_t max) {
  if (bytes.size() < 2) return std::optional<FrameHead>{};
  FrameHead out{};
  if ((bytes[0] & reserved_bits) != 0) return malformed("websocket: reserved bits");
  if (!known(bytes[0] & 0x0f)) return malformed("websocket: unknown opcode");
  out.fin = (bytes[0] & fin_bit) != 0;
  out.opcode = static_cast<Opcode>(bytes[0] & 0x0f);
  out.masked = (bytes[1] & mask_bit) != 0;
  if (out.masked != (sent_by == Side::client)) return malformed("websocket: wrong masking");
  const std::uint8_t code = bytes[1] & 0x7f;
  if (control(out.opcode) && (!out.fin || code > control_max)) return malformed("websocket: control frame");
  const std::size_t extended = code == 127 ? 8 : code == 126 ? 2 : 0;
  out.header_size = 2 + extended + (out.masked ? 4 : 0);
  if (bytes.size() < 2 + extended) return std::optional<FrameHead>{};
  out.payload_size = extended == 0 ? code : big_endian(bytes.subspan(2, extended));
  const std::uint64_t least = extended == 8 ? 0x10000 : extended == 2 ? 126 : 0;
  if (out.payload_size < least || out.payload_size >> 63 != 0) return malformed("websocket: length");
  if (!control(out.opcode) && out.payload_size > max) return Error{Errc::limit, "websocket: message too large"};
  if (bytes.size() < out.header_size) return std::optional<FrameHead>{};
  if (out.masked) std::memcpy(out.mask.data(), bytes.data() + 2 + extended, out.mask.size());
  return std::optional(out);
}

void apply_mask(MutableBytes payload, const ByteArray<4>& mask, std::size_t offset) {
  ByteArray<8> pattern{};
  for (std::size_t i = 0; i < pattern.size(); ++i) pattern[i] = mask[(offset + i) % 4];
  std::uint64_t word_mask = 0;
  std::memcpy(&word_mask, pattern.data(), sizeof word_mask);
  std::size_t i = 0;
  for (; payload.size() - i >= sizeof word_mask; i += sizeof word_mask) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + i, sizeof word);
    word ^= word_mask;
    std::memcpy(payload.data() + i, &word, sizeof word);
  }
  for (; i < payload.size(); ++i) payload[i] ^= pattern[i % 8];
}

HeadBytes frame_head(Opcode opcode, std::size_t payload_size, std::optional<ByteArray<4>> mask) {
  HeadBytes out{};
  const std::size_t extended = payload_size > 0xffff ? 8 : payload_size > control_max ? 2 : 0;
  const std::size_t code = extended == 8 ? 127 : extended == 2 ? 126 : payload_size;
  out.bytes[0] = static_cast<std::uint8_t>(fin_bit | static_cast<std::uint8_t>(opcode));
  out.bytes[1] = static_cast<std::uint8_t>((mask ? mask_bit : 0U) | code);
  out.size = 2;
  for (std::size_t i = extended; i-- > 0;) {
    out.bytes[out.size++] = static_cast<std::uint8_t>(std::uint64_t{payload_size} >> (8 * i));
  }
  if (mask) {
    std::memcpy(out.bytes.data() + out.size, mask->data(), mask->size());
    out.size += mask->size();
  }
  return out;
}

Result<std::optional<FrameHead>> Decoder::next_head(ByteView bytes) const {
  return parse_head(bytes, side_, max_ - std::min(max_, message_.size()));
}

Result<bool> Decoder::on_data(const FrameHead& head, ByteView payload, const Sink& sink) {
  if (head.opcode == Opcode::text) return malformed("websocket: text is not spoken here");
  if (in_message_ != (head.opcode == Opcode::continuation)) return malformed("websocket: fragments out of order");
  if (head.fin && !in_message_) return sink({Opcode::binary, payload});
  if (++fragments_ > fragments_max) return Error{Errc::limit, "websocket: too many fragments"};
  append(message_, payload);
  in_message_ = !head.fin;
  if (in_message_) return true;
  const Bytes whole = std::exchange(message_, {});
  fragments_ = 0;
  return sink({Opcode::binary, whole});
}

Result<bool> Decoder::on_frame(const FrameHead& head, MutableBytes payload, const Sink& sink) {
  if (head.masked) apply_mask(payload, head.mask);
  if (!control(head.opcode)) return on_data(head, payload, sink);
  if (head.opcode == Opcode::close && !valid_close(payload)) return malformed("websocket: close reason");
  return sink({head.opcode, payload});
}

Status Decoder::feed(MutableBytes bytes, const std::function<bool(const Message&)>& sink) {
  while (!bytes.empty()) {
    if (!pending_.empty()) {  // complete the frame under way, first its header, then its payload
      const auto had = next_head(pending_);
      if (!had) return had.error();
      const std::size_t whole =
          *had ? (*had)->header_size + static_cast<std::size_t>((*had)->payload_size) : pending_.size() + 1;
      const auto more = bytes.first(std::min(bytes.size(), whole - pending_.size()));
      append(pending_, more);
      bytes = bytes.subspan(more.size());
    }
    const MutableBytes from = pending_.empty() ? bytes : MutableBytes(pending_);
    const auto head = next_head(from);
    if (!head) return head.error();
    if (!*head || from.size() - (*head)->header_size < (*head)->payload_size) {
      if (pending_.empty()) {
        append(pending_, bytes);
        return ok();
      }
      continue;
    }
    const auto payload_size = static_cast<std::size_t>((*head)->payload_size);
    Bytes completed = std::exchange(pending_, {});
    const auto payload =
        (completed.empty() ? bytes : MutableBytes(completed)).subspan((*head)->header_size, payload_size);
    if (completed.empty()) bytes = bytes.subspan((*head)->header_size + payload_size);
    const auto go_on = on_frame(**head, payload, sink);
    if (!go_on) return go_on.error();
    if (!*go_on) return ok();
  }
  return ok();
}

}  // namespace sotto::proto::ws
