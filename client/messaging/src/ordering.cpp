#include "ordering.hpp"

#include <sotto/base/limits.hpp>

#include "acks.hpp"
#include "amend.hpp"
#include "attachments.hpp"
#include "conversation.hpp"
#include "keeping.hpp"
#include "moment.hpp"
#include "plant.hpp"
#include "standing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

enum class PartKind : std::uint8_t {
  text = 1,
  tombstone = 2,
  end = 3,
  silent = 4,
  practice = 5,
  reply = 6,
  edit = 7,
  reaction = 8,
  erase = 9,
  read = 10,
  attachment = 11,
  attachment_says = 12,
  keep = 16,
};

PartKind kind_of(const proto::Body& body) {
  if (std::holds_alternative<proto::Text>(body)) return PartKind::text;
  if (std::holds_alternative<proto::Tombstone>(body)) return PartKind::tombstone;
  if (std::holds_alternative<proto::End>(body)) return PartKind::end;
  if (std::holds_alternative<proto::Practice>(body)) return PartKind::practice;
  if (std::holds_alternative<proto::Keep>(body)) return PartKind::keep;
  if (std::holds_alternative<proto::Reply>(body)) return PartKind::reply;
  if (std::holds_alternative<proto::Edit>(body)) return PartKind::edit;
  if (std::holds_alternative<proto::Reaction>(body)) return PartKind::reaction;
  if (std::holds_alternative<proto::Erase>(body)) return PartKind::erase;
  if (std::holds_alternative<proto::Read>(body)) return PartKind::read;
  if (std::holds_alternative<proto::Attachment>(body)) return PartKind::attachment;
  if (std::holds_alternative<proto::AttachmentSays>(body)) return PartKind::attachment_says;
  return PartKind::silent;
}

struct Known {
  Token token;
  std::optional<proto::Verdict> verdict;
};
std::optional<proto::Verdict> decided(std::int64_t verdict) {
  if (verdict == undecided) return std::nullopt;
  return static_cast<proto::Verdict>(verdict);
}
std::optional<Known> find_known(Turn& turn, const Channel& channel, const proto::Content& content) {
  auto row = turn.tx.query("SELECT token, verdict FROM known WHERE channel = ? AND seq = ? AND part = ?", channel.row,
                           content.seq, content.part);
  if (!row.next()) return std::nullopt;
  return Known{row.id<Token>(0), decided(row.integer(1))};
}

// What the inbox keeps of a part: a text's bytes; of practice content its kind (u32, big-endian), in the first part
// only, and its bytes; of what is about another message that one's id, in the first part only, and the text.
Bytes about(const std::optional<MessageId>& id, std::string_view text = {}) {
  Bytes out;
  if (id) append(out, id->view());
  append(out, view_of(text));
  return out;
}
Bytes stored_attachment(const proto::Attachment& attachment) {  // size u64be || key || name
  Bytes out;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(attachment.size >> shift));
  append(out, attachment.key);
  append(out, view_of(attachment.name));
  return out;
}
Bytes stored_body(const proto::Content& content) {
  if (const auto* text = std::get_if<proto::Text>(&content.body)) return to_bytes(view_of(text->text));
  if (const auto* reply = std::get_if<proto::Reply>(&content.body)) return about(reply->quoted, reply->text);
  if (const auto* edit = std::get_if<proto::Edit>(&content.body)) return about(edit->target, edit->text);
  if (const auto* reaction = std::get_if<proto::Reaction>(&content.body))
    return about(reaction->target, reaction->emoji);
  if (const auto* erase = std::get_if<proto::Erase>(&content.body)) return about(erase->target);
  if (const auto* read = std::get_if<proto::Read>(&content.body)) return about(read->up_to);
  if (const auto* says = std::get_if<proto::AttachmentSays>(&content.body)) {
    auto out = about(says->about);
    out.push_back(static_cast<std::uint8_t>(says->word));
    return out;
  }
  if (const auto* attachment = std::get_if<proto::Attachment>(&content.body)) return stored_attachment(*attachment);
  Bytes out;
  if (std::holds_alternative<proto::Keep>(content.body)) return out;  // it is all in its column
  if (const auto* practice = std::get_if<proto::Practice>(&content.body)) {
    for (int shift = 24; shift >= 0 && content.part == 0; shift -= 8) {
      out.push_back(static_cast<std::uint8_t>(practice->kind >> shift));
    }
    append(out, practice->body);
  }
  return out;
}
std::uint32_t keep_in(const proto::Content& content) {
  const auto* setting = std::get_if<proto::Keep>(&content.body);
  return setting != nullptr ? setting->seconds : content.keep;
}
std::optional<proto::Practice> practice_of(ByteView stored) {
  if (stored.size() < 4) return std::nullopt;
  proto::Practice out;
  for (const auto byte : stored.first(4)) out.kind = out.kind << 8 | byte;
  out.body = to_bytes(stored.subspan(4));
  return out;
}

