#include "exchange_rows.hpp"

#include <algorithm>

#include <sotto/crypto/kdf.hpp>

#include "shelf.hpp"

namespace sotto::practice {
namespace {

Bytes sealed_label(store::Transaction& tx, Random& random, std::int64_t shelf, const proto::Label& label) {
  const auto key = shelf_key(tx, shelf);
  return key ? seal(*key, random, proto::canonical_label(label)) : Bytes{};
}

std::optional<proto::Label> opened_label(const std::optional<crypto::Key>& key, ByteView sealed) {
  const auto plain = key ? unseal(*key, sealed) : std::nullopt;
  const auto label = plain ? proto::decode_label(*plain) : Result<proto::Label>(Error{});
  if (!label) return std::nullopt;
  return *label;
}

}  // namespace

proto::Commitment commitment_of(const ExchangeId& id, const Body& body) {
  return {crypto::hash("exchange body", {id.view(), body.nonce, view_of(body.text)})};
}

ByteArray<32> label_hash(const proto::Label& label) { return crypto::hash("label", {proto::canonical_label(label)}); }

std::optional<ExchangeRow> load_exchange(store::Transaction& tx, const ExchangeId& id) {
  ExchangeRow out;
  Bytes label, counter;
  {
    auto row = tx.query(
        "SELECT buddy, mine, stage, label, counter, kind, topic, size, checked, standing, commitment, shelf, casefile, "
        "message, warned, offered_at, expires, keep_days, purge_on, code, hold IS NOT NULL, named FROM exchange WHERE "
        "id = ?",
        id);
    if (!row.next()) return std::nullopt;
    out.id = id;
    out.buddy = row.id<BuddyId>(0);
    out.mine = row.flag(1);
    out.stage = static_cast<Stage>(row.integer(2));
    label = to_bytes(row.blob(3));
    counter = to_bytes(row.blob(4));
    out.kind = static_cast<proto::ExchangeKind>(row.integer(5));
    out.topic = static_cast<proto::Topic>(row.integer(6));
    out.size = static_cast<proto::Size>(row.integer(7));
    out.check = static_cast<proto::Checked>(row.integer(8));
    out.standing = row.flag(9);
    out.commitment = row.id<proto::Commitment>(10);
    out.shelf = row.integer(11);
    if (!row.null(12)) out.casefile = row.integer(12);
    if (!row.null(13)) out.message = row.id<MessageId>(13);
    out.warned = row.flag(14);
    out.offered_at = {row.integer(15)};
    out.expires = {row.integer(16)};
    out.keep_days = static_cast<std::uint32_t>(row.integer(17));
    out.purge_on = {row.integer(18)};
    out.label.code = static_cast<proto::LabelCode>(row.integer(19));
    out.held = row.flag(20);
    if (!row.null(21)) out.named = exactly<32>(row.blob(21));
  }
  const auto key = shelf_key(tx, out.shelf);
  if (auto opened = opened_label(key, label); opened) out.label = std::move(*opened);
  out.counter = opened_label(key, counter);
  return out;
}

void insert_exchange(store::Transaction& tx, Random& random, const ExchangeRow& row) {
  tx.run(
      "INSERT INTO exchange(id, buddy, mine, stage, code, kind, topic, size, checked, standing, commitment, shelf, "
      "casefile, offered_at, expires, keep_days) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, row.buddy, row.mine, row.stage, row.label.code, row.kind, row.topic, row.size, row.check, row.standing,
      row.commitment, row.shelf, row.casefile, row.offered_at, row.expires, row.keep_days);
  save_exchange(tx, random, row);
}

void save_exchange(store::Transaction& tx, Random& random, const ExchangeRow& row) {
  std::optional<Bytes> counter;
  if (row.counter) counter = sealed_label(tx, random, row.shelf, *row.counter);
  tx.run(
      "UPDATE exchange SET stage = ?, code = ?, label = ?, counter = ?, message = ?, warned = ?, expires = ?, "
      "keep_days = ?, purge_on = ?, standing = ?, named = ? WHERE id = ?",
      row.stage, row.label.code, sealed_label(tx, random, row.shelf, row.label), counter, row.message, row.warned,
      row.expires, row.keep_days, row.purge_on, row.standing, row.named, row.id);
}

void keep_body(store::Transaction& tx, Random& random, const ExchangeRow& row, const Body& body) {
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return;
  Bytes plain = to_bytes(body.nonce);
  append(plain, view_of(body.text));
  tx.run("UPDATE exchange SET body = ? WHERE id = ?", seal(*key, random, plain), row.id);
}

std::optional<Body> load_body(store::Transaction& tx, const ExchangeRow& row) {
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return std::nullopt;
  auto found = tx.query("SELECT body FROM exchange WHERE id = ? AND body IS NOT NULL", row.id);
  if (!found.next()) return std::nullopt;
  const auto plain = unseal(*key, found.blob(0));
  if (!plain || plain->size() < 32) return std::nullopt;
  const ByteView view = *plain;
  return Body{*exactly<32>(view.first(32)), std::string(text_of(view.subspan(32)))};
}

std::vector<ExchangeId> exchanges_in(store::Transaction& tx, const BuddyId& buddy, bool mine, Stage stage) {
  std::vector<ExchangeId> out;
  auto row = tx.query("SELECT id FROM exchange WHERE buddy = ? AND mine = ? AND stage = ? ORDER BY offered_at", buddy,
                      mine, stage);
  while (row.next()) out.push_back(row.id<ExchangeId>(0));
  return out;
}

bool is_open(Stage stage) {
  return stage == Stage::accepted || stage == Stage::sent || stage == Stage::delivered || stage == Stage::arrived;
}

bool loosens(const proto::Label& from, const proto::Label& to) {
  if (to.code != from.code) return to.code > from.code;
  const bool other_scope = to.what != from.what || to.whom != from.whom;
  return to.onward > from.onward || to.keep_days > from.keep_days || other_scope || to.until > from.until;
}

bool admits_label(proto::ExchangeKind kind, const proto::Label& label) {
  return kind != proto::ExchangeKind::crisis || label.code == proto::LabelCode::vault;
}

void close_row(store::Transaction& tx, Random& random, ExchangeRow row, Timestamp calendar) {
  if (row.stage == Stage::closed) return;
  row.stage = Stage::closed;
  row.purge_on = calendar + days(row.keep_days);
  save_exchange(tx, random, row);
}

}  // namespace sotto::practice
