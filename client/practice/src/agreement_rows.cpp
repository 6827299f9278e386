#include "agreement_rows.hpp"

#include <algorithm>

#include <sotto/crypto/kdf.hpp>
#include <sotto/practice/packs.hpp>

#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr Literal columns =
    "SELECT row, terms, hash, mine, phase, ticks, accepted_me, accepted_them, active_at, signed_me, signed_them FROM "
    "agreement "
    "WHERE buddy = ? AND phase = ? ORDER BY row DESC LIMIT 1";
constexpr Literal columns_by_hash =
    "SELECT row, terms, hash, mine, phase, ticks, accepted_me, accepted_them, active_at, signed_me, signed_them FROM "
    "agreement "
    "WHERE buddy = ? AND hash = ?";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

constexpr std::size_t signed_size = 32 + 8 + 64;  // key, date (u64be), signature

std::optional<crypto::AgreementSignature> signature_of(ByteView bytes) {
  if (bytes.size() != signed_size) return std::nullopt;
  crypto::AgreementSignature out;
  out.key = *exactly<32>(bytes.first(32));
  for (const auto byte : bytes.subspan(32, 8)) out.date.ms = out.date.ms << 8 | byte;
  out.signature = *exactly<64>(bytes.subspan(40));
  return out;
}

std::optional<AgreementRow> read_row(store::Transaction& tx, store::Row& row) {
  if (!row.next()) return std::nullopt;
  AgreementRow out;
  out.row = row.integer(0);
  auto terms = proto::decode_terms(row.blob(1));
  if (!terms) {
    tx.fail({Errc::damaged, words::damaged_agreement});
    return std::nullopt;
  }
  out.terms = std::move(*terms);
  out.hash = row.id<proto::TermsHash>(2);
  out.mine = row.flag(3);
  out.phase = static_cast<Phase>(row.integer(4));
  out.ticks = lines_of(row.text(5));
  out.accepted_me = row.flag(6);
  out.accepted_them = row.flag(7);
  out.active_at = {row.integer(8)};
  if (!row.null(9)) out.signed_me = signature_of(row.blob(9));
  if (!row.null(10)) out.signed_them = signature_of(row.blob(10));
  return out;
}

std::string duty_code(std::size_t index) { return "duty-" + std::to_string(index + 1); }

Status take_pack(proto::Terms& terms, const Wishes& wishes) {
  if (!wishes.pack && wishes.with.empty() && wishes.without.empty()) return ok();
  const std::string code = wishes.pack                ? *wishes.pack
                           : terms.carve_outs.empty() ? std::string("uk")
                                                      : terms.carve_outs.front().pack;
  const Pack* pack = find_pack(code);
  if (pack == nullptr) return Error{Errc::usage, words::no_pack};
  const auto listed = [](const std::vector<std::string>& codes, const std::string& one) {
    return std::find(codes.begin(), codes.end(), one) != codes.end();
  };
  if (wishes.pack) {
    terms.carve_outs.clear();
    for (const auto& card : pack->cards) {
      if (!card.addon) terms.carve_outs.push_back(card.card);
    }
  }
  for (const auto& wanted : wishes.with) {
    const auto card = std::find_if(pack->cards.begin(), pack->cards.end(),
                                   [&](const PackCard& candidate) { return candidate.card.code == wanted; });
    if (card == pack->cards.end()) return Error{Errc::usage, words::no_such_card};
    std::erase_if(terms.carve_outs, [&](const proto::CarveOut& there) { return there.code == wanted; });
    terms.carve_outs.push_back(card->card);
  }
  std::erase_if(terms.carve_outs, [&](const proto::CarveOut& card) { return listed(wishes.without, card.code); });
  return ok();
}

}  // namespace

std::optional<AgreementRow> find_agreement(store::Transaction& tx, const BuddyId& buddy, Phase phase) {
  auto row = tx.query(columns, buddy, phase);
  return read_row(tx, row);
}

