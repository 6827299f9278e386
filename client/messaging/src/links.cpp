#include "links.hpp"

#include <algorithm>

#include <sotto/base/limits.hpp>

namespace sotto::messaging {
namespace {

class Wanted {
 public:
  Wanted(Turn& turn, Owner owner) : turn_(turn), owner_(owner), mine_(own_relays(turn)) {
    auto row = turn.tx.query("SELECT authority, entered FROM known_relay");
    while (row.next()) known_[row.text(0)] = row.flag(1);
  }

  void listen(const std::string& authority, const Address& address) {
    const auto relay = mine(authority);
    if (!relay) return;
    Link& link = at(relay->link.relay);
    Listened listened;
    listened.address = address;
    link.listens.push_back(listened);
  }
  // `invited`: only an invitation says where the peer is. Its own pin and guest key are used then, even towards a relay
  // of mine that is known otherwise, so that a link with the wrong ones is found out and not waited for.
  void target(const proto::Descriptor& peer, std::size_t leg, bool invited) {
    const auto relay = mine(peer.relay.authority);
    const bool differs = relay && (!(relay->link.relay == peer.relay) || relay->link.guest != peer.guest);
    Link& link = invited && differs ? apart(peer.relay) : at(peer.relay);
    if (link.target) return;  // two addresses on one relay: the first is enough
    link.target = peer.address;
    link.leg = leg;
    if (link.role == proto::Role::guest) link.key = peer.guest;
  }

  // Moves the wanted links into `live`, keeping what is already there.
  bool apply(Live& live) {
    bool changed = live.links.size() != links_.size();
    for (auto& link : links_) {
      const auto old =
          std::find_if(live.links.begin(), live.links.end(), [&](const Link& have) { return same(have, link); });
      if (old == live.links.end()) {
        link.id = turn_.lives.new_link(owner_);
        link.down_since = turn_.now.instant;
        changed = true;
      } else {
        changed = changed || old->foreign != link.foreign || old->entered != link.entered;
        keep(*old, link);
      }
    }
    live.links = std::move(links_);
    return changed;
  }
  bool empty() const { return links_.empty(); }

 private:
  bool same(const Link& have, const Link& link) const {
    const auto here = std::count_if(links_.begin(), links_.end(), [&](const Link& l) { return l.relay == have.relay; });
    return have.relay == link.relay && (have.role == link.role || here == 1);
  }
  static void keep(Link& old, Link& link) {
    Link merged = std::move(old);
    merged.foreign = link.foreign;
    merged.entered = link.entered;
    merged.role = link.role;
    merged.key = link.key;
    merged.leg = link.leg;
    if (merged.target != link.target) {
      merged.target = link.target;
      merged.full = false;
      merged.full_backoff = {};
    }
    for (auto& listened : link.listens) {
      for (const auto& had : merged.listens) {
        if (had.address == listened.address) listened = had;
      }
    }
    merged.listens = std::move(link.listens);
    link = std::move(merged);
  }

  std::optional<Relay> mine(const std::string& authority) const {
    for (const auto& relay : mine_) {
      if (relay.link.relay.authority == authority) return relay;
    }
    return std::nullopt;
  }

  Link& at(const proto::Endpoint& endpoint) {
    const auto relay = mine(endpoint.authority);
    const proto::Endpoint& used = relay ? relay->link.relay : endpoint;  // my own pin counts, not a buddy's
    for (auto& link : links_) {
      if (link.relay == used) return link;
    }
    Link link;
    link.relay = used;
    const auto known = known_.find(used.authority);
    link.entered = relay.has_value() || (known != known_.end() && known->second);
    link.foreign = !relay && known == known_.end();
    if (relay) {
      link.role = proto::Role::member;
      link.key = relay->link.member;
    }
    return links_.emplace_back(std::move(link));
  }

  Link& apart(const proto::Endpoint& endpoint) {  // a guest, as a stranger to this relay would be
    Link link;
    link.relay = endpoint;
    link.entered = true;
    return links_.emplace_back(std::move(link));
  }

  Turn& turn_;
  Owner owner_;
  std::vector<Relay> mine_;
  std::map<std::string, bool> known_;
  std::vector<Link> links_;
};

void want_channel(Turn& turn, std::int64_t row_id, Wanted& wanted) {
  const auto channel = load_channel(turn, row_id);
  if (!channel || channel->stage == Stage::failed) return;
  if (channel->over != Over::no && turn.now.timestamp - channel->over_at >= limits::linger) return;
  std::vector<std::pair<std::string, Address>> own;
  {
    auto row = turn.tx.query("SELECT authority, address FROM own_address WHERE channel = ? ORDER BY position", row_id);
    while (row.next()) own.emplace_back(row.text(0), row.id<Address>(1));
  }
  for (const auto& [authority, address] : own) wanted.listen(authority, address);
  for (std::size_t leg = 0; leg < channel->peers.size() && leg < legs_used; ++leg) {
    wanted.target(channel->peers[leg], leg, channel->stage == Stage::waiting);
  }
}

void want_invitation(Turn& turn, std::int64_t row_id, Wanted& wanted) {
  {
    auto row = turn.tx.query("SELECT authority, rendezvous FROM invitation WHERE row = ? AND seed IS NOT NULL", row_id);
    if (!row.next()) return;
    wanted.listen(row.text(0), row.id<Address>(1));
  }
  // A refusal goes to where the second joiner listens; one at a time.
  auto row = turn.tx.query("SELECT descriptor FROM refusal WHERE invitation = ? ORDER BY row LIMIT 1", row_id);
  if (!row.next()) return;
  const auto peer = proto::decode_descriptors(row.blob(0));
  if (peer && !peer->empty()) wanted.target(peer->front(), 0, false);
}

}  // namespace

void refresh_links(Turn& turn, Owner owner) {
  Wanted wanted(turn, owner);
  if (owner.kind == Owner::Kind::channel)
    want_channel(turn, owner.row, wanted);
  else
    want_invitation(turn, owner.row, wanted);
  if (wanted.empty()) {
    if (turn.lives.find(owner) != nullptr) {
      turn.lives.erase(owner);
      turn.emit(LinksChanged{});
    }
    return;
  }
  if (wanted.apply(turn.lives.touch(owner))) turn.emit(LinksChanged{});
}

void refresh_all_links(Turn& turn) {
  std::vector<Owner> owners;
  {
    auto row = turn.tx.query("SELECT row FROM channel");
    while (row.next()) owners.push_back(channel_owner(row.integer(0)));
  }
  {
    auto row = turn.tx.query("SELECT row FROM invitation WHERE seed IS NOT NULL");
    while (row.next()) owners.push_back(invitation_owner(row.integer(0)));
  }
  for (const auto& owner : owners) refresh_links(turn, owner);
}

void enter_relay(Turn& turn, std::string_view authority) {
  turn.tx.run("INSERT OR REPLACE INTO known_relay VALUES(?, 1)", authority);
}

}  // namespace sotto::messaging
