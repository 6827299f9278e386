#include "session_rows.hpp"

#include <algorithm>

#include "shelf.hpp"
#include "words.hpp"

namespace sotto::practice {
namespace {

constexpr Literal columns =
    "SELECT kind, stage, label, starts_at, minutes, presenter, me, steps, term, step, left, pause, extended, "
    "at_instant, "
    "at_time, term_before, heard_instant, heard_time, spoken_instant, spoken_time, paused_by, asked_by, agreed, seed, "
    "drawn, hand, shelf, casefile, started, ended, purge_on, sent_instant, sent_time FROM session WHERE id = ?";

// The steps as they travel, so that there is one encoding of them.
Bytes sealed_steps(const std::vector<proto::SessionStep>& steps) {
  return steps.empty() ? Bytes{} : proto::encode(proto::SessionStart{{}, steps}).body;
}
std::vector<proto::SessionStep> opened_steps(ByteView bytes) {
  const std::uint32_t kind = proto::encode(proto::SessionStart{}).kind;
  const auto said = proto::decode_said({kind, to_bytes(bytes)});
  const auto* start = said ? std::get_if<proto::SessionStart>(&*said) : nullptr;
  return start != nullptr ? start->steps : std::vector<proto::SessionStep>{};
}

std::optional<std::uint32_t> maybe_seat(const store::Row& row, int column) {
  if (row.null(column)) return std::nullopt;
  return static_cast<std::uint32_t>(row.integer(column));
}

void read_time(const store::Row& row, SessionRow& out) {
  out.time.term = static_cast<std::uint32_t>(row.integer(8));
  out.time.step = static_cast<std::size_t>(row.integer(9));
  out.time.left = {row.integer(10)};
  out.time.pause = {row.integer(11)};
  out.time.extended = row.flag(12);
  out.time.at = {{row.integer(13)}, {row.integer(14)}};
  out.term_before = static_cast<std::uint32_t>(row.integer(15));
  out.heard = {{row.integer(16)}, {row.integer(17)}};
  out.spoken = {{row.integer(18)}, {row.integer(19)}};
  out.paused_by = maybe_seat(row, 20);
  out.asked_by = maybe_seat(row, 21);
  out.agreed = static_cast<std::uint32_t>(row.integer(22));
}

std::vector<SeatRow> load_seats(store::Transaction& tx, const SessionId& id) {
  std::vector<SeatRow> out;
  auto row =
      tx.query("SELECT participant, buddy, said_yes, word FROM session_seat WHERE session = ? ORDER BY seat", id);
  while (row.next()) {
    SeatRow seat;
    seat.id = row.id<proto::ParticipantId>(0);
    if (!row.null(1)) seat.buddy = row.id<BuddyId>(1);
    seat.said_yes = row.flag(2);
    if (!row.null(3)) seat.word = row.id<MessageId>(3);
    out.push_back(seat);
  }
  return out;
}

void save_seats(store::Transaction& tx, const SessionRow& row) {
  for (std::size_t i = 0; i < row.seats.size(); ++i) {
    const auto& seat = row.seats[i];
    tx.run("INSERT OR REPLACE INTO session_seat VALUES(?, ?, ?, ?, ?, ?)", row.id, i, seat.id, seat.buddy,
           seat.said_yes, seat.word);
  }
}

std::vector<SessionId> ids_of(store::Row row) {
  std::vector<SessionId> out;
  while (row.next()) out.push_back(row.id<SessionId>(0));
  return out;
}

// ---- the note: six texts, each with its length before it ----
Bytes packed(const OutcomeNote& note) {
  Bytes out;
  for (const auto* text : {&note.noticed, &note.will, &note.will_not, &note.find_out, &note.by_when, &note.who_else}) {
    out.push_back(static_cast<std::uint8_t>(text->size() >> 8));
    out.push_back(static_cast<std::uint8_t>(text->size()));
    append(out, view_of(*text));
  }
  return out;
}
std::optional<OutcomeNote> unpacked(ByteView bytes) {
  OutcomeNote out;
  for (auto* text : {&out.noticed, &out.will, &out.will_not, &out.find_out, &out.by_when, &out.who_else}) {
    if (bytes.size() < 2) return std::nullopt;
    const std::size_t size = std::size_t{bytes[0]} << 8 | bytes[1];
    if (bytes.size() < 2 + size) return std::nullopt;
    *text = text_of(bytes.subspan(2, size));
    bytes = bytes.subspan(2 + size);
  }
  return out;
}

// Its own shelf, not that of a case, loses its key.
void erase(store::Transaction& tx, const SessionRow& row) {
  if (!row.casefile) tx.run("UPDATE shelf SET key = NULL WHERE row = ?", row.shelf);
  tx.run("DELETE FROM session_seat WHERE session = ?", row.id);
  tx.run("DELETE FROM session WHERE id = ?", row.id);
}

}  // namespace

std::optional<SessionRow> load_session(store::Transaction& tx, const SessionId& id) {
  SessionRow out;
  {
    auto row = tx.query(columns, id);
    if (!row.next()) return std::nullopt;
    out.id = id;
    out.kind = static_cast<proto::SessionKind>(row.integer(0));
    out.stage = static_cast<SessionStage>(row.integer(1));
    out.label = static_cast<proto::LabelCode>(row.integer(2));
    out.starts_at = {row.integer(3)};
    out.minutes = static_cast<std::uint32_t>(row.integer(4));
    out.presenter = static_cast<std::uint32_t>(row.integer(5));
    out.me = static_cast<std::uint32_t>(row.integer(6));
    out.steps = opened_steps(row.blob(7));
    read_time(row, out);
    out.seed = static_cast<std::uint64_t>(row.integer(23));
    out.drawn = static_cast<std::uint32_t>(row.integer(24));
    out.hand = exactly<3>(row.blob(25)).value_or(std::array<std::uint8_t, 3>{});
    out.shelf = row.integer(26);
    if (!row.null(27)) out.casefile = row.integer(27);
    out.started = {row.integer(28)};
    out.ended = {row.integer(29)};
    out.purge_on = {row.integer(30)};
    out.sent = {{row.integer(31)}, {row.integer(32)}};
  }
  out.seats = load_seats(tx, id);
  if (out.seats.empty() || out.me >= out.seats.size()) {
    tx.fail({Errc::damaged, words::damaged_session});
    return std::nullopt;
  }
  return out;
}

std::vector<SessionId> session_ids(store::Transaction& tx) {
  return ids_of(tx.query("SELECT id FROM session ORDER BY starts_at DESC, id"));
}
std::vector<SessionId> open_sessions(store::Transaction& tx) {
  return ids_of(tx.query("SELECT id FROM session WHERE stage <= ?", SessionStage::running));
}
std::vector<SessionId> running_sessions(store::Transaction& tx) {
  return ids_of(tx.query("SELECT id FROM session WHERE stage = ?", SessionStage::running));
}
std::vector<SessionId> open_sessions_with(store::Transaction& tx, const BuddyId& buddy) {
  return ids_of(
      tx.query("SELECT id FROM session WHERE stage <= ? AND EXISTS (SELECT 1 FROM session_seat WHERE "
               "session_seat.session = session.id AND session_seat.buddy = ?)",
               SessionStage::running, buddy));
}
std::optional<SessionId> session_of_word(store::Transaction& tx, const MessageId& word) {
  auto row = tx.query("SELECT session FROM session_seat WHERE word = ?", word);
  if (!row.next()) return std::nullopt;
  return row.id<SessionId>(0);
}

void insert_session(store::Transaction& tx, const SessionRow& row) {
  tx.run(
      "INSERT INTO session(id, kind, label, minutes, presenter, me, seed, shelf, casefile) VALUES(?, ?, ?, ?, ?, ?, "
      "?, ?, ?)",
      row.id, row.kind, row.label, row.minutes, row.presenter, row.me, static_cast<std::int64_t>(row.seed), row.shelf,
      row.casefile);
  save_session(tx, row);
}

void save_session(store::Transaction& tx, const SessionRow& row) {
  tx.run(
      "UPDATE session SET stage = ?, starts_at = ?, steps = ?, term = ?, step = ?, left = ?, pause = ?, extended = ?, "
      "at_instant = ?, at_time = ?, term_before = ?, heard_instant = ?, heard_time = ?, spoken_instant = ?, "
      "spoken_time = ?, paused_by = ?, asked_by = ?, agreed = ?, drawn = ?, hand = ?, started = ?, ended = ?, "
      "purge_on = ?, sent_instant = ?, sent_time = ? WHERE id = ?",
      row.stage, row.starts_at, sealed_steps(row.steps), row.time.term, row.time.step, row.time.left, row.time.pause,
      row.time.extended, row.time.at.instant, row.time.at.timestamp, row.term_before, row.heard.instant,
      row.heard.timestamp, row.spoken.instant, row.spoken.timestamp, row.paused_by, row.asked_by, row.agreed, row.drawn,
      ByteView(row.hand), row.started, row.ended, row.purge_on, row.sent.instant, row.sent.timestamp, row.id);
  save_seats(tx, row);
}

void keep_note(store::Transaction& tx, Random& random, const SessionRow& row, const OutcomeNote& note) {
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return;
  tx.run("UPDATE session SET note = ? WHERE id = ?", seal(*key, random, packed(note)), row.id);
}
void drop_note(store::Transaction& tx, const SessionRow& row) {
  tx.run("UPDATE session SET note = NULL WHERE id = ?", row.id);
}
std::optional<OutcomeNote> load_note(store::Transaction& tx, const SessionRow& row) {
  const auto key = shelf_key(tx, row.shelf);
  if (!key) return std::nullopt;
  auto found = tx.query("SELECT note FROM session WHERE id = ? AND note IS NOT NULL", row.id);
  if (!found.next()) return std::nullopt;
  const auto plain = unseal(*key, found.blob(0));
  return plain ? unpacked(*plain) : std::nullopt;
}

bool sessions_due(store::Transaction& tx, Timestamp now) {
  return tx
      .query(
          "SELECT 1 FROM session WHERE purge_on > 0 AND purge_on <= ? AND (casefile IS NULL OR casefile NOT IN "
          "(SELECT row FROM casefile WHERE hold IS NOT NULL))",
          now)
      .next();
}

std::size_t purge_sessions(store::Transaction& tx, Timestamp now) {
  const auto due =
      ids_of(tx.query("SELECT id FROM session WHERE purge_on > 0 AND purge_on <= ? AND (casefile IS NULL OR casefile "
                      "NOT IN (SELECT row FROM casefile WHERE hold IS NOT NULL))",
                      now));
  for (const auto& id : due) {
    if (const auto row = load_session(tx, id); row) erase(tx, *row);
  }
  return due.size();
}

void purge_sessions_of_case(store::Transaction& tx, std::int64_t casefile) {
  for (const auto& id : ids_of(tx.query("SELECT id FROM session WHERE casefile = ?", casefile))) {
    if (const auto row = load_session(tx, id); row) erase(tx, *row);
  }
}

}  // namespace sotto::practice
