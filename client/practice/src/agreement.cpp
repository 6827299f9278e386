#include "agreement.hpp"

#include <algorithm>

#include <sotto/practice/agreement_copy.hpp>

#include "agreement_rows.hpp"
#include "exchange.hpp"
#include "session.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

using messaging::Moment;
using proto::Verdict;

std::optional<AgreementRow> running(store::Transaction& tx, const BuddyId& buddy) {
  return find_agreement(tx, buddy, Phase::active);
}

void drop_open(store::Transaction& tx, const BuddyId& buddy) {  // a later proposal takes the place of the open one
  tx.run("UPDATE agreement SET phase = ? WHERE buddy = ? AND phase = ?", Phase::replaced, buddy, Phase::proposed);
  tx.run("DELETE FROM agreement WHERE buddy = ? AND phase = ?", buddy, Phase::draft);
  // Enough to compare with and to chain to, however many a buddy's program sends.
  constexpr int replaced_kept = 16;
  tx.run(
      "DELETE FROM agreement WHERE buddy = ?1 AND phase = ?2 AND row NOT IN (SELECT row FROM agreement "
      "WHERE buddy = ?1 AND phase = ?2 ORDER BY row DESC LIMIT ?3)",
      buddy, Phase::replaced, replaced_kept);
}

// Both accepted: the version before it is superseded, and what was paused while there was none goes on.
void activate(Moment& moment, const BuddyId& buddy, const AgreementRow& row) {
  auto& tx = moment.transaction();
  tx.run("UPDATE agreement SET phase = ? WHERE buddy = ? AND phase = ?", Phase::superseded, buddy, Phase::active);
  Bond bond = load_bond(tx, buddy);
  bond.purge_me = bond.purge_them = false;  // of an agreement before
  save_bond(tx, buddy, bond);
  tx.run("UPDATE agreement SET phase = ?, active_at = ? WHERE row = ?", Phase::active, moment.now().timestamp, row.row);
  moment.notice(buddy, say(words::says_active, row.terms.version));
  send_accepted(moment, buddy);
}

Status propose(Moment& moment, const BuddyId& buddy, const proto::Terms& terms) {
  auto& tx = moment.transaction();
  if (const auto sent = moment.send(buddy, proto::encode(proto::AgreementOffer{terms})); !sent) return sent.error();
  drop_open(tx, buddy);
  insert_version(tx, buddy, terms, true, Phase::proposed);
  return ok();
}

// The version that a new one is chained to.
std::optional<AgreementRow> head(store::Transaction& tx, const BuddyId& buddy) {
  auto open = find_agreement(tx, buddy, Phase::proposed);
  return open ? open : running(tx, buddy);
}

// Two first versions, or two answers to the same one, may cross: the one with the smaller hash stays, on both sides.
bool wins(const AgreementRow& open, const proto::Terms& other) {
  return open.terms.version > other.version || (open.terms.version == other.version && open.hash < hash_of(other));
}

bool fits_chain(store::Transaction& tx, const BuddyId& buddy, const proto::Terms& terms) {
  if (!terms.previous) return !running(tx, buddy);
  const auto before = find_version(tx, buddy, *terms.previous);
  return before && before->phase != Phase::ended && before->phase != Phase::draft &&
         terms.version == before->terms.version + 1 && terms.id == before->terms.id;
}

// The acceptance is the one moment in which anything is signed.
proto::TermsSignature signed_here(Moment& moment, const AgreementRow& row) {
  const auto made = crypto::sign(crypto::AgreementStatement(row.terms, moment.now().timestamp), moment.random());
  moment.transaction().run("UPDATE agreement SET signed_me = ? WHERE row = ?", signature_bytes(made), row.row);
  return {made.key, made.date, made.signature};
}

// Under terms that want a signed copy an acceptance is signed, under others it is not.
bool signed_as_agreed(Moment& moment, const AgreementRow& row, const proto::AgreementAccept& said) {
  if (row.terms.proof != proto::Proof::signed_copy) return !said.signature;
  if (!said.signature) return false;
  const crypto::AgreementSignature given{said.signature->key, said.signature->date, said.signature->signature};
  if (!crypto::signs(given, crypto::AgreementStatement(row.terms, given.date))) return false;
  if (row.signed_me && row.signed_me->key == given.key) return false;  // mine, handed back
  moment.transaction().run("UPDATE agreement SET signed_them = ? WHERE row = ? AND signed_them IS NULL",
                           signature_bytes(given), row.row);
  return true;
}

