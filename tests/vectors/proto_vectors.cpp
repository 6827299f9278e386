#include <doctest/doctest.h>
#include <sodium.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/proto/proofs.hpp>
#include <sotto/proto/storage.hpp>

#include "vector_file.hpp"

namespace sotto::proto {
namespace {

using test::VectorFile;

template <std::size_t N>
ByteArray<N> run(std::uint8_t start) {
  ByteArray<N> out{};
  for (std::size_t i = 0; i < N; ++i) out[i] = static_cast<std::uint8_t>(start + i);
  return out;
}
ByteArray<4> checksum(ByteView bytes) {
  ByteArray<32> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return {digest[0], digest[1], digest[2], digest[3]};
}

const Address address{run<32>(0x20)};
const ByteArray<32> nonce = run<32>(0x40), other = run<32>(0x60);
const ByteArray<16> spool = run<16>(0x80);
const AdmissionKey guest{run<16>(0x90)}, member{run<16>(0xa0)};
const Pin pin{run<16>(0xb0)};
const std::string host = "relay.example.org:443";
const Endpoint pinned{host, pin, false};
const Bundle bundle{run<32>(1), run<32>(2), run<64>(3), run<32>(4)};
const Descriptor first{pinned, guest, address};
const Descriptor second{{"localhost:80", std::nullopt, true}, guest, address};

Content content_with(Body body, std::uint64_t seq = 7, std::uint32_t part = 0, std::uint32_t parts = 1) {
  return {Token{spool}, MessageId{guest.bytes}, seq, Timestamp{1'790'000'000'123}, part, parts, std::move(body)};
}

}  // namespace

TEST_CASE("vectors: relay frames are encoded as written, and read back") {
  const VectorFile vectors("relay.txt");
  Bytes cell(limits::cell);
  for (std::size_t i = 0; i < cell.size(); ++i) cell[i] = static_cast<std::uint8_t>(1 + i);
  ByteArray<64> proof{};
  std::copy(nonce.begin(), nonce.end(), proof.begin());
  std::copy(other.begin(), other.end(), proof.begin() + 32);
  const std::map<std::string, Frame> frames = {
      {"welcome", Welcome{1, 1, nonce}},
      {"admit", Admit{1, Role::member, host, nonce, other}},
      {"admitted", Admitted{SpoolId{spool}}},
      {"admitted_without_spool", Admitted{}},
      {"refused", Refused{Refusal::admission, std::nullopt}},
      {"refused_listen", Refused{Refusal::listen, address}},
      {"listen", Listen{address, proof}},
      {"listening", Listening{address, 128}},
      {"drained", Drained{address}},
      {"displaced", Displaced{address}},
      {"forward", Forward{300, address, cell}},
      {"forward_first", Forward{0, address, cell}},
      {"answer", Answer{300, 2, Outcome::live, Refusal::rate}},
      {"answer_refused", Answer{0, 1, Outcome::refused, Refusal::size}},
      {"deliver_live", Deliver{0, address, cell}},
      {"deliver_spooled", Deliver{std::uint64_t{1} << 40, address, cell}},
      {"ack", Ack{address, std::uint64_t{1} << 40}},
      {"spool_changed", SpoolChanged{SpoolId{spool}}},
  };
  CHECK(frames.size() == vectors.all().size());
  for (const auto& [name, frame] : frames) {
    INFO(name);
    CHECK(encode(frame) == vectors[name]);
    const auto read = decode(vectors[name]);
    REQUIRE(read);
    CHECK(read->index() == frame.index());
  }
  const auto forward = parse_forward(vectors["forward"]);
  REQUIRE(forward);
  Bytes spliced = to_bytes(deliver_header(std::uint64_t{1} << 40, forward->routed.size()).view());
  append(spliced, forward->routed);
  CHECK(spliced == vectors["deliver_spooled"]);
}

TEST_CASE("vectors: invitations and relay links are spelled as written, and read back") {
  const VectorFile vectors("links.txt");
  Invitation invitation{pinned, guest, std::nullopt, address, nonce, Timestamp{1'790'000'000'000}, {}};
  CHECK(encode(invitation, checksum) == vectors.text("invitation"));
  CHECK(invitation.public_bytes == vectors["invitation_public"]);
  CHECK(decode_invitation(vectors.text("invitation"), checksum)->public_bytes == vectors["invitation_public"]);
  invitation.member = member;
  CHECK(encode(invitation, checksum) == vectors.text("invitation_member"));
  CHECK(decode_invitation(vectors.text("invitation_member"), checksum)->member == member);
  invitation.relay.authority = std::string(53, 'a') + ".org:443";
  CHECK(encode(invitation, checksum) == vectors.text("invitation_largest"));
  CHECK(vectors.text("invitation_largest").size() <= limits::invite_max);
  CHECK(decode_invitation(vectors.text("invitation_largest"), checksum)->secret == nonce);
  CHECK(encode(RelayLink{pinned, guest, member}, checksum) == vectors.text("relay_link"));
  CHECK(decode_relay_link(vectors.text("relay_link"), checksum)->relay == pinned);
  const Endpoint plain{"127.0.0.1:8080", std::nullopt, true};
  CHECK(encode(RelayLink{plain, guest, member}, checksum) == vectors.text("relay_link_plain"));
  CHECK(decode_relay_link(vectors.text("relay_link_plain"), checksum)->relay == plain);
}

TEST_CASE("vectors: channel bodies are encoded as written, and read back") {
  const VectorFile vectors("channel.txt");
  CHECK(encode(Hello{1, bundle, other, {first, second}, "Zoë"}) == vectors["hello"]);
  CHECK(decode_hello(vectors["hello"])->name == "Zoë");
  CHECK(encode(RefuseReason::used) == vectors["refused"]);
  CHECK(*decode_refused(vectors["refused"]) == RefuseReason::used);
  const std::vector<AckEntry> acks = {{Token{spool}, Verdict::kept},
                                      {Token{guest.bytes}, Verdict::superseded},
                                      {Token{member.bytes}, Verdict::refused}};
  CHECK(encode(acks) == vectors["acks"]);
  CHECK(decode_acks(vectors["acks"])->size() == 3);
  CHECK(encode(Reset1{spool, 2, run<8>(5), 3, nonce, bundle, {first}, 1000, 999}) == vectors["reset1"]);
  CHECK(decode_reset1(vectors["reset1"])->next_expected == 1000);
  const auto prekey_message = run<200>(9);
  CHECK(encode(Reset2{spool, 3, other, 77, 0, to_bytes(prekey_message)}) == vectors["reset2"]);
  CHECK(decode_reset2(vectors["reset2"])->lowest_unacknowledged == 0);
  CHECK(encode(ResetRefused{spool, 5}) == vectors["reset_refused"]);
  CHECK(decode_reset_refused(vectors["reset_refused"])->known_incarnation == 5);
  CHECK(encode(std::vector<Descriptor>{first, second}) == vectors["descriptors"]);
  CHECK(*decode_descriptors(vectors["descriptors"]) == std::vector<Descriptor>{first, second});
}

TEST_CASE("vectors: contents are encoded as written, and read back") {
  const VectorFile vectors("content.txt");
  auto timed = content_with(Text{"gone in an hour"});
  timed.keep = 3600;
  const auto about = *MessageId::from(ByteView(nonce).first(16));
  const std::map<std::string, Content> contents = {
      {"text", content_with(Text{"Grüße aus der Personalabteilung"})},
      {"text_part", content_with(Text{std::string(3584, 'x')}, (std::uint64_t{1} << 35) - 1, 15, 16)},
      {"tombstone", content_with(Tombstone{}, 7, 1, 3)},
      {"answer", content_with(AnswerContent{nonce, {first}, "Ada", other}, 0)},
      {"confirm", content_with(ConfirmContent{Token{member.bytes}, nonce}, 0)},
      {"move", content_with(Move{{first}, 2})},
      {"keepalive", content_with(Keepalive{})},
      {"end", content_with(End{})},
      {"reset", content_with(ResetContent{}, 0)},
      {"practice", content_with(Practice{40, to_bytes(view_of("opaque"))})},
      {"text_with_timer", timed},
      {"keep", content_with(Keep{86'400})},
      {"keep_for_ever", content_with(Keep{0})},
      {"reply", content_with(Reply{about, "Ja, gern."})},
      {"edit_part", content_with(Edit{std::nullopt, "the second part"}, 7, 1, 2)},
      {"reaction", content_with(Reaction{about, "\U0001F44D"})},
      {"reaction_back", content_with(Reaction{about, ""})},
      {"erase", content_with(Erase{about})},
      {"read", content_with(Read{about})},
      {"attachment", content_with(Attachment{"Protokoll.docx", 70'000, other})},
      {"attachment_says", content_with(AttachmentSays{about, AttachmentWord::accept})},
  };
  CHECK(contents.size() + 1 == vectors.all().size());
  for (const auto& [name, content] : contents) {
    INFO(name);
    CHECK(encode(content) == vectors[name]);
    const auto read = decode_content(vectors[name]);
    REQUIRE(read);
    CHECK(read->body.index() == content.body.index());
  }
  CHECK(decode_content(vectors["newer"]).error().code == Errc::newer_version);
  CHECK(head_of_newer(vectors["newer"])->token == Token{spool});
}

TEST_CASE("vectors: proofs and the key file are encoded as written") {
  const VectorFile vectors("proofs.txt");
  CHECK(listen_proof(host, nonce, address) == vectors["listen"]);
  CHECK(admission_proof(Role::member, host, nonce, other) == vectors["member"]);
  CHECK(admission_proof(Role::guest, host, nonce, other) == vectors["guest"]);
  const VaultKeyFile file{3, std::uint64_t{1} << 28, spool, run<24>(6), run<48>(7)};
  CHECK(encode(file) == vectors["key_file"]);
  CHECK(decode_vault_key(vectors["key_file"])->sealed == file.sealed);
}

}  // namespace sotto::proto
