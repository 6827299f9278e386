#include <array>
#include <span>

#include <sotto/api/client.hpp>
#include <sotto/api/sentences.hpp>
#include <sotto/base/limits.hpp>
#include <sotto/words/words.hpp>

#include "call.hpp"
#include "json.hpp"
#include "params.hpp"
#include "practice_names.hpp"
#include "qr_path.hpp"
#include "settings.hpp"
#include "upload.hpp"

namespace sotto::api {
namespace {

using messaging::Messaging;

constexpr std::int64_t invite_days_max = 90;

std::optional<messaging::Buddy> shown(const Call& call, const BuddyId& id) {
  auto all = call.messaging.buddies(true);
  if (!all) return std::nullopt;
  for (auto& buddy : *all) {
    if (buddy.id == id) return std::move(buddy);
  }
  return std::nullopt;
}

Reply buddy_after(const Call& call, const BuddyId& id, const Status& done) {
  if (!done) return call.refusal(done.error());
  Json out{{"id", id.text()}};
  if (const auto buddy = shown(call, id)) out = buddy_json(*buddy);
  return Json{{"buddy", out}};
}

// ---- relays ----
Reply relay_add(const Call& call) {
  Params params(call.method, call.params, {"link"});
  const auto link = params.text("link");
  if (params.problem()) return *params.problem();
  const auto relay = call.messaging.add_relay(link, call.now);
  if (!relay) return call.refusal(relay.error());
  auto out = relay_json(*relay);
  out["reachable"] = false;  // nothing has been dialled here; the runtime knows better
  return Json{{"relay", out}};
}

Reply relay_list(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto relays = call.messaging.relays();
  if (!relays) return call.refusal(relays.error());
  Json list = Json::array();
  for (const auto& relay : *relays) list.push_back(relay_json(relay));
  return Json{{"relays", list}};
}

Reply relay_allow(const Call& call) {
  Params params(call.method, call.params, {"host"});
  const auto host = params.text("host");
  if (params.problem()) return *params.problem();
  const auto authority = proto::canonical_authority(host);
  if (!authority) return problem(Errc::usage, Said::bad_host, {host});
  if (const auto done = call.messaging.allow_foreign(*authority, call.now); !done) return call.refusal(done.error());
  return Json{{"host", *authority}, {"allowed", true}};
}

// ---- invitations ----
Reply invite_create(const Call& call) {
  Params params(call.method, call.params, {"as", "member", "days"});
  const auto as = params.text_or("as", "");
  const bool member = params.flag("member");
  const auto life = params.number("days", limits::invite_life.ms / days(1).ms, 1, invite_days_max);
  if (params.problem()) return *params.problem();
  const auto invite = call.messaging.invite(as, member, days(life), call.now);
  if (!invite) return call.refusal(invite.error());
  return Json{{"id", invite->id.text()}, {"link", invite->link}, {"expires", rfc3339(invite->expires)}};
}

Reply invite_list(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto invites = call.messaging.invites(call.now);
  if (!invites) return call.refusal(invites.error());
  Json list = Json::array();
  for (const auto& invite : *invites) list.push_back(invite_json(invite));
  return Json{{"invitations", list}};
}

Reply invite_revoke(const Call& call) {
  Params params(call.method, call.params, {"id"});
  const auto id = params.invite_id("id");
  if (params.problem()) return *params.problem();
  if (const auto done = call.messaging.revoke_invite(id, call.now); !done) return call.refusal(done.error());
  return Json{{"id", id.text()}, {"state", "revoked"}};
}

Reply join(const Call& call) {
  Params params(call.method, call.params, {"link", "as"});
  const auto link = params.text("link");
  const auto as = params.text_or("as", "");
  if (params.problem()) return *params.problem();
  const auto buddy = call.messaging.join(link, as, call.now);
  if (!buddy) return call.refusal(buddy.error());
  return Json{{"buddy", buddy_json(*buddy)}};
}

// ---- buddies ----
Reply buddy_list(const Call& call) {
  Params params(call.method, call.params, {"all"});
  const bool all = params.flag("all");
  if (params.problem()) return *params.problem();
  const auto buddies = call.messaging.buddies(all);
  if (!buddies) return call.refusal(buddies.error());
  Json list = Json::array();
  for (const auto& buddy : *buddies) list.push_back(buddy_json(buddy));
  return Json{{"buddies", list}};
}

Reply buddy_rename(const Call& call) {
  Params params(call.method, call.params, {"buddy", "name"});
  const auto name = params.text("name");
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return buddy_after(call, id, call.messaging.rename(id, name, call.now));
  });
}

Reply buddy_block(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return buddy_after(call, id, call.messaging.block(id, call.now));
  });
}

Reply buddy_end(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return buddy_after(call, id, call.messaging.end(id, call.now));
  });
}

Reply words(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    const auto words = call.messaging.words(id);
    if (!words) return call.refusal(words.error());
    return Json{{"words", words->words}, {"safety_number", words->safety_number}};
  });
}

Reply verify(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    if (const auto done = call.messaging.verify(id, call.now); !done) return call.refusal(done.error());
    return Json{{"id", id.text()}, {"verified", true}};
  });
}

Reply mismatch(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    if (const auto done = call.messaging.mismatch(id, call.now); !done) return call.refusal(done.error());
    return Json{{"id", id.text()}, {"verified", false}};
  });
}

Reply device_only(const Call& call) {
  Params params(call.method, call.params, {"buddy"});
  return with_buddy(call, params, [&](const BuddyId& id) -> Reply {
    return buddy_after(call, id, call.messaging.only_device(id, call.now));
  });
}

