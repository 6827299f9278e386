// What the practice says: agreement, boundaries, labels and exchanges, schema/practice.proto. Carried in
// proto::Practice{kind, body}; a long one travels in parts. A decoder accepts exactly one encoding.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/proto/practice_session.hpp>

namespace sotto::proto {

using AgreementId = Id<struct AgreementIdTag, 16>;
using ExchangeId = Id<struct ExchangeIdTag, 16>;
using CaseTag = Id<struct CaseTagTag, 16>;  // random for each recipient: two buddies cannot compare them
using TermsHash = Id<struct TermsHashTag, 32>;
using Commitment = Id<struct CommitmentTag, 32>;

namespace limits_of_practice {
inline constexpr std::size_t code_max = 32;         // of a card or a pack, ASCII a-z 0-9 and hyphens
inline constexpr std::size_t line_max = 300;        // bytes of a short field: cadence, what, whom, a duty
inline constexpr std::size_t paragraph_max = 1200;  // bytes of a long one: purpose, a card
inline constexpr std::size_t cards_max = 24;
inline constexpr std::size_t duties_max = 8;
inline constexpr std::uint32_t keep_days_max = 366;
inline constexpr std::uint32_t standing_open_max = 10;
inline constexpr std::uint32_t standing_days_max = 90;
inline constexpr std::size_t own_options_max = 4;  // of a question; "not enough information" is always there as well
inline constexpr std::uint32_t scale_max = 10;
inline constexpr std::size_t participants_max = 12;
}  // namespace limits_of_practice

// ---- agreement ----
enum class Ground : std::uint8_t { required = 1, permitted = 2, rights = 3, depends = 4 };  // why it cannot be promised
struct CarveOut {
  std::string code;
  std::string pack;  // "uk", "us", "eu", "ie"
  std::uint32_t pack_version = 0;
  std::string text;  // in full, so that both sign the same words whatever version they run
  Ground ground = Ground::permitted;
  bool operator==(const CarveOut&) const = default;
};
struct StandingVault {  // vault offers are accepted by themselves, a few, for a while
  std::uint32_t max_open = 0;
  std::uint32_t max_days = 0;
  bool operator==(const StandingVault&) const = default;
};
// recorded: both hold the same words, and neither can prove it to anybody else. signed_copy: both want a copy that can
// be shown.
enum class Proof : std::uint8_t { recorded = 1, signed_copy = 2 };
inline constexpr std::string_view signing_card = "signed-copy";  // the card of the second; no carve-out has this code
struct Terms {
  AgreementId id;
  std::uint32_t version = 1;
  std::optional<TermsHash> previous;  // exactly when version > 1
  std::string purpose, cadence, structure;
  std::vector<CarveOut> carve_outs;  // their codes differ
  std::vector<std::string> duties;   // what one of the two must report because of their own job
  bool no_reidentify = true;         // nobody tries to recognise people, nobody records: not open to negotiation
  bool no_recording = true;
  std::uint32_t keep_days = 30;  // after an exchange has closed
  bool learning = false;         // may "help me think" be retold without names?
  std::optional<StandingVault> standing;
  std::string record, if_unsure, ending;
  Timestamp review_on;
  Proof proof = Proof::recorded;
  bool operator==(const Terms&) const = default;
};
struct AgreementOffer {
  Terms terms;
};
struct TermsSignature {  // of the terms and the date, by a key made for that and for nothing else
  ByteArray<32> key{};
  Timestamp date;
  ByteArray<64> signature{};
};
struct AgreementAccept {
  TermsHash hash;
  std::vector<std::string> ticks;                          // the code of every card, one by one
  std::optional<TermsSignature> signature = std::nullopt;  // exactly when the terms want a signed copy
};
struct AgreementPause {};
struct AgreementResume {
  std::uint32_t checks = 0;  // how many boundary checks of the other one have been heard: one may be on its way
};
struct AgreementEnd {
  bool purge_request = false;
};
enum class BoundaryReason : std::uint8_t { heard_back = 1, routine = 2, terms = 3, other = 4 };
struct BoundaryAsk {
  BoundaryReason reason = BoundaryReason::routine;
  std::optional<ExchangeId> exchange;
};
enum class BoundaryChoice : std::uint8_t { reconfirm = 1, shared = 2, unsure = 3, cannot = 4 };
struct BoundaryReply {
  BoundaryChoice choice = BoundaryChoice::reconfirm;
  std::string words;
};

// ---- labels and exchanges ----
enum class LabelCode : std::uint8_t { vault = 1, think = 2, influence = 3, step_in = 4 };  // strict to loose
enum class Onward : std::uint8_t { none = 1, learning = 2, named = 3 };
enum class Ask : std::uint8_t { reflect = 1, view = 2, both = 3 };
struct Label {
  LabelCode code = LabelCode::vault;
  Onward onward = Onward::none;
  std::uint32_t keep_days = 30;  // after it has closed
  std::string what, whom;        // of influence and step_in: what exactly, with whom, until when; else empty
  Timestamp until;
  Ask ask = Ask::reflect;
  bool operator==(const Label&) const = default;
};
enum class ExchangeKind : std::uint8_t { consult = 1, second = 2, crisis = 3, career = 4 };
enum class Topic : std::uint8_t {
  conduct = 1,
  capability,
  grievance,
  bullying,
  discrimination,
  absence,
  redundancy,
  exec_conduct,
  whistleblowing,
  pay,
  exit,
  unions,
  wellbeing,
  career,
};
inline constexpr std::uint32_t topics = 14;
enum class Size : std::uint8_t { line = 1, paragraph, page, pages, long_text };  // 280, 1,024, 4,096, 16,384, 57,344
std::size_t size_max(Size size);
Size size_of(std::size_t bytes);
enum class Checked : std::uint8_t { unchecked = 1, clean = 2, kept_some = 3 };
struct ExchangeOffer {
  ExchangeId exchange;
  Label label;
  ExchangeKind kind = ExchangeKind::consult;
  Topic topic = Topic::conduct;
  Size size = Size::line;
  Checked check = Checked::unchecked;
  Commitment commitment;
  CaseTag case_tag;
  bool standing = false;  // the body follows at once: the agreement grants it
};
enum class Consent : std::uint8_t { accept = 1, counter = 2, decline = 3 };
enum class Reason : std::uint8_t { conflict = 1, must_report = 2, not_my_area = 3, not_now = 4, live = 5 };
struct ExchangeReply {
  ExchangeId exchange;
  Consent answer = Consent::accept;
  std::optional<Label> label;    // accept: the one that was offered; counter: another; decline: none
  std::optional<Reason> reason;  // of decline only
  std::uint32_t keep_days = 30;  // the shorter of the two sides counts
};
struct ExchangeBody {
  ExchangeId exchange;
  ByteArray<32> label_hash{};  // of the label that both agreed to
  ByteArray<32> nonce{};
  std::string text;
};
struct ExchangeRelabel {
  ExchangeId exchange;
  Label label;
  ByteArray<32> before{};  // label_hash of the label that it was decided upon
};
enum class Ending : std::uint8_t { closed = 1, withdrawn = 2 };
struct ExchangeEnd {
  ExchangeId exchange;
  Ending how = Ending::closed;
};
struct HoldNote {};  // "please do not delete"; no reason

// ---- second opinions ----
using OpinionId = Id<struct OpinionIdTag, 16>;
using QuestionHash = Id<struct QuestionHashTag, 32>;
struct Question {  // the same bytes for everybody who is asked
  OpinionId opinion;
  Topic topic = Topic::conduct;
  std::string text;
  std::vector<std::string> options;  // choice 1 and on; choice 0 is "not enough information" and is always there
  std::uint32_t scale = 0;           // 0: none; else a view says how sure, from 1 to this
  Timestamp deadline;
  std::uint32_t keep_days = 30;             // after it was opened up
  std::vector<ParticipantId> participants;  // they differ; the first one asks
  bool operator==(const Question&) const = default;
};
struct OpinionOpen {
  Question question;
  ParticipantId you;
  CaseTag case_tag;
  Commitment seal;  // of whoever asks: their view is fixed before anybody sees the question
};
struct OpinionSeal {
  OpinionId opinion;
  ParticipantId participant;
  QuestionHash question;  // what was asked, options and all
  Commitment seal;
  std::uint32_t keep_days = 30;  // the shortest of all counts
};
struct OpinionReveal {
  OpinionId opinion;
  ParticipantId participant;
  ByteArray<32> nonce{};
  std::uint32_t choice = 0;
  std::uint32_t sure = 0;  // exactly when the question has a scale
  std::string why;
};
enum class OpinionEnding : std::uint8_t { withdrawn = 1, declined = 2 };
struct OpinionEnd {
  OpinionId opinion;
  OpinionEnding how = OpinionEnding::withdrawn;
  std::optional<Reason> reason;  // of declined only
};

using Said = std::variant<AgreementOffer, AgreementAccept, AgreementPause, AgreementResume, AgreementEnd, BoundaryAsk,
                          BoundaryReply, ExchangeOffer, ExchangeReply, ExchangeBody, ExchangeRelabel, ExchangeEnd,
                          HoldNote, SessionInvite, SessionReply, SessionStart, SessionClock, SessionPause,
                          SessionExtend, SessionEnd, CrisisAvailable, CrisisPing, CrisisTake, CrisisAnswer,
                          CrisisCheckIn, OpinionOpen, OpinionSeal, OpinionReveal, OpinionEnd>;

Practice encode(const Said& said);
Result<Said> decode_said(const Practice& practice);  // malformed; newer_version: a kind that a newer peer knows

Bytes canonical_terms(const Terms& terms);  // what the hash of the terms is taken of
Result<Terms> decode_terms(ByteView bytes);
Bytes canonical_label(const Label& label);
Result<Label> decode_label(ByteView bytes);
Bytes canonical_question(const Question& question);
Result<Question> decode_question(ByteView bytes);

}  // namespace sotto::proto
