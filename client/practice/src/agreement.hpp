// The buddy agreement: its versions in rows, its state as it is drawn in types.hpp, and the gate that every exchange
// passes through on both ends.
#pragma once

#include <sotto/crypto/agreement_key.hpp>
#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/types.hpp>

#include "bond.hpp"

namespace sotto::practice {

enum class Phase : std::uint8_t { draft = 0, proposed = 1, active = 2, superseded = 3, replaced = 4, ended = 5 };

inline constexpr Duration review_after = days(365);
inline constexpr Duration review_grace = days(30);

struct AgreementRow {
  std::int64_t row = 0;
  proto::Terms terms;
  proto::TermsHash hash;
  bool mine = false;
  Phase phase = Phase::draft;
  std::vector<std::string> ticks;  // mine so far
  bool accepted_me = false;
  bool accepted_them = false;
  Timestamp active_at;
  std::optional<crypto::AgreementSignature> signed_me, signed_them;
};
// The newest of this phase.
std::optional<AgreementRow> find_agreement(store::Transaction& tx, const BuddyId& buddy, Phase phase);

// Whether casework may begin: ok, or the sentence that says why not.
Status gate(store::Transaction& tx, const BuddyId& buddy, Now now);
Agreement read_agreement(store::Transaction& tx, const BuddyId& buddy, Now now);

// ---- the person ----
Status make_draft(messaging::Moment& moment, const BuddyId& buddy, const Wishes& wishes);
Status send_draft(messaging::Moment& moment, const BuddyId& buddy);
Status send_counter(messaging::Moment& moment, const BuddyId& buddy, const Wishes& wishes);
Status accept_cards(messaging::Moment& moment, const BuddyId& buddy, const std::vector<std::string>& ticks);
Status pause_casework(messaging::Moment& moment, const BuddyId& buddy);
Status resume_casework(messaging::Moment& moment, const BuddyId& buddy);
Status end_agreement(messaging::Moment& moment, const BuddyId& buddy, bool purge_request);
Status ask_boundaries(messaging::Moment& moment, const BuddyId& buddy, const proto::BoundaryAsk& ask);
Status answer_boundaries(messaging::Moment& moment, const BuddyId& buddy, const proto::BoundaryReply& reply);
Result<std::string> copy_agreement(store::Transaction& tx, const BuddyId& buddy, bool paper);
Result<std::vector<Change>> compare_versions(store::Transaction& tx, const BuddyId& buddy);

// ---- what the buddy's program says ----
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::AgreementOffer& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::AgreementAccept& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::AgreementPause& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::AgreementResume& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::AgreementEnd& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::BoundaryAsk& said);
proto::Verdict hear(messaging::Moment& moment, const BuddyId& from, const proto::BoundaryReply& said);

}  // namespace sotto::practice
