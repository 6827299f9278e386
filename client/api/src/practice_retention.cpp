// retention.*
#include <array>
#include <charconv>

#include "practice_names.hpp"

namespace sotto::api {
namespace {

Json seconds_json(Duration keep) { return keep.ms == 0 ? Json(nullptr) : Json(keep.ms / 1000); }

// "12h", "30d", "forever"; none: something else.
std::optional<Duration> read_keep(std::string_view text) {
  if (text == "forever") return Duration{};
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto rest = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
  if (parsed.ec != std::errc{} || number < 1 || number > 10'000) return std::nullopt;
  if (rest == "h") return hours(number);
  if (rest == "d") return days(number);
  return std::nullopt;
}

Json keeping_json(const messaging::Buddy& buddy, const messaging::Keeping& keeping) {
  return {{"buddy", buddy.id.text()},
          {"name", buddy.name},
          {"mine", seconds_json(keeping.mine)},
          {"own", keeping.own},
          {"theirs", seconds_json(keeping.theirs)},
          {"counts", seconds_json(keeping.counts())}};
}

Reply chat_json(const Call& call) {
  const auto buddies = call.messaging.buddies(false);
  if (!buddies) return call.refusal(buddies.error());
  Json list = Json::array();
  for (const auto& buddy : *buddies) {
    const auto keeping = call.messaging.keeping(buddy.id);
    if (!keeping) return call.refusal(keeping.error());
    list.push_back(keeping_json(buddy, *keeping));
  }
  return list;
}

Reply retention_json(const Call& call) {
  const auto days_kept = call.practice.retention();
  if (!days_kept) return call.refusal(days_kept.error());
  const auto messages = call.messaging.keeping();
  if (!messages) return call.refusal(messages.error());
  auto chat = chat_json(call);
  if (std::holds_alternative<Problem>(chat)) return chat;
  return Json{{"retention",
               {{"exchange_days", days_kept->exchange_days},
                {"case_days", days_kept->case_days},
                {"session_days", days_kept->session_days},
                {"chat_seconds", seconds_json(*messages)}}},
              {"chat", std::get<Json>(std::move(chat))}};
}

Reply retention_show(const Call& call) {
  const Params params(call.method, call.params, {});
  if (params.problem()) return *params.problem();
  auto out = retention_json(call);
  if (std::holds_alternative<Problem>(out)) return out;
  const auto changes = call.practice.retention_log();
  if (!changes) return call.refusal(changes.error());
  auto& log = std::get<Json>(out)["log"] = Json::array();
  for (const auto& change : *changes) log.push_back({{"at", rfc3339(change.when)}, {"what", change.what}});
  return out;
}

Status set_chat(const Call& call, const std::optional<BuddyId>& buddy, const std::string& text, bool advised) {
  practice::ChatKeep wanted{buddy, std::nullopt};
  if (text != "default") wanted.keep = read_keep(text);
  return call.practice.set_chat_keep(wanted, advised, call.now);
}

Reply retention_set(const Call& call) {
  Params params(call.method, call.params, {"exchange_days", "case_days", "session_days", "chat", "buddy", "advised"});
  const auto before = call.practice.retention();
  if (!before) return call.refusal(before.error());
  practice::Retention wanted;
  wanted.exchange_days = static_cast<std::uint32_t>(params.number("exchange_days", before->exchange_days, 1, 366));
  wanted.case_days = static_cast<std::uint32_t>(params.number("case_days", before->case_days, 1, 365));
  wanted.session_days = static_cast<std::uint32_t>(params.number("session_days", before->session_days, 1, 366));
  const bool advised = params.flag("advised");
  const auto chat = params.maybe_text("chat");
  const auto name = params.maybe_text("buddy");
  const bool known = !chat || read_keep(*chat) || (*chat == "default" && name);
  if (!known) params.refuse(Said::wrong_type, {"chat", "hours like 12h, days like 30d, or forever"});
  if (name && !chat) params.refuse(Said::missing_parameter, {"buddy", "chat"});
  if (params.problem()) return *params.problem();
  std::optional<BuddyId> buddy;
  if (name) {
    const auto found = buddy_of(call, *name);
    if (const auto* refusal = std::get_if<Problem>(&found)) return *refusal;
    buddy = std::get<BuddyId>(found);
  }
  const bool changed = wanted != *before;
  if (changed || !chat) {
    if (const auto done = call.practice.set_retention(wanted, advised, call.now); !done)
      return call.refusal(done.error());
  }
  if (chat) {
    if (const auto done = set_chat(call, buddy, *chat, advised); !done) return call.refusal(done.error());
  }
  return retention_json(call);
}

constexpr std::array methods{
    Method{"retention.show", retention_show},
    Method{"retention.set", retention_set},
};

}  // namespace

std::span<const Method> retention_methods() { return methods; }

}  // namespace sotto::api
