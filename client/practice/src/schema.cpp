#include <sotto/practice/practice.hpp>

namespace sotto::practice {

// Times are wall-clock milliseconds. What somebody wrote about a case (bodies, scopes, nicknames, names, notes) is
// sealed under the key of its shelf, one for each case; the names under a key of their own. Deleting the key is the
// purge. The outbox holds an offer or a body in clear until it was received; a purge takes that back.
store::Layer layer() {
  return {"practice",
          {R"sql(
CREATE TABLE bond(
  buddy BLOB PRIMARY KEY, paused_me INTEGER NOT NULL DEFAULT 0, paused_them INTEGER NOT NULL DEFAULT 0,
  asked_me INTEGER NOT NULL DEFAULT 0, asked_them INTEGER NOT NULL DEFAULT 0,
  answer_me INTEGER NOT NULL DEFAULT 0, answer_them INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE agreement(
  row INTEGER PRIMARY KEY AUTOINCREMENT, buddy BLOB NOT NULL, hash BLOB NOT NULL, version INTEGER NOT NULL,
  terms BLOB NOT NULL, mine INTEGER NOT NULL, phase INTEGER NOT NULL, ticks TEXT NOT NULL DEFAULT '',
  accepted_me INTEGER NOT NULL DEFAULT 0, accepted_them INTEGER NOT NULL DEFAULT 0, active_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE(buddy, hash)) STRICT;
CREATE TABLE shelf(
  row INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB, buddy BLOB, tag BLOB, UNIQUE(buddy, tag)) STRICT;
CREATE TABLE casefile(
  row INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, shelf INTEGER NOT NULL, names_key BLOB,
  nickname BLOB NOT NULL, topic INTEGER NOT NULL, audience INTEGER NOT NULL, opened INTEGER NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0, purge_on INTEGER NOT NULL DEFAULT 0, outcome BLOB, hold BLOB) STRICT;
CREATE TABLE case_name(
  row INTEGER PRIMARY KEY AUTOINCREMENT, casefile INTEGER NOT NULL, part INTEGER NOT NULL, alias TEXT NOT NULL,
  names BLOB, UNIQUE(casefile, alias)) STRICT;
CREATE TABLE case_tag(
  casefile INTEGER NOT NULL, buddy BLOB NOT NULL, tag BLOB NOT NULL, PRIMARY KEY(casefile, buddy)) STRICT, WITHOUT ROWID;
CREATE TABLE exchange(
  id BLOB PRIMARY KEY, buddy BLOB NOT NULL, mine INTEGER NOT NULL, stage INTEGER NOT NULL, code INTEGER NOT NULL,
  label BLOB, counter BLOB, kind INTEGER NOT NULL, topic INTEGER NOT NULL, size INTEGER NOT NULL,
  checked INTEGER NOT NULL, standing INTEGER NOT NULL, commitment BLOB NOT NULL, shelf INTEGER NOT NULL,
  casefile INTEGER, body BLOB, message BLOB, warned INTEGER NOT NULL DEFAULT 0, offered_at INTEGER NOT NULL,
  expires INTEGER NOT NULL, keep_days INTEGER NOT NULL, purge_on INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX exchange_buddy ON exchange(buddy, offered_at);
CREATE INDEX exchange_shelf ON exchange(shelf);
CREATE INDEX exchange_message ON exchange(message);
CREATE TABLE cpd(
  row INTEGER PRIMARY KEY AUTOINCREMENT, date INTEGER NOT NULL, kind INTEGER NOT NULL, role INTEGER NOT NULL,
  minutes INTEGER NOT NULL, functions INTEGER NOT NULL, area TEXT NOT NULL, learned TEXT NOT NULL,
  change TEXT NOT NULL, impact TEXT NOT NULL) STRICT;
CREATE TABLE retention(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE retention_log(row INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, what TEXT NOT NULL) STRICT;
)sql",
           // Sessions: the clock of a running one is where it stood at an anchor, a moment on both clocks.
           R"sql(
CREATE TABLE session(
  id BLOB PRIMARY KEY, kind INTEGER NOT NULL, stage INTEGER NOT NULL DEFAULT 0, label INTEGER NOT NULL,
  starts_at INTEGER NOT NULL DEFAULT 0, minutes INTEGER NOT NULL, presenter INTEGER NOT NULL, me INTEGER NOT NULL,
  steps BLOB, term INTEGER NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0, left INTEGER NOT NULL DEFAULT 0,
  pause INTEGER NOT NULL DEFAULT 0, extended INTEGER NOT NULL DEFAULT 0, at_instant INTEGER NOT NULL DEFAULT 0,
  at_time INTEGER NOT NULL DEFAULT 0, term_before INTEGER NOT NULL DEFAULT 0, heard_instant INTEGER NOT NULL DEFAULT 0,
  heard_time INTEGER NOT NULL DEFAULT 0, spoken_instant INTEGER NOT NULL DEFAULT 0,
  spoken_time INTEGER NOT NULL DEFAULT 0, sent_instant INTEGER NOT NULL DEFAULT 0,
  sent_time INTEGER NOT NULL DEFAULT 0, paused_by INTEGER, asked_by INTEGER, agreed INTEGER NOT NULL DEFAULT 0,
  seed INTEGER NOT NULL, drawn INTEGER NOT NULL DEFAULT 0, hand BLOB, shelf INTEGER NOT NULL, casefile INTEGER,
  note BLOB, started INTEGER NOT NULL DEFAULT 0, ended INTEGER NOT NULL DEFAULT 0,
  purge_on INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX session_stage ON session(stage);
CREATE TABLE session_seat(
  session BLOB NOT NULL, seat INTEGER NOT NULL, participant BLOB NOT NULL, buddy BLOB,
  said_yes INTEGER NOT NULL, word BLOB, PRIMARY KEY(session, seat)) STRICT, WITHOUT ROWID;
CREATE INDEX session_word ON session_seat(word);
CREATE INDEX session_buddy ON session_seat(buddy);
)sql",
           // Crisis: who is there, and pings without content. A buddy of no bytes is this person.
           R"sql(
CREATE TABLE availability(
  buddy BLOB PRIMARY KEY, until INTEGER NOT NULL, kinds INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE crisis(
  id BLOB PRIMARY KEY, mine INTEGER NOT NULL, kind INTEGER NOT NULL, stage INTEGER NOT NULL, buddy BLOB,
  at_instant INTEGER NOT NULL, at_time INTEGER NOT NULL, taken_at INTEGER NOT NULL DEFAULT 0,
  check_in INTEGER NOT NULL DEFAULT 0, check_in_stage INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX crisis_stage ON crisis(stage);
CREATE TABLE crisis_asked(ping BLOB NOT NULL, buddy BLOB NOT NULL, PRIMARY KEY(ping, buddy)) STRICT, WITHOUT ROWID;
)sql",
           // What the check remembers: kept words, and how often which choice was made.
           R"sql(
CREATE TABLE kept_term(row INTEGER PRIMARY KEY AUTOINCREMENT, casefile INTEGER NOT NULL, term BLOB NOT NULL) STRICT;
CREATE TABLE check_choice(
  type TEXT NOT NULL, choice INTEGER NOT NULL, times INTEGER NOT NULL, PRIMARY KEY(type, choice)) STRICT, WITHOUT ROWID;
CREATE TABLE check_despite(why INTEGER PRIMARY KEY, times INTEGER NOT NULL) STRICT;
)sql",
           // Received exchanges can be held by themselves; a case is looked through once a year; what was
           // asked at the end stays visible; the two signatures under an agreement that is signed.
           R"sql(
ALTER TABLE exchange ADD COLUMN hold BLOB;
ALTER TABLE casefile ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bond ADD COLUMN purge_me INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bond ADD COLUMN purge_them INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agreement ADD COLUMN signed_me BLOB;
ALTER TABLE agreement ADD COLUMN signed_them BLOB;
)sql",
           // Second opinions, and what tells words that cross from those that do not.
           R"sql(
ALTER TABLE bond ADD COLUMN checks_sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bond ADD COLUMN checks_heard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange ADD COLUMN named BLOB;
CREATE TABLE opinion(
  id BLOB PRIMARY KEY, asked_by BLOB, stage INTEGER NOT NULL, topic INTEGER NOT NULL, hash BLOB NOT NULL, question BLOB,
  shelf INTEGER NOT NULL, casefile INTEGER, deadline INTEGER NOT NULL, keep_days INTEGER NOT NULL,
  asked_at INTEGER NOT NULL, purge_on INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX opinion_shelf ON opinion(shelf);
CREATE TABLE opinion_seat(
  opinion BLOB NOT NULL, place INTEGER NOT NULL, participant BLOB NOT NULL, buddy BLOB, seal BLOB,
  late INTEGER NOT NULL, gone INTEGER NOT NULL, warned INTEGER NOT NULL, told INTEGER NOT NULL, view BLOB,
  PRIMARY KEY(opinion, place)) STRICT, WITHOUT ROWID;
CREATE INDEX opinion_seat_buddy ON opinion_seat(buddy);
CREATE TABLE opinion_sent(
  message BLOB PRIMARY KEY, opinion BLOB NOT NULL, buddy BLOB NOT NULL, what INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE participant(id BLOB PRIMARY KEY, buddy BLOB NOT NULL) STRICT, WITHOUT ROWID;
)sql"}};
}

}  // namespace sotto::practice
