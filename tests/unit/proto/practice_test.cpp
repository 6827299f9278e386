#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/practice.hpp>

#include "samples.hpp"

namespace sotto::proto {
namespace {

Terms small_terms() {
  Terms out;
  out.carve_outs = {{"at-risk", "uk", 1, "A child or adult at risk.", Ground::required}};
  return out;
}
Label act() {
  Label out;
  out.code = LabelCode::step_in;
  out.onward = Onward::named;
  out.what = "what";
  out.whom = "whom";
  out.until = {1};
  return out;
}
OpinionOpen small_question() {
  OpinionOpen out;
  out.question.text = "Pause it?";
  out.question.options = {"Pause", "Go on"};
  out.question.participants = {ParticipantId{{1}}, ParticipantId{{2}}};
  out.you = {{2}};
  return out;
}
bool taken(const Said& said) { return static_cast<bool>(decode_said(encode(said))); }
bool taken(const Label& label) { return static_cast<bool>(decode_label(canonical_label(label))); }

}  // namespace

TEST_CASE("practice: every shortened and every flipped message is refused or means exactly what it says") {
  for (const auto& said : {Said{AgreementOffer{small_terms()}}, Said{ExchangeOffer{}}, Said{ExchangeRelabel{{}, act(), {}}},
                           Said{BoundaryReply{BoundaryChoice::shared, "words"}}, Said{small_question()},
                           Said{OpinionReveal{{}, {}, {}, 1, 2, "why"}}}) {
    const auto whole = encode(said);
    for (std::size_t size = 0; size < whole.body.size(); ++size) {
      const auto cut =
          decode_said({whole.kind, Bytes(whole.body.begin(), whole.body.begin() + static_cast<std::ptrdiff_t>(size))});
      if (cut) CHECK(encode(*cut).body.size() == size);
    }
    for (std::size_t at = 0; at < whole.body.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        auto flipped = whole;
        flipped.body[at] = static_cast<std::uint8_t>(flipped.body[at] ^ (1 << bit));
        const auto read = decode_said(flipped);
        if (read) CHECK(encode(*read).body == flipped.body);
      }
    }
  }
}

TEST_CASE("practice: a label that acts names what, whom and until when; the others name nobody") {
  CHECK(taken(act()));
  CHECK(taken(Label{}));
  for (int i = 0; i < 3; ++i) {
    auto bad = act();
    if (i == 0) bad.what.clear();
    if (i == 1) bad.whom.clear();
    if (i == 2) bad.until = {};
    CHECK_FALSE(taken(bad));
  }
  auto vault = act();
  vault.code = LabelCode::vault;
  CHECK_FALSE(taken(vault));
  Label retold;
  retold.onward = Onward::learning;  // the vault is never retold
  CHECK_FALSE(taken(retold));
  retold.code = LabelCode::think;
  CHECK(taken(retold));
  Label kept;
  kept.keep_days = limits_of_practice::keep_days_max + 1;
  CHECK_FALSE(taken(kept));
}

TEST_CASE("practice: terms without their chain, with doubled cards or with recording allowed are refused") {
  CHECK(taken(AgreementOffer{small_terms()}));
  for (int i = 0; i < 6; ++i) {
    auto bad = small_terms();
    if (i == 0) bad.version = 2;
    if (i == 1) bad.previous.emplace();
    if (i == 2) bad.carve_outs.push_back(bad.carve_outs.front());
    if (i == 3) bad.no_recording = false;
    if (i == 4) bad.standing = StandingVault{limits_of_practice::standing_open_max + 1, 1};
    if (i == 5) bad.purpose = std::string(limits_of_practice::paragraph_max + 1, 'x');
    CHECK_FALSE(taken(AgreementOffer{bad}));
  }
}

TEST_CASE("practice: an answer has the label or the reason that belongs to it, and nothing else") {
  CHECK(taken(ExchangeReply{{}, Consent::accept, Label{}, {}, 30}));
  CHECK_FALSE(taken(ExchangeReply{{}, Consent::accept, {}, {}, 30}));
  CHECK_FALSE(taken(ExchangeReply{{}, Consent::accept, Label{}, Reason::live, 30}));
  CHECK(taken(ExchangeReply{{}, Consent::decline, {}, Reason::live, 30}));
  CHECK_FALSE(taken(ExchangeReply{{}, Consent::decline, Label{}, Reason::live, 30}));
  CHECK_FALSE(taken(ExchangeReply{{}, Consent::decline, {}, {}, 30}));
  ExchangeOffer standing;
  standing.standing = true;
  CHECK(taken(standing));
  standing.label = act();
  CHECK_FALSE(taken(standing));  // nobody acts without having said so
}

TEST_CASE("practice: the largest text fits the parts of one message") {
  const auto whole = encode(ExchangeBody{{}, {}, {}, std::string(limits::text_max, 'x')});
  CHECK(whole.body.size() <= limits::practice_part_max * limits::parts_max);
  CHECK(decode_said(whole));
  CHECK_FALSE(taken(ExchangeBody{{}, {}, {}, std::string(limits::text_max + 1, 'x')}));
  CHECK_FALSE(taken(ExchangeBody{{}, {}, {}, ""}));
  Content content;
  content.seq = std::uint64_t{1} << 62;
  content.time = {253'402'300'799'999};
  content.part = content.parts = limits::parts_max;
  --content.part;
  content.body = Practice{~std::uint32_t{0}, Bytes(limits::practice_part_max)};
  CHECK(encode(content).size() <= limits::signal_plain_max);
}

TEST_CASE("practice: sizes are told in five steps") {
  CHECK(size_of(1) == Size::line);
  CHECK(size_of(280) == Size::line);
  CHECK(size_of(281) == Size::paragraph);
  CHECK(size_of(limits::text_max) == Size::long_text);
  CHECK(size_max(Size::page) == 4096);
}

TEST_CASE("practice: a question has one to four options that differ, and the one who asks is not the one asked") {
  CHECK(taken(small_question()));
  const auto but = [](auto&& change) {
    auto out = small_question();
    change(out);
    return taken(out);
  };
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.options.clear(); }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.options = {"a", "b", "c", "d", "e"}; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.options = {"a", "a"}; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.options = {""}; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.text.clear(); }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.text.assign(1201, 'x'); }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.scale = 1; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.scale = 11; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.keep_days = 367; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.participants.pop_back(); }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.question.participants.push_back({{1}}); }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.you = {{1}}; }));
  CHECK_FALSE(but([](OpinionOpen& o) { o.you = {{3}}; }));
  CHECK(taken(OpinionReveal{{}, {}, {}, 4, 10, ""}));
  CHECK_FALSE(taken(OpinionReveal{{}, {}, {}, 5, 0, ""}));
  CHECK_FALSE(taken(OpinionReveal{{}, {}, {}, 0, 11, ""}));
  CHECK_FALSE(taken(OpinionEnd{{}, OpinionEnding::withdrawn, Reason::live}));
  CHECK_FALSE(taken(OpinionEnd{{}, OpinionEnding::declined, {}}));
}

TEST_CASE("practice: the largest question fits one cell") {
  auto open = small_question();
  open.question.text.assign(1200, 'x');
  open.question.options = {std::string(300, 'a'), std::string(300, 'b'), std::string(300, 'c'), std::string(300, 'd')};
  open.question.scale = 10;
  open.question.deadline = {253'402'300'799'999};
  open.question.participants.clear();
  for (std::uint8_t i = 1; i <= 12; ++i) open.question.participants.push_back({{i}});
  CHECK(taken(open));
  CHECK(encode(open).body.size() <= limits::practice_part_max);
}

}  // namespace sotto::proto
