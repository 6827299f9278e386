// The methods of a conversation: writing, answering, changing, reading, searching.
#include <array>
#include <limits>

#include "call.hpp"
#include "json.hpp"
#include "practice_names.hpp"
#include "settings.hpp"

namespace sotto::api {
namespace {

constexpr std::int64_t history_default = 50;
constexpr std::int64_t history_max = 10'000;
constexpr std::int64_t search_default = 100;
constexpr std::int64_t mute_hours_max = 24 * 366;
constexpr std::size_t texts_max = 1000;

Json sent_json(const messaging::Message& message) {
  return {{"id", message.id.text()}, {"state", state_name(message.state)}};
}

Reply send(const Call& call) {
  Params params(call.method, call.params, {"buddy", "text", "id"});
  const auto text = params.text_or("text", "");  // an empty one is refused by its length, as one too long
  const auto id = params.maybe_message_id("id");
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    const auto message = call.messaging.send(buddy, text, id, call.now);
    if (!message) return call.refusal(message.error());
    return sent_json(*message);
  });
}

Reply send_all(const Call& call) {
  Params params(call.method, call.params, {"buddy", "texts"});
  const auto texts = params.texts("texts");
  if (texts.empty() || texts.size() > texts_max)
    params.refuse(Said::out_of_range, {"the number of texts", "1", std::to_string(texts_max)});
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    const auto messages = call.messaging.send_all(buddy, texts, call.now);
    if (!messages) return call.refusal(messages.error());
    Json list = Json::array();
    for (const auto& message : *messages) list.push_back(sent_json(message));
    return Json{{"messages", list}};
  });
}

Reply recall(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = params.message_id("id");
  if (params.problem()) return *params.problem();
  const auto state = call.messaging.recall(id, call.now);
  if (!state) return call.refusal(state.error());
  return Json{{"id", id.text()}, {"state", state_name(*state)}};
}

// ---- about an earlier message ----
Reply reply(const Call& call) {
  Params params(call.method, call.params, {"id", "text", "new_id"});
  const auto id = params.message_id("id");
  const auto text = params.text_or("text", "");
  const auto own = params.maybe_message_id("new_id");
  if (params.problem()) return *params.problem();
  const auto message = call.messaging.reply(id, text, own, call.now);
  if (!message) return call.refusal(message.error());
  auto out = sent_json(*message);
  out["reply_to"] = id.text();
  return out;
}

Reply message_after(const Call& call, const Result<messaging::Message>& message) {
  if (!message) return call.refusal(message.error());
  return Json{{"message", message_json(*message)}};
}

Reply edit(const Call& call) {
  Params params(call.method, call.params, {"id", "text"});
  const auto id = params.message_id("id");
  const auto text = params.text_or("text", "");
  if (params.problem()) return *params.problem();
  return message_after(call, call.messaging.edit(id, text, call.now));
}

Reply react(const Call& call) {
  Params params(call.method, call.params, {"id", "emoji"});
  const auto id = params.message_id("id");
  const auto emoji = params.text_or("emoji", "");
  if (params.problem()) return *params.problem();
  return message_after(call, call.messaging.react(id, emoji, call.now));
}

// The other side is asked; whether it does is theirs to decide, and nobody can check. What never left is simply gone.
Reply erase(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = params.message_id("id");
  if (params.problem()) return *params.problem();
  const auto message = call.messaging.erase(id, call.now);
  if (!message) return call.refusal(message.error());
  const auto state = message->erasure == messaging::Erasure::asked  ? "asked"
                     : message->erasure == messaging::Erasure::done ? "done"
                                                                    : "recalled";
  return Json{{"id", id.text()}, {"state", state}};
}

// ---- reading ----
Reply messages_json(const Call& call, const Result<std::vector<messaging::Message>>& messages) {
  if (!messages) return call.refusal(messages.error());
  Json list = Json::array();
  for (const auto& message : *messages) list.push_back(message_json(message));
  return Json{{"messages", list}};
}

Status mark_read(const Call& call, const BuddyId& buddy, const std::optional<MessageId>& up_to) {
  const auto receipts = setting_value(call.vault, "receipts");
  if (!receipts) return receipts.error();
  return call.messaging.mark_read(buddy, up_to, *receipts == "on", call.now);
}

