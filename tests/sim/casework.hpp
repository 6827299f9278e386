// What HR people do in a schedule, beside the messages: agree, share, answer, relabel, ask for second opinions, hold,
// close and purge cases; and now and then somebody's program says what its engine never would. The promises of the
// practice are checked after every commit and at the end:
//   P1  a body is handed to the outbox only after the other vault holds the consent
//   P2  a vault holds a body only if the sender's engine released it, and it is that text
//   P3  both ends hold the same agreement, or none, and the same pauses
//   P4  both ends hold the same label, and it gets looser by the hand of who shared it alone
//   P5  no honest program is accused, and what was accepted arrives
//   P6  a view leaves, and is kept, only when it is time
//   P7  nothing that is on hold goes, ten years later neither
//   P8  of what was purged nothing waits to be sent; of what is due nothing is kept
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "oracle.hpp"
#include "party.hpp"

namespace sotto::sim {

class Casework {
 public:
  using Find = std::function<std::optional<BuddyId>(std::size_t channel, int side)>;
  Casework(Stage& stage, Oracle& oracle, std::vector<std::unique_ptr<Party>>& parties, Find buddy);
  void begin();
  bool done() const { return left_ == 0; }
  void committed(std::size_t party);                           // throws Break
  void settled(const std::function<void(Duration)>& run_for);  // what time still owes is done
  void account();

 private:
  struct Seat {  // one side of a channel that casework may use
    std::size_t channel;
    int side;
    std::size_t party;
    BuddyId buddy;
  };
  struct Case {
    std::string ref, marker;
    bool open = true;
  };
  struct Held {
    std::string ref;
    std::int64_t row = 0, bodies = 0;
  };

  // ---- people ----
  void next();
  void act();
  std::optional<Seat> pick();
  Seat across(const Seat& seat);
  bool agree(const Seat& seat);  // false: there is an agreement, casework may go on
  void offer_terms(const Seat& seat);
  void accept_terms(const Seat& seat, const practice::Agreement& agreement);
  void change_terms(const Seat& seat);
  void work(const Seat& seat);
  void share(const Seat& seat);
  void answer(const Seat& seat);
  void relabel_or_close(const Seat& seat);
  void ask_view(const Seat& seat);
  void seal_view(const Seat& seat);
  void hold_or_lift(const Seat& seat);
  void close_case(const Seat& seat);
  void purge_case(const Seat& seat);
  void change_days(const Seat& seat);
  void misbehave(const Seat& seat);
  void say(const Seat& seat, const proto::Said& said);
  Case* a_case(const Seat& seat);
  proto::Label a_label(const Seat& seat);
  void pass_time(std::size_t party);
  void every_hour(std::size_t party);

  // ---- promises ----
  void look_at_bodies(std::size_t party);
  void look_at_outbox(std::size_t party);
  void look_at_views(std::size_t party);
  void look_at_holds(std::size_t party);
  void look_for_purged(std::size_t party);
  void judge_body(std::size_t party, const BuddyId& to, const proto::ExchangeId& id);
  void judge_view(std::size_t party, const BuddyId& to, const proto::OpinionId& id);
  void compare(std::size_t channel);
  void compare_exchanges(const Seat& a, const Seat& b, bool working);
  void compare_opinions(const Seat& a, const Seat& b);
  void ten_years_later();
  std::optional<std::size_t> other_end(std::size_t party, const BuddyId& buddy);
  std::int64_t number(std::size_t party, Literal sql, ByteView bytes);

  Stage& stage_;
  Oracle& oracle_;
  std::vector<std::unique_ptr<Party>>& parties_;
  Find buddy_;
  Dice dice_;
  std::uint64_t left_ = 0, cases_made_ = 0;
  std::map<std::size_t, std::vector<Case>> cases_;
  std::map<std::size_t, std::vector<Held>> held_;
  std::map<std::size_t, std::vector<std::string>> purged_;
  std::set<proto::ExchangeId> consented_, released_;
  std::map<proto::ExchangeId, std::int64_t> codes_;  // of labels, as their owners hold them
  std::optional<std::size_t> acting_;                // whose call it is, while it lasts
  std::set<MessageId> forged_;                       // said by a program, not by its engine
  std::set<proto::OpinionId> forged_questions_;
  std::set<MessageId> judged_;                               // views that were in time when they were first seen
  std::set<std::pair<std::size_t, proto::OpinionId>> kept_;  // by party: the other's view, likewise
  std::set<std::size_t> rogues_;                             // channels where somebody misbehaved
  std::set<std::size_t> standing_;                           // channels where a standing vault was ever suggested
};

}  // namespace sotto::sim
