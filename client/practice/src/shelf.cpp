#include "shelf.hpp"

#include <sotto/crypto/envelope.hpp>

namespace sotto::practice {

Bytes seal(const crypto::Key& key, Random& random, ByteView plain) {
  const auto nonce = random.array<std::tuple_size_v<crypto::Nonce>>();
  Bytes out = to_bytes(nonce);
  append(out, crypto::aead_seal(key, nonce, plain));
  return out;
}

std::optional<Bytes> unseal(const crypto::Key& key, ByteView sealed) {
  constexpr std::size_t nonce_size = std::tuple_size_v<crypto::Nonce>;
  if (sealed.size() < nonce_size) return std::nullopt;
  auto plain = crypto::aead_open(key, *exactly<nonce_size>(sealed.first(nonce_size)), sealed.subspan(nonce_size));
  if (!plain) return std::nullopt;
  return std::move(*plain);
}

std::optional<std::string> unseal_text(const crypto::Key& key, ByteView sealed) {
  const auto plain = unseal(key, sealed);
  if (!plain) return std::nullopt;
  return std::string(text_of(*plain));
}

std::int64_t new_shelf(store::Transaction& tx, Random& random) {
  const crypto::Key key(random);
  tx.run("INSERT INTO shelf(key) VALUES(?)", key.expose());
  return tx.last_row_id();
}

std::int64_t shelf_of(store::Transaction& tx, Random& random, const BuddyId& buddy, const proto::CaseTag& tag) {
  {
    // A shelf whose key went with a purge is not filled again.
    auto row = tx.query("SELECT row FROM shelf WHERE buddy = ? AND tag = ? AND key IS NOT NULL", buddy, tag);
    if (row.next()) return row.integer(0);
  }
  tx.run("DELETE FROM shelf WHERE buddy = ? AND tag = ?", buddy, tag);
  const crypto::Key key(random);
  tx.run("INSERT INTO shelf(key, buddy, tag) VALUES(?, ?, ?)", key.expose(), buddy, tag);
  return tx.last_row_id();
}

std::optional<crypto::Key> shelf_key(store::Transaction& tx, std::int64_t shelf) {
  auto row = tx.query("SELECT key FROM shelf WHERE row = ? AND key IS NOT NULL", shelf);
  if (!row.next()) return std::nullopt;
  return crypto::Key::from(row.blob(0));
}

}  // namespace sotto::practice
