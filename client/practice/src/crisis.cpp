// The facade of a crisis, and its script.
#include <sotto/practice/crisis.hpp>

#include "impl.hpp"
#include "ping.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

namespace {

Result<Ping> shown(Transaction& tx, const PingId& id) {
  const auto row = load_ping(tx, id);
  if (!row) return Error{Errc::not_found, words::no_ping};
  return read_ping(tx, *row);
}

}  // namespace

const std::vector<ScriptStep>& crisis_script() {
  static const std::vector<ScriptStep> all{
      {1, "Are you safe? Is anyone else at risk? If so, the limits of what we promised come first, now."},
      {2, "What must happen today, by law or by policy?"},
      {2, "What can wait until tomorrow?"},
      {2, "Who inside must know?"},
      {2, "One next step. Only one."},
      {1, "When do we check in? Tomorrow at this time is a good answer."},
  };
  return all;
}

const std::vector<std::string_view>& never_tonight() {
  static const std::vector<std::string_view> all{
      "Decide a dismissal.",  "Send names or documents.", "Promise confidentiality you cannot keep.",
      "Contact the accused.", "Record anybody.",          "Resign in anger.",
      "Delete things.",
  };
  return all;
}

template <class Act>
Result<Ping> Crisis::change(const PingId& id, Now now, Act&& act) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Ping> {
    practice_.impl_->changes.crisis = true;
    pass_ping_time(moment);
    if (const Status done = act(moment); !done) return done.error();
    return shown(moment.transaction(), id);
  });
}

Result<std::size_t> Crisis::be_available(std::uint32_t hours_long, std::uint32_t kinds, Now now) {
  return practice_.impl_->act(now, [&](Moment& moment) {
    practice_.impl_->changes.crisis = true;
    return say_available(moment, hours_long, kinds);
  });
}
Result<std::vector<Availability>> Crisis::availability(Now now) {
  return practice_.impl_->read(
      [&](Transaction& tx) -> Result<std::vector<Availability>> { return read_availability(tx, now.timestamp); });
}
Result<Ping> Crisis::ask(proto::CrisisKind kind, const std::optional<BuddyId>& first, Now now) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Ping> {
    practice_.impl_->changes.crisis = true;
    pass_ping_time(moment);
    const auto id = send_ping(moment, kind, first);
    if (!id) return id.error();
    return shown(moment.transaction(), *id);
  });
}
Result<Ping> Crisis::take(const PingId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return take_ping(moment, id); });
}
Result<Ping> Crisis::withdraw(const PingId& id, Now now) {
  return change(id, now, [&](Moment& moment) { return withdraw_ping(moment, id); });
}
Result<Ping> Crisis::propose_check_in(const PingId& id, Timestamp at, Now now) {
  return change(id, now, [&](Moment& moment) { return send_check_in(moment, id, at); });
}
Result<Ping> Crisis::answer_check_in(const PingId& id, bool yes, Now now) {
  return change(id, now, [&](Moment& moment) { return reply_check_in(moment, id, yes); });
}
Result<std::vector<Ping>> Crisis::pings(Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read([](Transaction& tx) -> Result<std::vector<Ping>> {
    std::vector<Ping> out;
    for (const auto& id : ping_ids(tx)) {
      if (const auto row = load_ping(tx, id); row) out.push_back(read_ping(tx, *row));
    }
    return out;
  });
}
Result<Ping> Crisis::find(const PingId& id, Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read([&](Transaction& tx) { return shown(tx, id); });
}

}  // namespace sotto::practice
