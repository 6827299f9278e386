#include "json.hpp"

#include <sotto/words/words.hpp>

namespace sotto::api {
namespace {

template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

std::string_view kind_name(messaging::MessageKind kind) {
  switch (kind) {
    case messaging::MessageKind::text: return "text";
    case messaging::MessageKind::gap: return "gap";
    case messaging::MessageKind::notice: return "notice";
    case messaging::MessageKind::attachment: return "attachment";
  }
  return "notice";
}

Json maybe(const std::optional<MessageId>& id) { return id ? Json(id->text()) : Json(nullptr); }

Json quote_json(const messaging::Quote& quote) {
  return {{"id", quote.id.text()},
          {"gone", quote.gone},
          {"direction", quote.way == messaging::Way::in ? "in" : "out"},
          {"text", quote.text}};
}

}  // namespace

std::string_view state_name(messaging::BuddyState state) {
  using enum messaging::BuddyState;
  switch (state) {
    case pairing: return "pairing";
    case active: return "active";
    case changed: return "changed";
    case blocked: return "blocked";
    case ended: return "ended";
  }
  return "ended";
}

std::string_view state_name(messaging::InviteState state) {
  using enum messaging::InviteState;
  switch (state) {
    case open: return "open";
    case used: return "used";
    case expired: return "expired";
    case revoked: return "revoked";
  }
  return "revoked";
}

std::string_view state_name(messaging::MessageState state) {
  using enum messaging::MessageState;
  switch (state) {
    case written: return "written";
    case relayed: return "relayed";
    case delivered: return "delivered";
    case read: return "read";
    case recalling: return "recalling";
    case recalled: return "recalled";
    case received: return "received";
  }
  return "written";
}

Json buddy_json(const messaging::Buddy& buddy) {
  return {{"id", buddy.id.text()},      {"name", buddy.name},
          {"verified", buddy.verified}, {"state", state_name(buddy.state)},
          {"unread", buddy.unread},     {"notice", words::spoken(buddy.notice)},
          {"muted", buddy.muted},       {"first_unread", maybe(buddy.first_unread)}};
}

Json invite_json(const messaging::Invite& invite) {
  return {{"id", invite.id.text()},
          {"as", invite.as},
          {"expires", rfc3339(invite.expires)},
          {"state", state_name(invite.state)}};
}

Json relay_json(const messaging::Relay& relay) {
  Json out{{"host", relay.link.relay.authority}, {"pin", nullptr}};
  if (relay.link.relay.pin) out["pin"] = relay.link.relay.pin->text();
  return out;
}

std::string_view state_name(messaging::Carrying state) {
  switch (state) {
    case messaging::Carrying::offered: return "offered";
    case messaging::Carrying::carrying: return "carrying";
    case messaging::Carrying::carried: return "carried";
    case messaging::Carrying::stopped: return "stopped";
  }
  return "stopped";
}

Json attachment_json(const messaging::AttachmentInfo& info) {
  return {{"size", info.size}, {"done", info.done}, {"state", state_name(info.state)}};
}

Json attachment_json(const messaging::Message& message) {
  Json out = message.attachment ? attachment_json(*message.attachment) : Json::object();
  const auto dot = message.text.rfind('.');
  out["name"] = message.text;
  out["extension"] = dot == std::string::npos ? std::string() : message.text.substr(dot + 1);
  return out;
}

Json message_json(const messaging::Message& message) {
  Json out{{"id", message.id.text()},
           {"buddy", message.buddy.text()},
           {"direction", message.way == messaging::Way::in ? "in" : "out"},
           {"kind", kind_name(message.kind)},
           {"text", message.text},
           {"sent_at", rfc3339(message.sent_at)},
           {"state", state_name(message.state)},
           {"keep", nullptr},
           {"expires_at", nullptr}};
  if (message.keep.ms != 0) out["keep"] = message.keep.ms / 1000;
  if (message.expires) out["expires_at"] = rfc3339(*message.expires);
  if (message.attachment) out["attachment"] = attachment_json(message);
  if (message.quote) out["reply_to"] = quote_json(*message.quote);
  if (message.edited) out["edited"] = true;
  if (message.erasure != messaging::Erasure::none)
    out["deleted"] = message.erasure == messaging::Erasure::asked ? "asked" : "done";
  if (!message.my_reaction.empty()) out["reactions"]["me"] = message.my_reaction;
  if (!message.their_reaction.empty()) out["reactions"]["them"] = message.their_reaction;
  return out;
}

Json event_json(const messaging::Event& event) {
  return std::visit(
      Overload{
          [](const messaging::MessageEvent& e) -> Json {
            return {{"event", "message"}, {"message", message_json(e.message)}};
          },
          [](const messaging::ChangeEvent& e) -> Json {
            return {{"event", "change"}, {"message", message_json(e.message)}};
          },
          [](const messaging::ProgressEvent& e) -> Json {
            return {{"event", "progress"},
                    {"id", e.id.text()},
                    {"buddy", e.buddy.text()},
                    {"attachment", attachment_json(e.attachment)}};
          },
          [](const messaging::StateEvent& e) -> Json {
            return {{"event", "state"}, {"id", e.id.text()}, {"buddy", e.buddy.text()}, {"state", state_name(e.state)}};
          },
          [](const messaging::BuddyEvent& e) -> Json {
            return {{"event", "buddy"}, {"buddy", buddy_json(e.buddy)}};
          },
          [](const messaging::GoneEvent& e) -> Json {
            return {{"event", "gone"}, {"id", e.id.text()}, {"buddy", e.buddy.text()}};
          },
          [](const messaging::RelayEvent& e) -> Json {
            return {{"event", "relay"}, {"host", e.host}, {"state", e.connected ? "connected" : "waiting"}};
          },
          [](const messaging::PracticeEvent& e) -> Json {
            return {{"event", "practice"}, {"buddy", e.buddy.text()}};
          },
      },
      event);
}

}  // namespace sotto::api
