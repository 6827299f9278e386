#include <algorithm>
#include <array>

#include <sotto/base/limits.hpp>
#include <sotto/proto/practice.hpp>

#include "practice.pb.h"
#include "practice_opinion.hpp"
#include "practice_pieces.hpp"
#include "practice_session.hpp"

namespace sotto::proto {
namespace {

namespace pb = sotto::wire::v1;
namespace most = limits_of_practice;

constexpr Literal practice_bad = "practice: a field that is unknown, missing or out of range";

bool is_code(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= most::code_max && std::all_of(text.begin(), text.end(), fits);
}

// ---- terms ----
void fill(pb::Terms& out, const Terms& in) {
  out.set_id(raw(in.id.view()));
  out.set_version(in.version);
  if (in.previous) out.set_previous(raw(in.previous->view()));
  out.set_purpose(in.purpose);
  out.set_cadence(in.cadence);
  out.set_structure(in.structure);
  for (const auto& card : in.carve_outs) {
    auto& to = *out.add_carve_outs();
    to.set_code(card.code);
    to.set_pack(card.pack);
    to.set_pack_version(card.pack_version);
    to.set_text(card.text);
    to.set_ground(number(card.ground));
  }
  for (const auto& duty : in.duties) out.add_duties(duty);
  out.set_no_reidentify(in.no_reidentify);
  out.set_no_recording(in.no_recording);
  out.set_keep_days(in.keep_days);
  out.set_learning(in.learning);
  if (in.standing) {
    out.mutable_standing()->set_max_open(in.standing->max_open);
    out.mutable_standing()->set_max_days(in.standing->max_days);
  }
  out.set_record(in.record);
  out.set_if_unsure(in.if_unsure);
  out.set_ending(in.ending);
  out.set_review_on(number(in.review_on));
  out.set_proof(number(in.proof));
}

bool read_cards(const pb::Terms& in, Terms& out) {
  if (static_cast<std::size_t>(in.carve_outs_size()) > most::cards_max) return false;
  std::vector<std::string> codes;
  for (const auto& from : in.carve_outs()) {
    CarveOut card;
    if (!is_code(from.code()) || !is_code(from.pack()) || from.pack_version() == 0) return false;
    card.code = from.code();
    if (card.code == signing_card) return false;
    card.pack = from.pack();
    card.pack_version = from.pack_version();
    if (from.text().empty() || !read_text(from.text(), most::paragraph_max, card.text)) return false;
    if (!read_choice(from.ground(), Ground::depends, card.ground)) return false;
    codes.push_back(card.code);
    out.carve_outs.push_back(std::move(card));
  }
  if (static_cast<std::size_t>(in.duties_size()) > most::duties_max) return false;
  for (const auto& duty : in.duties()) {
    if (duty.empty() || !read_text(duty, most::line_max, out.duties.emplace_back())) return false;
  }
  return all_differ(std::move(codes));
}

bool read_words(const pb::Terms& in, Terms& out) {
  return read_text(in.purpose(), most::paragraph_max, out.purpose) &&
         read_text(in.cadence(), most::line_max, out.cadence) &&
         read_text(in.structure(), most::line_max, out.structure) &&
         read_text(in.record(), most::paragraph_max, out.record) &&
         read_text(in.if_unsure(), most::paragraph_max, out.if_unsure) &&
         read_text(in.ending(), most::paragraph_max, out.ending);
}

bool read_standing(const pb::Terms& in, Terms& out) {
  if (!in.has_standing()) return true;
  out.standing = StandingVault{in.standing().max_open(), in.standing().max_days()};
  return out.standing->max_open >= 1 && out.standing->max_open <= most::standing_open_max &&
         out.standing->max_days >= 1 && out.standing->max_days <= most::standing_days_max;
}

bool read_terms(const pb::Terms& in, Terms& out) {
  if (!read(in.id(), out.id) || in.version() == 0 || !read(in.previous(), out.previous)) return false;
  out.version = in.version();
  out.no_reidentify = in.no_reidentify();
  out.no_recording = in.no_recording();
  out.keep_days = in.keep_days();
  out.learning = in.learning();
  return out.no_reidentify && out.no_recording && (out.version > 1) == out.previous.has_value() &&
         read_words(in, out) && read_cards(in, out) && out.keep_days <= most::keep_days_max && read_standing(in, out) &&
         read_time(in.review_on(), out.review_on) && read_choice(in.proof(), Proof::signed_copy, out.proof);
}

// ---- labels ----
void fill(pb::Label& out, const Label& in) {
  out.set_code(number(in.code));
  out.set_onward(number(in.onward));
  out.set_keep_days(in.keep_days);
  out.set_what(in.what);
  out.set_whom(in.whom);
  out.set_until(number(in.until));
  out.set_ask(number(in.ask));
}

// Acting needs what exactly, with whom and until when; the stricter labels name nobody.
bool whole(const Label& label) {
  const bool acts = label.code >= LabelCode::influence;
  const bool named = !label.what.empty() && !label.whom.empty() && label.until.ms > 0;
  const bool unnamed = label.what.empty() && label.whom.empty() && label.until.ms == 0;
  const bool onward = acts                             ? label.onward == Onward::named
                      : label.code == LabelCode::think ? label.onward != Onward::named
                                                       : label.onward == Onward::none;
  return onward && (acts ? named : unnamed) && label.keep_days <= most::keep_days_max;
}

bool read_label(const pb::Label& in, Label& out) {
  if (!read_choice(in.code(), LabelCode::step_in, out.code) || !read_choice(in.onward(), Onward::named, out.onward) ||
      !read_choice(in.ask(), Ask::both, out.ask) || !read_text(in.what(), most::line_max, out.what) ||
      !read_text(in.whom(), most::line_max, out.whom) || !read_time(in.until(), out.until)) {
    return false;
  }
  out.keep_days = in.keep_days();
  return whole(out);
}

// ---- what is said -> bytes ----
Bytes bytes_of(const AgreementOffer& in) { return canonical_terms(in.terms); }
Bytes bytes_of(const AgreementAccept& in) {
  pb::AgreementAccept out;
  out.set_hash(raw(in.hash.view()));
  for (const auto& tick : in.ticks) out.add_ticks(tick);
  if (in.signature) {
    out.mutable_signature()->set_key(raw(in.signature->key));
    out.mutable_signature()->set_date(number(in.signature->date));
    out.mutable_signature()->set_signature(raw(in.signature->signature));
  }
  return serialize(out);
}
Bytes bytes_of(const AgreementPause&) { return {}; }
Bytes bytes_of(const AgreementResume& in) {
  pb::AgreementResume out;
  out.set_checks(in.checks);
  return serialize(out);
}
Bytes bytes_of(const AgreementEnd& in) {
  pb::AgreementEnd out;
  out.set_purge_request(in.purge_request);
  return serialize(out);
}
Bytes bytes_of(const BoundaryAsk& in) {
  pb::BoundaryAsk out;
  out.set_reason(number(in.reason));
  if (in.exchange) out.set_exchange(raw(in.exchange->view()));
  return serialize(out);
}
Bytes bytes_of(const BoundaryReply& in) {
  pb::BoundaryReply out;
  out.set_choice(number(in.choice));
  out.set_words(in.words);
  return serialize(out);
}
Bytes bytes_of(const ExchangeOffer& in) {
  pb::ExchangeOffer out;
  out.set_exchange(raw(in.exchange.view()));
  fill(*out.mutable_label(), in.label);
  out.set_kind(number(in.kind));
  out.set_topic(number(in.topic));
  out.set_size(number(in.size));
  out.set_check(number(in.check));
  out.set_commitment(raw(in.commitment.view()));
  out.set_case_tag(raw(in.case_tag.view()));
  out.set_standing(in.standing);
  return serialize(out);
}
Bytes bytes_of(const ExchangeReply& in) {
  pb::ExchangeReply out;
  out.set_exchange(raw(in.exchange.view()));
  out.set_answer(number(in.answer));
  if (in.label) fill(*out.mutable_label(), *in.label);
  if (in.reason) out.set_reason(number(*in.reason));
  out.set_keep_days(in.keep_days);
  return serialize(out);
}
Bytes bytes_of(const ExchangeBody& in) {
  pb::ExchangeBody out;
  out.set_exchange(raw(in.exchange.view()));
  out.set_label_hash(raw(in.label_hash));
  out.set_nonce(raw(in.nonce));
  out.set_text(in.text);
  return serialize(out);
}
Bytes bytes_of(const ExchangeRelabel& in) {
  pb::ExchangeRelabel out;
  out.set_exchange(raw(in.exchange.view()));
  fill(*out.mutable_label(), in.label);
  out.set_before(raw(in.before));
  return serialize(out);
}
Bytes bytes_of(const ExchangeEnd& in) {
  pb::ExchangeEnd out;
  out.set_exchange(raw(in.exchange.view()));
  out.set_how(number(in.how));
  return serialize(out);
}
Bytes bytes_of(const HoldNote&) { return {}; }

// ---- bytes -> what is said; nullopt: nothing that this kind allows ----
template <class Type>
std::optional<Said> read_nothing(ByteView bytes) {
  if (!bytes.empty()) return std::nullopt;
  return Type{};
}
std::optional<Said> read_agreement_offer(ByteView bytes) {
  pb::Terms in;
  AgreementOffer out;
  if (!parse(in, bytes) || !read_terms(in, out.terms)) return std::nullopt;
  return out;
}
bool read_signature(const pb::TermsSignature& in, TermsSignature& out) {
  return read(in.key(), out.key) && read_time(in.date(), out.date) && read(in.signature(), out.signature);
}
std::optional<Said> read_agreement_accept(ByteView bytes) {
  pb::AgreementAccept in;
  AgreementAccept out;
  if (!parse(in, bytes) || !read(in.hash(), out.hash)) return std::nullopt;
  if (static_cast<std::size_t>(in.ticks_size()) > most::cards_max + most::duties_max + 1) return std::nullopt;
  for (const auto& tick : in.ticks()) {
    if (!is_code(tick)) return std::nullopt;
    out.ticks.push_back(tick);
  }
  if (!all_differ(out.ticks)) return std::nullopt;
  if (in.has_signature() && !read_signature(in.signature(), out.signature.emplace())) return std::nullopt;
  return out;
}
std::optional<Said> read_agreement_resume(ByteView bytes) {
  pb::AgreementResume in;
  if (!parse(in, bytes)) return std::nullopt;
  return AgreementResume{in.checks()};
}
std::optional<Said> read_agreement_end(ByteView bytes) {
  pb::AgreementEnd in;
  if (!parse(in, bytes)) return std::nullopt;
  return AgreementEnd{in.purge_request()};
}
std::optional<Said> read_boundary_ask(ByteView bytes) {
  pb::BoundaryAsk in;
  BoundaryAsk out;
  if (!parse(in, bytes) || !read_choice(in.reason(), BoundaryReason::other, out.reason) ||
      !read(in.exchange(), out.exchange)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Said> read_boundary_reply(ByteView bytes) {
  pb::BoundaryReply in;
  BoundaryReply out;
  if (!parse(in, bytes) || !read_choice(in.choice(), BoundaryChoice::cannot, out.choice) ||
      !read_text(in.words(), most::paragraph_max, out.words)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Said> read_offer(ByteView bytes) {
  pb::ExchangeOffer in;
  ExchangeOffer out;
  if (!parse(in, bytes) || !read(in.exchange(), out.exchange) || !read_label(in.label(), out.label) ||
      !read_choice(in.kind(), ExchangeKind::career, out.kind) || !read_choice(in.topic(), Topic::career, out.topic) ||
      !read_choice(in.size(), Size::long_text, out.size) || !read_choice(in.check(), Checked::kept_some, out.check) ||
      !read(in.commitment(), out.commitment) || !read(in.case_tag(), out.case_tag)) {
    return std::nullopt;
  }
  out.standing = in.standing();
  if (out.standing && out.label.code != LabelCode::vault) return std::nullopt;
  return out;
}
std::optional<Said> read_reply(ByteView bytes) {
  pb::ExchangeReply in;
  ExchangeReply out;
  if (!parse(in, bytes) || !read(in.exchange(), out.exchange) ||
      !read_choice(in.answer(), Consent::decline, out.answer)) {
    return std::nullopt;
  }
  if (in.has_label() && !read_label(in.label(), out.label.emplace())) return std::nullopt;
  if (in.reason() != 0 && !read_choice(in.reason(), Reason::live, out.reason.emplace())) return std::nullopt;
  out.keep_days = in.keep_days();
  const bool declines = out.answer == Consent::decline;
  if (out.label.has_value() == declines || out.reason.has_value() != declines || out.keep_days > most::keep_days_max) {
    return std::nullopt;
  }
  return out;
}
std::optional<Said> read_body(ByteView bytes) {
  pb::ExchangeBody in;
  ExchangeBody out;
  if (!parse(in, bytes) || !read(in.exchange(), out.exchange) || !read(in.label_hash(), out.label_hash) ||
      !read(in.nonce(), out.nonce) || in.text().empty() || !read_text(in.text(), limits::text_max, out.text)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Said> read_relabel(ByteView bytes) {
  pb::ExchangeRelabel in;
  ExchangeRelabel out;
  if (!parse(in, bytes) || !read(in.exchange(), out.exchange) || !read_label(in.label(), out.label) ||
      !read(in.before(), out.before)) {
    return std::nullopt;
  }
  return out;
}
std::optional<Said> read_end(ByteView bytes) {
  pb::ExchangeEnd in;
  ExchangeEnd out;
  if (!parse(in, bytes) || !read(in.exchange(), out.exchange) || !read_choice(in.how(), Ending::withdrawn, out.how)) {
    return std::nullopt;
  }
  return out;
}

// The number of a kind never changes its meaning; the order is that of `Said`.
struct Kind {
  std::uint32_t number;
  std::optional<Said> (*read)(ByteView bytes);
};
constexpr std::array kinds{
    Kind{1, read_agreement_offer},
    Kind{2, read_agreement_accept},
    Kind{3, read_nothing<AgreementPause>},
    Kind{4, read_agreement_resume},
    Kind{5, read_agreement_end},
    Kind{6, read_boundary_ask},
    Kind{7, read_boundary_reply},
    Kind{16, read_offer},
    Kind{17, read_reply},
    Kind{18, read_body},
    Kind{19, read_relabel},
    Kind{20, read_end},
    Kind{21, read_nothing<HoldNote>},
    Kind{32, read_session_invite},
    Kind{33, read_session_reply},
    Kind{34, read_session_start},
    Kind{35, read_session_clock},
    Kind{36, read_session_pause},
    Kind{37, read_session_extend},
    Kind{38, read_session_end},
    Kind{48, read_crisis_available},
    Kind{49, read_crisis_ping},
    Kind{50, read_crisis_take},
    Kind{51, read_crisis_answer},
    Kind{52, read_crisis_check_in},
    Kind{64, read_opinion_open},
    Kind{65, read_opinion_seal},
    Kind{66, read_opinion_reveal},
    Kind{67, read_opinion_end},
};
static_assert(kinds.size() == std::variant_size_v<Said>);

constexpr std::array<std::size_t, 5> size_limits{280, 1024, 4096, 16'384, limits::text_max};

}  // namespace

std::size_t size_max(Size size) { return size_limits.at(static_cast<std::size_t>(size) - 1); }

Size size_of(std::size_t bytes) {
  std::size_t index = 0;
  while (index + 1 < size_limits.size() && bytes > size_limits.at(index)) ++index;
  return static_cast<Size>(index + 1);
}

Practice encode(const Said& said) {
  return {kinds.at(said.index()).number, std::visit([](const auto& value) { return bytes_of(value); }, said)};
}

Result<Said> decode_said(const Practice& practice) {
  if (practice.body.size() > limits::practice_part_max * limits::parts_max) {
    return Error{Errc::limit, "practice: too large"};
  }
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) { return k.number == practice.kind; });
  if (kind == kinds.end()) return Error{Errc::newer_version, "practice: of a kind a newer version knows"};
  auto said = kind->read(practice.body);
  if (!said || !equal(encode(*said).body, practice.body)) return Error{Errc::malformed, practice_bad};
  return std::move(*said);
}

Bytes canonical_terms(const Terms& terms) {
  pb::Terms out;
  fill(out, terms);
  return serialize(out);
}

Result<Terms> decode_terms(ByteView bytes) {
  auto said = decode_said({1, to_bytes(bytes)});
  if (!said) return said.error();
  return std::get<AgreementOffer>(std::move(*said)).terms;
}

Bytes canonical_label(const Label& label) {
  pb::Label out;
  fill(out, label);
  return serialize(out);
}

Result<Label> decode_label(ByteView bytes) {
  pb::Label in;
  Label out;
  if (bytes.size() > most::line_max * 3 || !parse(in, bytes) || !read_label(in, out) ||
      !equal(canonical_label(out), bytes)) {
    return Error{Errc::malformed, practice_bad};
  }
  return out;
}

}  // namespace sotto::proto
