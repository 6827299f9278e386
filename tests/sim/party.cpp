#include "party.hpp"

#include <algorithm>

#include <unistd.h>

namespace sotto::sim {
namespace {

constexpr std::uint64_t idle_wakes_bound = 20;  // in a row, without a commit or an effect

std::unique_ptr<store::Vault> vault_in(const std::filesystem::path& folder, bool casework) {
  std::vector<store::Layer> layers{messaging::layer()};
  if (casework) layers.push_back(practice::layer());
  const crypto::GuardedKey key{crypto::Key{}};
  const auto file = folder / "vault.db";
  auto vault = folder.empty()                  ? store::Vault::in_memory(layers)
               : std::filesystem::exists(file) ? store::Vault::open(file, key, layers)
                                               : store::Vault::create(file, key, layers);
  if (!vault) throw Break{"no vault: " + std::string(vault.error().where.text)};
  return std::move(vault).value();
}

}  // namespace

Party::Party(Stage& stage, Net& net, Oracle& oracle, std::size_t number, bool on_disk)
    : stage_(stage), net_(net), oracle_(oracle), number_(number), random_(stage.seed * 31 + 1000 + number) {
  if (on_disk) {
    folder_ = std::filesystem::temp_directory_path() / ("sotto-sim-" + std::to_string(getpid()) + "-" +
                                                        std::to_string(stage.seed) + "-" + std::to_string(number));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "copy");
  }
  vault_ = std::make_unique<FaultyVault>(vault_in(folder_, stage.swarm.casework != 0));
  tap_ = std::make_unique<Tap>(*vault_);
}

