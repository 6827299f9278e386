#include "relay_link.hpp"

#include <algorithm>
#include <utility>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/keys.hpp>
#include <sotto/proto/proofs.hpp>

#include "acks.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "inbox.hpp"
#include "links.hpp"
#include "pairing.hpp"
#include "plant.hpp"

namespace sotto::messaging {
namespace {

constexpr Duration wait_busy = seconds(60);
constexpr Duration wait_refused = minutes(10);  // version, name or key: only a person can mend it
constexpr Duration wait_nonsense = minutes(10);

// ---- what became of what was under way ----
void answer_all(Turn& turn, Owner owner, LinkId id, const std::vector<Outstanding>& answered, proto::Outcome outcome) {
  const bool taken = outcome == proto::Outcome::live || outcome == proto::Outcome::spooled;
  std::optional<Channel> channel;
  if (owner.kind == Owner::Kind::channel) channel = load_channel(turn, owner.row);
  for (const auto& what : answered) {
    Link* link = turn.lives.touch(owner).find(id);
    if (link == nullptr) return;
    if (const auto* acks = std::get_if<SentAcks>(&what)) {
      acks_answered(turn, owner, *acks, taken);
    } else if (const auto* row = std::get_if<SentRow>(&what)) {
      if (channel) row_answered(turn, *channel, *link, *row, outcome);
    } else if (taken) {
      turn.tx.run("DELETE FROM refusal WHERE row = ?", std::get<SentRefusal>(what).row);
    }
  }
  if (owner.kind == Owner::Kind::invitation && !answered.empty()) refresh_links(turn, owner);
}

void lose_outstanding(Turn& turn, Owner owner, Link& link) {
  const auto lost = std::move(link.outstanding);
  link.outstanding.clear();
  for (const auto& [ref, what] : lost) {
    if (const auto* acks = std::get_if<SentAcks>(&what))
      acks_lost(turn, owner, *acks);
    else if (const auto* row = std::get_if<SentRow>(&what))
      row_lost(turn, owner, *row);
  }
}

void drop(Turn& turn, Owner owner, Link& link) {
  const bool was_admitted = link.phase == Link::Phase::admitted;
  if (link.phase != Link::Phase::closed) link.down_since = turn.now.instant;
  link.phase = Link::Phase::closed;
  for (auto& listened : link.listens) {
    using S = Listened::State;
    if (listened.state != S::displaced) listened.state = S::idle;
    listened.making_sure = false;
  }
  lose_outstanding(turn, owner, link);
  if (was_admitted) turn.emit(Event{RelayEvent{link.relay.authority, false}});
}

void leave(Turn& turn, Owner owner, Link& link, Duration wait) {
  turn.emit(CloseLink{link.id, wait});
  drop(turn, owner, link);
}

void pump_owner(Turn& turn, Owner owner) {
  if (owner.kind == Owner::Kind::invitation) return pump_invitation(turn, owner.row);
  auto channel = load_channel(turn, owner.row);
  if (!channel) return;
  pump(turn, *channel);
  save_channel(turn, *channel);
}

// ---- one function for each frame of a relay ----
class Reader {
 public:
  Reader(Turn& turn, Owner owner, LinkId id) : turn_(turn), owner_(owner), id_(id) {}

  void operator()(const proto::Welcome& welcome) {
    Link& link = this->link();
    if (link.phase != Link::Phase::opened) return nonsense();
    if (welcome.version_min > limits::protocol_version || welcome.version_max < limits::protocol_version) {
      return leave(turn_, owner_, link, wait_refused);
    }
    link.nonce = welcome.nonce;
    link.phase = Link::Phase::admitting;
    proto::Admit admit;
    admit.version = limits::protocol_version;
    admit.role = link.role;
    admit.authority = link.relay.authority;
    admit.nonce = turn_.random.array<32>();
    admit.mac = crypto::admission_mac(link.key,
                                      proto::admission_proof(link.role, link.relay.authority, link.nonce, admit.nonce));
    turn_.send(id_, admit);
  }

