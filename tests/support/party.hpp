// A small world for scenarios: profiles with real vaults, real relay cores, one clock. Nothing moves unless the test
// says so. Frames travel in order and at once; what a relay does with a cell can be decided cell by cell.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <sotto/crypto/kdf.hpp>
#include <sotto/messaging/messaging.hpp>
#include <sotto/proto/links.hpp>
#include <sotto/relay_core/core.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

namespace sotto::test {

struct Crash {};  // thrown by a vault's on_commit to play a kill

inline ByteArray<4> checksum(ByteView bytes) {
  const auto hash = crypto::plain_hash(bytes);
  return {hash[0], hash[1], hash[2], hash[3]};
}

class Wired {  // a client's end of a connection
 public:
  virtual ~Wired() = default;
  virtual void arrived(messaging::LinkId link, ByteView frame) = 0;
  virtual void cut(messaging::LinkId link) = 0;
};

class RelayNode : public relay_core::Wire {
 public:
  RelayNode(FakeClock& clock, const std::string& authority, std::uint64_t seed) : clock_(clock), random_(seed) {
    link_.relay.authority = authority;
    link_.relay.plain = true;
    link_.guest = random_.id<AdmissionKey>();
    link_.member = random_.id<AdmissionKey>();
    start();
  }
  std::string link() const { return proto::encode(link_, checksum); }
  const std::string& authority() const { return link_.relay.authority; }
  void restart() {  // what waited in RAM is gone
    const auto peers = std::exchange(peers_, {});
    for (const auto& [id, peer] : peers) peer.wired->cut(peer.link);
    out_.clear();
    start();
  }

  void change_keys() {  // what was handed out before no longer fits
    link_.guest = random_.id<AdmissionKey>();
    link_.member = random_.id<AdmissionKey>();
    restart();
  }

  // Decides instead of the relay what becomes of a cell; nullopt: the relay decides.
  std::function<std::optional<proto::Outcome>(const proto::Forward&)> decide;
  std::function<bool(ByteView frame)> withhold;  // true: what the relay says is lost on its way to the client
  std::vector<Bytes> cells;                      // every cell that was handed in, in order
  bool reachable = true;

  relay_core::ConnectionId connect(Wired& wired, messaging::LinkId link) {
    peers_[++last_] = {&wired, link};
    core_->connected(last_, 7, clock_.now());
    return last_;
  }
  void disconnect(relay_core::ConnectionId id) {
    if (peers_.erase(id) > 0) core_->disconnected(id, clock_.now());
  }
  void take(relay_core::ConnectionId from, ByteView frame) {
    const auto decoded = proto::decode(frame);
    if (const auto* forward = decoded ? std::get_if<proto::Forward>(&*decoded) : nullptr; forward != nullptr) {
      cells.push_back(to_bytes(forward->cell));
      if (const auto outcome = decide ? decide(*forward) : std::nullopt; outcome) {
        const auto answer = proto::encode(proto::Frame{proto::Answer{forward->ref, 1, *outcome, proto::Refusal::rate}});
        return send(from, answer, {});
      }
    }
    core_->on_frame(from, frame, clock_.now());
  }
  // Delivers what the relay has said; false: nothing was to be done.
  bool step() {
    core_->end_turn(clock_.now());
    if (out_.empty()) return false;
    auto [to, frame] = std::move(out_.front());
    out_.pop_front();
    const auto peer = peers_.find(to);
    if (peer == peers_.end()) return true;
    if (frame.empty()) {
      const auto gone = peer->second;
      disconnect(to);
      gone.wired->cut(gone.link);
    } else if (!withhold || !withhold(frame)) {
      peer->second.wired->arrived(peer->second.link, frame);
    }
    return true;
  }
  void on_deadline() { core_->on_deadline(clock_.now()); }
  std::optional<Instant> next_deadline() const { return core_->next_deadline(); }
  relay_core::Stats stats() const { return core_->stats(); }