bool missing(Turn& turn, const Channel& channel, std::uint64_t seq) {
  return turn.tx.query("SELECT 1 FROM missing WHERE channel = ? AND seq = ?", channel.row, seq).next();
}

// Parts of one number that do not fit together were not made by our sender.
bool fits_siblings(Turn& turn, const Channel& channel, const proto::Content& content) {
  auto row = turn.tx.query("SELECT parts, id, kind FROM inbox WHERE channel = ? AND seq = ? LIMIT 1", channel.row,
                           content.seq);
  if (!row.next()) return true;
  const bool above = static_cast<PartKind>(row.integer(2)) == PartKind::practice;
  return row.integer(0) == content.parts && row.id<MessageId>(1) == content.id &&
         above == (kind_of(content.body) == PartKind::practice);
}

// Its token is forgotten (long ago, or before a reset): what became of it decides.
proto::Verdict verdict_of_old(Turn& turn, const Channel& channel, const proto::Content& content) {
  const bool shown = turn.tx
                         .query("SELECT 1 FROM message WHERE channel = ? AND way = 0 AND kind IN (0, 3) AND id = ?",
                                channel.row, content.id)
                         .next();
  const bool text = std::holds_alternative<proto::Text>(content.body) ||
                    std::holds_alternative<proto::Reply>(content.body) ||
                    std::holds_alternative<proto::Attachment>(content.body);
  const bool tombstone = std::holds_alternative<proto::Tombstone>(content.body);
  if (text) return shown ? proto::Verdict::kept : proto::Verdict::superseded;
  if (tombstone) return shown ? proto::Verdict::superseded : proto::Verdict::kept;
  return proto::Verdict::kept;
}

struct Whole {
  bool complete = false;
  bool recalled = false;
  bool mixed = false;  // its parts say different things: not made by our sender
  PartKind kind = PartKind::silent;
  Duration keep{};  // of a text its timer, of `keep` the new setting
  std::uint64_t seq = 0;
  MessageId id;
  Timestamp time;
  std::string body;
};
Whole assemble(Turn& turn, const Channel& channel, std::uint64_t seq) {
  Whole out;
  out.seq = seq;
  std::int64_t have = 0;
  std::int64_t parts = 0;
  auto row =
      turn.tx.query("SELECT parts, kind, id, time, body, keep FROM inbox WHERE channel = ? AND seq = ? ORDER BY part",
                    channel.row, seq);
  while (row.next()) {
    ++have;
    parts = row.integer(0);
    const auto kind = static_cast<PartKind>(row.integer(1));
    out.recalled = out.recalled || kind == PartKind::tombstone;
    out.mixed = out.mixed || (have > 1 && kind != out.kind && !out.recalled);
    out.kind = kind;
    out.keep = shorter(out.keep, seconds(row.integer(5)));
    out.id = row.id<MessageId>(2);
    out.time = {row.integer(3)};
    out.body += text_of(row.blob(4));
  }
  out.complete = have > 0 && have == parts;
  return out;
}

// Every part is acknowledged with what was decided about the whole.
void settle(Turn& turn, const Channel& channel, std::uint64_t seq, proto::Verdict verdict) {
  std::vector<Token> tokens;
  {
    auto row = turn.tx.query("SELECT token FROM known WHERE channel = ? AND seq = ?", channel.row, seq);
    while (row.next()) tokens.push_back(row.id<Token>(0));
  }
  turn.tx.run("UPDATE known SET verdict = ? WHERE channel = ? AND seq = ?", verdict, channel.row, seq);
  for (const auto& token : tokens) {
    turn.tx.run("UPDATE seen SET verdict = ? WHERE channel = ? AND token = ?", verdict, channel.row, token);
    queue_ack(turn, channel, token, verdict);
  }
}

void hand_up(Turn& turn, Channel& channel, const Whole& whole) {
  auto verdict = proto::Verdict::refused;
  if (const auto content = practice_of(view_of(whole.body)); content && turn.handler != nullptr) {
    TurnMoment moment(turn, &channel);
    verdict = turn.handler->receive(moment, channel.buddy, *content);
    turn.emit(Event{PracticeEvent{channel.buddy}});
    moment.finish();
  }
  settle(turn, channel, whole.seq, verdict);
}