  void operator()(const proto::Admitted& admitted) {
    if (link().phase != Link::Phase::admitting) return nonsense();
    link().phase = Link::Phase::admitted;
    spool(admitted.spool);
    turn_.emit(Event{RelayEvent{link().relay.authority, true}});
    claim_addresses(turn_, link());
  }

  void operator()(const proto::Refused& refused) {
    if (refused.address) return refuse_listen(*refused.address);
    if (link().phase == Link::Phase::admitted && refused.reason == proto::Refusal::rate) return;
    if (refused.reason == proto::Refusal::admission && invitation_is_dead(turn_, owner_, id_)) return;
    const bool soon = refused.reason == proto::Refusal::busy || refused.reason == proto::Refusal::rate;
    leave(turn_, owner_, link(), soon ? wait_busy : wait_refused);
  }

  void operator()(const proto::Listening& listening) {
    Listened* listened = find(listening.address);
    if (listened == nullptr) return;
    if (std::exchange(listened->making_sure, false) && listening.spooled > 0) {
      return leave(turn_, owner_, link(), {});  // a new connection gets what waits
    }
    listened->state = listening.spooled == 0 ? Listened::State::drained : Listened::State::listening;
    listened->again = turn_.now.instant + turn_.random.jitter(limits::spooled_resend);
  }
  void operator()(const proto::Drained& drained) {
    Listened* listened = find(drained.address);
    if (listened != nullptr && listened->state == Listened::State::listening)
      listened->state = Listened::State::drained;
  }

  void operator()(const proto::Displaced& displaced) {
    Listened* listened = find(displaced.address);
    if (listened == nullptr) return;
    const Duration wait =
        listened->reclaim_wait.ms == 0 ? limits::reclaim_wait : Duration{listened->reclaim_wait.ms * 2};
    listened->reclaim_wait = std::min(wait, days(1));
    listened->again = turn_.now.instant + turn_.random.jitter(wait);
    listened->state = Listened::State::displaced;
    if (owner_.kind != Owner::Kind::channel) return;
    if (auto channel = load_channel(turn_, owner_.row); channel) {
      constexpr std::string_view sentence = "This profile is open elsewhere, too.";
      if (channel->notice == sentence) return;
      channel->notice = sentence;
      announce(turn_, *channel);
      save_channel(turn_, *channel);
    }
  }

  void operator()(const proto::Answer& answer) {
    auto& outstanding = link().outstanding;
    std::vector<Outstanding> answered;
    const std::uint64_t end = std::uint64_t{answer.first_ref} + answer.count;
    for (auto at = outstanding.lower_bound(answer.first_ref); at != outstanding.end() && at->first < end;) {
      answered.push_back(std::move(at->second));
      at = outstanding.erase(at);
    }
    answer_all(turn_, owner_, id_, answered, answer.outcome);
  }

  void operator()(const proto::Deliver& deliver) {
    if (find(deliver.address) == nullptr) return;  // not ours, or no longer
    const proto::Frame ack = proto::Ack{deliver.address, deliver.spool_seq};
    if (planted(Plant::ack_before_commit) && deliver.spool_seq != 0) {
      turn_.published.emplace_back(SendFrame{id_, proto::encode(ack)});
    }
    if (owner_.kind == Owner::Kind::invitation)
      receive_hello(turn_, owner_.row, deliver.cell);
    else
      receive_cell(turn_, owner_.row, deliver.cell);
    // Whatever it was, the relay need not keep it: what did not open now never will.
    if (deliver.spool_seq != 0) turn_.emit(SendFrame{id_, proto::encode(ack)});
  }

  void operator()(const proto::SpoolChanged& changed) {
    if (link().phase != Link::Phase::admitted) return nonsense();
    spool(changed.spool);
  }

