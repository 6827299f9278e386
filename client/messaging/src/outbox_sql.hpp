// The questions that are asked of what waits to be sent, at each event: however much waits, what they read is bounded
// by what is sealed (limits::send_window). A test explains each of them.
#pragma once

namespace sotto::messaging::sql {

// ?1 channel: what is to be sealed next. What had a number before, a recall or a row from before a reset, goes first.
inline constexpr char numbered[] =
    "SELECT id, seq FROM outbox WHERE channel = ?1 AND state = 0 AND seq IS NOT NULL ORDER BY seq, row LIMIT 1";
inline constexpr char unnumbered[] =
    "SELECT id FROM outbox WHERE channel = ?1 AND state = 0 AND seq IS NULL ORDER BY row LIMIT 1";
// ?1 channel: since when the oldest row waits.
inline constexpr char oldest[] =
    "SELECT min(time) FROM (SELECT time FROM outbox WHERE row = (SELECT row FROM outbox WHERE channel = ?1 AND state = "
    "0 "
    "AND seq IS NULL ORDER BY row LIMIT 1) UNION ALL SELECT time FROM outbox WHERE channel = ?1 AND state = 0 AND seq "
    "IS "
    "NOT NULL UNION ALL SELECT time FROM outbox WHERE channel = ?1 AND state > 0)";
// ?1 channel, ?2 the first kind that has numbers.
inline constexpr char lowest_number[] =
    "SELECT min(seq) FROM outbox WHERE channel = ?1 AND state IN (0, 1, 2) AND seq >= 0 AND kind >= ?2";
// ?1 channel, ?2 the kind of a block: it is never written without being sealed.
inline constexpr char blocks[] = "SELECT count(*) FROM outbox WHERE channel = ?1 AND state > 0 AND kind = ?2";
// A plus before `state` keeps SQLite from going by it, because most rows may share it.
// ?1 channel, ?2 id: what is to be sealed together.
inline constexpr char parts[] =
    "SELECT row, content FROM outbox WHERE channel = ?1 AND id = ?2 AND +state = 0 ORDER BY part";
// ?1 channel, ?2 token: what an acknowledgement ends, or what took the place of a recalled original.
inline constexpr char sealed[] =
    "SELECT row, kind, id, old_kept, epoch FROM outbox WHERE channel = ?1 AND token = ?2 AND +state > 0";
inline constexpr char recalled[] = "SELECT row, kind, id FROM outbox WHERE channel = ?1 AND old_token = ?2";
// ?1 channel, ?2 id: a part that no relay has taken.
inline constexpr char not_relayed[] = "SELECT 1 FROM outbox WHERE channel = ?1 AND id = ?2 AND +state < 2";

}  // namespace sotto::messaging::sql