void show_about(Turn& turn, Channel& channel, const Whole& whole, std::optional<std::int64_t> place) {
  const auto id = MessageId::from(view_of(whole.body).first(std::min(whole.body.size(), MessageId::size)));
  if (!id) return;
  auto text = whole_text(std::string_view(whole.body).substr(MessageId::size));
  switch (whole.kind) {
    case PartKind::reply:
      return add_incoming(turn, channel, {whole.id, std::move(text), whole.time, place, *id, whole.keep});
    case PartKind::edit: return take_change(turn, channel, {ChangeKind::edit, *id, whole.seq, std::move(text)});
    case PartKind::reaction: return take_change(turn, channel, {ChangeKind::reaction, *id, whole.seq, std::move(text)});
    case PartKind::erase: return take_change(turn, channel, {ChangeKind::erase, *id, whole.seq, {}});
    case PartKind::read: return take_receipt(turn, channel, *id);
    case PartKind::attachment_says: {
      const auto word = static_cast<proto::AttachmentWord>(whole.body.back());
      return take_attachment_word(turn, channel, {*id, word});
    }
    default: return;
  }
}

void show_attachment(Turn& turn, Channel& channel, const Whole& whole, std::optional<std::int64_t> place) {
  const ByteView body = view_of(whole.body);
  constexpr std::size_t head = 8 + 32;
  if (body.size() <= head) return;
  NewAttachment offered;
  for (const auto byte : body.first(8)) offered.size = offered.size << 8 | byte;
  if (auto key = crypto::Key::from(body.subspan(8, 32)); key) offered.key = std::move(*key);
  const auto name = safe_file_name(text_of(body.subspan(head)));
  if (!add_attachment_message(turn, channel, {whole.id, name, offered.size, Way::in, whole.time, place, whole.keep}))
    return;
  if (const auto message = find_theirs(turn, channel, whole.id); message)
    take_attachment(turn, channel, offered, *message);
}

void show(Turn& turn, Channel& channel, const Whole& whole, std::optional<std::int64_t> place) {
  if (whole.kind == PartKind::practice) {
    hand_up(turn, channel, whole);
  } else if (whole.kind == PartKind::keep) {
    hear_keep(turn, channel, whole.keep);
  } else if (whole.kind == PartKind::end) {
    ended_by_peer(turn, channel);
  } else if (!whole.recalled && !whole.mixed && !channel.has_ended()) {
    if (whole.kind == PartKind::text)
      add_incoming(turn, channel, {whole.id, whole_text(whole.body), whole.time, place, std::nullopt, whole.keep});
    else if (whole.kind == PartKind::attachment)
      show_attachment(turn, channel, whole, place);
    else
      show_about(turn, channel, whole, place);
  }
}

void forget(Turn& turn, const Channel& channel, std::uint64_t seq) {
  turn.tx.run("DELETE FROM inbox WHERE channel = ? AND seq = ?", channel.row, seq);
}

// A late message takes the place that its gap held for it; the last one takes the gap away.
void fill_gap(Turn& turn, Channel& channel, std::uint64_t seq) {
  const auto whole = assemble(turn, channel, seq);
  if (!whole.complete) return;
  std::int64_t place = 0;
  MessageId gap;
  {
    auto row = turn.tx.query("SELECT place, gap FROM missing WHERE channel = ? AND seq = ?", channel.row, seq);
    if (!row.next()) return;
    place = row.integer(0);
    gap = row.id<MessageId>(1);
  }
  show(turn, channel, whole, place);
  forget(turn, channel, seq);
  turn.tx.run("DELETE FROM missing WHERE channel = ? AND seq = ?", channel.row, seq);
  if (!turn.tx.query("SELECT 1 FROM missing WHERE channel = ? AND gap = ?", channel.row, gap).next()) {
    remove_message(turn, channel, gap);
  }
  take_awaited(turn, channel, whole.id);
  forget_awaited(turn, channel);
}

struct Waiting {
  std::uint64_t seq;
  Timestamp arrived;
};
std::optional<Waiting> first_waiting(Turn& turn, const Channel& channel) {
  // Parts that fill an older gap do not hold the order up.
  auto row = turn.tx.query("SELECT min(seq), min(arrived) FROM inbox WHERE channel = ? AND seq >= ?", channel.row,
                           channel.next_show);
  if (!row.next() || row.null(0)) return std::nullopt;
  return Waiting{static_cast<std::uint64_t>(row.integer(0)), {row.integer(1)}};
}

}  // namespace

