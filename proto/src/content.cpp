#include <sotto/base/limits.hpp>
#include <sotto/proto/content.hpp>

#include "content.pb.h"
#include "descriptors.hpp"
#include "wire.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;

constexpr std::uint64_t time_max = 253'402'300'799'999;  // the last millisecond of the year 9999
constexpr Literal content_bad = "content: a field that is unknown, missing or out of range";

// ---- body -> bytes ----
Bytes body_of(const Text& in) { return to_bytes(view_of(in.text)); }
Bytes body_of(const AnswerContent& in) {
  pb::AnswerBody out;
  out.set_n_i(raw(in.n_i));
  fill(*out.mutable_descriptors(), in.descriptors);
  out.set_name(in.name);
  out.set_h1(raw(in.h1));
  return serialize(out);
}
Bytes body_of(const ConfirmContent& in) {
  pb::ConfirmBody out;
  out.set_answer_token(raw(in.answer_token.view()));
  out.set_n_j(raw(in.n_j));
  return serialize(out);
}
Bytes body_of(const Move& in) {
  pb::MoveBody out;
  fill(*out.mutable_descriptors(), in.descriptors);
  out.set_number(in.number);
  return serialize(out);
}
Bytes body_of(const Practice& in) {
  pb::PracticeBody out;
  out.set_kind(in.kind);
  out.set_body(raw(in.body));
  return serialize(out);
}
Bytes body_of(const Keep& in) {
  pb::KeepBody out;
  out.set_seconds(in.seconds);
  return serialize(out);
}
Bytes about(const std::optional<MessageId>& id, std::string_view text = {}) {
  pb::AboutBody out;
  if (id) out.set_about(raw(id->view()));
  out.set_text(std::string(text));
  return serialize(out);
}
Bytes body_of(const Reply& in) { return about(in.quoted, in.text); }
Bytes body_of(const Edit& in) { return about(in.target, in.text); }
Bytes body_of(const Reaction& in) { return about(in.target, in.emoji); }
Bytes body_of(const Erase& in) { return about(in.target); }
Bytes body_of(const Read& in) { return about(in.up_to); }
Bytes body_of(const Attachment& in) {
  pb::AttachmentBody out;
  out.set_name(in.name);
  out.set_size(in.size);
  out.set_key(raw(in.key));
  return serialize(out);
}
Bytes body_of(const AttachmentSays& in) {
  pb::AttachmentSaysBody out;
  out.set_about(raw(in.about.view()));
  out.set_word(static_cast<std::uint32_t>(in.word));
  return serialize(out);
}
Bytes body_of(const Tombstone&) { return {}; }
Bytes body_of(const Keepalive&) { return {}; }
Bytes body_of(const End&) { return {}; }
Bytes body_of(const ResetContent&) { return {}; }

pb::Kind kind_of(const Text&) { return pb::KIND_TEXT; }
pb::Kind kind_of(const Tombstone&) { return pb::KIND_TOMBSTONE; }
pb::Kind kind_of(const AnswerContent&) { return pb::KIND_ANSWER; }
pb::Kind kind_of(const ConfirmContent&) { return pb::KIND_CONFIRM; }
pb::Kind kind_of(const Move&) { return pb::KIND_MOVE; }
pb::Kind kind_of(const Keepalive&) { return pb::KIND_KEEPALIVE; }
pb::Kind kind_of(const End&) { return pb::KIND_END; }
pb::Kind kind_of(const ResetContent&) { return pb::KIND_RESET; }
pb::Kind kind_of(const Practice&) { return pb::KIND_PRACTICE; }
pb::Kind kind_of(const Keep&) { return pb::KIND_KEEP; }
pb::Kind kind_of(const Reply&) { return pb::KIND_REPLY; }
pb::Kind kind_of(const Edit&) { return pb::KIND_EDIT; }
pb::Kind kind_of(const Reaction&) { return pb::KIND_REACTION; }
pb::Kind kind_of(const Erase&) { return pb::KIND_ERASE; }
pb::Kind kind_of(const Read&) { return pb::KIND_READ; }
pb::Kind kind_of(const Attachment&) { return pb::KIND_ATTACHMENT; }
pb::Kind kind_of(const AttachmentSays&) { return pb::KIND_ATTACHMENT_SAYS; }

// ---- bytes -> body; nullopt: nothing that this kind allows ----
bool continues(char c) { return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80; }

