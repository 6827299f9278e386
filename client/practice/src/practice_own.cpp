// The facade: what concerns this device only. Cases, the CPD record, retention.
#include <algorithm>

#include "cpd.hpp"
#include "exchange.hpp"
#include "impl.hpp"
#include "opinion.hpp"
#include "ping.hpp"
#include "session.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

namespace {

// Finds the case, lets `change` work on it and shows it afterwards.
template <class Change>
auto on_case(std::string_view ref, Change&& change) {
  return [ref, change](Moment& moment) -> Result<Case> {
    const auto row = find_case_row(moment.transaction(), ref);
    if (!row) return row.error();
    if (const Status done = change(moment, *row); !done) return done.error();
    const auto after = find_case_row(moment.transaction(), row->id.text());
    if (!after) return after.error();
    return read_case(moment.transaction(), *after, moment.now().timestamp);
  };
}

std::optional<Instant> next_due_of(Transaction& tx, Now now) {
  const auto session = next_session_due(tx, now);
  const auto ping = next_ping_due(tx, now);
  const auto opinion = next_opinion_due(tx, now);
  std::optional<Instant> out;
  for (const auto& due : {session, ping, opinion}) {
    if (due && (!out || *due < *out)) out = due;
  }
  return out;
}

bool runs_out(const std::optional<Instant>& when, Now now) { return when && *when <= now.instant; }

}  // namespace

// ---- cases ----
Result<Case> Practice::open_case(const NewCase& what, Now now) {
  return impl_->act(now, [&](Moment& moment) -> Result<Case> {
    const auto id = practice::open_case(moment.transaction(), moment.random(), what, now.timestamp);
    if (!id) return id.error();
    const auto row = find_case_row(moment.transaction(), id->text());
    if (!row) return row.error();
    return read_case(moment.transaction(), *row, now.timestamp);
  });
}
Result<std::vector<Case>> Practice::cases(Now now) {
  if (const auto passed = pass_time(now); !passed) return passed.error();
  return impl_->read([now](Transaction& tx) -> Result<std::vector<Case>> {
    std::vector<Case> out;
    for (const auto& row : all_cases(tx)) out.push_back(read_case(tx, row, now.timestamp));
    return out;
  });
}
Result<Case> Practice::find_case(std::string_view ref, Now now) {
  if (const auto passed = pass_time(now); !passed) return passed.error();
  return impl_->read([&](Transaction& tx) -> Result<Case> {
    const auto row = find_case_row(tx, ref);
    if (!row) return row.error();
    return read_case(tx, *row, now.timestamp);
  });
}
Result<Case> Practice::add_name(std::string_view ref, const NewName& name, Now now) {
  impl_->names_changed();
  return impl_->act(now, on_case(ref, [&](Moment& moment, const CaseRow& row) {
                      return practice::add_name(moment.transaction(), moment.random(), row, name);
                    }));
}
Result<Case> Practice::remove_name(std::string_view ref, std::int64_t number, Now now) {
  impl_->names_changed();
  return impl_->act(now, on_case(ref, [&](Moment& moment, const CaseRow& row) {
                      return practice::remove_name(moment.transaction(), row, number);
                    }));
}
Result<Case> Practice::forget_names(std::string_view ref, Now now) {
  impl_->names_changed();
  auto done = impl_->act(now, on_case(ref, [](Moment& moment, const CaseRow& row) -> Status {
                           if (row.hold) return Error{Errc::refused, words::held};
                           practice::forget_names(moment.transaction(), row);
                           return ok();
                         }));
  if (done) {
    if (const auto emptied = impl_->empty_log(); !emptied) return emptied.error();
  }
  return done;
}
Result<Case> Practice::review_case(std::string_view ref, Now now) {
  return impl_->act(
      now, on_case(ref, [&](Moment& moment, const CaseRow& row) { return practice::review_case(moment, row); }));
}
Result<Case> Practice::close_case(std::string_view ref, const Closing& closing, Now now) {
  impl_->names_changed();
  auto done = impl_->act(now, on_case(ref, [&](Moment& moment, const CaseRow& row) {
                           return practice::close_case(moment, row, closing);
                         }));
  if (done && closing.forget) {
    if (const auto emptied = impl_->empty_log(); !emptied) return emptied.error();
  }
  return done;
}
Result<Case> Practice::hold(std::string_view ref, std::string_view reason, bool tell, Now now) {
  return impl_->act(now, on_case(ref, [&](Moment& moment, const CaseRow& row) -> Status {
                      auto& tx = moment.transaction();
                      if (!valid_utf8(reason)) return Error{Errc::malformed, words::not_text};
                      set_hold(tx, moment.random(), row, std::string(reason));
                      note_change(tx, now.timestamp, say(words::log_hold, case_ref(row.row)));
                      if (!tell) return ok();
                      // Whoever is gone cannot be told; the hold stands.
                      for (const auto& buddy : buddies_of_case(tx, row.row)) {
                        static_cast<void>(moment.send(buddy, proto::encode(proto::HoldNote{})));
                      }
                      return ok();
                    }));
}
Result<Case> Practice::lift_hold(std::string_view ref, std::string_view typed_nickname, Now now) {
  return impl_->act(now, on_case(ref, [&](Moment& moment, const CaseRow& row) -> Status {
                      if (!row.hold) return Error{Errc::refused, words::not_held};
                      if (row.nickname != typed_nickname) return Error{Errc::refused, words::type_the_nickname};
                      set_hold(moment.transaction(), moment.random(), row, std::nullopt);
                      note_change(moment.transaction(), now.timestamp, say(words::log_lifted, case_ref(row.row)));
                      for (const auto& buddy : buddies_of_case(moment.transaction(), row.row)) moment.look_again(buddy);
                      return ok();
                    }));
}
Status Practice::purge_case(std::string_view ref, Now now) {
  impl_->names_changed();
  const auto done = impl_->act(now, [&](Moment& moment) -> Status {
    const auto row = find_case_row(moment.transaction(), ref);
    if (!row) return row.error();
    if (row->hold) return Error{Errc::refused, words::held};
    for (const auto& exchange : read_exchanges_of_case(moment.transaction(), row->row)) {
      if (exchange.mine) end_with_case(moment, exchange.id);
    }
    end_opinions_with_case(moment, row->row);
    purge(moment, *row);
    return ok();
  });
  return done ? impl_->empty_log() : done;
}

