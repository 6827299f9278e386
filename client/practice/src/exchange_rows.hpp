// One row of `exchange`, loaded and saved. Labels and bodies are sealed columns: after a purge they are gone, the row
// stays so that a late message about it is recognised. Inside exchange*.cpp only.
#pragma once

#include <sotto/crypto/secret.hpp>

#include "exchange.hpp"

namespace sotto::practice {

struct ExchangeRow {
  ExchangeId id;
  BuddyId buddy;
  bool mine = false;
  Stage stage = Stage::offered;
  proto::Label label;
  std::optional<proto::Label> counter;
  std::optional<ByteArray<32>> named;  // hash of the label that the other side named last, or I accepted of theirs
  proto::ExchangeKind kind = proto::ExchangeKind::consult;
  proto::Topic topic = proto::Topic::conduct;
  proto::Size size = proto::Size::line;
  proto::Checked check = proto::Checked::unchecked;
  bool standing = false;
  proto::Commitment commitment;
  std::int64_t shelf = 0;
  std::optional<std::int64_t> casefile;
  std::optional<MessageId> message;  // my offer, reply or body, whichever was the last
  bool warned = false;               // of a body that was refused: once is enough
  Timestamp offered_at, expires;
  std::uint32_t keep_days = 30;  // the shorter of the two sides
  Timestamp purge_on;            // 0: not yet
  bool held = false;             // by itself, whatever its case
};

struct Body {
  ByteArray<32> nonce{};
  std::string text;
};
proto::Commitment commitment_of(const ExchangeId& id, const Body& body);
ByteArray<32> label_hash(const proto::Label& label);

// None when there is no such exchange; a purged one has an empty label.
std::optional<ExchangeRow> load_exchange(store::Transaction& tx, const ExchangeId& id);
void insert_exchange(store::Transaction& tx, Random& random, const ExchangeRow& row);
void save_exchange(store::Transaction& tx, Random& random, const ExchangeRow& row);
void keep_body(store::Transaction& tx, Random& random, const ExchangeRow& row, const Body& body);
std::optional<Body> load_body(store::Transaction& tx, const ExchangeRow& row);
std::vector<ExchangeId> exchanges_in(store::Transaction& tx, const BuddyId& buddy, bool mine, Stage stage);

bool is_open(Stage stage);  // a body travels or has travelled, and nobody has closed
// Whether `to` lets anything happen that `from` does not.
bool loosens(const proto::Label& from, const proto::Label& to);
// In a crisis everything is kept in the vault.
bool admits_label(proto::ExchangeKind kind, const proto::Label& label);
void close_row(store::Transaction& tx, Random& random, ExchangeRow row, Timestamp calendar);

}  // namespace sotto::practice