// ---- for a page that shows an invitation ----
Reply qr(const Call& call) {
  Params params(call.method, call.params, {"text"});
  const auto text = params.text("text");
  if (params.problem()) return *params.problem();
  if (text.size() > qr_text_max) return call.refusal({Errc::limit});
  const auto drawn = qr_path(text);
  return Json{{"size", drawn.size}, {"path", drawn.path}};
}

// ---- settings and name ----
Status limit_files(const Call& call) {
  const auto bytes = [&](std::string_view key) -> Result<std::uint64_t> {
    const auto value = setting_value(call.vault, key);
    if (!value) return value.error();
    return std::stoull(*value) << 20;
  };
  const auto ask = bytes("files.ask_above"), all = bytes("files.quota"), buddy = bytes("files.buddy_quota");
  for (const auto* given : {&ask, &all, &buddy}) {
    if (!*given) return given->error();
  }
  return call.messaging.limit_files({*ask, *all, *buddy}, call.now);
}

// A setting that a layer below decides by is told to it, too.
Reply after_setting(const Call& call, std::string_view key, Reply reply) {
  if (key.starts_with("files.")) {
    const auto told = limit_files(call);
    return told ? reply : call.refusal(told.error());
  }
  if (key != "deletions") return reply;
  const auto value = setting_value(call.vault, key);
  if (!value) return call.refusal(value.error());
  const auto told = call.messaging.follow_erasures(*value == "on", call.now);
  return told ? reply : call.refusal(told.error());
}

Reply config_get(const Call& call) {
  Params params(call.method, call.params, {"key"});
  const auto key = params.text_or("key", "");
  if (params.problem()) return *params.problem();
  return settings_get(call.vault, key);
}

Reply config_set(const Call& call) {
  Params params(call.method, call.params, {"key", "value"});
  const auto key = params.text("key");
  const auto value = params.text("value");
  if (params.problem()) return *params.problem();
  auto reply = settings_set(call.vault, key, value);
  return std::holds_alternative<Json>(reply) ? after_setting(call, key, std::move(reply)) : reply;
}

Reply config_unset(const Call& call) {
  Params params(call.method, call.params, {"key"});
  const auto key = params.text("key");
  if (params.problem()) return *params.problem();
  auto reply = settings_unset(call.vault, key);
  return std::holds_alternative<Json>(reply) ? after_setting(call, key, std::move(reply)) : reply;
}

Reply name_get(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  const auto name = call.messaging.own_name();
  if (!name) return call.refusal(name.error());
  return Json{{"name", *name}};
}

constexpr std::array methods{
    Method{"relay.add", relay_add},
    Method{"relay.list", relay_list},
    Method{"relay.allow", relay_allow},
    Method{"invite.create", invite_create},
    Method{"invite.list", invite_list},
    Method{"invite.revoke", invite_revoke},
    Method{"join", join},
    Method{"buddy.list", buddy_list},
    Method{"buddy.rename", buddy_rename},
    Method{"buddy.block", buddy_block},
    Method{"buddy.end", buddy_end},
    Method{"words", words},
    Method{"verify", verify},
    Method{"mismatch", mismatch},
    Method{"device.only", device_only},
    Method{"qr", qr},
    Method{"config.get", config_get},
    Method{"config.set", config_set},
    Method{"config.unset", config_unset},
    Method{"name.get", name_get},
};

}  // namespace

Client::Client(Messaging& messaging, practice::Practice& practice, store::Vault& vault)
    : messaging_(messaging), practice_(practice), vault_(vault), uploads_(std::make_unique<Uploads>()) {
  static_cast<void>(words::speak(setting("language")));  // an unknown one: written by a newer program
}

Client::~Client() = default;

Reply Client::call(std::string_view method, const Json& params, Now now) {
  const Call call{method, params, messaging_, practice_, vault_, *uploads_, now};
  for (const auto& list :
       {std::span<const Method>(methods), message_methods(), attachment_methods(), agreement_methods(),
        exchange_methods(), case_methods(), record_methods(), session_methods(), crisis_methods(), check_methods(),
        closing_methods(), retention_methods(), opinion_methods()}) {
    for (const auto& candidate : list) {
      if (candidate.name == method) return candidate.run(call);
    }
  }
  return problem(Errc::usage, Said::unknown_method, {method});
}

Status Client::pass_time(Now now) {
  uploads_->sweep(now);
  const auto due = next_due(now);
  if (now.instant < look_again_ && (!due || *due > now.instant)) return ok();
  look_again_ = now.instant + hours(1);
  due_known_ = false;
  if (const auto passed = messaging_.pass_time(now); !passed) return passed;
  return practice_.pass_time(now);
}

std::optional<Instant> Client::next_due(Now now) {
  if (!due_known_) due_ = practice_.next_due(now);
  due_known_ = true;
  return due_;
}

std::vector<Json> Client::take_events() {
  std::vector<Json> out;
  const auto changes = practice_.take_changes();
  if (changes.sessions) out.push_back({{"event", "practice"}, {"subject", "session"}});
  if (changes.crisis) out.push_back({{"event", "practice"}, {"subject", "crisis"}});
  if (changes.opinions) out.push_back({{"event", "practice"}, {"subject", "opinion"}});
  if (!out.empty()) due_known_ = false;
  return out;
}

std::string Client::setting(std::string_view key) {
  const auto value = setting_value(vault_, key);
  return value ? *value : std::string();
}

}  // namespace sotto::api