Kept keep_part(Turn& turn, Channel& channel, const proto::Content& content) {
  if (const auto known = find_known(turn, channel, content); known) {
    if (planted(Plant::late_original_kept)) return {proto::Verdict::kept};
    return {known->token == content.token ? known->verdict : proto::Verdict::superseded};
  }
  const bool late = content.seq < channel.next_show;
  if (late && !missing(turn, channel, content.seq)) return {verdict_of_old(turn, channel, content)};
  if (content.seq >= channel.next_show + seq_span || !fits_siblings(turn, channel, content)) {
    return {proto::Verdict::refused};
  }
  const bool above = std::holds_alternative<proto::Practice>(content.body);
  turn.tx.run("INSERT INTO known VALUES(?, ?, ?, ?, ?)", channel.row, content.seq, content.part, content.token,
              above ? undecided : static_cast<std::int64_t>(proto::Verdict::kept));
  turn.tx.run(
      "INSERT INTO inbox(channel, seq, part, parts, kind, id, time, body, arrived, keep, counted) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      channel.row, content.seq, content.part, content.parts, kind_of(content.body), content.id, content.time,
      stored_body(content), turn.now.timestamp, keep_in(content), turn.calendar);
  if (late) fill_gap(turn, channel, content.seq);
  if (!above) return {proto::Verdict::kept, true};
  const auto now_known = find_known(turn, channel, content);
  return {now_known ? now_known->verdict : std::nullopt, true};
}

void show_in_order(Turn& turn, Channel& channel) {
  if (channel.stage == Stage::claimed) return;  // everything waits for the confirmation
  const std::uint64_t before = channel.next_show;
  for (;; ++channel.next_show) {
    const auto whole = assemble(turn, channel, channel.next_show);
    if (!whole.complete) break;
    show(turn, channel, whole, std::nullopt);
    forget(turn, channel, channel.next_show);
  }
  // Tokens of numbers so far back that no window reaches them are not needed to tell an original from its recall.
  if (channel.next_show != before && channel.next_show > 2 * seq_span) {
    turn.tx.run("DELETE FROM known WHERE channel = ? AND seq < ?", channel.row, channel.next_show - 2 * seq_span);
  }
}

std::optional<Timestamp> next_gap(Turn& turn, const Channel& channel) {
  if (channel.stage != Stage::ready || channel.has_ended()) return std::nullopt;
  const auto waiting = first_waiting(turn, channel);
  if (!waiting) return std::nullopt;
  return waiting->arrived + limits::gap_show;
}

void show_gaps(Turn& turn, Channel& channel) {
  for (auto due = next_gap(turn, channel); due && *due <= turn.now.timestamp; due = next_gap(turn, channel)) {
    // The hole ends at the first number after it that is whole, or behind everything that has waited long enough.
    std::uint64_t next = channel.next_show + 1;
    const std::uint64_t end = next_expected(turn, channel);
    while (next < end && !assemble(turn, channel, next).complete) ++next;
    const Gap gap = add_gap(turn, channel);
    const std::int64_t step = place_step / static_cast<std::int64_t>(next - channel.next_show + 1);
    std::int64_t place = gap.place - place_step;
    for (; channel.next_show < next; ++channel.next_show) {
      place += step;
      turn.tx.run("INSERT OR IGNORE INTO missing VALUES(?, ?, ?, ?)", channel.row, channel.next_show, place, gap.id);
    }
    show_in_order(turn, channel);
  }
}

std::uint64_t next_expected(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query("SELECT max(seq) FROM inbox WHERE channel = ?", channel.row);
  std::uint64_t next = channel.next_show;
  if (row.next() && !row.null(0)) next = std::max(next, static_cast<std::uint64_t>(row.integer(0)) + 1);
  return next;
}

void skip_to(Turn& turn, Channel& channel, std::uint64_t lowest, std::string_view sentence) {
  bool lacking = false;
  while (channel.next_show < lowest) {
    const auto waiting = first_waiting(turn, channel);
    const std::uint64_t stop = waiting ? std::min(waiting->seq, lowest) : lowest;
    if (stop > channel.next_show) {
      lacking = true;
      channel.next_show = stop;
    } else {
      const auto whole = assemble(turn, channel, channel.next_show);
      if (whole.complete)
        show(turn, channel, whole, std::nullopt);
      else
        lacking = true;
      forget(turn, channel, channel.next_show);
      ++channel.next_show;
    }
  }
  if (lacking) add_notice(turn, channel, sentence);
  show_in_order(turn, channel);
}

}  // namespace sotto::messaging
