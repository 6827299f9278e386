#include "channel.hpp"

#include <sotto/base/limits.hpp>
#include <sotto/store/channel_stores.hpp>

#include "history_sql.hpp"
#include "plant.hpp"

namespace sotto::messaging {
namespace {

crypto::Key key_or_zero(ByteView view) {
  auto key = crypto::Key::from(view);
  return key ? std::move(*key) : crypto::Key{};
}
template <std::size_t N>
ByteArray<N> array_or_zero(ByteView view) {
  return exactly<N>(view).value_or(ByteArray<N>{});
}
std::uint64_t number(const store::Row& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

void read_standing(const store::Row& row, Channel& out) {
  out.row = row.integer(0);
  out.buddy = row.id<BuddyId>(1);
  out.name = row.text(2);
  out.role = static_cast<crypto::Role>(row.integer(3));
  out.stage = static_cast<Stage>(row.integer(4));
  out.over = static_cast<Over>(row.integer(5));
  out.over_at = {row.integer(6)};
  out.verified = row.flag(7);
  out.changed = row.flag(8);
  out.notice = row.text(9);
}
void read_keys(const store::Row& row, Channel& out) {
  out.generation = static_cast<std::uint32_t>(row.integer(10));
  out.slot = static_cast<std::uint32_t>(row.integer(11));
  out.send_chain = key_or_zero(row.blob(12));
  out.send_epoch = number(row, 13);
  out.epoch_since = {row.integer(14)};
  out.epoch_acked = row.flag(15);
  out.recv_chain = key_or_zero(row.blob(16));
  out.recv_epoch = number(row, 17);
  out.next_seq = number(row, 18);
  out.next_show = number(row, 19);
  out.ratchet_key = array_or_zero<32>(row.blob(20));
  out.ordinal = number(row, 21);
}
void read_peer(const store::Row& row, Channel& out) {
  if (auto peers = proto::decode_descriptors(row.blob(22)); peers) out.peers = std::move(*peers);
  out.peer_list = number(row, 23);
  out.own_list = number(row, 24);
  out.peer_incarnation = number(row, 25);
  out.peer_tie = array_or_zero<8>(row.blob(26));
  out.paused = row.flag(27);
  out.traffic = row.flag(28);
  out.keepalive_since = {row.integer(29)};
  out.resetting = row.flag(30);
}

}  // namespace

std::optional<Channel> load_channel(Turn& turn, std::int64_t row_id) {
  auto row = turn.tx.query(
      "SELECT row, buddy, name, role, stage, over, over_at, verified, changed, notice, "
      "generation, slot, send_chain, send_epoch, epoch_since, epoch_acked, recv_chain, recv_epoch, "
      "next_seq, next_show, ratchet_key, ordinal, peer_descriptors, peer_list, own_list, "
      "peer_incarnation, peer_tie, paused, traffic, keepalive_since, "
      "EXISTS(SELECT 1 FROM reset WHERE reset.channel = channel.row) FROM channel WHERE row = ?",
      row_id);
  if (!row.next()) return std::nullopt;
  Channel out;
  read_standing(row, out);
  read_keys(row, out);
  read_peer(row, out);
  out.saved = out;
  return out;
}

std::optional<Channel> find_channel(Turn& turn, const BuddyId& buddy) {
  std::int64_t found = 0;
  {
    auto row = turn.tx.query("SELECT row FROM channel WHERE buddy = ?", buddy);
    if (!row.next()) return std::nullopt;
    found = row.integer(0);
  }
  return load_channel(turn, found);
}

void save_channel(Turn& turn, Channel& c) {
  if (static_cast<const ChannelFields&>(c) == c.saved) return;
  c.saved = c;
  turn.tx.run(
      "UPDATE channel SET name = ?, stage = ?, over = ?, over_at = ?, verified = ?, changed = ?, notice = ?, "
      "generation = ?, slot = ?, send_chain = ?, send_epoch = ?, epoch_since = ?, epoch_acked = ?, recv_chain = ?, "
      "recv_epoch = ?, next_seq = ?, next_show = ?, ratchet_key = ?, ordinal = ?, peer_descriptors = ?, peer_list = ?, "
      "own_list = ?, peer_incarnation = ?, peer_tie = ?, paused = ?, traffic = ?, keepalive_since = ? WHERE row = ?",
      c.name, c.stage, c.over, c.over_at, c.verified, c.changed, c.notice, c.generation, c.slot, c.send_chain.expose(),
      c.send_epoch, c.epoch_since, c.epoch_acked, c.recv_chain.expose(), c.recv_epoch, c.next_seq, c.next_show,
      c.ratchet_key, c.ordinal, proto::encode(c.peers), c.peer_list, c.own_list, c.peer_incarnation, c.peer_tie,
      c.paused, c.traffic, c.keepalive_since, c.row);
}

Buddy buddy_of(Turn& turn, const Channel& channel) {
  Buddy out;
  out.id = channel.buddy;
  out.name = channel.name;
  out.verified = channel.verified;
  out.state = BuddyState::active;
  out.notice = channel.notice;
  if (channel.over == Over::blocked)
    out.state = BuddyState::blocked;
  else if (channel.has_ended())
    out.state = BuddyState::ended;
  else if (channel.over == Over::mismatch || channel.changed)
    out.state = BuddyState::changed;
  else if (channel.stage != Stage::ready)
    out.state = BuddyState::pairing;
  {
    auto row = turn.tx.query(sql::count_unread, channel.row);
    if (row.next()) out.unread = number(row, 0);
  }
  if (out.unread > 0) {
    auto row = turn.tx.query(sql::first_unread, channel.row);
    if (row.next()) out.first_unread = row.id<MessageId>(0);
  }
  out.muted =
      turn.tx.query("SELECT 1 FROM mute WHERE channel = ? AND until > ?", channel.row, turn.now.timestamp).next();
  return out;
}

void announce(Turn& turn, const Channel& channel) { turn.emit(Event{BuddyEvent{buddy_of(turn, channel)}}); }

void forget_channel_keys(Turn& turn, Channel& channel) {
  store::ChannelStores::delete_channel(turn.tx, channel.row);
  turn.tx.run("DELETE FROM outbox WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM ack WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM seen WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM undecryptable WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM known WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM inbox WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM missing WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM reset WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM answered_reset WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM joining WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM claiming WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM own_address WHERE channel = ?", channel.row);
  turn.tx.run(
      "UPDATE channel SET send_chain = NULL, recv_chain = NULL, reset_to_joiner = NULL, reset_to_inviter = NULL, "
      "words = NULL WHERE row = ?",
      channel.row);
  channel.send_chain = crypto::Key{};
  channel.recv_chain = crypto::Key{};  // what a later save writes
  channel.resetting = false;
}

std::vector<std::int64_t> all_channels(Turn& turn) {
  std::vector<std::int64_t> out;
  auto row = turn.tx.query("SELECT row FROM channel ORDER BY row");
  while (row.next()) out.push_back(row.integer(0));
  return out;
}

void delete_channel(Turn& turn, Channel& channel) {
  forget_channel_keys(turn, channel);
  turn.tx.run(
      "INSERT INTO message_text(message_text, rowid, text) SELECT 'delete', row, text FROM message "
      "WHERE channel = ? AND kind = 0 AND text <> ''",
      channel.row);
  turn.tx.run("DELETE FROM message WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM keeping WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM channel WHERE row = ?", channel.row);
}

// ---- keys ----
std::optional<crypto::Key> column_key(Turn& turn, std::int64_t channel, Literal sql) {
  auto row = turn.tx.query(sql, channel);
  if (!row.next() || row.null(0)) return std::nullopt;
  return crypto::Key::from(row.blob(0));
}

crypto::Key reset_cell_key(Turn& turn, const Channel& channel, crypto::Direction direction) {
  auto key = direction == crypto::Direction::to_joiner
                 ? column_key(turn, channel.row, "SELECT reset_to_joiner FROM channel WHERE row = ?")
                 : column_key(turn, channel.row, "SELECT reset_to_inviter FROM channel WHERE row = ?");
  return key ? std::move(*key) : crypto::Key{};
}

void start_epochs(Turn& turn, Channel& channel, const NewKeys& keys) {
  channel.generation = keys.generation;
  channel.slot = keys.slot;
  channel.send_chain = crypto::first_epoch(keys.root, crypto::sending(channel.role));
  channel.recv_chain = crypto::first_epoch(keys.root, crypto::receiving(channel.role));
  channel.send_epoch = channel.recv_epoch = 0;
  channel.epoch_since = turn.now.timestamp;
  channel.epoch_acked = false;
  channel.ratchet_key = {};
  turn.tx.run("DELETE FROM seen WHERE channel = ?", channel.row);
  turn.tx.run("DELETE FROM undecryptable WHERE channel = ?", channel.row);
}

void move_send_epoch(Turn& turn, Channel& channel) {
  // A wall clock that was set back counts as time passed: the rule below does not need the truth, only some pace.
  const auto age = turn.now.timestamp - channel.epoch_since;
  if (age.ms >= 0 && age < limits::epoch_min) return;
  if (!channel.epoch_acked) return;
  if (!planted(Plant::epoch_with_row_waiting)) {
    auto row = turn.tx.query("SELECT 1 FROM outbox WHERE channel = ? AND state > 0 AND epoch < ?", channel.row,
                             channel.send_epoch);
    if (row.next()) return;
  }
  channel.send_chain = crypto::next_epoch(channel.send_chain);
  ++channel.send_epoch;
  channel.epoch_since = turn.now.timestamp;
  channel.epoch_acked = false;
}

std::optional<OpenedCell> open_cell(Turn& turn, const Channel& channel, ByteView cell) {
  crypto::Key chain = channel.recv_chain.clone();
  std::uint64_t epoch = channel.recv_epoch == 0 ? 0 : channel.recv_epoch - 1;
  for (; epoch <= channel.recv_epoch + 1; ++epoch) {
    if (auto opened = crypto::open(crypto::cell_key(chain), cell); opened) {
      return OpenedCell{std::move(*opened), false, epoch};
    }
    chain = crypto::next_epoch(chain);
  }
  auto opened = crypto::open(reset_cell_key(turn, channel, crypto::receiving(channel.role)), cell);
  if (!opened) return std::nullopt;
  return OpenedCell{std::move(*opened), true, 0};
}

void raise_receive_epoch(Turn& turn, Channel& channel, std::uint64_t opened) {
  if (opened <= channel.recv_epoch) return;
  // m becomes m + 1: the chain is kept from the epoch before it.
  if (channel.recv_epoch > 0) channel.recv_chain = crypto::next_epoch(channel.recv_chain);
  channel.recv_epoch = opened;
  turn.tx.run("DELETE FROM seen WHERE channel = ? AND epoch < ?", channel.row, opened - 1);
}

// ---- own addresses and relays ----
std::vector<Relay> own_relays(Turn& turn) {
  std::vector<Relay> out;
  auto row = turn.tx.query("SELECT authority, pin, plain, guest, member FROM relay ORDER BY row");
  while (row.next()) {
    proto::RelayLink link;
    link.relay.authority = row.text(0);
    if (!row.null(1)) link.relay.pin = row.id<Pin>(1);
    link.relay.plain = row.flag(2);
    link.guest = row.id<AdmissionKey>(3);
    link.member = row.id<AdmissionKey>(4);
    out.push_back({std::move(link)});
  }
  return out;
}

std::vector<proto::Descriptor> make_addresses(Turn& turn, std::int64_t channel) {
  auto relays = own_relays(turn);
  if (relays.size() > legs_used) relays.resize(legs_used);
  std::int64_t position = 0;
  for (const auto& relay : relays) {
    const auto key = crypto::AddressKey::make(turn.random);
    turn.tx.run("INSERT INTO own_address VALUES(?, ?, ?, ?, ?)", channel, position++, relay.link.relay.authority,
                key.address, key.seed.expose());
  }
  return own_descriptors(turn, channel);
}

std::vector<proto::Descriptor> own_descriptors(Turn& turn, std::int64_t channel) {
  const auto relays = own_relays(turn);
  std::vector<proto::Descriptor> out;
  auto row = turn.tx.query("SELECT authority, address FROM own_address WHERE channel = ? ORDER BY position", channel);
  while (row.next()) {
    for (const auto& relay : relays) {
      if (relay.link.relay.authority == row.text(0)) {
        out.push_back({relay.link.relay, relay.link.guest, row.id<Address>(1)});
      }
    }
  }
  return out;
}

bool is_own_address(Turn& turn, const Address& address) {
  return turn.tx
      .query("SELECT 1 FROM own_address WHERE address = ?1 UNION ALL SELECT 1 FROM invitation WHERE rendezvous = ?1",
             address)
      .next();
}

// ---- settings ----
std::string own_name(Turn& turn) {
  auto row = turn.tx.query("SELECT value FROM setting WHERE name = 'name'");
  return row.next() ? row.text(0) : std::string();
}

Incarnation own_incarnation(Turn& turn) {
  Incarnation out;
  auto row = turn.tx.query(
      "SELECT (SELECT value FROM setting WHERE name = 'incarnation'), (SELECT value FROM setting WHERE name = 'tie')");
  if (row.next() && !row.null(0)) {
    out.number = number(row, 0);
    out.tie = array_or_zero<8>(row.blob(1));
  }
  return out;
}

void set_incarnation(Turn& turn, const Incarnation& incarnation) {
  turn.tx.run("INSERT OR REPLACE INTO setting VALUES('incarnation', ?)", incarnation.number);
  turn.tx.run("INSERT OR REPLACE INTO setting VALUES('tie', ?)", incarnation.tie);
}

}  // namespace sotto::messaging
