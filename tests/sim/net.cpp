#include "net.hpp"

#include <algorithm>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/kdf.hpp>

namespace sotto::sim {
namespace {

constexpr Duration client_patience = seconds(50);  // no pong for so long: the connection is dead (design 6)
constexpr Duration relay_patience = seconds(75);
constexpr Duration dial_patience = seconds(10);
constexpr std::size_t slow_backlog = std::size_t{16} << 10;

ByteArray<4> checksum(ByteView bytes) {
  const auto hash = crypto::plain_hash(bytes);
  return {hash[0], hash[1], hash[2], hash[3]};
}

}  // namespace

// A relay: the real core behind a wire that the run owns.
struct Net::Node : relay_core::Wire {
  Node(Net& owner, std::size_t number, std::uint64_t seed)
      : net(owner), index(number), random(seed), hostile(owner.dice_, owner.swarm_) {
    link.relay.authority = "relay" + std::to_string(number) + ".example:443";
    link.relay.pin = random.id<Pin>();
    link.guest = random.id<AdmissionKey>();
    link.member = random.id<AdmissionKey>();
  }
  void start() {
    relay_core::Config config;
    config.authorities = {link.relay.authority};
    config.guest_keys = {link.guest};
    config.member_keys = {link.member};
    if (net.swarm_.small_spool) config.spool_budget = std::uint64_t{64} * limits::cell;
    budget = config.spool_budget;
    core = std::make_unique<relay_core::Core>(config, random, *this);
  }
  void send(ConnectionId to, ByteView head, ByteView tail) override {
    auto frame = to_bytes(head);
    append(frame, tail);
    auto* connection = net.find(to);
    if (connection == nullptr) return;
    check_sent(*connection, frame);
    for (auto& part : net.swarm_.hostile ? hostile.to_client(to, frame) : std::vector<Bytes>{frame})
      net.push_down(to, std::move(part));
  }
  void check_sent(Connection& connection, ByteView frame) {
    const auto decoded = proto::decode(frame);
    if (!decoded) throw Break{"the relay sent a frame that does not decode"};
    if (const auto* listening = std::get_if<proto::Listening>(&*decoded)) connection.listens.insert(listening->address);
    if (const auto* displaced = std::get_if<proto::Displaced>(&*decoded)) connection.listens.erase(displaced->address);
    const auto* deliver = std::get_if<proto::Deliver>(&*decoded);
    if (deliver == nullptr) return;
    if (!connection.listens.contains(deliver->address))
      throw Break{"I12: the relay delivered to a connection that had not proved the address"};
    if (deliver->spool_seq == 0 || net.swarm_.small_spool) return;
    // What waits unacknowledged and is younger than the TTL is in the spool still: a copy beside it is one too many.
    const Waiting now{deliver->spool_seq, net.heap_.now()};
    const auto [known, fresh] = waiting.try_emplace({deliver->address, crypto::nonce_of(deliver->cell)}, now);
    if (!fresh && known->second.seq != now.seq && now.since - known->second.since < hours(1))
      throw Break{"I11: the spool holds one cell twice"};
    known->second = now;
  }
  void check_read(ByteView frame) {
    const auto decoded = proto::decode(frame);
    const auto* ack = decoded ? std::get_if<proto::Ack>(&*decoded) : nullptr;
    if (ack == nullptr) return;
    std::erase_if(waiting, [&](const auto& entry) {
      return entry.first.first == ack->address && entry.second.seq == ack->spool_seq;
    });
  }
  std::size_t backlog(ConnectionId of) const override {
    const auto* connection = net.find(of);
    return connection == nullptr ? 0 : connection->down_bytes;
  }
  void close(ConnectionId id) override {
    const auto* connection = net.find(id);
    if (connection == nullptr) return;
    net.heap_.at(std::max(connection->last_down, net.heap_.now() + milliseconds(1)), [this, id] {
      net.client_lost(id);
      net.relay_lost(id);
    });
  }

