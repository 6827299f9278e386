#include <sotto/store/vault.hpp>

namespace sotto::store {

// WITHOUT ROWID: small rows found by their whole key; the session row is rewritten with every message.
Layer store_layer() {
  return {"store", {R"sql(
CREATE TABLE vault(commits INTEGER NOT NULL) STRICT;
INSERT INTO vault VALUES(0);
CREATE TABLE signal_identity(
  channel INTEGER PRIMARY KEY,
  own_public BLOB,
  own_private BLOB,
  pinned BLOB) STRICT;
CREATE TABLE signal_session(
  channel INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY(channel, generation)) STRICT, WITHOUT ROWID;
CREATE TABLE signal_prekey(
  channel INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  id INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY(channel, generation, id)) STRICT, WITHOUT ROWID;
CREATE TABLE signal_signed_prekey(
  channel INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  id INTEGER NOT NULL,
  record BLOB NOT NULL,
  PRIMARY KEY(channel, generation, id)) STRICT, WITHOUT ROWID;
)sql"}};
}

}  // namespace sotto::store
