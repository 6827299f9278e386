#include <algorithm>

#include <sotto/api/sentences.hpp>
#include <sotto/runtime/autostart.hpp>
#include <sotto/runtime/session.hpp>
#include <sotto/runtime/system.hpp>
#include <sotto/runtime/this_machine.hpp>
#include <sotto/words/words.hpp>

namespace sotto::runtime {

using api::Json;
using api::Problem;
using LinkState = LinkDriver::LinkState;

namespace {

constexpr Duration practice_rest = milliseconds(100);  // what is due again and again does not spin
constexpr double wait_max_seconds = 7.0 * 86'400;

Problem network_problem(const Error& error) { return api::problem("sync", error); }

// What a change of settings wants of the desktop; nullopt: nothing.
std::optional<bool> autostart_wanted(std::string_view method, const Json& params) {
  if (params.value("key", Json()) != "autostart") return std::nullopt;
  const Json value = params.value("value", Json());
  if (method == "config.unset" || (method == "config.set" && value == "off")) return false;
  if (method == "config.set" && value == "on") return true;
  return std::nullopt;
}

std::string_view state_name(bool connected, bool refused) {
  return connected ? "connected" : refused ? "refused" : "waiting";
}

// What is wrong with a relay, in the language in effect, and which sentence of the catalogue that is.
void put_error(Json& relay, const std::string& error) {
  relay["error"] = error.empty() ? Json(nullptr) : Json(words::spoken(error));
  if (const auto key = words::key_of(error); !key.empty()) relay["error_key"] = key;
}

Json relay_line(std::string_view host, std::string_view state, Timestamp since, const std::string& error) {
  Json out{{"host", host}, {"state", state}, {"since", api::rfc3339(since)}};
  put_error(out, error);
  return out;
}

// One line for all links to one relay: connected if any is.
Json summary(const std::string& authority, const std::vector<LinkDriver::Report>& links) {
  const LinkDriver::Report* best = nullptr;
  const auto rank = [](LinkState state) { return state == LinkState::open ? 2 : state == LinkState::refused ? 0 : 1; };
  for (const auto& link : links)
    if (link.authority == authority && (best == nullptr || rank(link.state) > rank(best->state))) best = &link;
  return relay_line(authority, state_name(best->state == LinkState::open, best->state == LinkState::refused),
                    best->since, best->problem);
}

}  // namespace

Session::Session(Loop& loop, Random& random, OpenProfile profile, Hooks hooks)
    : loop_(loop),
      random_(random),
      profile_(std::move(profile)),
      hooks_(std::move(hooks)),
      names_told_(profile_.practice->names_version()),
      driver_(*profile_.messaging, random, *this),
      driver_alarm_(loop, [this] { wake(); }),
      sync_alarm_(loop, [this] { look_at_syncs(); }),
      practice_alarm_(loop, [this] { wake(); }) {}

Session::~Session() { keep_witness(); }

void Session::publish_names() {
  const auto version = profile_.practice->names_version();
  if (std::exchange(names_told_, version) == version) return;
  if (const auto names = profile_.practice->listed_names()) profile_.not_here->publish(*names);
}

// What is kept of this profile outside its folder.
void Session::leave_no_trace() {
  profile_.not_here->withdraw();
  profile_.witness->retire();
}

void Session::keep_witness() { profile_.witness->write(profile_.vault->commits()); }

// ---- methods ----

void Session::call(std::string_view method, const Json& params, const Done& done) {
  if (method == "sync") return sync(params, done);
  if (method == "relay.add") return relay_add(params, done);
  if (method == "relay.status") return relay_status(done);
  if (method == "doctor") return done(look_at_this_machine());
  if (const auto wanted = autostart_wanted(method, params))
    if (const auto set = set_autostart(profile_.folder, *wanted); !set) return done(network_problem(set.error()));
  auto reply = profile_.client->call(method, params, loop_.now());
  driver_.pump();
  tend();
  publish_names();
  if (method == "profile.close" && std::holds_alternative<Json>(reply)) leave_no_trace();
  if (method.starts_with("config.") && driver_.running())
    if (auto way_out = proxy()) driver_.set_proxy(*std::move(way_out));
  done(std::move(reply));
}

Result<Proxy> Session::proxy() { return parse_proxy(setting("proxy"), process_environment()); }

void Session::go_online(LinkDriver::Haste haste) {
  online_ = true;
  auto way_out = proxy();
  if (!way_out) return hooks_.broken(network_problem(way_out.error()));
  driver_.start(*std::move(way_out), haste);
  set_practice_alarm();
}

void Session::go_offline(std::function<void()> done) {
  online_ = false;
  sync_alarm_.set(std::nullopt);
  for (auto& running : std::exchange(syncs_, {})) running.done(api::problem("", {Errc::locked}));
  while (!probes_.empty()) probes_.front()->finish();
  driver_.stop();
  if (driver_.stopped()) return done();
  when_stopped_.push_back(std::move(done));
}

// ---- sync ----

void Session::sync(const Json& params, const Done& done) {
  std::optional<Duration> wait;
  if (const auto given = params.find("wait"); given != params.end() && !given->is_null()) {
    if (!given->is_number() || given->get<double>() < 0 || given->get<double>() > wait_max_seconds)
      return done(Problem{Errc::usage, "The time to wait is a number of seconds, at most a week."});
    wait = Duration{static_cast<std::int64_t>(given->get<double>() * 1000)};
  }
  profile_.messaging->prompt_acks(true);
  driver_.count_from_here();
  syncs_.push_back({Sync(loop_.now(), wait), done});
  if (driver_.running()) {
    driver_.set_haste(LinkDriver::Haste::eager);
    return driver_.pump();
  }
  auto way_out = proxy();
  if (!way_out) {
    syncs_.pop_back();
    return done(network_problem(way_out.error()));
  }
  driver_.start(*std::move(way_out), LinkDriver::Haste::eager);
}

void Session::look_at_syncs() {
  if (syncs_.empty() || looking_) return;
  looking_ = true;
  const auto links = driver_.reports();
  const auto idle = [this](messaging::LinkId id) { return profile_.messaging->idle(id); };
  std::list<Running> over;
  for (auto it = syncs_.begin(); it != syncs_.end();) {
    const auto next = std::next(it);
    Sync& sync = it->sync;
    sync.observe(links);
    const bool settled = sync.settled(links, idle, loop_.now());
    if (sync.wants_progress(settled))
      if (const auto taken = take_progress(); !taken) on_failure(taken.error());
    if (sync.over(settled, progress_, loop_.now())) over.splice(over.end(), syncs_, it);
    it = next;
  }
  if (syncs_.empty())
    sync_alarm_.set(std::nullopt);
  else
    sync_alarm_.set(syncs_.front().sync.look_again(loop_.now()));
  for (auto& running : over) finish(std::move(running));
  looking_ = false;
}

void Session::finish(Running running) {
  if (!syncs_.empty() || online_) {
    if (syncs_.empty()) {
      profile_.messaging->prompt_acks(false);
      driver_.set_haste(LinkDriver::Haste::calm);
    }
    return running.done(outcome(running.sync));
  }
  auto told = [this, running = std::move(running)] {
    profile_.messaging->prompt_acks(false);
    running.done(outcome(running.sync));
  };
  driver_.stop();  // closes, and takes what still arrives
  if (driver_.stopped()) return told();
  when_stopped_.emplace_back(std::move(told));
}

Status Session::take_progress() {
  const auto taken = profile_.messaging->take_progress();
  if (!taken) return taken.error();
  progress_.sent += taken->sent;
  progress_.received += taken->received;
  progress_.pending = taken->pending;
  progress_.pairing_waits = taken->pairing_waits;
  return ok();
}

api::Reply Session::outcome(const Sync& sync) {
  if (const auto taken = take_progress(); !taken) return network_problem(taken.error());
  const auto failures = profile_.messaging->take_failures();
  if (!failures.empty()) return network_problem({failures.front().code, failures.front().sentence});
  if (auto problem = sync.unreachable()) return *std::move(problem);
  Json result{{"sent", progress_.sent},
              {"received", progress_.received},
              {"pending", progress_.pending},
              {"reachable", sync.reached()}};
  if (!sync.notice().empty()) result["notice"] = sync.notice();
  progress_.sent = progress_.received = 0;
  return result;
}

// ---- relays ----

void Session::probe(const std::vector<proto::Endpoint>& relays, Probe::Done done) {
  auto way_out = proxy();
  const Proxy none;
  auto place = probes_.emplace(probes_.end());
  *place = std::make_unique<Probe>(loop_, random_, way_out ? *way_out : none, relays,
                                   [this, place, done = std::move(done)](const std::vector<Probe::Finding>& findings) {
                                     done(findings);
                                     // Not here: the probe is still running this very function.
                                     loop_.post([kept = std::shared_ptr<Probe>(std::move(*place))] {});
                                     probes_.erase(place);
                                   });
}

void Session::relay_add(const Json& params, const Done& done) {
  auto reply = profile_.client->call("relay.add", params, loop_.now());
  driver_.pump();
  const auto* added = std::get_if<Json>(&reply);
  const auto relays = profile_.messaging->relays();
  if (added == nullptr || !relays) return done(std::move(reply));
  const auto host = added->at("relay").at("host").get<std::string>();
  const auto found = std::find_if(relays->begin(), relays->end(),
                                  [&](const auto& relay) { return relay.link.relay.authority == host; });
  if (found == relays->end()) return done(std::move(reply));
  probe({found->link.relay}, [result = *added, done](const std::vector<Probe::Finding>& findings) {
    Json answer = result;
    answer["relay"]["reachable"] = findings.front().reachable;
    if (!findings.front().reachable) put_error(answer["relay"], findings.front().sentence);
    done(std::move(answer));
  });
}

void Session::relay_status(const Done& done) {
  const auto relays = profile_.messaging->relays();
  if (!relays) return done(network_problem(relays.error()));
  const auto links = driver_.reports();
  Json lines = Json::array();
  std::vector<std::string> told;
  std::vector<proto::Endpoint> silent;  // no link goes there now
  const auto tell = [&](const std::string& authority) {
    if (std::find(told.begin(), told.end(), authority) != told.end()) return;
    told.push_back(authority);
    lines.push_back(summary(authority, links));
  };
  for (const auto& relay : *relays) {
    const auto& endpoint = relay.link.relay;
    const bool linked =
        std::any_of(links.begin(), links.end(), [&](const auto& link) { return link.authority == endpoint.authority; });
    if (linked)
      tell(endpoint.authority);
    else
      silent.push_back(endpoint);
  }
  for (const auto& link : links) tell(link.authority);
  probe(silent, [this, lines, done](const std::vector<Probe::Finding>& findings) {
    Json all = lines;
    for (const auto& found : findings) {
      const bool refused = found.problem != messaging::LinkProblem::lost;
      all.push_back(relay_line(found.relay.authority, state_name(found.reachable, refused), loop_.now().timestamp,
                               found.sentence));
    }
    done(Json{{"relays", std::move(all)}});
  });
}

// ---- what the driver asks ----

std::unique_ptr<Wire> Session::dial(const Dial& dial, WireEvents events) {
  return dial_relay(loop_, random_, dial, std::move(events));
}

void Session::wake() {
  if (resume_.resumed(SystemClock::awake_only(), loop_.now().instant)) {
    driver_.resumed();
    if (hooks_.resumed) hooks_.resumed();
  }
  if (const auto passed = profile_.client->pass_time(loop_.now()); !passed) on_failure(passed.error());
  keep_witness();
  publish_names();
  driver_.tick();
  tend();
}

void Session::tend() {
  const auto events = profile_.client->take_events();
  if (hooks_.event) {
    for (const auto& event : events) hooks_.event(event);
  }
  if (!events.empty()) set_practice_alarm();
}

void Session::set_practice_alarm() {
  const auto now = loop_.now();
  auto due = profile_.client->next_due(now);
  if (due) due = std::max(*due, now.instant + practice_rest);
  practice_alarm_.set(due);
}

void Session::on_event(const messaging::Event& event) {
  if (hooks_.event) hooks_.event(api::event_json(event));
}

void Session::on_change() {
  if (driver_.stopped())
    for (const auto& told : std::exchange(when_stopped_, {})) told();
  else
    look_at_syncs();
  tend();
}

void Session::on_failure(Error error) {
  if (hooks_.broken) hooks_.broken(network_problem(error));
}

}  // namespace sotto::runtime
