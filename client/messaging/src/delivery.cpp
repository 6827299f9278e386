#include "delivery.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

#include "acks.hpp"
#include "attachments.hpp"
#include "keeping.hpp"
#include "outbox.hpp"
#include "standing.hpp"

namespace sotto::messaging {
namespace {

Duration doubled(Duration d, Duration first) {
  return d.ms == 0 ? first : std::min(Duration{d.ms * 2}, limits::backoff_max);
}

struct SealedRow {
  std::int64_t row;
  RowKind kind;
};
std::vector<SealedRow> sealed_rows(Turn& turn, const Channel& channel) {
  std::vector<SealedRow> out;
  auto row = turn.tx.query(
      "SELECT row, kind FROM outbox WHERE channel = ? AND state > 0 ORDER BY seq IS NULL, seq, part, row", channel.row);
  while (row.next()) out.push_back({row.integer(0), static_cast<RowKind>(row.integer(1))});
  return out;
}

// While an own reset waits, only what needs no session travels: the rest will be sealed anew. After "they don't match"
// nothing does.
bool may_travel(const Channel& channel, RowKind kind) {
  if (channel.over == Over::mismatch || channel.paused) return false;
  return !channel.resetting || kind == RowKind::reset1 || kind == RowKind::answer;
}

bool primary_lost(const Live& live, Instant now) {
  for (const auto& link : live.links) {
    if (!link.target || link.leg != 0) continue;
    return link.phase != Link::Phase::admitted && now - link.down_since >= limits::relay_patience;
  }
  return true;
}

// From when on a row may go to a relay; nothing: that waits for something else than time.
std::optional<Instant> due_from(const Flight& flight, std::size_t index, bool primary_is_lost) {
  const Leg& leg = flight[index];
  if (leg.state == Leg::State::sent) return std::nullopt;
  if (leg.state != Leg::State::idle) return leg.due;
  if (index == 0 || primary_is_lost) return Instant{};
  if (!flight[0].was_spooled) return std::nullopt;
  return flight[0].spooled_since + limits::spooled_fallback;
}

bool due(const Flight& flight, std::size_t index, bool primary_is_lost, Instant now) {
  const auto from = due_from(flight, index, primary_is_lost);
  return from && now >= *from;
}

bool send_row(Turn& turn, Link& link, std::int64_t row_id) {
  Bytes cell;
  bool block = false;
  {
    auto row = turn.tx.query("SELECT cell FROM outbox WHERE row = ?", row_id);
    if (!row.next()) return false;
    block = row.null(0);
    cell = to_bytes(row.blob(0));
  }
  if (block) {
    auto read = block_of_row(turn, row_id);
    if (!read) return false;
    cell = std::move(*read);
  }
  forward(turn, link, cell, SentRow{row_id, link.leg, block});
  return true;
}

// A full spool is asked with one row at a time until it takes one.
bool probe_only(const Link& link, Instant now, bool& may_send) {
  if (!link.full) return false;
  may_send = now >= link.full_until && link.outstanding.empty();
  return true;
}

void transmit_on(Turn& turn, Live& live, Link& link, const std::vector<std::int64_t>& rows) {
  const bool lost = primary_lost(live, turn.now.instant);
  bool may_send = true;
  const bool one = probe_only(link, turn.now.instant, may_send);
  for (const auto row : rows) {
    if (!may_send) return;
    Flight& flight = live.flights[row];
    if (!due(flight, link.leg, lost, turn.now.instant)) continue;
    if (!send_row(turn, link, row)) continue;
    flight[link.leg].state = Leg::State::sent;
    may_send = !one;
  }
}

void transmit(Turn& turn, const Channel& channel) {
  Live& live = turn.lives.touch(channel.owner());
  std::vector<std::int64_t> rows;
  std::map<std::int64_t, Flight> flights;
  for (const auto& sealed : sealed_rows(turn, channel)) {
    if (!may_travel(channel, sealed.kind)) continue;
    flights[sealed.row] = live.flights[sealed.row];
    rows.push_back(sealed.row);
  }
  live.flights = std::move(flights);  // what ended or may not travel is forgotten, and with it what it waited for
  for (auto& link : live.links) {
    if (link.target && link.phase == Link::Phase::admitted) transmit_on(turn, live, link, rows);
  }
}

// ---- deadlines ----
class Earliest {
 public:
  explicit Earliest(Instant now) : now_(now) {}
  void consider(Instant when) {
    // What is due was done just now; if something is due still, a moment later is soon enough to look again.
    const Instant at = std::max(when, now_ + milliseconds(50));
    if (!best_ || at < *best_) best_ = at;
  }
  std::optional<Instant> best() const { return best_; }