Reply history(const Call& call) {
  Params params(call.method, call.params, {"buddy", "before", "after", "around", "limit", "peek"});
  const auto before = params.maybe_message_id("before");
  const auto after = params.maybe_message_id("after");
  const auto around = params.maybe_message_id("around");
  const auto limit = static_cast<std::size_t>(params.number("limit", history_default, 1, history_max));
  const bool peek = params.flag("peek");
  if (before.has_value() + after.has_value() + around.has_value() > 1) params.refuse(Said::one_place);
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    if (const auto passed = call.messaging.pass_time(call.now); !passed) return call.refusal(passed.error());
    const auto messages = around  ? call.messaging.history_around(buddy, *around, limit)
                          : after ? call.messaging.history_after(buddy, *after, limit)
                                  : call.messaging.history(buddy, before, limit);
    // Whoever is shown the newest has read: another page changes nothing.
    if (messages && !before && !after && !around && !peek) {
      if (const auto done = mark_read(call, buddy, std::nullopt); !done) return call.refusal(done.error());
    }
    return messages_json(call, messages);
  });
}

Reply read(const Call& call) {
  Params params(call.method, call.params, {"buddy", "up_to"});
  const auto up_to = params.maybe_message_id("up_to");
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    if (const auto done = mark_read(call, buddy, up_to); !done) return call.refusal(done.error());
    return Json{{"buddy", buddy.text()}, {"read_up_to", up_to ? Json(up_to->text()) : Json(nullptr)}};
  });
}

Reply search(const Call& call) {
  Params params(call.method, call.params, {"text", "limit"});
  const auto text = params.text("text");
  const auto limit = params.number("limit", search_default, 1, history_max);
  if (params.problem()) return *params.problem();
  if (const auto passed = call.messaging.pass_time(call.now); !passed) return call.refusal(passed.error());
  auto found = messages_json(call, call.messaging.search(text, static_cast<std::size_t>(limit)));
  const auto casework = call.practice.search(text, call.now);
  if (!casework) return call.refusal(casework.error());
  if (auto* json = std::get_if<Json>(&found)) {
    auto& list = (*json)["casework"] = Json::array();
    for (const auto& exchange : *casework) list.push_back(exchange_json(exchange, true));
  }
  return found;
}

// ---- drafts and muting ----
Reply draft_get(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    const auto draft = call.messaging.draft(buddy);
    if (!draft) return call.refusal(draft.error());
    Json out{{"buddy", buddy.text()}, {"text", draft->text}, {"reply_to", nullptr}};
    if (draft->reply_to) out["reply_to"] = draft->reply_to->text();
    return out;
  });
}

Reply draft_set(const Call& call) {
  Params params(call.method, call.params, {"buddy", "text", "reply_to"});
  messaging::Draft draft{params.text_or("text", ""), params.maybe_message_id("reply_to")};
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    if (const auto done = call.messaging.keep_draft(buddy, draft, call.now); !done) return call.refusal(done.error());
    return Json{{"buddy", buddy.text()}, {"kept", !draft.text.empty() || draft.reply_to.has_value()}};
  });
}

Reply muted(const Call& call, const BuddyId& buddy, std::optional<Timestamp> until) {
  if (const auto done = call.messaging.mute(buddy, until, call.now); !done) return call.refusal(done.error());
  const bool forever = until && until->ms == std::numeric_limits<std::int64_t>::max();
  return Json{{"id", buddy.text()},
              {"muted", until.has_value()},
              {"until", until && !forever ? Json(rfc3339(*until)) : Json(nullptr)}};
}

Reply buddy_mute(const Call& call) {
  Params params(call.method, call.params, {"buddy", "hours"});
  const auto length = params.maybe_number("hours", 1, mute_hours_max);
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply {
    Timestamp until{std::numeric_limits<std::int64_t>::max()};
    if (length) until = call.now.timestamp + hours(*length);
    return muted(call, buddy, until);
  });
}

Reply buddy_unmute(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& buddy) -> Reply { return muted(call, buddy, std::nullopt); });
}

constexpr std::array methods{
    Method{"send", send},
    Method{"send.all", send_all},
    Method{"recall", recall},
    Method{"reply", reply},
    Method{"edit", edit},
    Method{"react", react},
    Method{"delete", erase},
    Method{"history", history},
    Method{"read", read},
    Method{"search", search},
    Method{"draft.get", draft_get},
    Method{"draft.set", draft_set},
    Method{"buddy.mute", buddy_mute},
    Method{"buddy.unmute", buddy_unmute},
};

}  // namespace

std::span<const Method> message_methods() { return methods; }

}  // namespace sotto::api
