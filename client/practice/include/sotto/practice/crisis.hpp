// "I need someone now." A ping says what kind of hour it is and nothing else: no words, no names, no case. It goes to
// one chosen buddy; after three minutes to everybody who is available for it; the first to take it has it. Nobody after
// ten minutes: the phone lines of the country. Needs an active agreement; a pause of casework does not stop it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/practice/practice.hpp>

namespace sotto::practice {

using proto::PingId;

//   mine:    waiting --3 min--> wider --10 min since the ping--> nobody      take by the first: -> taken
//            any of them: withdrawn, or two hours old: -> over
//   theirs:  ringing --I take--> asked_for --theirs: yours--> holding
//            taken by somebody else, withdrawn, or two hours old: -> gone
enum class PingStage : std::uint8_t { waiting = 1, wider, nobody, taken, over, ringing, asked_for, holding, gone };
enum class CheckInStage : std::uint8_t { none = 0, proposed = 1, agreed = 2, declined = 3, passed = 4 };

struct Ping {
  PingId id;
  bool mine = false;
  proto::CrisisKind kind = proto::CrisisKind::upset;
  PingStage stage = PingStage::waiting;
  std::optional<BuddyId> buddy;  // mine: who took it, else who was chosen; theirs: whose it is
  std::size_t asked = 0;         // mine: how many have been asked
  Timestamp at;
  std::optional<Timestamp> check_in;
  CheckInStage check_in_stage = CheckInStage::none;
};
struct Availability {
  std::optional<BuddyId> buddy;  // none: mine
  Timestamp until;
  std::uint32_t kinds = 0;  // a bit for each proto::CrisisKind
};
struct PhoneLine {
  std::string code, name, number, hours, note, source, reviewed;
  bool confirmed = false;  // somebody rang it, or read the line's own page, for this release
};
struct PhoneLines {  // client/practice/lines: data files, checked anew before each release
  std::string country, name, reviewed;
  std::vector<PhoneLine> lines;
};
const std::vector<PhoneLines>& phone_lines();
const PhoneLines* find_phone_lines(std::string_view country);
Result<PhoneLines> parse_phone_lines(std::string_view file);  // malformed

struct ScriptStep {
  std::uint32_t minutes;
  std::string_view says;
};
const std::vector<ScriptStep>& crisis_script();  // ten minutes
const std::vector<std::string_view>& never_tonight();

class Crisis {
 public:
  explicit Crisis(Practice& practice) : practice_(practice) {}
  // `hours_long` 0: no longer. Answers how many buddies were told.
  Result<std::size_t> be_available(std::uint32_t hours_long, std::uint32_t kinds, Now now);
  Result<std::vector<Availability>> availability(Now now);  // mine first, then who is there now
  Result<Ping> ask(proto::CrisisKind kind, const std::optional<BuddyId>& first, Now now);
  Result<Ping> take(const PingId& id, Now now);
  Result<Ping> withdraw(const PingId& id, Now now);
  Result<Ping> propose_check_in(const PingId& id, Timestamp at, Now now);
  Result<Ping> answer_check_in(const PingId& id, bool yes, Now now);
  Result<std::vector<Ping>> pings(Now now);  // of the last days, newest first
  Result<Ping> find(const PingId& id, Now now);

 private:
  template <class Act>
  Result<Ping> change(const PingId& id, Now now, Act&& act);
  Practice& practice_;
};

}  // namespace sotto::practice