  void operator()(const proto::Admit&) { nonsense(); }
  void operator()(const proto::Listen&) { nonsense(); }
  void operator()(const proto::Forward&) { nonsense(); }
  void operator()(const proto::Ack&) { nonsense(); }
  void nonsense() { leave(turn_, owner_, link(), wait_nonsense); }

 private:
  Link& link() { return *turn_.lives.touch(owner_).find(id_); }
  Listened* find(const Address& address) {
    if (link().phase != Link::Phase::admitted) return nullptr;
    for (auto& listened : link().listens) {
      if (listened.address == address) return &listened;
    }
    return nullptr;
  }
  void refuse_listen(const Address& address) {
    Listened* listened = find(address);
    if (listened == nullptr) return;
    listened->state = Listened::State::refused;
    listened->again = turn_.now.instant + turn_.random.jitter(wait_busy);
  }
  void spool(const std::optional<SpoolId>& id) {
    if (link().spool != id) {
      link().spool = id;
      spool_gone(turn_, owner_, link().leg);
    }
  }

  Turn& turn_;
  Owner owner_;
  LinkId id_;
};

Link* find_link(Turn& turn, LinkId id, std::optional<Owner>& owner) {
  owner = turn.lives.owner_of(id);
  if (!owner || turn.lives.find(*owner) == nullptr) return nullptr;
  return turn.lives.touch(*owner).find(id);
}

std::optional<crypto::AddressKey> address_key(Turn& turn, const Address& address) {
  auto row = turn.tx.query(
      "SELECT seed FROM own_address WHERE address = ?1 UNION ALL SELECT seed FROM invitation WHERE rendezvous = ?1 AND "
      "seed IS NOT NULL",
      address);
  if (!row.next()) return std::nullopt;
  auto seed = crypto::Secret<32>::from(row.blob(0));
  if (!seed) return std::nullopt;
  return crypto::AddressKey::from_seed(std::move(*seed));
}

}  // namespace

void claim_addresses(Turn& turn, Link& link) {
  if (link.phase != Link::Phase::admitted || link.role != proto::Role::member) return;
  for (auto& listened : link.listens) {
    using S = Listened::State;
    const bool heard = listened.state == S::listening || listened.state == S::drained;
    if (listened.state == S::asked || (listened.state != S::idle && turn.now.instant < listened.again)) continue;
    const auto key = address_key(turn, listened.address);
    if (!key) continue;
    listened.making_sure = heard;
    if (heard)
      listened.again = turn.now.instant + turn.random.jitter(limits::spooled_resend);
    else
      listened.state = S::asked;
    turn.send(link.id,
              proto::Listen{listened.address, crypto::sign(*key, proto::listen_proof(link.relay.authority, link.nonce,
                                                                                     listened.address))});
  }
}

void link_opened(Turn& turn, LinkId id) {
  std::optional<Owner> owner;
  Link* link = find_link(turn, id, owner);
  if (link == nullptr) return;
  drop(turn, *owner, *link);
  link->phase = Link::Phase::opened;
  link->next_ref = 1;
}

void link_frame(Turn& turn, LinkId id, ByteView bytes) {
  std::optional<Owner> owner;
  Link* link = find_link(turn, id, owner);
  if (link == nullptr || link->phase == Link::Phase::closed) return;
  const auto frame = proto::decode(bytes);
  if (!frame)
    leave(turn, *owner, *link, wait_nonsense);
  else
    std::visit(Reader(turn, *owner, id), *frame);
  pump_owner(turn, *owner);
}

void link_closed(Turn& turn, LinkId id, LinkProblem problem) {
  std::optional<Owner> owner;
  Link* link = find_link(turn, id, owner);
  if (link == nullptr) return;
  drop(turn, *owner, *link);
  if (problem == LinkProblem::wrong_pin && invitation_is_dead(turn, *owner, id)) return;
  pump_owner(turn, *owner);
}

}  // namespace sotto::messaging
