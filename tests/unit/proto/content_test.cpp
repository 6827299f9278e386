#include <doctest/doctest.h>

#include <sotto/proto/content.hpp>

#include "allocations.hpp"
#include "content.pb.h"
#include "samples.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
using test::SeededRandom;

constexpr int body_kinds = 17;
Body any_body(SeededRandom& random, int kind) {
  switch (kind) {
    case 0: return Text{test::any_text(random, 1, limits::text_part_max)};
    case 1: return Tombstone{};
    case 2:
      return AnswerContent{random.array<32>(), test::any_descriptors(random), test::any_text(random, 0, 64),
                           random.array<32>()};
    case 3: return ConfirmContent{random.id<Token>(), random.array<32>()};
    case 4: return Move{test::any_descriptors(random), test::any_number(random)};
    case 5: return Keepalive{};
    case 6: return End{};
    case 7: return ResetContent{};
    case 9: return Reply{random.id<MessageId>(), test::any_text(random, 1, limits::text_part_max)};
    case 10: return Edit{random.id<MessageId>(), test::any_text(random, 1, limits::text_part_max)};
    case 11: return Reaction{random.id<MessageId>(), test::any_text(random, 0, limits::reaction_max)};
    case 12: return Erase{random.id<MessageId>()};
    case 13: return Read{random.id<MessageId>()};
    case 14:
      return Attachment{test::any_text(random, 1, limits::file_name_max), 1 + random.below(limits::attachment_max),
                        random.array<32>()};
    case 15: return AttachmentSays{random.id<MessageId>(), static_cast<AttachmentWord>(1 + random.below(3))};
    case 16:
      return Keep{limits::keep_min + static_cast<std::uint32_t>(random.below(limits::keep_max - limits::keep_min))};
    default: {
      Practice out{static_cast<std::uint32_t>(test::any_number(random)), Bytes(random.below(3700))};
      random.fill(out.body);
      return out;
    }
  }
}
Content any_content(SeededRandom& random, int kind) {
  Content out{random.id<Token>(),
              random.id<MessageId>(),
              test::any_number(random),
              Timestamp{static_cast<std::int64_t>(random.below(253'402'300'800'000))},
              0,
              1,
              any_body(random, kind)};
  if (kind <= 1 || kind == 8) {
    out.parts = 1 + static_cast<std::uint32_t>(random.below(limits::parts_max));
    out.part = static_cast<std::uint32_t>(random.below(out.parts));
  }
  return out;
}
Content with(Body body) { return {Token{}, MessageId{}, 1, Timestamp{1'790'000'000'000}, 0, 1, std::move(body)}; }
Result<Content> through(const Content& in) { return decode_content(encode(in)); }
std::size_t header_size(const Content& content) {
  return encode(content).size() - std::get<Text>(content.body).text.size();
}

}  // namespace

TEST_CASE("content: the header of a full text part costs at most 58 bytes until the year 2109 and 2^35 messages") {
  auto content = with(Text{std::string(limits::text_part_max, 'x')});
  content.part = 15;
  content.parts = 16;
  content.seq = (std::uint64_t{1} << 35) - 1;
  content.time = {(std::int64_t{1} << 42) - 1};
  CHECK(header_size(content) == 58);
  CHECK(through(content));
}

TEST_CASE("content: a full text part fits a Signal message with the largest values there are") {
  auto content = with(Text{std::string(limits::text_part_max, 'x')});
  content.part = 15;
  content.parts = 16;
  content.seq = UINT64_MAX;
  content.time = {253'402'300'799'999};
  CHECK(encode(content).size() <= limits::signal_plain_max);
  CHECK(through(content));
}

TEST_CASE("content: every field of every body arrives") {
  SeededRandom random;
  for (int i = 0; i < 60; ++i) {
    for (int kind = 0; kind < body_kinds; ++kind) {
      const auto in = any_content(random, kind);
      const auto bytes = encode(in);
      if (bytes.size() > limits::signal_plain_max) continue;  // practice bodies may be drawn too long
      const auto out = decode_content(bytes);
      REQUIRE(out);
      CHECK(out->token == in.token);
      CHECK(out->id == in.id);
      CHECK(out->seq == in.seq);
      CHECK(out->time == in.time);
      CHECK(out->part == in.part);
      CHECK(out->parts == in.parts);
      CHECK(static_cast<int>(out->body.index()) == kind);
      CHECK(encode(*out) == bytes);
    }
  }
  const AnswerContent answer{random.array<32>(), test::any_descriptors(random), "Ada", random.array<32>()};
  const auto answered = std::get<AnswerContent>(through(with(answer)).value().body);
  CHECK(answered.n_i == answer.n_i);
  CHECK(answered.descriptors == answer.descriptors);
  CHECK(answered.name == "Ada");
  CHECK(answered.h1 == answer.h1);
  const ConfirmContent confirm{random.id<Token>(), random.array<32>()};
  const auto confirmed = std::get<ConfirmContent>(through(with(confirm)).value().body);
  CHECK(confirmed.answer_token == confirm.answer_token);
  CHECK(confirmed.n_j == confirm.n_j);
  const Move move{test::any_descriptors(random), 7};
  const auto moved = std::get<Move>(through(with(move)).value().body);
  CHECK(moved.descriptors == move.descriptors);
  CHECK(moved.number == 7);
  const auto practice = std::get<Practice>(through(with(Practice{9, {1, 2, 3}})).value().body);
  CHECK(practice.kind == 9);
  CHECK(practice.body == Bytes{1, 2, 3});
  CHECK(std::get<Text>(through(with(Text{"Grüße"})).value().body).text == "Grüße");
}

