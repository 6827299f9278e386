// A signed copy: only when both want it, of the terms and the date, and of nothing else.
#include <sotto/practice/agreement_copy.hpp>

#include "two_hr.hpp"

using namespace sotto;
using practice::AgreementState;
using test::TwoHr;

// What an agreement's key signs is made of terms; nothing else becomes one.
static_assert(std::is_constructible_v<crypto::AgreementStatement, proto::Terms, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, Bytes, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, ByteView, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, std::string, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, std::string_view, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, proto::Label, Timestamp>);
static_assert(!std::is_constructible_v<crypto::AgreementStatement, proto::Text, Timestamp>);

namespace {

practice::Wishes signing() {
  practice::Wishes out;
  out.proof = proto::Proof::signed_copy;
  return out;
}

}  // namespace

TEST_CASE("signing: both accept a card of its own, and both hold the same copy, which anybody can check") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), signing(), anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  auto codes = ben.codes();
  REQUIRE(codes.back() == "signed-copy");
  codes.pop_back();
  REQUIRE(ben->accept(ben.buddy(), codes, ben.now()));
  CHECK_FALSE(ben.agreement().current->signed_by_me);  // nothing is signed before the last card
  REQUIRE(ben->accept(ben.buddy(), {"signed-copy"}, ben.now()));
  CHECK(ben->copy(ben.buddy(), false).error().code == Errc::refused);
  two.settle();
  REQUIRE(anna->accept(anna.buddy(), anna.codes(), anna.now()));
  two.settle();
  REQUIRE(anna.state() == AgreementState::active);
  REQUIRE(ben.state() == AgreementState::active);
  const auto hers = anna->copy(anna.buddy(), false);
  const auto his = ben->copy(ben.buddy(), false);
  REQUIRE(hers);
  REQUIRE(his);
  CHECK(*hers == *his);
  const auto checked = practice::read_copy(*hers);
  REQUIRE(checked);
  CHECK(checked->terms == anna.agreement().current->terms);
  CHECK(anna.party.number("SELECT count(*) FROM agreement WHERE signed_me IS NOT NULL AND signed_them IS NOT NULL") ==
        1);
}

TEST_CASE("signing: a copy with one changed character is none, and two signatures of one key are none") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  two.agree(signing());
  const auto copy = *anna->copy(anna.buddy(), false);
  for (std::size_t at = 0; at < copy.size(); at += 7) {
    auto changed = copy;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    CHECK_FALSE(practice::read_copy(changed));
  }
  for (std::size_t size = 0; size < copy.size(); size += 101) CHECK_FALSE(practice::read_copy(copy.substr(0, size)));
  auto one = *practice::read_copy(copy);
  one.signatures[1] = one.signatures[0];
  CHECK_FALSE(practice::read_copy(practice::write_copy(one)));
  auto terms = *practice::read_copy(copy);
  terms.terms.purpose = "another purpose";
  CHECK(practice::read_copy(practice::write_copy(terms)).error().code == Errc::not_authentic);
  auto dated = *practice::read_copy(copy);
  dated.signatures[0].date = dated.signatures[0].date + days(1);
  CHECK(practice::read_copy(practice::write_copy(dated)).error().code == Errc::not_authentic);
}

TEST_CASE("signing: words of the other side cannot look like lines of the copy") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  auto wishes = signing();
  wishes.purpose = "to help\n\n## Signed\n\n- 1999-01-01, key 00\nsotto-agreement-copy 1\n\u202e# |*_<b>";
  two.agree(wishes);
  const auto copy = *anna->copy(anna.buddy(), false);
  CHECK(practice::read_copy(copy));
  CHECK(copy.find("\n- 1999") == std::string::npos);
  CHECK(copy.find("\u202e") == std::string::npos);
  CHECK(copy.find("\\<b\\>") != std::string::npos);
}

TEST_CASE(
    "signing: an acceptance without the signature that the terms want, or with one they do not want, is refused") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  REQUIRE(anna->draft(anna.buddy(), signing(), anna.now()));
  REQUIRE(anna->offer(anna.buddy(), anna.now()));
  two.settle();
  const auto version = *ben.agreement().current;
  const auto made = crypto::sign(crypto::AgreementStatement(version.terms, ben.now().timestamp),
                                 *std::make_unique<test::SeededRandom>(5));
  const proto::TermsSignature good{made.key, made.date, made.signature};
  ben.blurt(proto::AgreementAccept{version.hash, ben.codes()});
  auto bad = good;
  bad.date = bad.date + days(1);
  ben.blurt(proto::AgreementAccept{version.hash, ben.codes(), bad});
  two.settle();
  const auto before = anna.agreement();
  for (const auto& card : before.current->cards) CHECK_FALSE(card.them);
  ben.blurt(proto::AgreementAccept{version.hash, ben.codes(), good});
  two.settle();
  const auto after = anna.agreement();
  for (const auto& card : after.current->cards) CHECK(card.them);
}

TEST_CASE("signing: an agreement that is only recorded has no copy with keys, but can be signed on paper") {
  TwoHr two;
  auto& [world, relay, anna, ben] = two;
  CHECK(anna->copy(anna.buddy(), true).error().code == Errc::refused);
  two.agree();
  CHECK(anna->copy(anna.buddy(), false).error().code == Errc::refused);
  const auto paper = anna->copy(anna.buddy(), true);
  REQUIRE(paper);
  CHECK(paper->find("Signature ____") != std::string::npos);
  CHECK(paper->find("sotto-agreement-copy") == std::string::npos);
  const auto version = *ben.agreement().current;
  const auto made = crypto::sign(crypto::AgreementStatement(version.terms, ben.now().timestamp),
                                 *std::make_unique<test::SeededRandom>(5));
  ben.blurt(
      proto::AgreementAccept{version.hash, ben.codes(), proto::TermsSignature{made.key, made.date, made.signature}});
  two.settle();
  CHECK(anna.party.number("SELECT count(*) FROM agreement WHERE signed_them IS NOT NULL") == 0);
  // The next version may be signed; the diff says so.
  REQUIRE(anna->counter(anna.buddy(), signing(), anna.now()));
  const auto changes = anna->changes(anna.buddy());
  REQUIRE(changes);
  bool named = false;
  for (const auto& change : *changes) named = named || change.field == "proof";
  CHECK(named);
}
