// Every question that is asked while a conversation is on the screen. A test explains each of them: none may walk
// through a table or sort, however long the conversation is.
#pragma once

namespace sotto::messaging::sql {

// ?1 channel, ?2 limit or place, ?3 limit. The columns are those of the view `shown`.
inline constexpr char newest[] = "SELECT * FROM shown WHERE channel = ?1 ORDER BY place DESC LIMIT ?2";
inline constexpr char before[] = "SELECT * FROM shown WHERE channel = ?1 AND place < ?2 ORDER BY place DESC LIMIT ?3";
inline constexpr char after[] = "SELECT * FROM shown WHERE channel = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
inline constexpr char at_or_after[] = "SELECT * FROM shown WHERE channel = ?1 AND place >= ?2 ORDER BY place LIMIT ?3";
// ?1 channel, ?2 id. Each way has its own index.
inline constexpr char find_mine[] = "SELECT * FROM shown WHERE way = 1 AND id = ?2 AND channel = ?1";
inline constexpr char find_theirs[] = "SELECT * FROM shown WHERE way = 0 AND channel = ?1 AND id = ?2";
inline constexpr char find_own[] = "SELECT * FROM shown WHERE way = 1 AND id = ?1";
// ?1 id: which buddies' conversations hold it. Channels are few.
inline constexpr char holders[] =
    "SELECT channel.row FROM channel WHERE EXISTS(SELECT 1 FROM message m WHERE m.way = 0 AND m.channel = channel.row "
    "AND m.id = ?1)";
inline constexpr char count_unread[] = "SELECT count(*) FROM message WHERE channel = ? AND unread = 1";
inline constexpr char first_unread[] =
    "SELECT id FROM message WHERE channel = ?1 AND unread = 1 ORDER BY place LIMIT 1";
inline constexpr char last_place[] = "SELECT coalesce(max(place), 0) FROM message WHERE channel = ?";
inline constexpr char search[] =
    "SELECT s.* FROM message_text t JOIN shown s ON s.row = t.rowid WHERE message_text MATCH ?1 ORDER BY t.rowid DESC "
    "LIMIT ?2";

}  // namespace sotto::messaging::sql
