// What a person does with messages: the part of the facade that is a conversation.
#include <sotto/base/limits.hpp>
#include <sotto/messaging/messaging.hpp>

#include "amend.hpp"
#include "change.hpp"
#include "conversation.hpp"
#include "impl.hpp"
#include "outbox.hpp"
#include "standing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_message{Errc::not_found, "There is no message with this id."};

Status check_text(std::string_view text) {
  if (!valid_utf8(text)) return Error{Errc::malformed, "The message is not valid UTF-8 text."};
  if (text.empty() || text.size() > limits::text_max) {
    return Error{Errc::limit, "A message has from 1 to 57,344 bytes."};
  }
  return ok();
}

struct Said {
  std::string_view text;
  std::optional<MessageId> id;
  std::optional<MessageId> quoted = std::nullopt;
};
Result<Message> say(Turn& turn, Channel& channel, const Said& said) {
  if (said.id) {
    if (const auto before = find_own(turn, *said.id); before) {
      const bool changed_since = before->edited || before->erasure != Erasure::none;
      const bool same = before->buddy == channel.buddy && (before->text == said.text || changed_since);
      if (same) return *before;
      return Error{Errc::refused, "This id was used for another message."};
    }
  }
  if (const auto may = may_send(channel); !may) return may.error();
  const MessageId used = said.id ? *said.id : turn.random.id<MessageId>();
  add_outgoing(turn, channel, {used, said.text, said.quoted});
  write_text(turn, channel, {used, said.text, said.quoted});
  turn.tx.run("DELETE FROM draft WHERE channel = ? AND text = ?", channel.row, said.text);
  touch_traffic(turn, channel);
  auto written = find_message(turn, channel, used);
  if (!written) return turn.tx.failed() ? turn.tx.error() : no_message;
  return std::move(written->message);
}

Result<Message> as_shown(Turn& turn, const Channel& channel, const MessageId& id) {
  auto found = find_message(turn, channel, id);
  if (!found) return no_message;
  complete(turn, *found);
  return std::move(found->message);
}

// Changes something about the message with this id, and answers how it looks now.
template <class Change>
Result<Message> change_message(Turn& turn, const MessageId& id, Change&& change) {
  auto channel = channel_of(turn, id);
  if (!channel) return no_message;
  return change_loaded(turn, std::move(channel), [&](Channel& found) -> Result<Message> {
    if (const auto done = change(found); !done) return done.error();
    return as_shown(turn, found, id);
  });
}

}  // namespace

Result<Message> Messaging::send(const BuddyId& buddy, std::string_view text, std::optional<MessageId> id, Now now) {
  if (const auto fits = check_text(text); !fits) return fits.error();
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) { return say(turn, channel, {text, id}); });
  });
}

Result<std::vector<Message>> Messaging::send_all(const BuddyId& buddy, const std::vector<std::string>& texts, Now now) {
  for (const auto& text : texts) {
    if (const auto fits = check_text(text); !fits) return fits.error();
  }
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Result<std::vector<Message>> {
      std::vector<Message> out;
      for (const auto& text : texts) {
        auto said = say(turn, channel, {text, std::nullopt});
        if (!said) return said.error();
        out.push_back(std::move(*said));
      }
      return out;
    });
  });
}

Result<Message> Messaging::reply(const MessageId& quoted, std::string_view text, std::optional<MessageId> id, Now now) {
  if (const auto fits = check_text(text); !fits) return fits.error();
  return impl_->event(now, [&](Turn& turn) -> Result<Message> {
    auto channel = channel_of(turn, quoted);
    if (!channel) return no_message;
    return change_loaded(turn, std::move(channel), [&](Channel& found) -> Result<Message> {
      const auto about = find_message(turn, found, quoted);
      if (!about || (about->message.kind != MessageKind::text && about->message.kind != MessageKind::attachment))
        return Error{Errc::refused, "Only a message can be answered."};
      const auto said = say(turn, found, {text, id, quoted});
      if (!said) return said.error();
      return as_shown(turn, found, said->id);
    });
  });
}