// The part without the pieces of characters that its neighbours complete. Parts are cut at bytes, or a text of the full
// size would not fit the sixteen of them; the reader of the whole checks the whole again.
std::string_view whole_characters(std::string_view part, bool first, bool last) {
  for (int i = 0; !first && i < 3 && !part.empty() && continues(part.front()); ++i) part.remove_prefix(1);
  if (last) return part;
  std::size_t tail = 0;
  while (tail < 3 && tail < part.size() && continues(part[part.size() - 1 - tail])) ++tail;
  if (tail == part.size()) return part;
  const auto lead = static_cast<std::uint8_t>(part[part.size() - 1 - tail]);
  const std::size_t follow = lead > 0xf4 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
  if (follow > tail) part.remove_suffix(tail + 1);
  return part;
}

bool part_of_text(const std::string& in, const Content& head) {
  return !in.empty() && in.size() <= limits::text_part_max &&
         valid_utf8(whole_characters(in, head.part == 0, head.part + 1 == head.parts));
}
std::optional<Body> read_text(const std::string& in, const Content& head) {
  if (!part_of_text(in, head)) return std::nullopt;
  return Text{in};
}
struct About {
  std::optional<MessageId> id;
  std::string text;
};
std::optional<About> read_about(const std::string& bytes) {
  pb::AboutBody in;
  About out;
  if (!parse(in, view_of(bytes))) return std::nullopt;
  if (!in.about().empty() && !read(in.about(), out.id.emplace())) return std::nullopt;
  out.text = in.text();
  return out;
}
std::optional<About> read_about_part(const std::string& bytes, const Content& head) {
  auto in = read_about(bytes);
  if (!in || in->id.has_value() != (head.part == 0) || !part_of_text(in->text, head)) return std::nullopt;
  return in;
}
std::optional<Body> read_reply(const std::string& bytes, const Content& head) {
  auto in = read_about_part(bytes, head);
  if (!in) return std::nullopt;
  return Reply{in->id, std::move(in->text)};
}
std::optional<Body> read_edit(const std::string& bytes, const Content& head) {
  auto in = read_about_part(bytes, head);
  if (!in) return std::nullopt;
  return Edit{in->id, std::move(in->text)};
}
std::optional<Body> read_reaction(const std::string& bytes) {
  auto in = read_about(bytes);
  if (!in || !in->id || in->text.size() > limits::reaction_max || !valid_utf8(in->text)) return std::nullopt;
  return Reaction{*in->id, std::move(in->text)};
}
std::optional<Body> read_attachment(const std::string& bytes) {
  pb::AttachmentBody in;
  Attachment out;
  if (!parse(in, view_of(bytes)) || !read(in.key(), out.key)) return std::nullopt;
  if (in.name().empty() || in.name().size() > limits::file_name_max || !valid_utf8(in.name())) return std::nullopt;
  if (in.size() == 0 || in.size() > limits::attachment_max) return std::nullopt;
  out.name = in.name();
  out.size = in.size();
  return out;
}
std::optional<Body> read_attachment_says(const std::string& bytes) {
  pb::AttachmentSaysBody in;
  AttachmentSays out;
  if (!parse(in, view_of(bytes)) || !read(in.about(), out.about)) return std::nullopt;
  if (in.word() < 1 || in.word() > 3) return std::nullopt;
  out.word = static_cast<AttachmentWord>(in.word());
  return out;
}
template <class Type>
std::optional<Body> read_id(const std::string& bytes) {
  const auto in = read_about(bytes);
  if (!in || !in->id || !in->text.empty()) return std::nullopt;
  return Type{*in->id};
}
std::optional<Body> read_answer(const std::string& bytes) {
  pb::AnswerBody in;
  AnswerContent out;
  if (!parse(in, view_of(bytes)) || !read(in.n_i(), out.n_i) || !read(in.h1(), out.h1) ||
      !read(in.descriptors(), out.descriptors, 1) || !read_name(in.name(), out.name)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Body> read_confirm(const std::string& bytes) {
  pb::ConfirmBody in;
  ConfirmContent out;
  if (!parse(in, view_of(bytes)) || !read(in.answer_token(), out.answer_token) || !read(in.n_j(), out.n_j)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Body> read_move(const std::string& bytes) {
  pb::MoveBody in;
  Move out;
  if (!parse(in, view_of(bytes)) || !read(in.descriptors(), out.descriptors, 1)) return std::nullopt;
  out.number = in.number();
  return out;
}
std::optional<Body> read_practice(const std::string& bytes) {
  pb::PracticeBody in;
  if (!parse(in, view_of(bytes))) return std::nullopt;
  return Practice{in.kind(), to_bytes(view_of(in.body()))};
}
bool is_keep(std::uint32_t seconds) {
  return seconds == 0 || (seconds >= limits::keep_min && seconds <= limits::keep_max);
}
std::optional<Body> read_keep(const std::string& bytes) {
  pb::KeepBody in;
  if (!parse(in, view_of(bytes)) || !is_keep(in.seconds())) return std::nullopt;
  return Keep{in.seconds()};
}
template <class Type>
std::optional<Body> nothing(const std::string& bytes) {
  if (!bytes.empty()) return std::nullopt;
  return Type{};
}

std::optional<Body> read_body(pb::Kind kind, const std::string& bytes, const Content& head) {
  switch (kind) {
    case pb::KIND_TEXT: return read_text(bytes, head);
    case pb::KIND_TOMBSTONE: return nothing<Tombstone>(bytes);
    case pb::KIND_ANSWER: return read_answer(bytes);
    case pb::KIND_CONFIRM: return read_confirm(bytes);
    case pb::KIND_MOVE: return read_move(bytes);
    case pb::KIND_KEEPALIVE: return nothing<Keepalive>(bytes);
    case pb::KIND_END: return nothing<End>(bytes);
    case pb::KIND_RESET: return nothing<ResetContent>(bytes);
    case pb::KIND_PRACTICE: return read_practice(bytes);
    case pb::KIND_KEEP: return read_keep(bytes);
    case pb::KIND_REPLY: return read_reply(bytes, head);
    case pb::KIND_EDIT: return read_edit(bytes, head);
    case pb::KIND_REACTION: return read_reaction(bytes);
    case pb::KIND_ERASE: return read_id<Erase>(bytes);
    case pb::KIND_READ: return read_id<Read>(bytes);
    case pb::KIND_ATTACHMENT: return read_attachment(bytes);
    case pb::KIND_ATTACHMENT_SAYS: return read_attachment_says(bytes);
    default: return std::nullopt;
  }
}

// A positive number that the schema does not name is a newer peer's.
bool is_known(pb::Kind kind) { return kind <= 0 || pb::Kind_IsValid(kind); }

// Only what can be long travels in parts.
bool may_have_parts(pb::Kind kind) {
  return kind == pb::KIND_TEXT || kind == pb::KIND_TOMBSTONE || kind == pb::KIND_PRACTICE || kind == pb::KIND_REPLY ||
         kind == pb::KIND_EDIT;
}

bool read_header(const pb::Content& in, Content& out) {
  if (!read(in.token(), out.token) || !read(in.id(), out.id) || in.time() > time_max) return false;
  if (in.parts() == 0 || in.parts() > limits::parts_max || in.part() >= in.parts()) return false;
  out.seq = in.seq();
  out.time = {static_cast<std::int64_t>(in.time())};
  out.part = in.part();
  out.parts = in.parts();
  out.keep = in.keep();
  return is_keep(out.keep);
}

}  // namespace

Bytes encode(const Content& content) {
  pb::Content out;
  out.set_token(raw(content.token.view()));
  out.set_id(raw(content.id.view()));
  out.set_seq(content.seq);
  out.set_time(static_cast<std::uint64_t>(content.time.ms));
  out.set_part(content.part);
  out.set_parts(content.parts);
  out.set_keep(content.keep);
  std::visit(
      [&](const auto& body) {
        out.set_kind(kind_of(body));
        out.set_body(raw(body_of(body)));
      },
      content.body);
  return serialize(out);
}

bool may_be_kept(pb::Kind kind) {
  return kind == pb::KIND_TEXT || kind == pb::KIND_REPLY || kind == pb::KIND_ATTACHMENT;
}

Result<Content> decode_content(ByteView bytes) {
  if (bytes.size() > limits::signal_plain_max) return Error{Errc::limit, "content: too large"};
  pb::Content in;
  Content out;
  if (!parse(in, bytes) || !read_header(in, out)) return Error{Errc::malformed, content_bad};
  if (!is_known(in.kind())) return Error{Errc::newer_version, "content: of a kind a newer version knows"};
  if (out.parts > 1 && !may_have_parts(in.kind())) return Error{Errc::malformed, content_bad};
  if (out.keep != 0 && !may_be_kept(in.kind())) return Error{Errc::malformed, content_bad};
  auto body = read_body(in.kind(), in.body(), out);
  if (!body) return Error{Errc::malformed, content_bad};
  out.body = std::move(*body);
  return canonical(std::move(out), bytes, content_bad);
}

std::optional<ContentHead> head_of_newer(ByteView bytes) {
  if (bytes.size() > limits::signal_plain_max) return std::nullopt;
  pb::Content in;
  Content out;
  if (!parse(in, bytes) || !read_header(in, out) || is_known(in.kind())) return std::nullopt;
  return ContentHead{out.token, out.id, out.seq, out.part};
}

}  // namespace sotto::proto
