#include "reset.hpp"

#include <algorithm>
#include <chrono>

#include <sotto/base/limits.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/store/channel_stores.hpp>

#include "acks.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "ordering.hpp"
#include "outbox.hpp"

namespace sotto::messaging {
namespace {

constexpr std::uint64_t seq_max = std::uint64_t{1} << 47;  // no honest number comes near
constexpr std::string_view older_copy = "An older copy of this profile is in use.";
constexpr std::string_view earlier_device = "Some messages were received on the earlier device.";

std::string date_of(Timestamp time) {  // UTC
  namespace chrono = std::chrono;
  const chrono::sys_time<chrono::milliseconds> moment{chrono::milliseconds{time.ms}};
  const chrono::year_month_day day{chrono::floor<chrono::days>(moment)};
  const auto two = [](unsigned n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month())) + "-" +
         two(static_cast<unsigned>(day.day()));
}

proto::Bundle to_proto(const crypto::PrekeyBundle& in) {
  return {in.identity, in.signed_prekey, in.signature, in.one_time_prekey};
}

void write_reset_cell(Turn& turn, const Channel& channel, RowKind kind, ByteView body) {
  const auto type = kind == RowKind::reset1 ? crypto::CellType::reset1 : crypto::CellType::reset2;
  auto cell = crypto::seal(reset_cell_key(turn, channel, crypto::sending(channel.role)), type, body, turn.random);
  if (cell) write_cell(turn, channel.row, kind, {turn.random.id<Token>(), std::move(*cell)});
}

void drop_own_reset(Turn& turn, Channel& channel) {
  std::uint32_t slot = 0;
  {
    auto row = turn.tx.query("SELECT generation FROM reset WHERE channel = ?", channel.row);
    if (!row.next()) return;
    slot = static_cast<std::uint32_t>(row.integer(0));
  }
  store::ChannelStores(turn.tx, channel.row, slot).delete_generation();
  turn.tx.run("DELETE FROM reset WHERE channel = ?", channel.row);
  delete_rows(turn, channel.row, RowKind::reset1);
  channel.resetting = false;
}

void begin(Turn& turn, Channel& channel) {
  drop_own_reset(turn, channel);
  const std::uint32_t proposed = channel.generation + 1;
  store::ChannelStores stores(turn.tx, channel.row, proposed);
  stores.delete_generation();
  const auto bundle = crypto::Gate(turn.signal, stores.stores(), proposed).make_bundle();
  if (!bundle) return;
  const auto ephemeral = crypto::EphemeralKey::make(turn.random);
  const auto incarnation = own_incarnation(turn);
  proto::Reset1 reset;
  reset.id = turn.random.array<16>();
  reset.incarnation = incarnation.number;
  reset.tie = incarnation.tie;
  reset.generation = proposed;
  reset.ephemeral = ephemeral.public_key;
  reset.bundle = to_proto(*bundle);
  reset.descriptors = own_descriptors(turn, channel.row);
  reset.next_expected = next_expected(turn, channel);
  reset.lowest_unacknowledged = lowest_unacknowledged(turn, channel);
  const Bytes body = proto::encode(reset);
  turn.tx.run("INSERT INTO reset VALUES(?, ?, ?, ?, ?)", channel.row, reset.id, proposed,
              ephemeral.private_key.expose(), body);
  write_reset_cell(turn, channel, RowKind::reset1, body);
  channel.resetting = true;
  turn.lives.touch(channel.owner()).reset_started = turn.now.instant;
}

bool within(std::optional<Instant> since, Instant now) { return since && now - *since < limits::reset_rate; }

// ---- the answering side, Y ----
void refuse(Turn& turn, Channel& channel, const proto::Reset1& reset) {
  if (channel.notice != older_copy) add_notice(turn, channel, older_copy);
  const auto cell =
      crypto::seal(reset_cell_key(turn, channel, crypto::sending(channel.role)), crypto::CellType::reset_refused,
                   proto::encode(proto::ResetRefused{reset.id, channel.peer_incarnation}), turn.random);
  Link* link = link_for_acks(turn, turn.lives.touch(channel.owner()));
  // Not a row: the other side asks again as long as it has no answer.
  if (cell && link != nullptr) forward(turn, *link, *cell, SentAcks{});
}

bool repeated(Turn& turn, const Channel& channel, const proto::Reset1& reset) {
  {
    auto row = turn.tx.query("SELECT id FROM answered_reset WHERE channel = ?", channel.row);
    if (!row.next() || !equal(row.blob(0), reset.id)) return false;
  }
  std::optional<std::int64_t> answer;
  {
    auto row = turn.tx.query("SELECT row FROM outbox WHERE channel = ? AND kind = ?", channel.row, RowKind::reset2);
    if (row.next()) answer = row.integer(0);
  }
  if (answer) send_again(turn, channel, *answer);
  return true;
}

bool from_pinned_identity(Turn& turn, const Channel& channel, const proto::Bundle& bundle) {
  auto row = turn.tx.query("SELECT peer_identity FROM channel WHERE row = ?", channel.row);
  return row.next() && equal(row.blob(0), bundle.identity);
}

bool acceptable(Turn& turn, Channel& channel, const proto::Reset1& reset) {
  const Incarnation known{channel.peer_incarnation, channel.peer_tie};
  const Incarnation theirs{reset.incarnation, reset.tie};
  if (theirs < known) {
    refuse(turn, channel, reset);
    return false;
  }
  if (theirs == known && reset.generation <= channel.generation) return false;
  // Both at once: the inviter's wins.
  if (channel.resetting && !channel.paused && channel.role == crypto::Role::inviter) return false;
  return !within(turn.lives.touch(channel.owner()).reset_accepted, turn.now.instant);
}

struct Answered {
  std::uint32_t generation;
  Bytes body;
  crypto::Key root;
};
std::optional<Answered> answer_reset(Turn& turn, const Channel& channel, const proto::Reset1& reset, ByteView body) {
  const auto ephemeral = crypto::EphemeralKey::make(turn.random);
  const auto dh = crypto::x25519(ephemeral.private_key, reset.ephemeral);
  if (!dh) return std::nullopt;
  store::ChannelStores(turn.tx, channel.row, channel.slot).delete_generation();
  store::ChannelStores stores(turn.tx, channel.row, reset.generation);
  stores.delete_generation();
  crypto::Gate gate(turn.signal, stores.stores(), reset.generation);
  const auto& bundle = reset.bundle;
  if (!gate.start({bundle.identity, bundle.signed_prekey, bundle.signature, bundle.one_time_prekey}))
    return std::nullopt;
  proto::Content content;
  content.token = turn.random.id<Token>();
  content.id = turn.random.id<MessageId>();
  content.time = turn.now.timestamp;
  content.body = proto::ResetContent{};
  auto sealed = gate.encrypt(proto::encode(content));
  if (!sealed) return std::nullopt;
  proto::Reset2 out;
  out.id = reset.id;
  out.generation = std::max(reset.generation, channel.generation + 1);
  out.ephemeral = ephemeral.public_key;
  out.next_expected = next_expected(turn, channel);
  out.lowest_unacknowledged = lowest_unacknowledged(turn, channel);
  out.prekey_message = std::move(sealed->bytes);
  Answered answered{out.generation, proto::encode(out), {}};
  answered.root = crypto::reset_root(reset_cell_key(turn, channel, crypto::Direction::to_joiner), out.generation, *dh,
                                     body, answered.body);
  return answered;
}

void note_incarnation(Turn& turn, Channel& channel, const proto::Reset1& reset) {
  if (channel.peer_incarnation == reset.incarnation && channel.peer_tie == reset.tie) return;
  channel.peer_incarnation = reset.incarnation;
  channel.peer_tie = reset.tie;
  channel.verified = false;
  add_notice(
      turn, channel,
      "Restored on " + date_of(turn.now.timestamp) + ": your buddy uses a backup or another device. Check the words.");
}

void agree_on_numbers(Turn& turn, Channel& channel, std::uint64_t next_expected, std::uint64_t lowest) {
  if (next_expected < seq_max) channel.next_seq = std::max(channel.next_seq, next_expected);
  if (lowest < seq_max) skip_to(turn, channel, lowest, earlier_device);
}

void receive_reset1(Turn& turn, Channel& channel, ByteView body) {
  const auto reset = proto::decode_reset1(body);
  if (!reset || reset->generation == 0 || !from_pinned_identity(turn, channel, reset->bundle)) return;
  if (repeated(turn, channel, *reset) || !acceptable(turn, channel, *reset)) return;
  std::optional<Answered> answered;
  {
    store::Savepoint savepoint(turn.tx);
    drop_own_reset(turn, channel);
    answered = answer_reset(turn, channel, *reset, body);
    if (answered) savepoint.release();
  }
  if (!answered) {
    channel.resetting = turn.tx.query("SELECT 1 FROM reset WHERE channel = ?", channel.row).next();
    return;
  }
  turn.lives.touch(channel.owner()).reset_accepted = turn.now.instant;
  note_incarnation(turn, channel, *reset);
  channel.paused = false;
  start_epochs(turn, channel, {answered->root.clone(), answered->generation, reset->generation});
  delete_rows(turn, channel.row, RowKind::reset2);
  unseal_all(turn, channel);
  agree_on_numbers(turn, channel, reset->next_expected, reset->lowest_unacknowledged);
  write_reset_cell(turn, channel, RowKind::reset2, answered->body);
  turn.tx.run("INSERT OR REPLACE INTO answered_reset VALUES(?, ?)", channel.row, reset->id);
}

// ---- the asking side, X ----
struct Pending {
  std::uint32_t slot;
  crypto::Secret<32> ephemeral;
  Bytes body;
};
std::optional<Pending> pending(Turn& turn, const Channel& channel, const ByteArray<16>& id) {
  auto row = turn.tx.query("SELECT id, generation, ephemeral, body FROM reset WHERE channel = ?", channel.row);
  if (!row.next() || !equal(row.blob(0), id)) return std::nullopt;
  auto ephemeral = crypto::Secret<32>::from(row.blob(2));
  if (!ephemeral) return std::nullopt;
  return Pending{static_cast<std::uint32_t>(row.integer(1)), std::move(*ephemeral), to_bytes(row.blob(3))};
}

std::optional<Token> open_reset2(Turn& turn, const Channel& channel, const Pending& own, const proto::Reset2& reset) {
  store::ChannelStores(turn.tx, channel.row, channel.slot).delete_generation();
  store::ChannelStores stores(turn.tx, channel.row, own.slot);
  crypto::Gate gate(turn.signal, stores.stores(), own.slot);
  const auto plain = gate.decrypt({crypto::CiphertextKind::prekey_message, reset.prekey_message});
  if (!plain) return std::nullopt;
  const auto content = proto::decode_content(plain->expose());
  if (!content || !std::holds_alternative<proto::ResetContent>(content->body)) return std::nullopt;
  return content->token;
}

void receive_reset2(Turn& turn, Channel& channel, ByteView body) {
  const auto reset = proto::decode_reset2(body);
  if (!reset) return;
  const auto own = pending(turn, channel, reset->id);
  if (!own || reset->generation < own->slot) return;
  const auto dh = crypto::x25519(own->ephemeral, reset->ephemeral);
  if (!dh) return;
  std::optional<Token> token;
  {
    store::Savepoint savepoint(turn.tx);
    token = open_reset2(turn, channel, *own, *reset);
    if (!token) return;
    savepoint.release();
  }
  const auto root = crypto::reset_root(reset_cell_key(turn, channel, crypto::Direction::to_joiner), reset->generation,
                                       *dh, own->body, body);
  turn.tx.run("DELETE FROM reset WHERE channel = ?", channel.row);
  delete_rows(turn, channel.row, RowKind::reset1);
  channel.resetting = false;
  start_epochs(turn, channel, {root.clone(), reset->generation, own->slot});
  unseal_all(turn, channel);
  agree_on_numbers(turn, channel, reset->next_expected, reset->lowest_unacknowledged);
  queue_ack(turn, channel, *token, proto::Verdict::kept);
  write_body(turn, channel, RowKind::keepalive, proto::Keepalive{});  // the first DATA of this generation
}

void receive_refusal(Turn& turn, Channel& channel, ByteView body) {
  const auto refusal = proto::decode_reset_refused(body);
  if (!refusal || !pending(turn, channel, refusal->id)) return;
  drop_own_reset(turn, channel);
  channel.paused = true;
  turn.tx.run("INSERT OR REPLACE INTO setting VALUES('refused_incarnation', ?)",
              std::min<std::uint64_t>(refusal->known_incarnation, seq_max));
  add_notice(turn, channel, older_copy);
}

}  // namespace

