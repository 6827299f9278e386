// Sealed columns: nonce(24) || XChaCha20-Poly1305 under the key of a shelf. One shelf is one case of mine, or one case
// tag of a buddy; without its key nothing on it can be read again.
#pragma once

#include <optional>
#include <string>

#include <sotto/crypto/secret.hpp>
#include <sotto/practice/types.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::practice {

Bytes seal(const crypto::Key& key, Random& random, ByteView plain);
std::optional<Bytes> unseal(const crypto::Key& key, ByteView sealed);
std::optional<std::string> unseal_text(const crypto::Key& key, ByteView sealed);

std::int64_t new_shelf(store::Transaction& tx, Random& random);
// The shelf of what this buddy sends under this tag; made when there is none.
std::int64_t shelf_of(store::Transaction& tx, Random& random, const BuddyId& buddy, const proto::CaseTag& tag);
std::optional<crypto::Key> shelf_key(store::Transaction& tx, std::int64_t shelf);  // none after a purge

}  // namespace sotto::practice
