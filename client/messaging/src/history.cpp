#include "history.hpp"

#include <algorithm>
#include <cctype>

#include "attachments.hpp"
#include "history_sql.hpp"
#include "keeping.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_message{Errc::not_found, "There is no message with this id in this conversation."};
constexpr std::size_t quote_max = 240;  // bytes of the quoted text that are shown above a reply

// The columns of the view `shown`.
Found read_found(Turn& turn, const store::Row& row) {
  Found out;
  out.row = row.integer(0);
  out.channel = row.integer(1);
  out.place = row.integer(2);
  Message& m = out.message;
  m.id = row.id<MessageId>(3);
  m.buddy = row.id<BuddyId>(4);
  m.way = static_cast<Way>(row.integer(5));
  m.kind = static_cast<MessageKind>(row.integer(6));
  m.text = row.text(7);
  m.sent_at = {row.integer(8)};
  m.state = static_cast<MessageState>(row.integer(9));
  if (!row.null(10)) m.quote = Quote{row.id<MessageId>(10), true, Way::out, {}};
  m.edited = row.integer(11) > 0;
  m.erasure = static_cast<Erasure>(row.integer(12));
  m.my_reaction = row.text(13);
  m.their_reaction = row.text(14);
  m.keep = seconds(row.integer(15));
  m.expires = shown_expiry(turn, {row.integer(16)});
  return out;
}

std::optional<Found> first_of(Turn& turn, store::Row row) {
  if (!row.next()) return std::nullopt;
  return read_found(turn, row);
}

std::optional<Found> find_in(Turn& turn, std::int64_t channel, const MessageId& id) {
  if (auto mine = first_of(turn, turn.tx.query(sql::find_mine, channel, id)); mine) return mine;
  return first_of(turn, turn.tx.query(sql::find_theirs, channel, id));
}

std::string beginning(std::string text) {
  if (text.size() <= quote_max) return text;
  std::size_t end = quote_max;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "\u2026";
}

// Every word of what was typed, in any order; the longer ones as the beginning of a word. Quoted, so that nothing in it
// is query syntax.
std::string query_of(std::string_view text) {
  std::string out;
  std::string word;
  std::size_t letters = 0;
  const auto finish = [&] {
    if (letters > 0) out += (out.empty() ? "\"" : " \"") + word + (letters > 1 ? "\"*" : "\"");
    word.clear();
    letters = 0;
  };
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte <= 0x20)
      finish();
    else if (byte >= 0x80 || std::isalnum(byte) != 0)
      word += c, ++letters;
    else
      word += ' ';  // punctuation separates words for the tokenizer, too
  }
  finish();
  return out;
}

void append_rows(Turn& turn, std::vector<Found>& out, store::Row row) {
  while (row.next()) out.push_back(read_found(turn, row));
}

std::vector<Message> with_quotes(Turn& turn, std::vector<Found> found) {
  std::vector<Message> out;
  out.reserve(found.size());
  for (auto& one : found) {
    complete(turn, one);
    out.push_back(std::move(one.message));
  }
  return out;
}

}  // namespace

void complete(Turn& turn, Found& found) {
  Message& m = found.message;
  if (m.quote) m.quote = quote_of(turn, found.channel, m.quote->id);
  if (m.kind == MessageKind::attachment) m.attachment = attachment_info(turn, found.row);
}

std::optional<Found> find_message(Turn& turn, const Channel& channel, const MessageId& id) {
  return find_in(turn, channel.row, id);
}

std::optional<Found> find_theirs(Turn& turn, const Channel& channel, const MessageId& id) {
  return first_of(turn, turn.tx.query(sql::find_theirs, channel.row, id));
}

std::optional<Message> find_own(Turn& turn, const MessageId& id) {
  auto found = first_of(turn, turn.tx.query(sql::find_own, id));
  if (!found) return std::nullopt;
  return std::move(found->message);
}

std::optional<Channel> channel_of(Turn& turn, const MessageId& id) {
  if (const auto own = find_own(turn, id); own) return find_channel(turn, own->buddy);
  std::int64_t held = 0;
  {
    auto row = turn.tx.query(sql::holders, id);
    if (!row.next()) return std::nullopt;
    held = row.integer(0);
  }
  return load_channel(turn, held);
}

Quote quote_of(Turn& turn, std::int64_t channel, const MessageId& id) {
  const auto found = find_in(turn, channel, id);
  const bool gone = !found || found->message.text.empty();
  if (gone) return {id, true, found ? found->message.way : Way::out, {}};
  return {id, false, found->message.way, beginning(found->message.text)};
}

Result<std::vector<Message>> read_history(Turn& turn, const Channel& channel, const PageOf& wanted) {
  std::vector<Found> out;
  std::int64_t place = 0;
  if (wanted.page != Page::newest) {
    const auto found = find_message(turn, channel, wanted.id);
    if (!found) return no_message;
    place = found->place;
  }
  const std::size_t older = wanted.page == Page::around ? (wanted.limit - 1) / 2 : wanted.limit;
  if (wanted.page == Page::newest) {
    append_rows(turn, out, turn.tx.query(sql::newest, channel.row, wanted.limit));
  } else if (wanted.page != Page::after) {
    append_rows(turn, out, turn.tx.query(sql::before, channel.row, place, older));
  }
  std::reverse(out.begin(), out.end());
  if (wanted.page == Page::after) append_rows(turn, out, turn.tx.query(sql::after, channel.row, place, wanted.limit));
  if (wanted.page == Page::around)
    append_rows(turn, out, turn.tx.query(sql::at_or_after, channel.row, place, wanted.limit - out.size()));
  return with_quotes(turn, std::move(out));
}

std::vector<Message> search_texts(Turn& turn, std::string_view text, std::size_t limit) {
  std::vector<Found> out;
  const std::string query = query_of(text);
  if (!query.empty()) append_rows(turn, out, turn.tx.query(sql::search, query, limit));
  return with_quotes(turn, std::move(out));
}

}  // namespace sotto::messaging