Result<MessageState> Messaging::recall(const MessageId& id, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Result<MessageState> {
    const auto message = find_own(turn, id);
    if (!message) return Error{Errc::not_found, "There is no such message of yours."};
    return change_channel(turn, message->buddy, [&](Channel& channel) { return recall_text(turn, channel, id); });
  });
}

Result<Message> Messaging::edit(const MessageId& id, std::string_view text, Now now) {
  if (const auto fits = check_text(text); !fits) return fits.error();
  return impl_->event(now, [&](Turn& turn) {
    return change_message(turn, id, [&](Channel& channel) { return edit_mine(turn, channel, id, text); });
  });
}

Result<Message> Messaging::react(const MessageId& id, std::string_view emoji, Now now) {
  if (!emoji.empty() && !is_reaction(emoji)) return Error{Errc::usage, "A reaction is one emoji."};
  return impl_->event(now, [&](Turn& turn) {
    return change_message(turn, id, [&](Channel& channel) { return messaging::react(turn, channel, id, emoji); });
  });
}

Result<Message> Messaging::erase(const MessageId& id, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_message(turn, id, [&](Channel& channel) { return erase_mine(turn, channel, id); });
  });
}

Status Messaging::follow_erasures(bool follow, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    turn.tx.run("INSERT OR REPLACE INTO setting VALUES('keep_deleted', ?)", !follow);
    return ok();
  });
}

Result<std::vector<Message>> Messaging::history(const BuddyId& buddy, std::optional<MessageId> before,
                                                std::size_t limit) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<Message>> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    return read_history(turn, *channel, {before ? Page::before : Page::newest, before.value_or(MessageId{}), limit});
  });
}

Result<std::vector<Message>> Messaging::history_after(const BuddyId& buddy, const MessageId& after, std::size_t limit) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<Message>> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    return read_history(turn, *channel, {Page::after, after, limit});
  });
}

Result<std::vector<Message>> Messaging::history_around(const BuddyId& buddy, const MessageId& id, std::size_t limit) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<Message>> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    return read_history(turn, *channel, {Page::around, id, limit});
  });
}

Result<std::vector<Message>> Messaging::search(std::string_view text, std::size_t limit) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<Message>> { return search_texts(turn, text, limit); });
}

Status Messaging::mark_read(const BuddyId& buddy, const std::optional<MessageId>& up_to, bool tell, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) { return read_up_to(turn, channel, up_to, tell); });
  });
}

Status Messaging::mute(const BuddyId& buddy, std::optional<Timestamp> until, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      if (until)
        turn.tx.run("INSERT OR REPLACE INTO mute VALUES(?, ?)", channel.row, *until);
      else
        turn.tx.run("DELETE FROM mute WHERE channel = ?", channel.row);
      announce(turn, channel);
      return ok();
    });
  });
}

Result<Draft> Messaging::draft(const BuddyId& buddy) {
  return impl_->read([&](Turn& turn) -> Result<Draft> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    auto row = turn.tx.query("SELECT text, quoted FROM draft WHERE channel = ?", channel->row);
    if (!row.next()) return Draft{};
    Draft out{row.text(0)};
    if (!row.null(1)) out.reply_to = row.id<MessageId>(1);
    return out;
  });
}

Status Messaging::keep_draft(const BuddyId& buddy, const Draft& draft, Now now) {
  if (!valid_utf8(draft.text)) return Error{Errc::malformed, "The draft is not valid UTF-8 text."};
  if (draft.text.size() > limits::text_max) return Error{Errc::limit, "A draft has at most 57,344 bytes."};
  return impl_->event(now, [&](Turn& turn) {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return Status(no_buddy);
    if (draft.text.empty() && !draft.reply_to)
      turn.tx.run("DELETE FROM draft WHERE channel = ?", channel->row);
    else
      turn.tx.run("INSERT OR REPLACE INTO draft VALUES(?, ?, ?)", channel->row, draft.text, draft.reply_to);
    return ok();
  });
}

}  // namespace sotto::messaging