  void send(relay_core::ConnectionId to, ByteView head, ByteView tail) override {
    Bytes frame = to_bytes(head);
    append(frame, tail);
    out_.emplace_back(to, std::move(frame));
  }
  std::size_t backlog(relay_core::ConnectionId) const override { return 0; }
  void close(relay_core::ConnectionId connection) override { out_.emplace_back(connection, Bytes{}); }

 private:
  struct Peer {
    Wired* wired;
    messaging::LinkId link;
  };
  void start() {
    relay_core::Config config;
    config.authorities = {link_.relay.authority};
    config.guest_keys = {link_.guest};
    config.member_keys = {link_.member};
    core_ = std::make_unique<relay_core::Core>(config, random_, *this);
  }
  FakeClock& clock_;
  SeededRandom random_;
  proto::RelayLink link_;
  std::unique_ptr<relay_core::Core> core_;
  std::map<relay_core::ConnectionId, Peer> peers_;
  std::deque<std::pair<relay_core::ConnectionId, Bytes>> out_;
  relay_core::ConnectionId last_ = 0;
};

class Party;

class World {
 public:
  FakeClock clock;
  RelayNode& add_relay(const std::string& authority) {
    relays_.push_back(std::make_unique<RelayNode>(clock, authority, 1000 + relays_.size()));
    return *relays_.back();
  }
  RelayNode* relay(const std::string& authority) {
    for (auto& node : relays_) {
      if (node->authority() == authority) return node.get();
    }
    return nullptr;
  }
  void settle();                 // until nothing moves; no time passes
  void pass(Duration duration);  // with every deadline on the way
  std::uint64_t wakes = 0;       // deadlines of parties so far

 private:
  friend class Party;
  std::vector<std::unique_ptr<RelayNode>> relays_;
  std::vector<Party*> parties_;
};

struct Above {  // a layer over messaging, for the scenarios of that layer
  std::vector<store::Layer> layers;
  std::function<messaging::ContentHandler*(store::Vault&)> make;
  std::function<void(messaging::Messaging&)> opened;                                      // after each start
  std::function<Result<std::unique_ptr<store::Vault>>(std::vector<store::Layer>)> vault;  // absent: in memory
};

class Party : public Wired {
 public:
  Party(World& world, std::uint64_t seed, Above above = {}) : world_(world), above_(std::move(above)), random_(seed) {
    std::vector<store::Layer> layers{store::store_layer(), messaging::layer()};
    layers.insert(layers.end(), above_.layers.begin(), above_.layers.end());
    auto made = above_.vault ? above_.vault(std::move(layers)) : store::Vault::in_memory(std::move(layers));
    REQUIRE(made);
    vault_ = std::move(*made);
    if (above_.make) handler_ = above_.make(*vault_);
    world_.parties_.push_back(this);
    open();
  }
  ~Party() override {
    go(false);
    std::erase(world_.parties_, this);
  }
  messaging::Messaging* operator->() { return messaging_.get(); }
  store::Vault& vault() { return *vault_; }
  Now now() const { return world_.clock.now(); }

  void go(bool online) {
    online_ = online;
    if (!online) hang_up(messaging::LinkProblem::lost);
    world_.settle();
  }
  bool online() const { return online_; }
  void restart() {  // a new process on the same vault
    drop_connections();
    messaging_.reset();
    open();
    world_.settle();
  }
  // As `sotto sync`: connects, waits until every link is idle, leaves.
  bool sync() {
    messaging_->prompt_acks(true);
    go(true);
    for (int i = 0; i < 5; ++i) world_.pass(milliseconds(100));
    bool idle = true;
    for (const auto& link : messaging_->links()) idle = idle && messaging_->idle(link.id);
    messaging_->prompt_acks(false);
    go(false);
    return idle;
  }

  const RelayNode* walled_off = nullptr;  // others reach this relay, this party does not

