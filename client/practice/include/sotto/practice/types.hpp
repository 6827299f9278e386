// The values the practice speaks in. What travels is in sotto/proto/practice.hpp; this is what a person is shown and
// what a person asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/proto/practice.hpp>

namespace sotto::practice {

using proto::ExchangeId;
using CaseId = Id<struct CaseIdTag, 16>;

// ---- agreement ----
//
//            new            offer               one accepts              both accepted the same hash
//   none ---------> draft --------> offered -------------> accepted_one ----------------------------> active
//     ^                              ^  |  counter: a new version replaces the open one                 |
//     |                              |  v                                                               |
//     |                            countered                                                            |
//     |                                                                  pause by either, at once       |
//     +--- ended <--- end by either ---  paused <-------------------------------------------------------+
//                                           |   resume by whoever paused; after a boundary check by both |
//                                           +---------------------------------------------------------->+
//   active --12 months--> review_due (casework goes on) --30 days--> new casework waits. A later version that both
//   accept supersedes the active one.
enum class AgreementState : std::uint8_t {
  none,
  draft,
  offered,
  countered,
  accepted_one,
  active,
  review_due,
  paused,
  ended,
};
struct Card {  // one thing to be understood; there is no "accept all"
  std::string code;
  std::string text;
  bool me = false;
  bool them = false;
};
struct Version {
  proto::Terms terms;
  proto::TermsHash hash;
  bool mine = false;  // I proposed it
  std::vector<Card> cards;
  bool signed_by_me = false;  // with the acceptance, when the terms want a signed copy
  bool signed_by_them = false;
};
struct BoundaryCheck {
  std::optional<proto::BoundaryReason> asked_by_me, asked_by_them;
  std::optional<proto::BoundaryChoice> my_answer, their_answer;
};
struct Agreement {
  AgreementState state = AgreementState::none;
  std::optional<Version> current;   // active, else the open proposal, else the draft, else the one that ended
  std::optional<Version> proposal;  // a later version beside an active one
  bool paused_by_me = false;
  bool paused_by_them = false;
  BoundaryCheck boundaries;
  bool purge_asked_by_me = false;  // with its end: asked, and nobody sees whether it was done
  bool purge_asked_by_them = false;
};
struct Change {  // of one field between two versions, in words
  std::string field, before, after;
};
struct Wishes {  // what `new` and `counter` may set; what is absent stays as it was
  std::optional<std::string> pack;
  std::vector<std::string> with, without;  // codes of cards to add from the pack and to leave out
  std::optional<std::string> purpose, cadence, structure, record, if_unsure, ending;
  std::vector<std::string> duties;
  std::optional<std::uint32_t> keep_days;
  std::optional<bool> learning;
  std::optional<proto::StandingVault> standing;  // max_open 0: none
  std::optional<proto::Proof> proof;
};

// ---- exchanges ----
//
//           mine:    offered <--> countered      accept        settled
//                       |            |  --------------> sent ---------> delivered --+
//                       |            |                                              +--> closed --keep--> purged
//           theirs:  offered <--> countered --> accepted --body--> arrived ---------+
//                       |
//                       +--> declined, expired (7 days), withdrawn, refused (by the other engine)
enum class Stage : std::uint8_t {
  offered = 1,
  countered = 2,
  accepted = 3,
  sent = 4,
  delivered = 5,
  arrived = 6,
  closed = 7,
  declined = 8,
  expired = 9,
  withdrawn = 10,
  refused = 11,
};
struct Exchange {
  ExchangeId id;
  BuddyId buddy;
  bool mine = false;
  Stage stage = Stage::offered;
  std::optional<proto::Label> label;    // none after a purge
  std::optional<proto::Label> counter;  // proposed instead, while countered
  proto::LabelCode code = proto::LabelCode::vault;
  proto::ExchangeKind kind = proto::ExchangeKind::consult;
  proto::Topic topic = proto::Topic::conduct;
  proto::Size size = proto::Size::line;
  proto::Checked check = proto::Checked::unchecked;
  bool standing = false;
  std::string text;  // mine, or arrived; empty before that and after a purge
  std::string case_ref;
  Timestamp offered_at, expires;
  std::optional<Timestamp> purge_on;
  bool held = false;  // by its case, or by itself
  bool held_itself = false;
};
struct Shared {
  ExchangeId id;
  Stage stage = Stage::offered;
  bool start_smaller = false;  // the trust ladder's suggestion
};

// ---- cases ----
enum class Part : std::uint8_t {  // who or what a name in a case is
  employee = 1,
  manager,
  witness,
  rep,
  leader,
  person,
  org,
  client,
  place,
};
enum class Audience : std::uint8_t { stranger = 1, knows_sector = 2, knows_employer = 3 };
struct CaseName {
  std::int64_t number = 0;  // to remove it by
  Part part = Part::employee;
  std::string alias;
  std::vector<std::string> names;  // the real one first; empty once who is who was forgotten
};
struct Share {
  BuddyId buddy;
  std::string case_ref;
  proto::Label label;
  proto::ExchangeKind kind = proto::ExchangeKind::consult;
  std::optional<proto::Topic> topic;  // none: the case's
  proto::Checked check = proto::Checked::unchecked;
  std::string text;
  std::vector<CaseName> replaced;  // names that stood in it before; the case knows them from now on. No alias: drawn
};
struct Case {
  CaseId id;
  std::string ref;  // "C1": short, of this profile only
  std::string nickname;
  proto::Topic topic = proto::Topic::conduct;
  Audience audience = Audience::knows_employer;
  Timestamp opened;
  std::optional<Timestamp> closed, purge_on;
  Timestamp review_on;      // a year after it was opened or looked through
  bool review_due = false;  // thirty days later new sharing in it waits
  bool forgotten = false;
  bool held = false;
  std::string hold_reason, outcome;
  std::vector<CaseName> names;
  std::vector<Exchange> exchanges;
};
struct NewCase {
  std::string nickname;
  proto::Topic topic = proto::Topic::conduct;
  Audience audience = Audience::knows_employer;
};
struct NewName {
  Part part = Part::employee;
  std::vector<std::string> names;
};
struct Closing {
  std::string outcome;  // a note of mine, optional
  bool forget = false;
};

// ---- continuing professional development ----
enum class CpdKind : std::uint8_t { buddy = 1, circle = 2, reading = 3, course = 4, other = 5 };
enum class CpdRole : std::uint8_t { presented = 1, listened = 2, facilitated = 3, alone = 4 };
struct CpdEntry {
  std::int64_t number = 0;
  Timestamp date;
  CpdKind kind = CpdKind::buddy;
  CpdRole role = CpdRole::presented;
  std::uint32_t minutes = 60;
  bool normative = false, formative = false, restorative = false;  // Proctor
  std::string area, learned, change, impact;
  std::optional<Timestamp> impact_due;  // while there is no impact yet
};

// ---- retention ----
struct Retention {                   // days
  std::uint32_t exchange_days = 30;  // after an exchange or a second opinion: the shorter of the two sides counts
  std::uint32_t case_days = 180;     // mine alone: a case is on one device
  std::uint32_t session_days = 90;   // of a session and its note: each side for itself, the note is on one device
  bool operator==(const Retention&) const = default;
};
struct ChatKeep {                // how long ordinary messages stay
  std::optional<BuddyId> buddy;  // none: with everybody who has no setting of their own
  std::optional<Duration> keep;  // none: as with everybody; zero: until I delete
};
struct RetentionChange {
  Timestamp when;
  std::string what;  // which setting or hold, never content
};

}  // namespace sotto::practice
