#include <algorithm>

#include <sotto/messaging/messaging.hpp>

#include "change.hpp"
#include "delivery.hpp"
#include "impl.hpp"
#include "keeping.hpp"
#include "links.hpp"
#include "moment.hpp"
#include "pairing.hpp"
#include "relay_link.hpp"
#include "relays.hpp"
#include "reset.hpp"
#include "standing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

std::vector<BuddyId> named(Turn& turn, std::string_view name) {
  std::vector<BuddyId> active;
  std::vector<BuddyId> over;
  auto row = turn.tx.query("SELECT buddy, over > 0 OR stage = ? FROM channel WHERE name = ? ORDER BY row",
                           Stage::failed, name);
  while (row.next()) (row.flag(1) ? over : active).push_back(row.id<BuddyId>(0));
  return active.empty() ? over : active;
}

}  // namespace

Messaging::Messaging(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Messaging::~Messaging() = default;

Result<std::unique_ptr<Messaging>> Messaging::open(store::Vault& vault, Random& random, ContentHandler* handler,
                                                   Now now) {
  auto impl = std::make_unique<Impl>(vault, random, handler);
  if (const auto started = impl->start(now); !started) return started.error();
  return std::unique_ptr<Messaging>(new Messaging(std::move(impl)));
}

// ---- the person ----
Status Messaging::set_own_name(std::string_view name, Now now) {
  if (!valid_utf8(name)) return Error{Errc::malformed, "The name is not valid text."};
  const auto clean = clean_name(name);
  return impl_->event(now, [&](Turn& turn) -> Status {
    turn.tx.run("INSERT OR REPLACE INTO setting VALUES('name', ?)", clean);
    return ok();
  });
}

Result<std::string> Messaging::own_name() {
  return impl_->read([](Turn& turn) -> Result<std::string> { return messaging::own_name(turn); });
}

Result<Relay> Messaging::add_relay(std::string_view link, Now now) {
  const auto decoded = proto::decode_relay_link(link, link_checksum);
  if (!decoded) return decoded.error();
  return impl_->event(now, [&](Turn& turn) -> Result<Relay> {
    keep_relay(turn, *decoded);
    return Relay{*decoded};
  });
}

Result<std::vector<Relay>> Messaging::relays() {
  return impl_->read([](Turn& turn) -> Result<std::vector<Relay>> { return own_relays(turn); });
}

Result<Invite> Messaging::invite(std::string_view as, bool with_member_key, Duration life, Now now) {
  return impl_->event(now, [&](Turn& turn) { return create_invitation(turn, {as, with_member_key, life}); });
}

Result<std::vector<Invite>> Messaging::invites(Now now) {
  return impl_->event(now, [](Turn& turn) -> Result<std::vector<Invite>> { return list_invitations(turn); });
}

Status Messaging::revoke_invite(const InviteId& id, Now now) {
  return impl_->event(now, [&](Turn& turn) { return revoke_invitation(turn, id); });
}

Result<Buddy> Messaging::join(std::string_view link, std::string_view as, Now now) {
  return impl_->event(now, [&](Turn& turn) { return join_invitation(turn, link, as); });
}

Result<std::vector<Buddy>> Messaging::buddies(bool all) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<Buddy>> {
    std::vector<Buddy> out;
    for (const auto row : all_channels(turn)) {
      const auto channel = load_channel(turn, row);
      if (channel && (all || !channel->has_ended())) out.push_back(buddy_of(turn, *channel));
    }
    return out;
  });
}

Result<BuddyId> Messaging::find_buddy(std::string_view name_or_id) {
  return impl_->read([&](Turn& turn) -> Result<BuddyId> {
    if (const auto id = BuddyId::from_text(name_or_id); id) {
      if (turn.tx.query("SELECT 1 FROM channel WHERE buddy = ?", *id).next()) return *id;
    }
    const auto found = named(turn, name_or_id);
    if (found.empty()) return no_buddy;
    if (found.size() > 1) return Error{Errc::ambiguous, "More than one buddy has this name."};
    return found.front();
  });
}

Result<std::vector<BuddyId>> Messaging::matching_buddies(std::string_view name) {
  return impl_->read([&](Turn& turn) -> Result<std::vector<BuddyId>> { return named(turn, name); });
}

Status Messaging::rename(const BuddyId& buddy, std::string_view name, Now now) {
  if (!valid_utf8(name)) return Error{Errc::malformed, "The name is not valid text."};
  const auto clean = clean_name(name);
  if (clean.empty()) return Error{Errc::usage, "A name needs at least one visible character."};
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      channel.name = clean;
      announce(turn, channel);
      return ok();
    });
  });
}