// What was replaced ends as well: nothing is chained to it, and no late word brings it back.
void end_all(store::Transaction& tx, const BuddyId& buddy) {
  tx.run("UPDATE agreement SET phase = ? WHERE buddy = ? AND phase IN (?, ?)", Phase::ended, buddy, Phase::active,
         Phase::replaced);
}

void set_pause(store::Transaction& tx, const BuddyId& buddy, bool Bond::*whose, bool paused) {
  Bond bond = load_bond(tx, buddy);
  bond.*whose = paused;
  save_bond(tx, buddy, bond);
}

}  // namespace

Status gate(store::Transaction& tx, const BuddyId& buddy, Now now) {
  const auto active = running(tx, buddy);
  if (!active) {
    return Error{Errc::refused, find_agreement(tx, buddy, Phase::ended) ? words::agreement_ended : words::no_agreement};
  }
  const Bond bond = load_bond(tx, buddy);
  if (bond.paused_me || bond.paused_them) return Error{Errc::refused, words::agreement_paused};
  if (now.timestamp > active->terms.review_on + review_grace) return Error{Errc::refused, words::agreement_stale};
  return ok();
}

Agreement read_agreement(store::Transaction& tx, const BuddyId& buddy, Now now) {
  using S = AgreementState;
  Agreement out;
  const Bond bond = load_bond(tx, buddy);
  out.paused_by_me = bond.paused_me;
  out.paused_by_them = bond.paused_them;
  out.boundaries = bond.boundaries;
  out.purge_asked_by_me = bond.purge_me;
  out.purge_asked_by_them = bond.purge_them;
  const auto active = running(tx, buddy);
  const auto open = find_agreement(tx, buddy, Phase::proposed);
  if (active) {
    const bool paused = bond.paused_me || bond.paused_them;
    out.state = paused ? S::paused : now.timestamp > active->terms.review_on ? S::review_due : S::active;
    out.current = version_of(*active);
    if (open) out.proposal = version_of(*open);
  } else if (open) {
    const bool one = open->accepted_me || open->accepted_them;
    out.state = one ? S::accepted_one : open->terms.version > 1 ? S::countered : S::offered;
    out.current = version_of(*open);
  } else if (const auto draft = find_agreement(tx, buddy, Phase::draft); draft) {
    out.state = S::draft;
    out.current = version_of(*draft);
  } else if (const auto over = find_agreement(tx, buddy, Phase::ended); over) {
    out.state = S::ended;
    out.current = version_of(*over);
  }
  return out;
}

// ---- the person ----
Status make_draft(Moment& moment, const BuddyId& buddy, const Wishes& wishes) {
  auto& tx = moment.transaction();
  if (head(tx, buddy)) return Error{Errc::refused, words::agreement_open};
  Wishes all = wishes;
  if (!all.pack) all.pack = "uk";
  const auto terms = with_wishes(first_terms(moment.random(), moment.now().timestamp), all);
  if (!terms) return terms.error();
  drop_open(tx, buddy);
  insert_version(tx, buddy, *terms, true, Phase::draft);
  return ok();
}

Status send_draft(Moment& moment, const BuddyId& buddy) {
  const auto draft = find_agreement(moment.transaction(), buddy, Phase::draft);
  if (!draft) return Error{Errc::refused, words::no_draft};
  return propose(moment, buddy, draft->terms);
}

Status send_counter(Moment& moment, const BuddyId& buddy, const Wishes& wishes) {
  const auto before = head(moment.transaction(), buddy);
  if (!before) return Error{Errc::refused, words::no_proposal};
  auto terms = with_wishes(before->terms, wishes);
  if (!terms) return terms.error();
  const bool review = before->phase == Phase::active;  // renewing needs no other words
  if (*terms == before->terms && !review) return Error{Errc::usage, words::nothing_changed};
  terms->version = before->terms.version + 1;
  terms->previous = before->hash;
  terms->review_on = moment.now().timestamp + review_after;
  return propose(moment, buddy, *terms);
}

Status accept_cards(Moment& moment, const BuddyId& buddy, const std::vector<std::string>& ticks) {
  auto& tx = moment.transaction();
  const auto open = find_agreement(tx, buddy, Phase::proposed);
  if (!open || open->accepted_me) return Error{Errc::refused, words::no_proposal};
  const auto codes = card_codes(open->terms);
  auto ticked = open->ticks;
  for (const auto& code : ticks) {
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) return Error{Errc::usage, words::no_such_card};
    if (std::find(ticked.begin(), ticked.end(), code) == ticked.end()) ticked.push_back(code);
  }
  const bool all = ticked.size() == codes.size();
  if (all) {
    proto::AgreementAccept accepted{open->hash, codes};
    if (open->terms.proof == proto::Proof::signed_copy) accepted.signature = signed_here(moment, *open);
    const auto sent = moment.send(buddy, proto::encode(accepted));
    if (!sent) return sent.error();
  }
  std::string lines;
  for (const auto& code : ticked) lines += code + "\n";
  tx.run("UPDATE agreement SET ticks = ?, accepted_me = ? WHERE row = ?", lines, all, open->row);
  if (all && open->accepted_them) activate(moment, buddy, *open);
  return ok();
}