TEST_CASE("content: damaged ones are refused or are another's one encoding") {
  SeededRandom random;
  for (int kind = 0; kind < body_kinds; ++kind) {
    auto content = any_content(random, kind);
    if (kind == 0) content.body = Text{"short"};
    if (kind == 8) content.body = Practice{3, {1, 2, 3}};
    if (kind == 9) content.body = Reply{MessageId{{7}}, "short"};
    if (kind == 10) content.body = Edit{MessageId{{7}}, "short"};
    const auto good = encode(content);
    const auto decode = [](const Bytes& in) { return decode_content(in); };
    test::sweep(good, decode);
    test::refuses_more_fields(good, decode);
  }
}

TEST_CASE(
    "content: a timer is carried by what a person says only, lasts from an hour to 366 days, and costs five bytes") {
  auto content = with(Text{"x"});
  const auto plain = encode(content).size();
  const auto taken = [&](std::uint32_t keep) {
    content.keep = keep;
    const auto out = through(content);
    return out && out->keep == keep;
  };
  CHECK(taken(0));
  CHECK(taken(limits::keep_min));
  CHECK(taken(limits::keep_max));
  CHECK(encode(content).size() == plain + 5);
  CHECK_FALSE(taken(1));
  CHECK_FALSE(taken(limits::keep_min - 1));
  CHECK_FALSE(taken(limits::keep_max + 1));
  CHECK(through(with(Keep{0})));
  CHECK_FALSE(through(with(Keep{limits::keep_min - 1})));
  CHECK_FALSE(through(with(Keep{limits::keep_max + 1})));
  content.body = Attachment{"a", 1, {}};
  CHECK(taken(limits::keep_min));
  content.body = Tombstone{};
  CHECK_FALSE(taken(limits::keep_min));
  auto full = with(Text{std::string(limits::text_part_max, 'x')});
  full.part = 15;
  full.parts = 16;
  full.seq = UINT64_MAX;
  full.time = {253'402'300'799'999};
  full.keep = limits::keep_max;
  CHECK(encode(full).size() <= limits::signal_plain_max);
}

TEST_CASE("content: part numbers that make no whole are refused") {
  auto content = with(Text{"x"});
  const auto refused = [&](std::uint32_t part, std::uint32_t parts) {
    content.part = part;
    content.parts = parts;
    return !through(content);
  };
  CHECK_FALSE(refused(0, 1));
  CHECK_FALSE(refused(15, 16));
  CHECK(refused(0, 0));
  CHECK(refused(1, 1));
  CHECK(refused(16, 16));
  CHECK(refused(0, 17));
  CHECK(refused(UINT32_MAX, UINT32_MAX));
  content.body = End{};
  CHECK_FALSE(refused(0, 1));
  CHECK(refused(0, 2));  // what is never long has no parts
  content.body = Tombstone{};
  CHECK_FALSE(refused(1, 2));
}

TEST_CASE("content: the message that a reply or an edit is about is named in the first part and in no other") {
  const MessageId id{{1, 2, 3}};
  auto content = with(Reply{id, "one"});
  content.parts = 2;
  CHECK(through(content));
  CHECK(std::get<Reply>(through(content)->body).quoted == id);
  content.part = 1;
  CHECK_FALSE(through(content));
  content.body = Reply{std::nullopt, "two"};
  CHECK(through(content));
  content.part = 0;
  CHECK_FALSE(through(content));
  content.body = Edit{std::nullopt, "two"};
  CHECK_FALSE(through(content));
  content.body = Edit{id, ""};
  CHECK_FALSE(through(content));
  content.body = Reaction{id, ""};
  CHECK_FALSE(through(content));  // a reaction has no parts
  content.parts = 1;
  CHECK(through(content));
  content.body = Reaction{id, std::string(limits::reaction_max + 1, 'x')};
  CHECK_FALSE(through(content));
}

TEST_CASE("content: an attachment has a name and a size within bounds, and says one of three words") {
  CHECK(through(with(Attachment{std::string(255, 'n'), limits::attachment_max, {}})));
  CHECK_FALSE(through(with(Attachment{std::string(256, 'n'), 1, {}})));
  CHECK_FALSE(through(with(Attachment{"", 1, {}})));
  CHECK_FALSE(through(with(Attachment{"\xc3", 1, {}})));
  CHECK_FALSE(through(with(Attachment{"n", 0, {}})));
  CHECK_FALSE(through(with(Attachment{"n", limits::attachment_max + 1, {}})));
  CHECK_FALSE(through(with(AttachmentSays{MessageId{{1}}, static_cast<AttachmentWord>(0)})));
  CHECK_FALSE(through(with(AttachmentSays{MessageId{{1}}, static_cast<AttachmentWord>(4)})));
}

