// The facade: the check.
#include "case_check.hpp"
#include "impl.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

void Practice::look_elsewhere(std::function<Elsewhere()> open) { impl_->look_elsewhere(std::move(open)); }

Result<deid::Report> Practice::check(const CheckAsk& ask) {
  if (!valid_utf8(ask.text)) return Error{Errc::malformed, words::not_text};
  const auto elsewhere = impl_->elsewhere();  // it reads the vault, too: before the transaction
  return impl_->read([&](Transaction& tx) { return check_text(tx, ask, elsewhere); });
}

Result<deid::Report> Practice::check_record(std::string_view text) {
  if (!valid_utf8(text)) return Error{Errc::malformed, words::not_text};
  const auto elsewhere = impl_->elsewhere();
  return impl_->read([&](Transaction& tx) -> Result<deid::Report> {
    auto setting = setting_of_none(tx, true, elsewhere);
    setting.audience = deid::Audience::stranger;
    return deid::check(text, setting);
  });
}

Status Practice::choose(const Chosen& chosen, Now now) {
  if (!valid_utf8(chosen.surface)) return Error{Errc::malformed, words::not_text};
  return impl_->act(now, [&](Moment& moment) -> Status {
    auto& tx = moment.transaction();
    if (!chosen.case_ref.empty()) {
      if (const auto row = find_case_row(tx, chosen.case_ref); !row) return row.error();
    }
    remember_choice(tx, moment.random(), chosen);
    return ok();
  });
}

Status Practice::note_despite(Despite why, Now now) {
  return impl_->act(now, [&](Moment& moment) -> Status {
    count_despite(moment.transaction(), why);
    return ok();
  });
}

Result<CheckCounts> Practice::check_counts() {
  return impl_->read([](Transaction& tx) -> Result<CheckCounts> { return read_counts(tx); });
}

Result<std::vector<deid::Entry>> Practice::listed_names() {
  return impl_->read([](Transaction& tx) -> Result<std::vector<deid::Entry>> { return named_in_cases(tx); });
}

std::uint64_t Practice::names_version() const { return impl_->names_version(); }

}  // namespace sotto::practice