  std::unique_ptr<store::Blocks> files = store::Blocks::in_memory();
  std::vector<messaging::Event> events;
  BuddyId buddy(std::size_t index = 0) {
    const auto all = messaging_->buddies(true);
    REQUIRE(all);
    REQUIRE(all->size() > index);
    return (*all)[index].id;
  }
  messaging::Buddy standing(std::size_t index = 0) {
    const auto all = messaging_->buddies(true);
    REQUIRE(all);
    REQUIRE(all->size() > index);
    return (*all)[index];
  }
  MessageId say(std::string_view text, std::size_t index = 0) {
    const auto sent = messaging_->send(buddy(index), text, std::nullopt, now());
    REQUIRE(sent);
    world_.settle();
    return sent->id;
  }
  std::vector<messaging::Message> history(std::size_t index = 0) {
    const auto found = messaging_->history(buddy(index), std::nullopt, 10'000);
    REQUIRE(found);
    return *found;
  }
  std::vector<std::string> heard(std::size_t index = 0) {
    std::vector<std::string> out;
    for (const auto& message : history(index)) {
      if (message.way == messaging::Way::in && message.kind != messaging::MessageKind::notice) {
        out.push_back(message.kind == messaging::MessageKind::gap ? "(gap)" : message.text);
      }
    }
    return out;
  }
  messaging::MessageState state(const MessageId& id, std::size_t index = 0) {
    for (const auto& message : history(index)) {
      if (message.id == id) return message.state;
    }
    FAIL("no such message");
    return {};
  }
  std::uint64_t pending() {
    const auto progress = messaging_->take_progress();
    REQUIRE(progress);
    return progress->pending;
  }
  std::int64_t number(Literal sql) {
    const auto answer = vault_->transact([&](store::Transaction& tx) -> Result<std::int64_t> {
      auto row = tx.query(sql);
      return row.next() ? row.integer(0) : -1;
    });
    REQUIRE(answer);
    return *answer;
  }
  // Throws at the commit after `commits` more, before or after it is done.
  void crash_at(int commits, store::CommitPoint point) {
    vault_->on_commit = [this, commits, point](store::CommitPoint at) mutable {
      if (at != point || commits-- > 0) return;
      vault_->on_commit = nullptr;
      throw Crash{};
    };
  }
  bool crashed = false;  // and started again, since the test last looked

  // ---- the world's side ----
  template <class Call>
  void call(Call&& make) {
    try {
      const Status status = make(*messaging_);
      CHECK(status);
    } catch (const Crash&) {
      crashed = true;
      drop_connections();
      messaging_.reset();
      open();
    }
  }
  void arrived(messaging::LinkId link, ByteView frame) override {
    const Bytes copy = to_bytes(frame);
    call([&](messaging::Messaging& m) { return m.on_frame(link, copy, now()); });
  }
  void cut(messaging::LinkId link) override {
    connections_.erase(link);
    call([&](messaging::Messaging& m) { return m.on_closed(link, messaging::LinkProblem::lost, now()); });
  }
  bool step();

 private:
  friend class World;
  struct Connection {
    RelayNode* relay;
    relay_core::ConnectionId id;
  };
  void open() {
    auto opened = messaging::Messaging::open(*vault_, random_, handler_, now());
    REQUIRE(opened);
    messaging_ = std::move(*opened);
    REQUIRE(messaging_->keep_files(*files));
    if (above_.opened) above_.opened(*messaging_);
    waits_.clear();
  }
  void drop_connections() {
    for (const auto& [link, connection] : std::exchange(connections_, {})) connection.relay->disconnect(connection.id);
  }
  void hang_up(messaging::LinkProblem problem) {
    for (const auto& [link, connection] : std::exchange(connections_, {})) {
      connection.relay->disconnect(connection.id);
      call([&, id = link](messaging::Messaging& m) { return m.on_closed(id, problem, now()); });
    }
  }
  void obey(messaging::Effect& effect) {
    if (auto* send = std::get_if<messaging::SendFrame>(&effect)) {
      const auto found = connections_.find(send->link);
      if (found != connections_.end()) found->second.relay->take(found->second.id, send->frame);
    } else if (auto* close = std::get_if<messaging::CloseLink>(&effect)) {
      const auto found = connections_.find(close->link);
      waits_[close->link] = now().instant + close->wait;
      if (found == connections_.end()) return;
      found->second.relay->disconnect(found->second.id);
      connections_.erase(found);
    } else if (auto* event = std::get_if<messaging::Event>(&effect)) {
      events.push_back(*event);
    }
  }
  bool reconcile() {
    bool changed = false;
    std::set<messaging::LinkId> wanted;
    for (const auto& link : messaging_->links()) {
      wanted.insert(link.id);
      RelayNode* relay = world_.relay(link.relay.authority);
      const auto wait = waits_.find(link.id);
      if (!online_ || link.foreign || connections_.contains(link.id) || relay == nullptr || !relay->reachable) continue;
      if (relay == walled_off) continue;
      if (wait != waits_.end() && wait->second > now().instant) continue;
      connections_[link.id] = {relay, 0};
      call([&](messaging::Messaging& m) { return m.on_open(link.id, now()); });
      connections_[link.id].id = relay->connect(*this, link.id);
      changed = true;
    }
    for (auto at = connections_.begin(); at != connections_.end();) {
      if (wanted.contains(at->first)) {
        ++at;
        continue;
      }
      at->second.relay->disconnect(at->second.id);
      at = connections_.erase(at);
      changed = true;
    }
    return changed;
  }

  World& world_;
  Above above_;
  messaging::ContentHandler* handler_ = nullptr;
  SeededRandom random_;
  std::unique_ptr<store::Vault> vault_;
  std::unique_ptr<messaging::Messaging> messaging_;
  std::map<messaging::LinkId, Connection> connections_;
  std::map<messaging::LinkId, Instant> waits_;
  bool online_ = false;
};

inline bool Party::step() {
  if (auto effect = messaging_->poll_effect(); effect) {
    obey(*effect);
    return true;
  }
  return reconcile();
}

inline void World::settle() {
  for (int rounds = 0;; ++rounds) {
    REQUIRE(rounds < 200'000);  // otherwise something answers something for ever
    bool moved = false;
    for (auto* party : parties_) moved = party->step() || moved;
    for (auto& relay : relays_) moved = relay->step() || moved;
    if (!moved) return;
  }
}

inline void World::pass(Duration duration) {
  const Instant end = clock.now().instant + duration;
  settle();
  for (int turns = 0;; ++turns) {
    REQUIRE(turns < 200'000);
    std::optional<Instant> next;
    const auto consider = [&](std::optional<Instant> when) {
      if (when && (!next || *when < *next)) next = when;
    };
    for (auto* party : parties_) consider(party->messaging_->next_deadline());
    for (auto& relay : relays_) consider(relay->next_deadline());
    if (!next || *next > end) break;
    if (*next > clock.now().instant) clock.advance(*next - clock.now().instant);
    for (auto& relay : relays_) relay->on_deadline();
    for (auto* party : parties_) {
      if (const auto due = party->messaging_->next_deadline(); due && *due <= clock.now().instant) ++wakes;
      party->call([&](messaging::Messaging& m) { return m.on_deadline(clock.now()); });
    }
    settle();
  }
  clock.advance(end - clock.now().instant);
  settle();
}

// Two people with a relay of their own each (or one for both), paired by an invitation of the first.
struct Pair {
  World world;
  RelayNode& relay = world.add_relay("relay.example:443");
  Party alice{world, 11};
  Party bob{world, 22};

  Pair() {
    REQUIRE(alice->set_own_name("Alice", alice.now()));
    REQUIRE(bob->set_own_name("Bob", bob.now()));
    REQUIRE(alice->add_relay(relay.link(), alice.now()));
    REQUIRE(bob->add_relay(relay.link(), bob.now()));
  }
  std::string invite() {
    const auto made = alice->invite("", false, limits::invite_life, alice.now());
    REQUIRE(made);
    return made->link;
  }
  void join(const std::string& link) { REQUIRE(bob->join(link, "", bob.now())); }
  void pair() {
    join(invite());
    both(true);
    world.pass(seconds(10));
    REQUIRE(alice.standing().state == messaging::BuddyState::active);
    REQUIRE(bob.standing().state == messaging::BuddyState::active);
  }
  void both(bool online) {
    alice.go(online);
    bob.go(online);
  }
};

}  // namespace sotto::test
