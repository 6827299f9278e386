// The practice: agreements, boundaries, labels and exchanges, second opinions, cases, the CPD record, retention. No
// socket, clock, thread or random device: time comes with each call, randomness and sending come from messaging. Each
// call that changes something is one event of messaging's: rows and what is sent are one transaction.
//
// Every rule is enforced here for what this person does and again in `receive` for what the buddy's program sends, so
// that a modified program gains nothing: no casework without an active agreement, no body without an accepted offer, no
// other body than the one the offer committed to.
//
// Errors: refused (a rule says no; one sentence), not_found, ambiguous, usage, malformed, limit; and the store's.
// Thread: the engine's one thread.
#pragma once

#include <memory>

#include <sotto/messaging/messaging.hpp>
#include <sotto/practice/checking.hpp>
#include <sotto/practice/opinions.hpp>
#include <sotto/practice/types.hpp>
#include <sotto/store/vault.hpp>

namespace sotto::practice {

store::Layer layer();  // the practice's tables

class Sessions;  // sessions.hpp
class Crisis;    // crisis.hpp

class Practice : public messaging::ContentHandler {
 public:
  explicit Practice(store::Vault& vault);
  ~Practice() override;
  void speak_through(messaging::Messaging& messaging);  // before any other call; it must outlive those

  // ---- agreement ----
  Result<Agreement> agreement(const BuddyId& buddy, Now now);
  Result<Agreement> draft(const BuddyId& buddy, const Wishes& wishes, Now now);
  Result<Agreement> offer(const BuddyId& buddy, Now now);
  Result<Agreement> counter(const BuddyId& buddy, const Wishes& wishes, Now now);
  Result<Agreement> accept(const BuddyId& buddy, const std::vector<std::string>& ticks, Now now);
  Result<Agreement> pause(const BuddyId& buddy, Now now);
  Result<Agreement> resume(const BuddyId& buddy, Now now);
  Result<Agreement> end(const BuddyId& buddy, bool purge_request, Now now);
  // To keep, to show or to sign on paper: agreement_copy.hpp. Refused: not both have signed; there is no agreement.
  Result<std::string> copy(const BuddyId& buddy, bool paper);
  Result<std::vector<Change>> changes(const BuddyId& buddy);  // of the newest version against the one before
  Result<Agreement> check_boundaries(const BuddyId& buddy, const proto::BoundaryAsk& ask, Now now);
  Result<Agreement> reply_boundaries(const BuddyId& buddy, const proto::BoundaryReply& reply, Now now);

  // ---- exchanges ----
  Status may_share(const Share& share, Now now);  // what no other words would mend
  Result<Shared> share(const Share& share, Now now);
  Result<std::vector<Exchange>> inbox(Now now);  // what waits for this person's word
  Result<std::vector<Exchange>> exchanges(const std::optional<BuddyId>& buddy, Now now);
  Result<Exchange> exchange(const ExchangeId& id, Now now);
  Result<Exchange> accept(const ExchangeId& id, Now now);
  Result<Exchange> counter(const ExchangeId& id, const proto::Label& label, Now now);
  Result<Exchange> decline(const ExchangeId& id, proto::Reason why, Now now);
  Result<Exchange> withdraw(const ExchangeId& id, Now now);
  Result<Exchange> relabel(const ExchangeId& id, const proto::Label& label, Now now);
  Result<Exchange> close(const ExchangeId& id, Now now);
  // What a buddy shared, kept with a case of mine, or by itself; lifted by typing its label.
  Result<Exchange> attach(const ExchangeId& id, std::string_view case_ref, Now now);
  Result<Exchange> hold(const ExchangeId& id, std::string_view reason, bool tell, Now now);
  Result<Exchange> lift_hold(const ExchangeId& id, std::string_view typed_label, Now now);
  // The bodies are in no index: they are opened and looked through.
  Result<std::vector<Exchange>> search(std::string_view text, Now now);

  // ---- second opinions ----
  Opinions& opinions();

  // ---- cases ----  `ref` is an id, C1 or a nickname
  Result<Case> open_case(const NewCase& what, Now now);
  Result<std::vector<Case>> cases(Now now);
  Result<Case> find_case(std::string_view ref, Now now);
  Result<Case> add_name(std::string_view ref, const NewName& name, Now now);
  Result<Case> remove_name(std::string_view ref, std::int64_t number, Now now);
  Result<Case> forget_names(std::string_view ref, Now now);
  Result<Case> review_case(std::string_view ref, Now now);
  Result<Case> close_case(std::string_view ref, const Closing& closing, Now now);
  Result<Case> hold(std::string_view ref, std::string_view reason, bool tell, Now now);
  Result<Case> lift_hold(std::string_view ref, std::string_view typed_nickname, Now now);
  Status purge_case(std::string_view ref, Now now);

  // ---- the check ----
  void look_elsewhere(std::function<Elsewhere()> open);  // the names of other profiles; opened for each check
  Result<deid::Report> check(const CheckAsk& ask);
  // A note or a line of the record, for a stranger's eyes, with the names of every case as its list.
  Result<deid::Report> check_record(std::string_view text);
  Status choose(const Chosen& chosen, Now now);
  Status note_despite(Despite why, Now now);
  Result<CheckCounts> check_counts();
  Result<std::vector<deid::Entry>> listed_names();  // of all cases, for the list that other profiles are warned by
  std::uint64_t names_version() const;              // grows whenever the former may have changed

  // ---- CPD ----
  Result<CpdEntry> add_cpd(const CpdEntry& entry, Now now);
  Result<CpdEntry> set_impact(std::int64_t number, std::string_view impact, Now now);
  // Between two dates, oldest first. Whatever a case dictionary knows is blanked, also what was named later.
  Result<std::vector<CpdEntry>> cpd(Timestamp from, Timestamp to);

  // ---- retention ----
  Result<Retention> retention();
  // `near_dispute`: the person has seen the warning; refused without, when a dispute or a hold is near.
  Status set_retention(const Retention& retention, bool near_dispute, Now now);
  Status set_chat_keep(const ChatKeep& wanted, bool near_dispute, Now now);
  Result<std::vector<RetentionChange>> retention_log();
  Status pass_time(Now now);  // expires offers, purges what is due; cheap when nothing is

  // ---- sessions and crisis ----
  Sessions& sessions();
  Crisis& crisis();
  // When `pass_time` has something to do next: a phase that ends, a silence, a ping without a taker. None: nothing.
  std::optional<Instant> next_due(Now now);
  // What has changed since the last call, whoever changed it: look again.
  struct Changes {
    bool sessions = false, crisis = false, opinions = false;
  };
  Changes take_changes();

  // ---- messaging's side ----
  proto::Verdict receive(messaging::Moment& moment, const BuddyId& from, const proto::Practice& content) override;
  bool holds(store::Transaction& tx, const BuddyId& buddy) override;
  void settled(messaging::Moment& moment, const BuddyId& to, const MessageId& id, proto::Verdict verdict) override;

 private:
  friend class Sessions;
  friend class Crisis;
  friend class Opinions;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sotto::practice