TEST_CASE("content: a full part of a reply fits a Signal message with the largest values there are") {
  auto content = with(Reply{MessageId{{9}}, std::string(limits::text_part_max, 'x')});
  content.parts = 16;
  content.seq = UINT64_MAX;
  content.time = {253'402'300'799'999};
  CHECK(encode(content).size() <= limits::signal_plain_max);
  CHECK(through(content));
}

TEST_CASE("content: empty, over-long and invalid texts are refused") {
  CHECK_FALSE(through(with(Text{""})));
  CHECK(through(with(Text{std::string(limits::text_part_max, 'x')})));
  CHECK_FALSE(through(with(Text{std::string(limits::text_part_max + 1, 'x')})));
  for (const auto* bad : {"\xff", "\x80", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    CHECK_FALSE(through(with(Text{bad})));
}

TEST_CASE("content: a text of the full size, cut at bytes inside its characters, travels in sixteen parts") {
  SeededRandom random;
  for (const std::string character : {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    for (std::size_t shift = 0; shift < character.size(); ++shift) {
      std::string whole(shift, 'y');
      while (whole.size() + character.size() <= limits::text_max) whole += character;
      std::string arrived;
      for (std::uint32_t part = 0; part < limits::parts_max; ++part) {
        auto content = with(Text{whole.substr(part * limits::text_part_max, limits::text_part_max)});
        content.part = part;
        content.parts = limits::parts_max;
        const auto out = through(content);
        REQUIRE(out);
        arrived += std::get<Text>(out->body).text;
      }
      CHECK(arrived == whole);
    }
  }
  auto part = with(Text{"\xac"});
  part.parts = 3;
  CHECK_FALSE(through(part));  // the first part begins with a character
  part.part = 1;
  CHECK(through(part));
  part.body = Text{"\x80\x80\x80\x80"};
  CHECK_FALSE(through(part));  // no character is so long
  part.body = Text{"\xe2\x82"};
  CHECK(through(part));
  part.part = 2;
  CHECK_FALSE(through(part));  // the last part ends with one
  part.part = 1;
  part.body = Text{"a\xff"};
  CHECK_FALSE(through(part));
}

TEST_CASE("content: names, descriptors and times out of range are refused") {
  SeededRandom random;
  const auto descriptors = test::any_descriptors(random);
  CHECK(through(with(AnswerContent{{}, descriptors, std::string(64, 'n'), {}})));
  CHECK_FALSE(through(with(AnswerContent{{}, descriptors, std::string(65, 'n'), {}})));
  CHECK_FALSE(through(with(AnswerContent{{}, descriptors, "\xc3", {}})));
  CHECK_FALSE(through(with(AnswerContent{{}, {}, "n", {}})));
  CHECK_FALSE(through(with(Move{{}, 1})));
  CHECK_FALSE(through(with(Move{std::vector<Descriptor>(4, descriptors[0]), 1})));
  auto late = with(End{});
  late.time = {253'402'300'800'000};
  CHECK_FALSE(through(late));
  late.time = {-1};
  CHECK_FALSE(through(late));
}

TEST_CASE("content: a kind of a newer peer is named as newer, and can be acknowledged as refused") {
  SeededRandom random;
  pb::Content newer;
  const auto content = any_content(random, 0);
  const auto bytes = encode(content);
  REQUIRE(newer.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  newer.set_kind(static_cast<pb::Kind>(1000));
  newer.set_body("whatever it means");
  const auto text = newer.SerializeAsString();
  const auto out = decode_content(view_of(text));
  REQUIRE_FALSE(out);
  CHECK(out.error().code == Errc::newer_version);
  const auto head = head_of_newer(view_of(text));
  REQUIRE(head);
  CHECK(head->token == content.token);
  CHECK(head->id == content.id);
  CHECK(head->seq == content.seq);
  CHECK(head->part == content.part);
  CHECK_FALSE(head_of_newer(bytes));
  newer.set_token("short");
  CHECK_FALSE(head_of_newer(view_of(newer.SerializeAsString())));
  CHECK(decode_content(view_of(newer.SerializeAsString())).error().code == Errc::malformed);
}

TEST_CASE("content: what is too large or claims to be is refused without room for it") {
  const Bytes huge(limits::signal_plain_max + 1, 0x0a);
  const Bytes claim{0x42, 0xff, 0xff, 0xff, 0xff, 0x07};
  test::largest_allocation_since_last_asked();
  CHECK(decode_content(huge).error().code == Errc::limit);
  CHECK(decode_content(claim).error().code == Errc::malformed);
  CHECK(test::largest_allocation_since_last_asked() < 4096);
}

}  // namespace sotto::proto