Status pause_casework(Moment& moment, const BuddyId& buddy) {
  if (!running(moment.transaction(), buddy)) return Error{Errc::refused, words::no_agreement};
  if (const auto sent = moment.send(buddy, proto::encode(proto::AgreementPause{})); !sent) return sent.error();
  set_pause(moment.transaction(), buddy, &Bond::paused_me, true);
  return ok();
}

Status resume_casework(Moment& moment, const BuddyId& buddy) {
  auto& tx = moment.transaction();
  Bond bond = load_bond(tx, buddy);
  if (!bond.paused_me) return Error{Errc::refused, words::nothing_paused};
  if (const auto sent = moment.send(buddy, proto::encode(proto::AgreementResume{bond.checks_heard})); !sent)
    return sent.error();
  bond.paused_me = false;
  if (!bond.paused_them) bond.boundaries = {};
  save_bond(tx, buddy, bond);
  if (!bond.paused_them) send_accepted(moment, buddy);
  return ok();
}

Status end_agreement(Moment& moment, const BuddyId& buddy, bool purge_request) {
  auto& tx = moment.transaction();
  if (!head(tx, buddy)) return Error{Errc::refused, words::no_agreement};
  if (const auto sent = moment.send(buddy, proto::encode(proto::AgreementEnd{purge_request})); !sent) {
    return sent.error();
  }
  const auto over = head(tx, buddy);
  drop_open(tx, buddy);
  set_phase(tx, over->row, Phase::ended);
  end_all(tx, buddy);
  Bond bond;
  bond.purge_me = purge_request;
  save_bond(tx, buddy, bond);
  if (purge_request) moment.notice(buddy, say(words::asked_to_purge));
  end_sessions_with(moment, buddy);
  close_all(moment, buddy, false);
  return ok();
}

Status ask_boundaries(Moment& moment, const BuddyId& buddy, const proto::BoundaryAsk& ask) {
  auto& tx = moment.transaction();
  if (!running(tx, buddy)) return Error{Errc::refused, words::no_agreement};
  if (const auto sent = moment.send(buddy, proto::encode(ask)); !sent) return sent.error();
  Bond bond = load_bond(tx, buddy);
  bond.paused_me = bond.paused_them = true;  // both resume
  ++bond.checks_sent;
  bond.boundaries.asked_by_me = ask.reason;
  bond.boundaries.their_answer.reset();
  save_bond(tx, buddy, bond);
  return ok();
}

Status answer_boundaries(Moment& moment, const BuddyId& buddy, const proto::BoundaryReply& reply) {
  auto& tx = moment.transaction();
  Bond bond = load_bond(tx, buddy);
  if (!bond.boundaries.asked_by_them) return Error{Errc::refused, words::not_asked};
  if (const auto sent = moment.send(buddy, proto::encode(reply)); !sent) return sent.error();
  bond.boundaries.my_answer = reply.choice;
  save_bond(tx, buddy, bond);
  moment.notice(buddy, say(words::after_answer));
  return ok();
}

Result<std::string> copy_agreement(store::Transaction& tx, const BuddyId& buddy, bool paper) {
  auto row = running(tx, buddy);
  if (!row) row = find_agreement(tx, buddy, Phase::ended);
  if (!row || row->active_at.ms == 0) return Error{Errc::refused, words::no_agreement_to_copy};
  if (paper) return write_for_paper(row->terms);
  if (!row->signed_me || !row->signed_them) return Error{Errc::refused, words::not_signed};
  return write_copy({row->terms, {*row->signed_me, *row->signed_them}});
}

