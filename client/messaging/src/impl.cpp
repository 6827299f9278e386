#include "impl.hpp"

#include <algorithm>
#include <limits>

#include "acks.hpp"
#include "attachments.hpp"
#include "delivery.hpp"
#include "keeping.hpp"
#include "links.hpp"
#include "pairing.hpp"
#include "relay_link.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

void tick_channel(Turn& turn, std::int64_t row) {
  auto channel = load_channel(turn, row);
  if (!channel || !pass_time(turn, *channel)) return;
  pump(turn, *channel);
  save_channel(turn, *channel);
}

void tick(Turn& turn, Owner owner) {
  if (turn.lives.find(owner) == nullptr) return;
  for (auto& link : turn.lives.touch(owner).links) claim_addresses(turn, link);
  if (owner.kind == Owner::Kind::channel) return tick_channel(turn, owner.row);
  expire_invitation(turn, owner.row);
  pump_invitation(turn, owner.row);
}

}  // namespace

Status Messaging::Impl::start(Now now) {
  const auto dated = vault_.transact([&](store::Transaction& tx) -> Status {
    calendar_.start(tx, now);
    return ok();
  });
  if (!dated) return dated;
  return event(now, [&](Turn& turn) -> Status {
    refresh_all_links(turn);
    std::vector<Owner> owners;
    for (const auto& [owner, live] : lives_.all()) owners.push_back(owner);
    for (const auto& owner : owners) {
      // Nothing is sealed yet: if this is a copy that came back, `restored` is called next, and its ratchets are over.
      lives_.touch(owner).deadline = now.instant;
      if (owner.kind != Owner::Kind::channel) continue;
      if (const auto channel = load_channel(turn, owner.row); channel) count_acks(turn, *channel);
    }
    return ok();
  });
}

// What a crash left between a commit and the removal of a file, or between a file and its message.
Status Messaging::Impl::keep_files(store::Blocks& blocks) {
  blocks_ = &blocks;
  const auto known = read([](Turn& turn) -> Result<std::vector<store::FileId>> { return known_files(turn); });
  if (!known) return known.error();
  for (const auto& file : blocks.all()) {
    if (std::find(known->begin(), known->end(), file) == known->end()) blocks.remove(file);
  }
  return ok();
}

Status Messaging::Impl::pass_deadlines(Now now) {
  std::vector<Owner> due;
  for (const auto& [owner, live] : lives_.all()) {
    if (live.deadline && *live.deadline <= now.instant) due.push_back(owner);
  }
  if (due.empty()) return ok();
  bool gone = false;
  const auto passed = event(now, [&](Turn& turn) -> Status {
    calendar_.save(turn.tx, now);
    for (const auto& owner : due) tick(turn, owner);
    gone = turn.outcome.deleted;
    return ok();
  });
  return passed && gone ? vault_.empty_log() : passed;
}

Status Messaging::Impl::delete_due(Now now) {
  const auto some = [&] {
    return event(now, [](Turn& turn) -> Result<bool> {
      for (const auto row : all_channels(turn)) {
        auto channel = load_channel(turn, row);
        if (!channel || !messaging::delete_due(turn, *channel)) continue;
        turn.outcome.deleted = true;
        pump(turn, *channel);
        save_channel(turn, *channel);
      }
      return turn.outcome.deleted;
    });
  };
  bool any = false;
  auto gone = some();
  for (; gone && *gone; gone = some()) any = true;
  if (!gone) return gone.error();
  return any ? vault_.empty_log() : ok();
}

std::optional<Instant> Messaging::Impl::next_deadline() const {
  std::optional<Instant> best;
  for (const auto& [owner, live] : lives_.all()) {
    if (live.deadline && (!best || *live.deadline < *best)) best = live.deadline;
  }
  return best;
}

std::optional<Effect> Messaging::Impl::poll_effect() {
  if (effects_.empty()) return std::nullopt;
  auto first = std::move(effects_.front());
  effects_.pop_front();
  return first;
}

std::vector<LinkWanted> Messaging::Impl::links() const {
  std::vector<LinkWanted> out;
  for (const auto& [owner, live] : lives_.all()) {
    for (const auto& link : live.links) out.push_back({link.id, link.relay, link.foreign, link.entered});
  }
  return out;
}

bool Messaging::Impl::idle(LinkId id) const {
  const auto owner = lives_.owner_of(id);
  const Live* live = owner ? lives_.find(*owner) : nullptr;
  if (live == nullptr) return true;
  for (const auto& link : live->links) {
    if (link.id != id) continue;
    using S = Listened::State;
    const auto waits = [](const Listened& l) {
      return l.state == S::idle || l.state == S::asked || l.state == S::listening;
    };
    if (link.phase != Link::Phase::admitted || !link.outstanding.empty()) return false;
    if (std::any_of(link.listens.begin(), link.listens.end(), waits)) return false;
    return !(link.target && live->acks_due && *live->acks_due <= now_.instant);
  }
  return true;
}

void Messaging::Impl::prompt_acks(bool on) {
  prompt_acks_ = on;
  if (!on) return;
  const Instant at_once{std::numeric_limits<std::int64_t>::min()};
  std::vector<Owner> owners;
  for (const auto& [owner, live] : lives_.all()) {
    if (live.acks_due) owners.push_back(owner);
  }
  for (const auto& owner : owners) {
    Live& live = lives_.touch(owner);
    live.acks_due = at_once;
    live.deadline = now_.instant;
  }
  lives_.keep();
}

std::vector<Failure> Messaging::Impl::take_failures() { return std::exchange(failures_, {}); }

Result<Progress> Messaging::Impl::take_progress() {
  auto counted = read([&](Turn& turn) -> Result<Progress> {
    Progress out;
    auto row = turn.tx.query(
        "SELECT (SELECT count(*) FROM outbox o JOIN channel c ON c.row = o.channel WHERE c.over = 0 AND c.stage <> "
        "?1), "
        "(SELECT count(*) FROM channel WHERE over = 0 AND stage IN (?2, ?3))",
        Stage::failed, Stage::waiting, Stage::claimed);
    if (row.next()) {
      out.pending = static_cast<std::uint64_t>(row.integer(0));
      out.pairing_waits = row.integer(1) > 0;
    }
    return out;
  });
  if (!counted) return counted;
  counted->sent = std::exchange(gained_.sent, 0);
  counted->received = std::exchange(gained_.received, 0);
  return counted;
}

void Messaging::Impl::publish(Outcome outcome) {
  for (auto& effect : outcome.effects) effects_.push_back(std::move(effect));
  for (const auto& failure : outcome.failures) failures_.push_back(failure);
  if (blocks_ != nullptr) {
    for (const auto& file : outcome.removed) blocks_->remove(file);
  }
  gained_.sent += outcome.delivered;
  gained_.received += outcome.received;
}

void Messaging::Impl::leak_frames(Outcome& outcome) {
  const auto frames = std::stable_partition(outcome.effects.begin(), outcome.effects.end(), [](const Effect& effect) {
    return !std::holds_alternative<SendFrame>(effect);
  });
  std::move(frames, outcome.effects.end(), std::back_inserter(effects_));
  outcome.effects.erase(frames, outcome.effects.end());
}

}  // namespace sotto::messaging
