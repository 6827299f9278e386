// What a person does with attachments: the part of the facade that carries files.
#include <sotto/base/limits.hpp>
#include <sotto/messaging/messaging.hpp>

#include "attachments.hpp"
#include "change.hpp"
#include "impl.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

constexpr Error no_attachment{Errc::not_found, "There is no attachment with this id."};

template <class Change>
Result<Message> change_attachment(Turn& turn, const MessageId& id, Change&& change) {
  auto channel = channel_of(turn, id);
  if (!channel) return no_attachment;
  return change_loaded(turn, std::move(channel), [&](Channel& found) -> Result<Message> {
    if (const auto done = change(found); !done) return done.error();
    auto message = find_message(turn, found, id);
    if (!message) return no_attachment;
    complete(turn, *message);
    return std::move(message->message);
  });
}

}  // namespace

Status Messaging::keep_files(store::Blocks& blocks) { return impl_->keep_files(blocks); }
std::unique_ptr<FileSealer> Messaging::seal_file() { return impl_->seal_file(); }
store::Blocks* Messaging::files() { return impl_->files(); }

Result<Message> Messaging::attach(const BuddyId& buddy, std::string_view name, const SealedFile& file,
                                  std::optional<MessageId> id, Now now) {
  if (!valid_utf8(name) || name.empty() || name.size() > limits::file_name_max)
    return Error{Errc::usage, "The name of a file has from 1 to 255 bytes of text."};
  const auto safe = safe_file_name(name);
  return impl_->event(now, [&](Turn& turn) -> Result<Message> {
    const MessageId used = id ? *id : turn.random.id<MessageId>();
    if (find_own(turn, used)) return Error{Errc::refused, "This id was used for another message."};
    return change_channel(turn, buddy, [&](Channel& channel) -> Result<Message> {
      if (const auto done = messaging::attach(turn, channel, {used, safe}, file); !done) return done.error();
      auto message = find_message(turn, channel, used);
      if (!message) return no_attachment;
      complete(turn, *message);
      return std::move(message->message);
    });
  });
}

Result<Message> Messaging::accept_attachment(const MessageId& id, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_attachment(turn, id,
                             [&](Channel& channel) { return messaging::accept_attachment(turn, channel, id); });
  });
}

Result<Message> Messaging::stop_attachment(const MessageId& id, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_attachment(turn, id, [&](Channel& channel) { return messaging::stop_attachment(turn, channel, id); });
  });
}

Result<Messaging::Saving> Messaging::attachment(const MessageId& id) {
  std::optional<Saving> out;  // a key is moved, never copied
  const auto done = impl_->read([&](Turn& turn) -> Status {
    const auto channel = channel_of(turn, id);
    if (!channel) return no_attachment;
    const auto message = find_message(turn, *channel, id);
    auto file = attachment_file(turn, *channel, id);
    if (!file) return file.error();
    out = Saving{message->message.text, std::move(*file)};
    return ok();
  });
  if (!done) return done.error();
  return std::move(*out);
}

Status Messaging::limit_files(const FileLimits& limits, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    turn.tx.run("INSERT OR REPLACE INTO setting VALUES('files_ask_above', ?)", limits.ask_above);
    turn.tx.run("INSERT OR REPLACE INTO setting VALUES('files_quota', ?)", limits.quota);
    turn.tx.run("INSERT OR REPLACE INTO setting VALUES('files_buddy_quota', ?)", limits.buddy_quota);
    return ok();
  });
}

}  // namespace sotto::messaging