// ---- what the buddy's program says ----
Verdict hear(Moment& moment, const BuddyId& from, const proto::AgreementOffer& said) {
  auto& tx = moment.transaction();
  if (find_version(tx, from, hash_of(said.terms)) || !fits_chain(tx, from, said.terms)) return Verdict::refused;
  const auto open = find_agreement(tx, from, Phase::proposed);
  const bool answers_open = open && said.terms.previous == open->hash;
  if (open && open->mine && !answers_open && wins(*open, said.terms)) {
    insert_version(tx, from, said.terms, false, Phase::replaced);
    return Verdict::kept;
  }
  drop_open(tx, from);
  insert_version(tx, from, said.terms, false, Phase::proposed);
  moment.notice(from, say(said.terms.version > 1 ? words::says_countered : words::says_offered, said.terms.version));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::AgreementAccept& said) {
  auto& tx = moment.transaction();
  const auto row = find_version(tx, from, said.hash);
  if (!row || row->phase == Phase::draft) return Verdict::refused;
  auto codes = card_codes(row->terms);
  auto ticks = said.ticks;
  std::sort(codes.begin(), codes.end());
  std::sort(ticks.begin(), ticks.end());
  if (codes != ticks) return Verdict::refused;  // there is no "accept all", for a modified program neither
  if (!signed_as_agreed(moment, *row, said)) return Verdict::refused;
  // I accepted it, too, and then suggested other words: these are what both agreed to until those are accepted.
  const auto now = running(tx, from);
  const bool both = row->phase == Phase::replaced && row->accepted_me;
  if (both && (!now || now->terms.version < row->terms.version)) {
    tx.run("UPDATE agreement SET accepted_them = 1 WHERE row = ?", row->row);
    activate(moment, from, *row);
    return Verdict::kept;
  }
  if (row->phase != Phase::proposed) return Verdict::kept;  // it crossed with another version
  tx.run("UPDATE agreement SET accepted_them = 1 WHERE row = ?", row->row);
  if (row->accepted_me)
    activate(moment, from, *row);
  else
    moment.notice(from, say(words::says_accepted, row->terms.version));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::AgreementPause&) {
  if (!running(moment.transaction(), from)) return Verdict::refused;
  set_pause(moment.transaction(), from, &Bond::paused_them, true);
  moment.notice(from, say(words::says_paused));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::AgreementResume& said) {
  auto& tx = moment.transaction();
  Bond bond = load_bond(tx, from);
  if (!bond.paused_them || said.checks < bond.checks_sent) return Verdict::kept;
  bond.paused_them = false;
  if (!bond.paused_me) bond.boundaries = {};
  save_bond(tx, from, bond);
  moment.notice(from, say(words::says_resumed));
  if (bond.paused_me) return Verdict::kept;
  moment.notice(from, say(words::says_open_again));
  send_accepted(moment, from);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::AgreementEnd& said) {
  auto& tx = moment.transaction();
  const auto over = head(tx, from);
  if (!over) return Verdict::kept;
  drop_open(tx, from);
  set_phase(tx, over->row, Phase::ended);
  end_all(tx, from);
  Bond bond;
  bond.purge_them = said.purge_request;
  save_bond(tx, from, bond);
  moment.notice(from, say(words::says_ended));
  if (said.purge_request) moment.notice(from, say(words::says_purge));
  end_sessions_with(moment, from);
  close_all(moment, from, said.purge_request);
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::BoundaryAsk& said) {
  auto& tx = moment.transaction();
  if (!running(tx, from)) return Verdict::refused;
  Bond bond = load_bond(tx, from);
  bond.paused_me = bond.paused_them = true;
  ++bond.checks_heard;
  bond.boundaries.asked_by_them = said.reason;
  bond.boundaries.my_answer.reset();
  save_bond(tx, from, bond);
  switch (said.reason) {
    case proto::BoundaryReason::heard_back: moment.notice(from, say(words::asks_heard_back)); break;
    case proto::BoundaryReason::routine: moment.notice(from, say(words::asks_routine)); break;
    case proto::BoundaryReason::terms: moment.notice(from, say(words::asks_terms)); break;
    case proto::BoundaryReason::other: moment.notice(from, say(words::asks_other)); break;
  }
  moment.notice(from, say(words::asked_pauses));
  return Verdict::kept;
}

Verdict hear(Moment& moment, const BuddyId& from, const proto::BoundaryReply& said) {
  auto& tx = moment.transaction();
  Bond bond = load_bond(tx, from);
  if (!bond.boundaries.asked_by_me) return Verdict::refused;
  bond.boundaries.their_answer = said.choice;
  save_bond(tx, from, bond);
  std::string line;
  switch (said.choice) {
    case proto::BoundaryChoice::reconfirm: line = say(words::answers_reconfirm); break;
    case proto::BoundaryChoice::shared: line = say(words::answers_shared); break;
    case proto::BoundaryChoice::unsure: line = say(words::answers_unsure); break;
    case proto::BoundaryChoice::cannot: line = say(words::answers_cannot); break;
  }
  if (!said.words.empty()) line += " " + said.words;
  moment.notice(from, line);
  moment.notice(from, say(words::after_answer));
  return Verdict::kept;
}

}  // namespace sotto::practice
