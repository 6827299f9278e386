#include <sotto/messaging/messaging.hpp>

namespace sotto::messaging {

// `channel` in the other tables is channel.row. Times are wall-clock milliseconds: what lasts a day or longer must
// survive a restart; shorter timers live in memory and start again with the process.
store::Layer layer() {
  return {"messaging",
          {R"sql(
CREATE TABLE setting(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE relay(
  row INTEGER PRIMARY KEY, authority TEXT NOT NULL UNIQUE, pin BLOB, plain INTEGER NOT NULL,
  guest BLOB NOT NULL, member BLOB NOT NULL) STRICT;
CREATE TABLE known_relay(authority TEXT PRIMARY KEY, entered INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE invitation(
  row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, authority TEXT NOT NULL,
  rendezvous BLOB NOT NULL UNIQUE, expires INTEGER NOT NULL, state INTEGER NOT NULL,
  seed BLOB, hello_base BLOB, root_base BLOB,
  hello_hash BLOB, channel INTEGER, refusals INTEGER NOT NULL DEFAULT 0, bad_hellos INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE refusal(
  row INTEGER PRIMARY KEY, invitation INTEGER NOT NULL, descriptor BLOB NOT NULL, cell BLOB NOT NULL) STRICT;
CREATE TABLE channel(
  row INTEGER PRIMARY KEY AUTOINCREMENT, buddy BLOB NOT NULL UNIQUE, name TEXT NOT NULL, role INTEGER NOT NULL,
  stage INTEGER NOT NULL, over INTEGER NOT NULL DEFAULT 0, over_at INTEGER NOT NULL DEFAULT 0,
  verified INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, notice TEXT NOT NULL DEFAULT '',
  rendezvous BLOB, cid BLOB, own_identity BLOB, peer_identity BLOB, words BLOB,
  reset_to_joiner BLOB, reset_to_inviter BLOB,
  generation INTEGER NOT NULL DEFAULT 1, slot INTEGER NOT NULL DEFAULT 1,
  send_chain BLOB, send_epoch INTEGER NOT NULL DEFAULT 0, epoch_since INTEGER NOT NULL DEFAULT 0,
  epoch_acked INTEGER NOT NULL DEFAULT 0, recv_chain BLOB, recv_epoch INTEGER NOT NULL DEFAULT 0,
  next_seq INTEGER NOT NULL DEFAULT 1, next_show INTEGER NOT NULL DEFAULT 0,
  ratchet_key BLOB, ordinal INTEGER NOT NULL DEFAULT 0,
  peer_descriptors BLOB, peer_list INTEGER NOT NULL DEFAULT 0, own_list INTEGER NOT NULL DEFAULT 0,
  peer_incarnation INTEGER NOT NULL DEFAULT 0, peer_tie BLOB, paused INTEGER NOT NULL DEFAULT 0,
  traffic INTEGER NOT NULL DEFAULT 0, keepalive_since INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX channel_rendezvous ON channel(rendezvous);
CREATE TABLE joining(
  channel INTEGER PRIMARY KEY, named INTEGER NOT NULL, expires INTEGER NOT NULL,
  root_base BLOB NOT NULL, dh BLOB NOT NULL, answer_key BLOB NOT NULL, h1 BLOB NOT NULL, n_j BLOB NOT NULL) STRICT;
CREATE TABLE claiming(
  channel INTEGER PRIMARY KEY, root BLOB NOT NULL, commitment BLOB NOT NULL, e_j BLOB NOT NULL,
  n_i BLOB NOT NULL, answer_token BLOB NOT NULL) STRICT;
CREATE TABLE own_address(
  channel INTEGER NOT NULL, position INTEGER NOT NULL, authority TEXT NOT NULL, address BLOB NOT NULL, seed BLOB NOT NULL,
  PRIMARY KEY(channel, position)) STRICT, WITHOUT ROWID;
CREATE INDEX own_address_address ON own_address(address);
CREATE TABLE outbox(
  row INTEGER PRIMARY KEY AUTOINCREMENT, channel INTEGER NOT NULL, kind INTEGER NOT NULL, id BLOB NOT NULL,
  part INTEGER NOT NULL, token BLOB NOT NULL, old_token BLOB, old_kept INTEGER NOT NULL DEFAULT 0,
  content BLOB NOT NULL, time INTEGER NOT NULL, state INTEGER NOT NULL,
  seq INTEGER, epoch INTEGER, ordinal INTEGER, cell BLOB) STRICT;
CREATE INDEX outbox_order ON outbox(channel, state, seq, part);
CREATE INDEX outbox_id ON outbox(channel, id);
CREATE INDEX outbox_token ON outbox(channel, token);
CREATE TABLE ack(
  row INTEGER PRIMARY KEY AUTOINCREMENT, channel INTEGER NOT NULL, token BLOB NOT NULL, verdict INTEGER NOT NULL,
  UNIQUE(channel, token)) STRICT;
CREATE TABLE seen(
  channel INTEGER NOT NULL, nonce BLOB NOT NULL, token BLOB NOT NULL, verdict INTEGER NOT NULL, epoch INTEGER NOT NULL,
  PRIMARY KEY(channel, nonce)) STRICT, WITHOUT ROWID;
CREATE TABLE undecryptable(channel INTEGER NOT NULL, nonce BLOB NOT NULL, PRIMARY KEY(channel, nonce)) STRICT, WITHOUT ROWID;
CREATE TABLE known(
  channel INTEGER NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, token BLOB NOT NULL,
  verdict INTEGER NOT NULL, PRIMARY KEY(channel, seq, part)) STRICT, WITHOUT ROWID;
CREATE TABLE inbox(
  channel INTEGER NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL, kind INTEGER NOT NULL,
  id BLOB NOT NULL, time INTEGER NOT NULL, body BLOB NOT NULL, arrived INTEGER NOT NULL,
  PRIMARY KEY(channel, seq, part)) STRICT, WITHOUT ROWID;
CREATE TABLE missing(
  channel INTEGER NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, gap BLOB NOT NULL,
  PRIMARY KEY(channel, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE reset(
  channel INTEGER PRIMARY KEY, id BLOB NOT NULL, generation INTEGER NOT NULL, ephemeral BLOB NOT NULL,
  body BLOB NOT NULL) STRICT;
CREATE TABLE answered_reset(channel INTEGER PRIMARY KEY, id BLOB NOT NULL) STRICT;
CREATE TABLE message(
  row INTEGER PRIMARY KEY, channel INTEGER NOT NULL, id BLOB NOT NULL, way INTEGER NOT NULL, kind INTEGER NOT NULL,
  text TEXT NOT NULL, sent_at INTEGER NOT NULL, state INTEGER NOT NULL, place INTEGER NOT NULL,
  unread INTEGER NOT NULL DEFAULT 0, recalled_parts INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX message_own ON message(id) WHERE way = 1;
CREATE UNIQUE INDEX message_theirs ON message(channel, id) WHERE way = 0;
CREATE INDEX message_place ON message(channel, place);
CREATE INDEX message_unread ON message(channel) WHERE unread = 1;
CREATE VIRTUAL TABLE message_text USING fts5(text, content = 'message', content_rowid = 'row',
  tokenize = 'unicode61 remove_diacritics 2');
)sql",
           R"sql(
ALTER TABLE message ADD COLUMN quoted BLOB;
ALTER TABLE message ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN rewords BLOB;
CREATE INDEX outbox_rewords ON outbox(channel, rewords) WHERE rewords IS NOT NULL;
CREATE TABLE reaction(
  message INTEGER NOT NULL REFERENCES message(row) ON DELETE CASCADE, way INTEGER NOT NULL, emoji TEXT NOT NULL,
  seq INTEGER NOT NULL, PRIMARY KEY(message, way)) STRICT, WITHOUT ROWID;
CREATE TABLE awaited(
  channel INTEGER NOT NULL REFERENCES channel(row) ON DELETE CASCADE, id BLOB NOT NULL, seq INTEGER NOT NULL,
  change INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(channel, id, change)) STRICT, WITHOUT ROWID;
CREATE TABLE draft(
  channel INTEGER PRIMARY KEY REFERENCES channel(row) ON DELETE CASCADE, text TEXT NOT NULL, quoted BLOB) STRICT;
CREATE TABLE mute(
  channel INTEGER PRIMARY KEY REFERENCES channel(row) ON DELETE CASCADE, until INTEGER NOT NULL) STRICT;
CREATE TABLE receipt(
  channel INTEGER PRIMARY KEY REFERENCES channel(row) ON DELETE CASCADE, place INTEGER NOT NULL) STRICT;
CREATE VIEW shown AS
  SELECT m.row, m.channel, m.place, m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.quoted, m.edited,
    m.erased, (SELECT emoji FROM reaction r WHERE r.message = m.row AND r.way = 1) AS mine,
    (SELECT emoji FROM reaction r WHERE r.message = m.row AND r.way = 0) AS theirs
  FROM message m JOIN channel c ON c.row = m.channel;
DROP INDEX message_unread;
CREATE INDEX message_unread ON message(channel, place) WHERE unread = 1;
DROP TABLE message_text;
CREATE VIRTUAL TABLE message_text USING fts5(text, content = 'message', content_rowid = 'row',
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
INSERT INTO message_text(rowid, text) SELECT row, text FROM message WHERE kind = 0 AND text <> '';
)sql",
           // Timers. `expires` and `counted` are the calendar's; what was there before has no timer.
           R"sql(
ALTER TABLE message ADD COLUMN keep INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN expires INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_expires ON message(channel, expires) WHERE expires > 0;
ALTER TABLE inbox ADD COLUMN keep INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbox ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
CREATE TABLE keeping(channel INTEGER PRIMARY KEY, mine INTEGER, theirs INTEGER NOT NULL) STRICT;
INSERT INTO message_text(message_text, rank) VALUES('secure-delete', 1);
DROP VIEW shown;
CREATE VIEW shown AS
  SELECT m.row, m.channel, m.place, m.id, c.buddy, m.way, m.kind, m.text, m.sent_at, m.state, m.quoted, m.edited,
    m.erased, (SELECT emoji FROM reaction r WHERE r.message = m.row AND r.way = 1) AS mine,
    (SELECT emoji FROM reaction r WHERE r.message = m.row AND r.way = 0) AS theirs, m.keep, m.expires
  FROM message m JOIN channel c ON c.row = m.channel;
)sql",
           // Attachments.
           R"sql(
CREATE TABLE attachment(
  message INTEGER PRIMARY KEY REFERENCES message(row) ON DELETE CASCADE, channel INTEGER NOT NULL,
  file BLOB NOT NULL UNIQUE, key BLOB, size INTEGER NOT NULL, next INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL) STRICT;
CREATE INDEX attachment_channel ON attachment(channel, state);
CREATE TABLE early_block(
  message INTEGER NOT NULL REFERENCES attachment(message) ON DELETE CASCADE, idx INTEGER NOT NULL,
  PRIMARY KEY(message, idx)) STRICT, WITHOUT ROWID;
)sql",
           // Of those that have no number yet, the first one written is the first in this index.
           R"sql(
DROP INDEX outbox_order;
CREATE INDEX outbox_order ON outbox(channel, state, seq);
CREATE INDEX outbox_recalled ON outbox(channel, old_token) WHERE old_token IS NOT NULL;
)sql",
           // When an attachment moved last, by the calendar; zero: nobody knows.
           R"sql(
ALTER TABLE attachment ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
)sql"}};
}

}  // namespace sotto::messaging