Party::~Party() {
  messaging_.reset();
  vault_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

void Party::copy_vault() {
  for (const auto* name : {"vault.db", "vault.db-wal"}) {
    std::filesystem::remove(folder_ / "copy" / name);
    if (std::filesystem::exists(folder_ / name)) std::filesystem::copy(folder_ / name, folder_ / "copy" / name);
  }
}

void Party::restore_copy() {
  if (messaging_) kill(seconds(5), false);
  vault_.reset();
  for (const auto* name : {"vault.db", "vault.db-wal"}) {
    std::filesystem::remove(folder_ / name);
    if (std::filesystem::exists(folder_ / "copy" / name))
      std::filesystem::copy(folder_ / "copy" / name, folder_ / name);
  }
  vault_ = std::make_unique<FaultyVault>(vault_in(folder_, stage_.swarm.casework != 0));
  tap_->moved(*vault_);
  came_back_ = true;
}

// False: it died on the way.
bool Party::announce_return() {
  if (!came_back_) return true;
  const auto told = ask([](messaging::Messaging& m, Now at) { return m.restored(at); });
  if (told && !*told && (*told).error().code != Errc::disk_full)
    throw Break{"a restored profile was refused: " + std::string((*told).error().where.text)};
  came_back_ = !told || !*told;
  if (came_back_ && messaging_) kill(seconds(1), false);
  return !came_back_ && messaging_;
}

void Party::start() {
  if (messaging_) return;
  ++life_;
  boot_ = stage_.dice.upto(days(400));
  strike();
  stage_.trace.note(stage_.heap.now(), "start", number_);
  bool crashed = false;
  if (stage_.swarm.casework != 0) practice_ = std::make_unique<practice::Practice>(*vault_);
  try {
    auto opened = messaging::Messaging::open(*vault_, random_, practice_.get(), now());
    if (opened)
      messaging_ = std::move(opened).value();
    else if (opened.error().code != Errc::disk_full)
      throw Break{"a vault does not open again: " + std::string(opened.error().where.text)};
  } catch (const Crash&) {
    crashed = true;
  }
  if (!messaging_) {
    if (vault_->take_dirty()) tap_->committed();
    return kill(seconds(1), crashed);
  }
  if (practice_) practice_->speak_through(*messaging_);
  if (!announce_return()) return;
  settle(false);
  if (messaging_) refresh_links();
  if (messaging_ && on_started) on_started();
}

void Party::kill(Duration downtime, bool unnoticed) {
  stage_.trace.note(stage_.heap.now(), "kill", number_, static_cast<std::uint64_t>(downtime.ms));
  messaging_.reset();
  practice_.reset();
  ++life_;
  armed_.reset();
  for (const auto& [connection, link] : calls_) net_.hang_up(connection, unnoticed);
  calls_.clear();
  lines_.clear();
  stage_.heap.after(downtime, [this, life = life_] {
    if (life == life_) start();
  });
}

void Party::strike() {
  const auto& swarm = stage_.swarm;
  vault_->strike(&stage_.dice, stage_.faults ? swarm.kill_at_commit : 0, stage_.faults ? swarm.refuse_commit : 0);
}

void Party::network_call(const std::function<Status(messaging::Messaging&, Now)>& call) {
  const auto answer = ask(call);
  if (!answer || *answer) return;
  // The engine stops with that sentence; somebody makes room and starts it again.
  if (answer->error().code != Errc::disk_full)
    throw Break{"a network call failed: " + std::string(answer->error().where.text)};
  if (messaging_) kill(stage_.dice.upto(minutes(5)), false);
}

void Party::settle(bool crashed) {
  const bool committed = vault_->take_dirty();
  if (committed) idle_wakes_ = 0;
  if (committed) tap_->committed();
  if (committed && on_committed) on_committed();
  if (!messaging_) return;
  // A relay's acknowledgement lets it forget a cell, so it counts as much as a cell that leaves.
  if (crashed && !committed && messaging_->poll_effect()) throw Break{"I4: an effect of a transaction that never was"};
  drain();
  if (!messaging_) return;
  // Whatever came out before the plug was pulled is on the wire.
  if (crashed)
    return kill(stage_.dice.spread(milliseconds(100), stage_.swarm.downtime),
                stage_.dice.chance(stage_.swarm.half_open));
  arm();
}

void Party::drain() {
  const auto life = life_;
  while (messaging_ && life == life_) {
    auto effect = messaging_->poll_effect();
    if (!effect) return;
    idle_wakes_ = 0;
    if (stage_.faults && stage_.dice.chance(stage_.swarm.kill_at_effect))
      return kill(stage_.dice.spread(milliseconds(100), stage_.swarm.downtime),
                  stage_.dice.chance(stage_.swarm.half_open));
    obey(*effect);
  }
}

void Party::obey(messaging::Effect& effect) {
  if (const auto* send = std::get_if<messaging::SendFrame>(&effect)) return transmit(*send);
  if (std::holds_alternative<messaging::LinksChanged>(effect)) return refresh_links();
  if (const auto* close = std::get_if<messaging::CloseLink>(&effect)) {
    const auto line = lines_.find(close->link);
    if (line == lines_.end()) return;
    const bool had = line->second.connection.has_value();
    let_go(line->second);
    plan_dial(close->link, close->wait);
    if (!had) return;
    stage_.heap.after({}, [this, link = close->link, life = life_] {
      if (life != life_ || !lines_.contains(link)) return;
      network_call(
          [link](messaging::Messaging& m, Now at) { return m.on_closed(link, messaging::LinkProblem::lost, at); });
    });
    return;
  }
  show(std::get<messaging::Event>(effect));
}

void Party::transmit(const messaging::SendFrame& send) {
  const auto decoded = proto::decode(send.frame);
  if (!decoded) throw Break{"a client sent a frame that does not decode"};
  if (const auto* forward = std::get_if<proto::Forward>(&*decoded)) tap_->judge(forward->cell);
  const auto line = lines_.find(send.link);
  if (line == lines_.end() || !line->second.connection) return;
  stage_.trace.note(stage_.heap.now(), "client sends", number_, send.link, send.frame);
  net_.send(*line->second.connection, send.frame);
}

void Party::show(const messaging::Event& event) {
  if (const auto* message = std::get_if<messaging::MessageEvent>(&event)) {
    stage_.trace.note(stage_.heap.now(), "shows", number_, static_cast<std::uint64_t>(message->message.kind),
                      message->message.id.view());
    oracle_.shown(number_, message->message);
  } else if (const auto* tick = std::get_if<messaging::StateEvent>(&event)) {
    stage_.trace.note(stage_.heap.now(), "tick", number_, static_cast<std::uint64_t>(tick->state), tick->id.view());
    oracle_.state(number_, tick->id, tick->state);
  } else if (const auto* buddy = std::get_if<messaging::BuddyEvent>(&event)) {
    stage_.trace.note(stage_.heap.now(), "buddy", number_, static_cast<std::uint64_t>(buddy->buddy.state),
                      view_of(buddy->buddy.name));
  }
}

void Party::refresh_links() {
  const auto wanted = messaging_->links();
  for (auto it = lines_.begin(); it != lines_.end();) {
    const bool keep = std::any_of(wanted.begin(), wanted.end(), [&](const auto& link) { return link.id == it->first; });
    if (!keep) let_go(it->second);
    it = keep ? std::next(it) : lines_.erase(it);
  }
  for (const auto& link : wanted) {
    auto& line = lines_[link.id];
    const bool fresh = line.plan == 0;
    line.wanted = link;
    if (fresh) plan_dial(link.id, stage_.dice.upto(seconds(2)));
  }
}

void Party::plan_dial(messaging::LinkId link, Duration wait) {
  const auto plan = ++lines_[link].plan;
  stage_.heap.after(wait, [this, link, plan, life = life_] {
    const auto line = lines_.find(link);
    if (life == life_ && line != lines_.end() && line->second.plan == plan && !line->second.connection) dial(link);
  });
}

void Party::dial(messaging::LinkId link) {
  auto& line = lines_[link];
  const auto authority = line.wanted.relay.authority;
  if (line.wanted.foreign) {  // the person says yes to the one question
    ask([&](messaging::Messaging& m, Now at) { return m.allow_foreign(authority, at); });
    if (!messaging_ || !lines_.contains(link)) return;
  }
  const auto relay = net_.find(authority);
  if (!relay) throw Break{"a link to a relay that does not exist"};
  auto& again = lines_[link];
  again.connection = net_.dial(*this, number_, *relay);
  calls_[*again.connection] = link;
}

void Party::let_go(Line& line) {
  if (!line.connection) return;
  net_.hang_up(*line.connection, false);
  calls_.erase(*line.connection);
  line.connection.reset();
}

void Party::connection_up(ConnectionId id) {
  const auto call = calls_.find(id);
  if (call == calls_.end()) return;
  lines_[call->second].tries = 0;
  network_call([link = call->second](messaging::Messaging& m, Now at) { return m.on_open(link, at); });
}

void Party::connection_frame(ConnectionId id, ByteView frame) {
  const auto call = calls_.find(id);
  if (call == calls_.end()) return;
  network_call([link = call->second, frame](messaging::Messaging& m, Now at) { return m.on_frame(link, frame, at); });
}

void Party::connection_down(ConnectionId id) {
  const auto call = calls_.find(id);
  if (call == calls_.end()) return;
  const auto link = call->second;
  calls_.erase(call);
  auto& line = lines_[link];
  line.connection.reset();
  // Full jitter from 1 s to 120 s (design 6).
  const auto wait = seconds(std::int64_t{1} << std::min(++line.tries, 7U));
  plan_dial(link, stage_.dice.upto({std::min(wait.ms, seconds(120).ms)}));
  network_call([link](messaging::Messaging& m, Now at) { return m.on_closed(link, messaging::LinkProblem::lost, at); });
}

void Party::arm() {
  const auto next = messaging_->next_deadline();
  if (!next) return;
  const auto when = std::max(*next - boot_, stage_.heap.now());
  if (armed_ && *armed_ <= when) return;
  armed_ = when;
  stage_.heap.at(when, [this, when, life = life_] {
    if (life != life_ || armed_ != when) return;
    armed_.reset();
    if (const auto due = messaging_->next_deadline(); !due || *due - boot_ > stage_.heap.now()) return arm();
    if (++idle_wakes_ > idle_wakes_bound) throw Break{"I14: a timer that wakes the engine and does nothing"};
    network_call([](messaging::Messaging& m, Now at) { return m.on_deadline(at); });
  });
}

}  // namespace sotto::sim