// ---- CPD ----
Result<CpdEntry> Practice::add_cpd(const CpdEntry& entry, Now now) {
  return impl_->act(now, [&](Moment& moment) -> Result<CpdEntry> {
    const auto number = practice::add_cpd(moment.transaction(), entry);
    if (!number) return number.error();
    return find_cpd(moment.transaction(), *number).value_or(entry);
  });
}
Result<CpdEntry> Practice::set_impact(std::int64_t number, std::string_view impact, Now now) {
  return impl_->act(now, [&](Moment& moment) -> Result<CpdEntry> {
    if (const auto done = practice::set_impact(moment.transaction(), number, impact); !done) return done.error();
    return *find_cpd(moment.transaction(), number);
  });
}
Result<std::vector<CpdEntry>> Practice::cpd(Timestamp from, Timestamp to) {
  return impl_->read([&](Transaction& tx) -> Result<std::vector<CpdEntry>> { return read_cpd(tx, from, to); });
}

// ---- retention ----
Result<Retention> Practice::retention() {
  return impl_->read([](Transaction& tx) -> Result<Retention> { return load_retention(tx); });
}
Status Practice::set_retention(const Retention& wanted, bool near_dispute, Now now) {
  const auto between = [](std::uint32_t number, std::uint32_t most) { return number >= 1 && number <= most; };
  if (!between(wanted.exchange_days, 366) || !between(wanted.case_days, 365) || !between(wanted.session_days, 366)) {
    return Error{Errc::usage, words::bad_days};
  }
  return impl_->act(now, [&](Moment& moment) -> Status {
    auto& tx = moment.transaction();
    const auto before = load_retention(tx);
    const bool shorter = wanted.exchange_days < before.exchange_days || wanted.case_days < before.case_days ||
                         wanted.session_days < before.session_days;
    if (shorter && !near_dispute && dispute_is_near(tx)) return Error{Errc::refused, words::near_dispute};
    save_retention(tx, wanted);
    note_change(tx, now.timestamp,
                say(words::log_retention, wanted.exchange_days, wanted.case_days, wanted.session_days));
    return ok();
  });
}
Status Practice::set_chat_keep(const ChatKeep& wanted, bool near_dispute, Now now) {
  const auto shorter = impl_->shortens(wanted);
  if (!shorter) return shorter.error();
  return impl_->act(now, [&](Moment& moment) -> Status {
    auto& tx = moment.transaction();
    if (*shorter && !near_dispute && dispute_is_near(tx)) return Error{Errc::refused, words::near_dispute};
    note_change(tx, now.timestamp, wanted.buddy ? "messages with one buddy" : "messages");
    if (wanted.buddy) return moment.keep_texts(*wanted.buddy, wanted.keep);
    return moment.keep_texts(wanted.keep.value_or(Duration{}));
  });
}
Result<std::vector<RetentionChange>> Practice::retention_log() {
  return impl_->read([](Transaction& tx) -> Result<std::vector<RetentionChange>> { return read_changes(tx); });
}
Status Practice::pass_time(Now now) {
  const Timestamp calendar = impl_->calendar(now);
  bool moves = false;  // a session or a ping
  const auto due = impl_->read([&](Transaction& tx) -> Result<bool> {
    moves = runs_out(next_due_of(tx, now), now);
    return moves || anything_due(tx, now.timestamp, calendar);
  });
  if (!due) return due.error();
  if (!*due) return ok();
  const auto gone = impl_->act(now, [&](Moment& moment) -> Result<std::size_t> {
    expire_offers(moment);
    open_due_opinions(moment);
    pass_session_time(moment);
    pass_ping_time(moment);
    return purge_due(moment);
  });
  if (!gone) return gone.error();
  if (*gone > 0) impl_->names_changed();
  if (moves) impl_->changes.sessions = impl_->changes.crisis = true;
  impl_->changes.opinions = true;
  return *gone > 0 ? impl_->empty_log() : ok();
}
std::optional<Instant> Practice::next_due(Now now) {
  const auto due = impl_->read([&](Transaction& tx) -> Result<std::optional<Instant>> { return next_due_of(tx, now); });
  return due ? *due : std::nullopt;
}

}  // namespace sotto::practice
