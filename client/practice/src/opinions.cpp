// The facade of second opinions.
#include "impl.hpp"
#include "opinion.hpp"
#include "words.hpp"

namespace sotto::practice {

using messaging::Moment;
using store::Transaction;

namespace {

auto opinion_of(const OpinionId& id, Now now) {
  return [&id, now](Transaction& tx) -> Result<Opinion> {
    auto found = read_opinion(tx, id, now.timestamp);
    if (!found) return Error{Errc::not_found, words::no_opinion};
    return std::move(*found);
  };
}

// What time has opened is open before anybody speaks.
template <class Body>
auto in_time(Body&& body) {
  return [body](Moment& moment) {
    open_due_opinions(moment);
    return body(moment);
  };
}

}  // namespace

Result<Opinion> Opinions::open(const NewOpinion& what, Now now) {
  practice_.impl_->changes.opinions = true;
  return practice_.impl_->act(now, [&](Moment& moment) -> Result<Opinion> {
    const auto id = ask_opinion(moment, what);
    if (!id) return id.error();
    return opinion_of(*id, now)(moment.transaction());
  });
}
Result<std::vector<Opinion>> Opinions::list(const std::optional<BuddyId>& buddy, Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read(
      [&](Transaction& tx) -> Result<std::vector<Opinion>> { return read_opinions(tx, buddy, now.timestamp); });
}
Result<Opinion> Opinions::show(const OpinionId& id, Now now) {
  if (const auto passed = practice_.pass_time(now); !passed) return passed.error();
  return practice_.impl_->read(opinion_of(id, now));
}
Result<Opinion> Opinions::seal(const OpinionId& id, const View& mine, Now now) {
  practice_.impl_->changes.opinions = true;
  return practice_.impl_->change(now, in_time([&](Moment& moment) { return seal_view(moment, id, mine); }),
                                 opinion_of(id, now));
}
Result<Opinion> Opinions::reveal(const OpinionId& id, Now now) {
  auto found = show(id, now);
  if (!found) return found;
  if (found->stage < OpinionStage::open) return Error{Errc::refused, words::opinion_not_yet};
  if (found->stage > OpinionStage::complete) return Error{Errc::refused, words::opinion_over};
  return found;
}
Result<Opinion> Opinions::withdraw(const OpinionId& id, proto::Reason why, Now now) {
  practice_.impl_->changes.opinions = true;
  return practice_.impl_->change(now, in_time([&](Moment& moment) { return withdraw_opinion(moment, id, why); }),
                                 opinion_of(id, now));
}
Status Opinions::introduce(const ParticipantId& participant, const BuddyId& buddy, Now now) {
  return practice_.impl_->act(now, [&](Moment& moment) -> Status {
    practice::introduce(moment.transaction(), participant, buddy);
    return ok();
  });
}

}  // namespace sotto::practice