  Net& net;
  std::size_t index;
  test::SeededRandom random;
  proto::RelayLink link;
  Hostile hostile;
  std::unique_ptr<relay_core::Core> core;  // null while it is down
  std::uint64_t life = 0;
  std::uint64_t budget = 0;
  std::optional<Instant> armed;
  struct Waiting {
    std::uint64_t seq;
    Instant since;
  };
  std::map<std::pair<Address, crypto::Nonce>, Waiting> waiting;  // delivered from the spool, not acknowledged
};

Net::Net(Heap& heap, Dice& dice, Trace& trace, const Swarm& swarm, std::uint64_t seed)
    : heap_(heap), dice_(dice), trace_(trace), swarm_(swarm) {
  for (std::size_t i = 0; i < swarm.relays; ++i) {
    relays_.push_back(std::make_unique<Node>(*this, i, seed + i));
    relays_.back()->start();
  }
}
Net::~Net() = default;

std::string Net::link(std::size_t relay) const { return proto::encode(relays_[relay]->link, checksum); }

std::optional<std::size_t> Net::find(const std::string& authority) const {
  for (std::size_t i = 0; i < relays_.size(); ++i)
    if (relays_[i]->link.relay.authority == authority) return i;
  return std::nullopt;
}

Net::Connection* Net::find(ConnectionId id) {
  const auto it = connections_.find(id);
  return it == connections_.end() ? nullptr : &it->second;
}

Now Net::clock() const { return {heap_.now(), {1'790'000'000'000 + heap_.now().ms}}; }

Instant Net::opens_at(const Connection& connection, bool up) const {
  const auto& ways = up ? up_blocked_ : down_blocked_;
  const auto it = ways.find({connection.party, connection.relay});
  return it == ways.end() ? heap_.now() : std::max(it->second, heap_.now());
}

bool Net::blocked(const Connection& connection) const {
  return opens_at(connection, true) > heap_.now() || opens_at(connection, false) > heap_.now();
}

ConnectionId Net::dial(Peer& peer, std::size_t party, std::size_t relay) {
  const auto id = ++next_;
  auto& connection = connections_[id];
  connection.peer = &peer;
  connection.party = party;
  connection.relay = relay;
  if (blocked(connection))
    heap_.after(dial_patience, [this, id] { client_lost(id); });
  else
    heap_.after({hop().ms + hop().ms}, [this, id] { established(id); });
  return id;
}

void Net::established(ConnectionId id) {
  auto* connection = find(id);
  if (connection == nullptr || !connection->client_open) return sweep(id);
  auto& node = *relays_[connection->relay];
  if (!node.core || blocked(*connection)) return client_lost(id);
  connection->relay_open = true;
  connection->peer->connection_up(id);
  if (find(id) == nullptr || !node.core) return;
  node.core->connected(id, connection->party, clock());
  turn(node);
}

void Net::turn(Node& node) {
  node.core->end_turn(clock());
  if (node.core->stats().spool_bytes > node.budget) throw Break{"I11: the spool is larger than its budget"};
  arm(node);
}

void Net::arm(Node& node) {
  const auto next = node.core->next_deadline();
  if (!next || (node.armed && *node.armed <= *next)) return;
  node.armed = std::max(*next, heap_.now());
  heap_.at(*node.armed, [this, &node, life = node.life, when = *node.armed] {
    if (node.life != life || !node.core || node.armed != when) return;
    node.armed.reset();
    if (const auto due = node.core->next_deadline(); due && *due <= heap_.now()) node.core->on_deadline(clock());
    turn(node);
  });
}

void Net::send(ConnectionId id, Bytes frame) {
  auto* connection = find(id);
  if (connection == nullptr || !connection->client_open || connection->severed) return;
  connection->up.push_back(std::move(frame));
  connection->last_up = std::max(connection->last_up, heap_.now() + hop());
  heap_.at(connection->last_up, [this, id] { pump_up(id); });
}

void Net::pump_up(ConnectionId id) {
  auto* connection = find(id);
  if (connection == nullptr || connection->up.empty() || connection->severed || !connection->relay_open) return;
  if (const auto open = opens_at(*connection, true); open > heap_.now())
    return heap_.at(open, [this, id] { pump_up(id); });
  auto& node = *relays_[connection->relay];
  if (!node.core) return;
  auto frame = std::move(connection->up.front());
  connection->up.pop_front();
  Hostile::Passage passage;
  if (swarm_.hostile)
    passage = node.hostile.from_client(id, frame);
  else
    passage.on.push_back(std::move(frame));
  for (auto& back : passage.back) push_down(id, std::move(back));
  for (const auto& on : passage.on) {
    trace_.note(heap_.now(), "relay reads", id, on.size(), on);
    node.check_read(on);
    node.core->on_frame(id, on, clock());
  }
  turn(node);
}

void Net::push_down(ConnectionId id, Bytes frame) {
  auto* connection = find(id);
  if (connection == nullptr || connection->severed || !connection->client_open) return;
  connection->down_bytes += frame.size();
  connection->down.push_back(std::move(frame));
  connection->last_down = std::max(connection->last_down, heap_.now() + hop());
  heap_.at(connection->last_down, [this, id] { pump_down(id); });
}

void Net::pump_down(ConnectionId id) {
  auto* connection = find(id);
  if (connection == nullptr || connection->down.empty() || connection->severed || !connection->client_open) return;
  if (const auto open = opens_at(*connection, false); open > heap_.now())
    return heap_.at(open, [this, id] { pump_down(id); });
  const auto frame = std::move(connection->down.front());
  connection->down.pop_front();
  const auto before = connection->down_bytes;
  connection->down_bytes -= frame.size();
  auto& node = *relays_[connection->relay];
  const bool eased = before > slow_backlog || connection->down.empty();
  trace_.note(heap_.now(), "client reads", id, frame.size(), frame);
  connection->peer->connection_frame(id, frame);
  connection = find(id);
  if (eased && connection != nullptr && connection->relay_open && node.core) {
    node.core->writable(id, clock());
    turn(node);
  }
}

void Net::sever(ConnectionId id, Duration client_learns, Duration relay_learns) {
  auto* connection = find(id);
  if (connection == nullptr) return;
  connection->severed = true;
  connection->up.clear();
  connection->down.clear();
  heap_.after(client_learns, [this, id] { client_lost(id); });
  heap_.after(relay_learns, [this, id] { relay_lost(id); });
}

void Net::client_lost(ConnectionId id) {
  auto* connection = find(id);
  if (connection == nullptr || !connection->client_open) return;
  connection->client_open = false;
  trace_.note(heap_.now(), "connection lost", connection->party, id);
  connection->peer->connection_down(id);
  sweep(id);
}

void Net::relay_lost(ConnectionId id) {
  auto* connection = find(id);
  if (connection == nullptr || !connection->relay_open) return sweep(id);
  connection->relay_open = false;
  auto& node = *relays_[connection->relay];
  node.hostile.forget(id);
  if (node.core) {
    node.core->disconnected(id, clock());
    turn(node);
  }
  sweep(id);
}

void Net::sweep(ConnectionId id) {
  const auto* connection = find(id);
  if (connection != nullptr && !connection->client_open && !connection->relay_open) connections_.erase(id);
}

void Net::hang_up(ConnectionId id, bool unnoticed) {
  auto* connection = find(id);
  if (connection == nullptr) return;
  connection->client_open = false;
  if (unnoticed) connection->severed = true;
  const auto learns = unnoticed ? heap_.now() + relay_patience : std::max(connection->last_up, heap_.now() + hop());
  heap_.at(learns, [this, id] { relay_lost(id); });
}

void Net::cut_one() {
  if (connections_.empty()) return;
  auto it = connections_.begin();
  std::advance(it, static_cast<std::ptrdiff_t>(dice_.below(connections_.size())));
  const bool late = dice_.chance(swarm_.half_open);
  trace_.note(heap_.now(), "cut", it->second.party, it->first);
  sever(it->first, late ? dice_.upto(client_patience) : hop(), late ? dice_.upto(relay_patience) : hop());
}

void Net::partition(std::size_t party, std::size_t relay, bool up, bool down, Duration length) {
  const auto until = heap_.now() + length;
  trace_.note(heap_.now(), "partition", party, static_cast<std::uint64_t>(length.ms));
  if (up) up_blocked_[{party, relay}] = until;
  if (down) down_blocked_[{party, relay}] = until;
  for (const auto& [id, connection] : connections_) {
    if (connection.party != party || connection.relay != relay) continue;
    heap_.after(client_patience, [this, id = id] {
      auto* still = find(id);
      if (still != nullptr && blocked(*still)) sever(id, {}, seconds(25));
    });
  }
}

void Net::kill_relay(std::size_t relay, Duration downtime) {
  auto& node = *relays_[relay];
  if (!node.core) return;
  trace_.note(heap_.now(), "relay dies", relay, static_cast<std::uint64_t>(downtime.ms));
  node.core.reset();
  node.waiting.clear();
  node.armed.reset();
  ++node.life;
  for (auto& [id, connection] : connections_) {
    if (connection.relay != relay) continue;
    node.hostile.forget(id);
    connection.relay_open = false;
    sever(id, blocked(connection) ? client_patience : hop(), {});
  }
  heap_.after(downtime, [this, &node, life = node.life] {
    if (node.life == life && !node.core) node.start();
  });
}

void Net::mend() {
  up_blocked_.clear();
  down_blocked_.clear();
  for (auto& node : relays_) {
    node->hostile.mend();
    if (!node->core) node->start();
  }
}

bool Net::busy() const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [](const auto& entry) { return !entry.second.up.empty() || !entry.second.down.empty(); });
}

}  // namespace sotto::sim