void start_reset(Turn& turn, Channel& channel) {
  if (!channel.paired() || channel.resetting || channel.paused || channel.over != Over::no) return;
  if (within(turn.lives.touch(channel.owner()).reset_started, turn.now.instant)) return;
  begin(turn, channel);
}

void receive_reset(Turn& turn, Channel& channel, crypto::CellType type, ByteView body) {
  if (!channel.paired() || channel.over == Over::mismatch) return;
  if (type == crypto::CellType::reset1)
    receive_reset1(turn, channel, body);
  else if (type == crypto::CellType::reset2)
    receive_reset2(turn, channel, body);
  else if (type == crypto::CellType::reset_refused)
    receive_refusal(turn, channel, body);
}

void restart_all(Turn& turn) {
  const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(turn.now.timestamp.ms, 0)) / 1000;
  set_incarnation(turn, {std::max(own_incarnation(turn).number + 1, seconds), turn.random.array<8>()});
  std::vector<std::int64_t> rows;
  {
    auto row =
        turn.tx.query("SELECT row FROM channel WHERE cid IS NOT NULL AND over = 0 AND stage <> ?", Stage::failed);
    while (row.next()) rows.push_back(row.integer(0));
  }
  for (const auto row : rows) {
    auto channel = load_channel(turn, row);
    if (!channel) continue;
    begin(turn, *channel);
    pump(turn, *channel);
    save_channel(turn, *channel);
  }
}

void continue_alone(Turn& turn, Channel& channel) {
  std::uint64_t known = own_incarnation(turn).number;
  {
    auto row = turn.tx.query("SELECT value FROM setting WHERE name = 'refused_incarnation'");
    if (row.next()) known = std::max(known, static_cast<std::uint64_t>(row.integer(0)));
  }
  set_incarnation(turn, {known + 1, turn.random.array<8>()});
  channel.paused = false;
  channel.notice.clear();
  begin(turn, channel);
  announce(turn, channel);
}

}  // namespace sotto::messaging
