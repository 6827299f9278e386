#include "tap.hpp"

#include <algorithm>

#include <sotto/crypto/keys.hpp>
#include <sotto/proto/channel.hpp>

#include "trace.hpp"

namespace sotto::sim {
namespace {

constexpr std::size_t mac_size = 8;  // at the end of a SignalMessage
constexpr std::size_t keys_kept = 3;
constexpr std::uint32_t wire_number = 0, wire_bytes = 2;  // Protobuf wire types

std::optional<std::uint64_t> read_number(ByteView& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = in.front();
    in = in.subspan(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

struct Fields {
  std::map<std::uint64_t, Bytes> bytes;
  std::map<std::uint64_t, std::uint64_t> numbers;
};

std::optional<Fields> read_fields(ByteView in) {
  Fields out;
  while (!in.empty()) {
    const auto tag = read_number(in);
    if (!tag) return std::nullopt;
    const auto value = read_number(in);
    if (!value) return std::nullopt;
    if ((*tag & 7U) == wire_number) {
      out.numbers[*tag >> 3U] = *value;
    } else if ((*tag & 7U) == wire_bytes && *value <= in.size()) {
      out.bytes[*tag >> 3U] = to_bytes(in.first(*value));
      in = in.subspan(*value);
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

// WhisperTextProtocol: SignalMessage {1 ratchet key, 2 counter}, PreKeySignalMessage {4 message}; one version byte
// before.
std::optional<Bytes> chain_position(ByteView message, bool prekey) {
  if (message.empty()) return std::nullopt;
  if (prekey) {
    const auto outer = read_fields(message.subspan(1));
    if (!outer || !outer->bytes.contains(4)) return std::nullopt;
    return chain_position(outer->bytes.at(4), false);
  }
  if (message.size() <= 1 + mac_size) return std::nullopt;
  const auto inner = read_fields(message.subspan(1, message.size() - 1 - mac_size));
  if (!inner || !inner->bytes.contains(1)) return std::nullopt;
  auto out = inner->bytes.at(1);
  auto counter = inner->numbers.contains(2) ? inner->numbers.at(2) : 0;
  for (int i = 0; i < 4; ++i, counter >>= 8) out.push_back(static_cast<std::uint8_t>(counter));
  return out;
}

void Tap::moved(store::Vault& vault) {
  vault_ = &vault;
  rows_.clear();
  committed();
}

void Tap::committed() {
  const auto done = vault_->transact([this](store::Transaction& tx) {
    read_keys(tx);
    read_rows(tx);
    return ok();
  });
  if (!done) throw Break{"the vault cannot be read: " + std::string(done.error().where.text)};
}

void Tap::read_keys(store::Transaction& tx) {
  for (auto row = tx.query("SELECT row, send_chain, reset_to_joiner, reset_to_inviter FROM channel"); row.next();) {
    for (const int column : {2, 3})
      if (!row.null(column) && reset_known_.insert(to_bytes(row.blob(column))).second)
        reset_keys_.push_back(*crypto::Key::from(row.blob(column)));
    if (row.null(1)) continue;
    auto& keys = keys_[row.integer(0)];
    const auto chain = to_bytes(row.blob(1));
    if (keys.chain == chain) continue;
    keys.chain = chain;
    keys.cell.insert(keys.cell.begin(), crypto::cell_key(*crypto::Key::from(chain)));
    if (keys.cell.size() > keys_kept) keys.cell.pop_back();
  }
}

void Tap::keep(ByteView cell) {
  const auto hash = crypto::plain_hash(cell);
  cells_.insert(hash);
  const auto [known, fresh] = nonces_.emplace(crypto::nonce_of(cell), hash);
  if (!fresh && known->second != hash) throw Break{"I3: two cells under one nonce"};
}

void Tap::read_rows(store::Transaction& tx) {
  std::vector<std::int64_t> fresh;
  for (auto row = tx.query("SELECT o.row, o.seq, o.epoch, c.generation, o.token FROM outbox o LEFT JOIN channel c "
                           "ON c.row = o.channel WHERE o.cell IS NOT NULL");
       row.next();) {
    const auto number = [&](int column) { return row.null(column) ? -1 : row.integer(column); };
    const Row seen{number(1), number(2), number(3), row.id<Token>(4)};
    const auto known = rows_.find(row.integer(0));
    if (known != rows_.end() && known->second == seen) continue;
    rows_[row.integer(0)] = seen;
    fresh.push_back(row.integer(0));
  }
  for (const auto number : fresh) {
    auto row = tx.query("SELECT channel, cell FROM outbox WHERE row = ?", number);
    if (!row.next()) continue;
    const auto cell = row.blob(1);
    keep(cell);
    const auto keys = keys_.find(row.integer(0));
    if (keys == keys_.end()) continue;  // a hello
    for (const auto& key : keys->second.cell)
      if (const auto opened = crypto::open(key, cell)) check_counter(row.integer(0), *opened, crypto::plain_hash(cell));
  }
  for (auto row = tx.query("SELECT cell FROM refusal"); row.next();) keep(row.blob(0));
}

void Tap::check_counter(std::int64_t channel, const crypto::Opened& opened, const Hash& hash) {
  const bool prekey = opened.type == crypto::CellType::data_pre;
  if (!prekey && opened.type != crypto::CellType::data) return;
  auto position = chain_position(opened.body, prekey);
  if (!position) throw Break{"a sealed row holds no Signal message"};
  position->push_back(static_cast<std::uint8_t>(channel));
  const auto [known, fresh] = counters_.emplace(std::move(*position), hash);
  if (!fresh && known->second != hash) throw Break{"I3: two ciphertexts under one ratchet key and counter"};
}

void Tap::judge(ByteView cell) {
  if (cells_.contains(crypto::plain_hash(cell)) || fresh_acknowledgement(cell)) return;
  std::string type = "unknown";
  for (const auto& [channel, keys] : keys_)
    for (const auto& key : keys.cell)
      if (const auto opened = crypto::open(key, cell)) type = std::to_string(static_cast<int>(opened->type));
  throw Break{"I4: a cell left that no commit holds, of type " + type};
}

bool Tap::fresh_acknowledgement(ByteView cell) {
  for (const auto& [channel, keys] : keys_)
    for (const auto& key : keys.cell)
      if (const auto opened = crypto::open(key, cell)) {
        if (opened->type != crypto::CellType::ack) return false;
        if (!all_kept(opened->body)) throw Break{"I4: an acknowledgement of what no commit holds"};
        return true;
      }
  return std::any_of(reset_keys_.begin(), reset_keys_.end(), [&](const auto& key) {
    const auto opened = crypto::open(key, cell);
    return opened && opened->type == crypto::CellType::reset_refused;
  });
}

bool Tap::all_kept(ByteView body) {
  const auto entries = proto::decode_acks(body);
  if (!entries) return false;
  bool all = true;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (const auto& entry : *entries) {
      auto row = tx.query(
          "SELECT 1 FROM seen WHERE token = ?1 UNION ALL SELECT 1 FROM known WHERE token = ?1 "
          "UNION ALL SELECT 1 FROM ack WHERE token = ?1",
          entry.token);
      all = all && row.next();
    }
    return ok();
  });
  return read && all;
}

bool Tap::holds_text(const MessageId& id) {
  bool holds = false;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    holds = tx.query("SELECT 1 FROM message WHERE way = 0 AND id = ?", id).next() ||
            tx.query("SELECT 1 FROM inbox WHERE id = ? GROUP BY channel, seq HAVING count(*) = max(parts)", id).next();
    return ok();
  });
  return read && holds;
}

std::vector<messaging::Message> Tap::texts() {
  std::vector<messaging::Message> out;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT id, way, state FROM message WHERE kind = 0"); row.next();) {
      messaging::Message message;
      message.id = row.id<MessageId>(0);
      message.way = static_cast<messaging::Way>(row.integer(1));
      message.state = static_cast<messaging::MessageState>(row.integer(2));
      out.push_back(message);
    }
    return ok();
  });
  if (!read) throw Break{"the messages cannot be read"};
  return out;
}

