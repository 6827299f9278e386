// Second opinions: everybody seals a view, then all are opened. What travels first is a commitment, H(nonce, choice,
// why); a view follows to those whose commitment is here, once everybody has sealed, or to all after the deadline.
// Whoever asks seals first: their commitment is in the message that carries the question.
//
// A question goes under the agreement and always means *keep in the vault*; what needs another label is an exchange.
// Members' devices can tell who sent which view. It is not legal advice.
//
// The deadline is judged by each one's own clock. Clocks may be ten minutes off: views leave ten minutes after it, and
// are taken from ten minutes before it. A view that was sealed later still counts, marked as late: its author may have
// seen the others'.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/practice.hpp>

namespace sotto::practice {

using proto::OpinionId;
using proto::ParticipantId;

inline constexpr Duration clock_tolerance = minutes(10);
inline constexpr Duration question_life = days(30);  // the latest deadline, and how far ahead one is believed

//   I asked:     sealed ----+   everybody has sealed, or the deadline
//                  ^        +----------------------------------------> open --every view is here--> complete
//   I was asked:   |        |                                            |                             |
//      asked --my seal------+                                            +------------keep------------+--> purged
//        |  +--the deadline------------------------------------------->  (my seal is late then, and opens at once)
//        +--> declined (by me; or the only other one declined)
//   asked, sealed --> withdrawn by whoever asked, ended with the agreement, refused by the other engine
enum class OpinionStage : std::uint8_t {
  asked = 1,
  sealed = 2,
  open = 3,
  complete = 4,
  withdrawn = 5,
  declined = 6,
  ended = 7,
  refused = 8,
};
struct View {
  std::uint32_t choice = 0;  // 0: not enough information; else the option with this number
  std::uint32_t sure = 0;    // from 1 to the scale, if there is one
  std::string why;
};
// Where one participant stands. `silent`: sealed, and after the deadline still no view.
enum class Standing : std::uint8_t { waiting = 1, sealed = 2, revealed = 3, silent = 4, missing = 5, gone = 6 };
struct Participant {
  ParticipantId id;
  std::optional<BuddyId> buddy;  // none: me
  Standing standing = Standing::waiting;
  bool late = false;
  std::optional<View> view;  // mine from the moment I sealed; theirs once it is open
};
struct Opinion {
  OpinionId id;
  OpinionStage stage = OpinionStage::asked;
  std::optional<BuddyId> asked_by;  // none: me
  proto::Topic topic = proto::Topic::conduct;
  std::string question;              // empty after a purge
  std::vector<std::string> options;  // choice 0 first: "not enough information"
  std::uint32_t scale = 0;
  Timestamp asked_at, deadline;
  std::uint32_t keep_days = 30;  // the shortest of all sides
  std::vector<Participant> participants;
  std::string case_ref;
  std::optional<Timestamp> purge_on;
  bool held = false;
};
struct Invited {
  BuddyId buddy;
  std::optional<ParticipantId> as;  // none: drawn for this opinion alone; among more than two, as introduced
};
struct NewOpinion {
  std::vector<Invited> invited;     // one, or a circle
  std::optional<ParticipantId> as;  // who I am among them; needed among more than two
  std::string case_ref;             // empty: of no case
  std::optional<proto::Topic> topic;
  std::string question;
  std::vector<std::string> options;
  std::uint32_t scale = 0;
  Timestamp deadline;
  View mine;
};

class Practice;

// Errors: refused (a rule says no; one sentence), not_found, usage, malformed, limit; and the store's.
class Opinions {
 public:
  explicit Opinions(Practice& practice) : practice_(practice) {}
  Result<Opinion> open(const NewOpinion& what, Now now);
  Result<std::vector<Opinion>> list(const std::optional<BuddyId>& buddy, Now now);
  Result<Opinion> show(const OpinionId& id, Now now);
  Result<Opinion> seal(const OpinionId& id, const View& mine, Now now);
  Result<Opinion> reveal(const OpinionId& id, Now now);  // the table; refused while it is not time
  // Mine: taken back while nobody's view is open. Theirs: I do not give one.
  Result<Opinion> withdraw(const OpinionId& id, proto::Reason why, Now now);
  // Who a participant is, for questions among more than two: a circle's roster says it.
  Status introduce(const ParticipantId& participant, const BuddyId& buddy, Now now);

 private:
  Practice& practice_;
};

}  // namespace sotto::practice