std::optional<AgreementRow> find_version(store::Transaction& tx, const BuddyId& buddy, const proto::TermsHash& hash) {
  auto row = tx.query(columns_by_hash, buddy, hash);
  return read_row(tx, row);
}

void insert_version(store::Transaction& tx, const BuddyId& buddy, const proto::Terms& terms, bool mine, Phase phase) {
  tx.run("INSERT INTO agreement(buddy, hash, version, terms, mine, phase) VALUES(?, ?, ?, ?, ?, ?)", buddy,
         hash_of(terms), terms.version, proto::canonical_terms(terms), mine, phase);
}

Bytes signature_bytes(const crypto::AgreementSignature& signature) {
  Bytes out = to_bytes(signature.key);
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(signature.date.ms) >> shift));
  }
  append(out, signature.signature);
  return out;
}

void set_phase(store::Transaction& tx, std::int64_t row, Phase phase) {
  tx.run("UPDATE agreement SET phase = ? WHERE row = ?", phase, row);
}

proto::TermsHash hash_of(const proto::Terms& terms) {
  // H takes inputs of up to 65,535 bytes; terms are below 60,000.
  return {crypto::hash("terms", {proto::canonical_terms(terms)})};
}

std::vector<std::string> card_codes(const proto::Terms& terms) {
  std::vector<std::string> out;
  for (const auto& card : terms.carve_outs) out.push_back(card.code);
  for (std::size_t i = 0; i < terms.duties.size(); ++i) out.push_back(duty_code(i));
  if (terms.proof == proto::Proof::signed_copy) out.emplace_back(proto::signing_card);
  return out;
}

Version version_of(const AgreementRow& row) {
  Version out{row.terms, row.hash, row.mine, {}, row.signed_me.has_value(), row.signed_them.has_value()};
  const auto mine = [&](const std::string& code) {
    return row.accepted_me || std::find(row.ticks.begin(), row.ticks.end(), code) != row.ticks.end();
  };
  for (const auto& card : row.terms.carve_outs) {
    out.cards.push_back({card.code, card.text, mine(card.code), row.accepted_them});
  }
  for (std::size_t i = 0; i < row.terms.duties.size(); ++i) {
    out.cards.push_back({duty_code(i), row.terms.duties[i], mine(duty_code(i)), row.accepted_them});
  }
  if (row.terms.proof == proto::Proof::signed_copy) {
    const std::string code(proto::signing_card);
    out.cards.push_back({code, say(words::signing_card), mine(code), row.accepted_them});
  }
  return out;
}

proto::Terms first_terms(Random& random, Timestamp now) {
  proto::Terms out;
  out.id = random.id<proto::AgreementId>();
  out.purpose = say(words::terms_purpose);
  out.cadence = say(words::terms_cadence);
  out.structure = say(words::terms_structure);
  out.record = say(words::terms_record);
  out.if_unsure = say(words::terms_if_unsure);
  out.ending = say(words::terms_ending);
  out.review_on = now + review_after;
  return out;
}

Result<proto::Terms> with_wishes(proto::Terms terms, const Wishes& wishes) {
  if (const auto taken = take_pack(terms, wishes); !taken) return taken.error();
  const auto set = [](auto& field, const auto& wish) {
    if (wish) field = *wish;
  };
  set(terms.purpose, wishes.purpose);
  set(terms.cadence, wishes.cadence);
  set(terms.structure, wishes.structure);
  set(terms.record, wishes.record);
  set(terms.if_unsure, wishes.if_unsure);
  set(terms.ending, wishes.ending);
  set(terms.keep_days, wishes.keep_days);
  set(terms.learning, wishes.learning);
  set(terms.proof, wishes.proof);
  if (wishes.standing) {
    terms.standing = wishes.standing;
    if (wishes.standing->max_open == 0) terms.standing.reset();
  }
  for (const auto& duty : wishes.duties) terms.duties.push_back(duty);
  // What the other side would not read is not offered.
  if (!proto::decode_terms(proto::canonical_terms(terms))) return Error{Errc::limit, words::terms_too_long};
  return terms;
}

}  // namespace sotto::practice