 private:
  Instant now_;
  std::optional<Instant> best_;
};

void consider_legs(const Live& live, const Link& link, Instant now, Earliest& earliest) {
  if (link.full && !link.outstanding.empty()) return;  // the answer to the probe comes first
  const bool lost = primary_lost(live, now);
  for (const auto& [row, flight] : live.flights) {
    const auto from = due_from(flight, link.leg, lost);
    if (from) earliest.consider(link.full ? std::max(*from, link.full_until) : *from);
  }
}

void consider_links(const Live& live, Instant now, Earliest& earliest) {
  for (const auto& link : live.links) {
    if (link.phase != Link::Phase::admitted) {
      const Instant patience = link.down_since + limits::relay_patience;
      if (link.target && link.leg == 0 && patience > now) earliest.consider(patience);
      continue;
    }
    for (const auto& listened : link.listens) {
      using S = Listened::State;
      if (listened.state != S::idle && listened.state != S::asked) earliest.consider(listened.again);
    }
    if (link.target) consider_legs(live, link, now, earliest);
  }
}

void set_deadline(Turn& turn, const Channel& channel) {
  Live& live = turn.lives.touch(channel.owner());
  Earliest earliest(turn.now.instant);
  consider_links(live, turn.now.instant, earliest);
  if (const auto acks = next_acks(turn, channel); acks) earliest.consider(*acks);
  if (const auto day = next_standing(turn, channel); day) earliest.consider(turn.at(*day));
  if (const auto end = next_deletion(turn, channel); end) earliest.consider(turn.now.instant + (*end - turn.calendar));
  live.deadline = earliest.best();
}

}  // namespace

void pump(Turn& turn, Channel& channel) {
  if (turn.lives.find(channel.owner()) == nullptr) return;  // over for good: no link, no timer
  seal_waiting(turn, channel);
  transmit(turn, channel);
  send_acks(turn, channel);
  set_deadline(turn, channel);
}

void forward(Turn& turn, Link& link, ByteView cell, Outstanding what) {
  const std::uint32_t ref = link.next_ref++;
  link.outstanding.emplace(ref, std::move(what));
  turn.send(link.id, proto::Forward{ref, *link.target, cell});
}

void send_again(Turn& turn, const Channel& channel, std::int64_t row) {
  Live& live = turn.lives.touch(channel.owner());
  const auto found = live.flights.find(row);
  if (found == live.flights.end()) return;
  for (auto& leg : found->second) {
    if (leg.state != Leg::State::live && leg.state != Leg::State::spooled) continue;
    // At once, and then not oftener than LIVE_ACK: a relay says that the bytes are on their way.
    const Duration wait = leg.hurried ? turn.random.jitter(limits::live_ack) : Duration{};
    leg.due = std::min(leg.due, turn.now.instant + wait);
    leg.hurried = true;
  }
}

Link* link_for_acks(Turn& turn, Live& live) {
  if (Link* first = live.admitted_leg(0); first != nullptr) return first;
  return primary_lost(live, turn.now.instant) ? live.admitted_leg(1) : nullptr;
}

void row_answered(Turn& turn, Channel& channel, Link& link, const SentRow& sent, proto::Outcome outcome) {
  Live& live = turn.lives.touch(channel.owner());
  const auto found = live.flights.find(sent.row);
  const bool taken = outcome == proto::Outcome::live || outcome == proto::Outcome::spooled;
  if (sent.block) {
    if (taken) mark_relayed(turn, channel, sent.row);
  } else if (taken) {
    link.full = false;
    link.full_backoff = {};
    mark_relayed(turn, channel, sent.row);
  } else {
    link.full = true;
    link.full_backoff = doubled(link.full_backoff, limits::full_retry);
    link.full_until = turn.now.instant + turn.random.jitter(link.full_backoff);
  }
  if (found == live.flights.end()) return;
  Leg& leg = found->second[sent.leg];
  if (outcome == proto::Outcome::live) {
    leg.state = Leg::State::live;
    leg.backoff = doubled(leg.backoff, limits::live_ack);
    leg.due = turn.now.instant + turn.random.jitter(leg.backoff);
  } else if (outcome == proto::Outcome::spooled) {
    leg.state = Leg::State::spooled;
    if (!leg.was_spooled) leg.spooled_since = turn.now.instant;
    leg.was_spooled = true;
    leg.due = turn.now.instant + turn.random.jitter(limits::spooled_resend);
  } else if (sent.block) {  // its room is another than that of the cells
    leg.state = Leg::State::refused;
    leg.backoff = doubled(leg.backoff, limits::full_retry);
    leg.due = turn.now.instant + turn.random.jitter(leg.backoff);
  } else {
    leg.state = Leg::State::idle;
  }
}

void row_lost(Turn& turn, Owner owner, const SentRow& sent) {
  Live& live = turn.lives.touch(owner);
  const auto found = live.flights.find(sent.row);
  if (found != live.flights.end()) found->second[sent.leg].state = Leg::State::idle;
}

void spool_gone(Turn& turn, Owner owner, std::size_t leg) {
  for (auto& [row, flight] : turn.lives.touch(owner).flights) {
    if (flight[leg].state == Leg::State::spooled) flight[leg].state = Leg::State::idle;
  }
}

void heard_from_peer(Turn& turn, const Channel& channel) {
  Live& live = turn.lives.touch(channel.owner());
  const Instant soon = turn.now.instant + turn.random.jitter(limits::live_ack);
  for (auto& [row, flight] : live.flights) {
    for (auto& leg : flight) {
      if (leg.state == Leg::State::spooled) leg.due = std::min(leg.due, soon);
      if (leg.state == Leg::State::refused) leg.due = std::min(leg.due, turn.now.instant);
    }
  }
  for (auto& link : live.links) link.full_until = std::min(link.full_until, turn.now.instant);
}

}  // namespace sotto::messaging