Status Messaging::block(const BuddyId& buddy, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      end_channel(turn, channel, Over::blocked);
      return ok();
    });
  });
}

Status Messaging::end(const BuddyId& buddy, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      end_channel(turn, channel, Over::ended);
      return ok();
    });
  });
}

Result<Words> Messaging::words(const BuddyId& buddy) {
  return impl_->read([&](Turn& turn) -> Result<Words> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    return read_words(turn, *channel);
  });
}

Status Messaging::verify(const BuddyId& buddy, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      if (channel.stage != Stage::ready)
        return Error{Errc::refused, "There are no words yet: pairing is not finished."};
      if (channel.has_ended()) return Error{Errc::refused, "This conversation has ended."};
      mark_verified(turn, channel);
      return ok();
    });
  });
}

Status Messaging::mismatch(const BuddyId& buddy, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      if (channel.stage != Stage::ready)
        return Error{Errc::refused, "There are no words yet: pairing is not finished."};
      if (channel.has_ended()) return Error{Errc::refused, "This conversation has ended."};
      mark_mismatch(turn, channel);
      return ok();
    });
  });
}

Status Messaging::allow_foreign(std::string_view authority, Now now) {
  const auto canonical = proto::canonical_authority(authority);
  if (!canonical) return canonical.error();
  return impl_->event(now, [&](Turn& turn) -> Status {
    // A private address that a person types is entered. A name stays what it was: DNS may point it at a private one
    // later.
    turn.tx.run(
        "INSERT INTO known_relay VALUES(?1, ?2) ON CONFLICT(authority) DO UPDATE SET entered = max(entered, ?2)",
        *canonical, proto::private_host(*canonical));
    refresh_all_links(turn);
    return ok();
  });
}

Status Messaging::restored(Now now) {
  return impl_->event(now, [](Turn& turn) -> Status {
    restart_all(turn);
    return ok();
  });
}

Status Messaging::only_device(const BuddyId& buddy, Now now) {
  return impl_->event(now, [&](Turn& turn) {
    return change_channel(turn, buddy, [&](Channel& channel) -> Status {
      if (!channel.paused) return Error{Errc::refused, "Your buddy does not know of another copy of this profile."};
      continue_alone(turn, channel);
      return ok();
    });
  });
}

Status Messaging::pass_time(Now now) { return impl_->delete_due(now); }

Result<Keeping> Messaging::keeping(const BuddyId& buddy) {
  return impl_->read([&](Turn& turn) -> Result<Keeping> {
    const auto channel = find_channel(turn, buddy);
    if (!channel) return no_buddy;
    return keeping_of(turn, *channel);
  });
}

Result<Duration> Messaging::keeping() {
  return impl_->read([](Turn& turn) -> Result<Duration> { return default_keep(turn); });
}

Timestamp Messaging::calendar(Now now) const { return impl_->calendar(now); }

// ---- the layer above ----
Status Messaging::act(Now now, const std::function<Status(Moment&)>& body) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    TurnMoment moment(turn, nullptr);
    if (const auto done = body(moment); !done) return done;
    moment.finish();
    return ok();
  });
}

// ---- the link driver ----
std::vector<LinkWanted> Messaging::links() const { return impl_->links(); }

Status Messaging::on_open(LinkId link, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    link_opened(turn, link);
    return ok();
  });
}

Status Messaging::on_frame(LinkId link, ByteView frame, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    link_frame(turn, link, frame);
    return ok();
  });
}

Status Messaging::on_closed(LinkId link, LinkProblem problem, Now now) {
  return impl_->event(now, [&](Turn& turn) -> Status {
    link_closed(turn, link, problem);
    return ok();
  });
}

Status Messaging::on_deadline(Now now) { return impl_->pass_deadlines(now); }
std::optional<Instant> Messaging::next_deadline() const { return impl_->next_deadline(); }
std::optional<Effect> Messaging::poll_effect() { return impl_->poll_effect(); }

// ---- sync ----
void Messaging::prompt_acks(bool on) { impl_->prompt_acks(on); }
bool Messaging::idle(LinkId link) const { return impl_->idle(link); }
Result<Progress> Messaging::take_progress() { return impl_->take_progress(); }
std::vector<Failure> Messaging::take_failures() { return impl_->take_failures(); }

}  // namespace sotto::messaging
