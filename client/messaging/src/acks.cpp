#include "acks.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

#include "delivery.hpp"

namespace sotto::messaging {
namespace {

// Long enough to batch, and to hide when exactly somebody read the screen; short enough for a tick to feel alive.
Duration pause(Turn& turn) {
  return turn.prompt_acks ? Duration{} : milliseconds(500 + static_cast<std::int64_t>(turn.random.below(2501)));
}

void due(Turn& turn, Live& live, Duration after) {
  const Instant when = turn.now.instant + after;
  if (!live.acks_due || when < *live.acks_due) live.acks_due = when;
}

struct Batch {
  SentAcks rows;
  std::vector<proto::AckEntry> entries;
};
Batch next_batch(Turn& turn, const Channel& channel, const Live& live) {
  Batch out;
  auto row = turn.tx.query("SELECT row, token, verdict FROM ack WHERE channel = ? ORDER BY row", channel.row);
  while (out.entries.size() < limits::ack_tokens_max && row.next()) {
    if (live.acks_flying.contains(row.integer(0))) continue;
    out.rows.rows.push_back(row.integer(0));
    out.entries.push_back({row.id<Token>(1), static_cast<proto::Verdict>(row.integer(2))});
  }
  return out;
}

}  // namespace

void queue_prompt_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict) {
  queue_ack(turn, channel, token, verdict);
  due(turn, turn.lives.touch(channel.owner()), milliseconds(20));
}

void queue_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict) {
  // Replacing gives a new row: one that is under way ends alone, and this one is sent after it.
  turn.tx.run("INSERT OR REPLACE INTO ack(channel, token, verdict) VALUES(?, ?, ?)", channel.row, token, verdict);
  due(turn, turn.lives.touch(channel.owner()), pause(turn));
}

std::optional<Instant> next_acks(Turn& turn, const Channel& channel) {
  if (!channel.paired() || channel.resetting || channel.paused) return std::nullopt;
  Live& live = turn.lives.touch(channel.owner());
  return link_for_acks(turn, live) != nullptr ? live.acks_due : std::nullopt;
}

void repeat_ack(Turn& turn, const Channel& channel, const Token& token, proto::Verdict verdict) {
  queue_ack(turn, channel, token, verdict);
  turn.lives.touch(channel.owner()).acks_missed = true;
}

void send_acks(Turn& turn, const Channel& channel) {
  const auto when = next_acks(turn, channel);
  if (!when || turn.now.instant < *when) return;
  Live& live = turn.lives.touch(channel.owner());
  Link* link = link_for_acks(turn, live);
  for (auto batch = next_batch(turn, channel, live); !batch.entries.empty(); batch = next_batch(turn, channel, live)) {
    const auto cell = crypto::seal(crypto::cell_key(channel.send_chain), crypto::CellType::ack,
                                   proto::encode(batch.entries), turn.random);
    if (!cell) return;
    live.acks_flying.insert(batch.rows.rows.begin(), batch.rows.rows.end());
    forward(turn, *link, *cell, std::move(batch.rows));
    for (auto& other : live.links) {
      const bool usable = other.target && other.phase == Link::Phase::admitted && other.id != link->id;
      if (live.acks_missed && usable) forward(turn, other, *cell, SentAcks{});
    }
  }
  live.acks_due.reset();
  live.acks_missed = false;
}

void acks_answered(Turn& turn, Owner owner, const SentAcks& acks, bool taken) {
  Live& live = turn.lives.touch(owner);
  for (const auto row : acks.rows) {
    live.acks_flying.erase(row);
    if (taken) turn.tx.run("DELETE FROM ack WHERE row = ?", row);
  }
  if (!taken) due(turn, live, turn.random.jitter(limits::full_retry));
}

void acks_lost(Turn& turn, Owner owner, const SentAcks& acks) {
  Live& live = turn.lives.touch(owner);
  for (const auto row : acks.rows) live.acks_flying.erase(row);
  due(turn, live, {});
}

void count_acks(Turn& turn, const Channel& channel) {
  if (turn.tx.query("SELECT 1 FROM ack WHERE channel = ?", channel.row).next()) {
    due(turn, turn.lives.touch(channel.owner()), pause(turn));
  }
}

}  // namespace sotto::messaging