std::uint64_t Tap::waiting_texts() {
  std::uint64_t count = 0;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT 1 FROM inbox GROUP BY channel, seq HAVING count(*) = max(parts)"); row.next();)
      ++count;
    return ok();
  });
  return read ? count : 1;
}

std::vector<Token> Tap::ended_tombstones() {
  std::map<std::int64_t, Token> now;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT row, token FROM outbox WHERE kind = 7"); row.next();)
      now[row.integer(0)] = row.id<Token>(1);
    return ok();
  });
  std::vector<Token> ended;
  if (!read) return ended;
  for (const auto& [row, token] : tombstones_)
    if (!now.contains(row)) ended.push_back(token);
  tombstones_ = std::move(now);
  return ended;
}

bool Tap::knows(const Token& token) {
  bool found = false;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    found = tx.query("SELECT 1 FROM seen WHERE token = ?1 UNION ALL SELECT 1 FROM ack WHERE token = ?1", token).next();
    return ok();
  });
  return read && found;
}

std::string Tap::holes() {
  std::string out;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT m.channel, m.seq, c.next_show, (SELECT count(*) FROM inbox i WHERE i.channel = "
                             "m.channel AND i.seq = m.seq), (SELECT count(*) FROM known k WHERE k.channel = m.channel "
                             "AND k.seq = m.seq) FROM missing m JOIN channel c ON c.row = m.channel");
         row.next();)
      out += " channel " + std::to_string(row.integer(0)) + " misses " + std::to_string(row.integer(1)) + " below " +
             std::to_string(row.integer(2)) + " with " + std::to_string(row.integer(3)) + " parts" +
             (row.integer(4) != 0 ? " and once kept it," : ",");
    return ok();
  });
  return read ? out : "the vault cannot be read";
}

std::string Tap::waiting() {
  std::string out;
  const auto read = vault_->transact([&](store::Transaction& tx) {
    for (auto row = tx.query("SELECT channel, kind, state, count(*) FROM outbox GROUP BY 1, 2, 3"); row.next();)
      out += " channel " + std::to_string(row.integer(0)) + " kind " + std::to_string(row.integer(1)) + " state " +
             std::to_string(row.integer(2)) + " x" + std::to_string(row.integer(3)) + ",";
    return ok();
  });
  return read ? out : "the outbox cannot be read";
}

}  // namespace sotto::sim
