// Cases: on this device only. What travels of a case is a random tag, another one for each recipient. Names are sealed
// under a key of their own, everything else under the case's; forgetting and purging delete a key.
#pragma once

#include <sotto/crypto/secret.hpp>
#include <sotto/messaging/content_handler.hpp>
#include <sotto/practice/types.hpp>

namespace sotto::practice {

struct CaseRow {
  std::int64_t row = 0;
  CaseId id;
  std::int64_t shelf = 0;
  bool forgotten = false;
  std::string nickname;
  proto::Topic topic = proto::Topic::conduct;
  Audience audience = Audience::knows_employer;
  Timestamp opened, closed, purge_on, reviewed;
  std::string outcome;
  std::optional<std::string> hold;  // its reason
};
std::string case_ref(std::int64_t row);
// By id, C1, or nickname. Errors: not_found, ambiguous.
Result<CaseRow> find_case_row(store::Transaction& tx, std::string_view ref);
std::vector<CaseRow> all_cases(store::Transaction& tx);
std::optional<crypto::Key> names_key(store::Transaction& tx, std::int64_t casefile);  // none once forgotten
bool is_held(store::Transaction& tx, std::int64_t casefile);
Case read_case(store::Transaction& tx, const CaseRow& row, Timestamp now = {});  // `now`: is its review due?
// With whom it was shared: by an exchange, a second opinion or a session.
std::vector<BuddyId> buddies_of_case(store::Transaction& tx, std::int64_t casefile);
proto::CaseTag case_tag(store::Transaction& tx, Random& random, std::int64_t casefile, const BuddyId& buddy);

Result<CaseId> open_case(store::Transaction& tx, Random& random, const NewCase& what, Timestamp now);
Status add_name(store::Transaction& tx, Random& random, const CaseRow& row, const NewName& name);
// Those whose alias the case does not know yet; nothing once who is who was forgotten.
void learn_names(store::Transaction& tx, Random& random, const CaseRow& row, const std::vector<CaseName>& names);
Status remove_name(store::Transaction& tx, const CaseRow& row, std::int64_t number);
void forget_names(store::Transaction& tx, const CaseRow& row);
Status close_case(messaging::Moment& moment, const CaseRow& row, const Closing& closing);
inline constexpr Duration case_review_after = days(365);
inline constexpr Duration case_review_grace = days(30);
Timestamp review_on(const CaseRow& row);  // a year after it was opened or last looked through
Status review_case(messaging::Moment& moment, const CaseRow& row);
void set_hold(store::Transaction& tx, Random& random, const CaseRow& row, const std::optional<std::string>& reason);
// Every name of every case whose names were not forgotten.
std::vector<std::string> all_names(store::Transaction& tx);

}  // namespace sotto::practice
