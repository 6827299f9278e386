#include <algorithm>

#include <sotto/runtime/dial_rule.hpp>
#include <sotto/runtime/link_driver.hpp>

namespace sotto::runtime {

using messaging::LinkId;
using messaging::LinkProblem;

namespace {

constexpr Duration spread_calm = seconds(3);
constexpr Duration spread_eager = milliseconds(250);
constexpr Duration heartbeat = seconds(20);  // a machine that slept is noticed that soon
constexpr Duration lying_name = minutes(2);  // a name that resolved to a private address, asked again
constexpr Duration deadline_floor = milliseconds(10);
constexpr std::size_t isolation_bytes = 16;

}  // namespace

struct LinkDriver::Link {
  messaging::LinkWanted wanted;
  std::string isolation;  // one circuit for as long as this process lives
  Report report;
  std::unique_ptr<Wire> wire;
  Backoff backoff;
  std::optional<Instant> next_dial;

  void become(LinkState state, Now now) {
    if (report.state != state) report.since = now.timestamp;
    report.state = state;
  }
};

LinkDriver::LinkDriver(messaging::Messaging& messaging, Random& random, Host& host)
    : messaging_(messaging), random_(random), host_(host) {}
LinkDriver::~LinkDriver() = default;

void LinkDriver::start(Proxy proxy, Haste haste) {
  proxy_ = std::move(proxy);
  haste_ = haste;
  running_ = true;
  first_link_ = true;
  links_changed_ = true;
  tick();
}

void LinkDriver::set_proxy(Proxy proxy) {
  if (proxy == proxy_) return;
  proxy_ = std::move(proxy);
  if (running_) redial_all();
}

void LinkDriver::set_haste(Haste haste) {
  haste_ = haste;
  if (haste != Haste::eager || !running_) return;
  for (auto& [id, link] : links_)
    if (!link.wire && link.next_dial && !link.report.told_to_wait)
      link.next_dial = std::min(*link.next_dial, host_.now().instant + spread());
  plan();
}

void LinkDriver::resumed() {
  if (running_) redial_all();
}

void LinkDriver::redial_all() {
  for (auto& [id, link] : links_) {
    const bool had = link.wire != nullptr;
    link.wire.reset();
    link.backoff.forget();
    link.become(LinkState::waiting, host_.now());
    link.next_dial = host_.now().instant + spread();
    if (had) check(messaging_.on_closed(id, LinkProblem::lost, host_.now()));
  }
  pump();
}

void LinkDriver::pump() {
  drain_effects();
  plan();
  host_.on_change();
}

void LinkDriver::drain_effects() {
  while (!failed_) {
    auto effect = messaging_.poll_effect();
    if (!effect) {
      if (!links_changed_ || !running_) return;
      links_changed_ = false;
      reconcile();
      continue;
    }
    if (auto* send = std::get_if<messaging::SendFrame>(&*effect)) {
      if (const auto link = links_.find(send->link); link != links_.end() && link->second.wire)
        link->second.wire->send(send->frame);
    } else if (const auto* close = std::get_if<messaging::CloseLink>(&*effect)) {
      close_link(close->link, close->wait);
    } else if (std::holds_alternative<messaging::LinksChanged>(*effect)) {
      links_changed_ = true;
    } else {
      host_.on_event(std::get<messaging::Event>(*effect));
    }
  }
}

void LinkDriver::reconcile() {
  const auto wanted = messaging_.links();
  for (auto it = links_.begin(); it != links_.end();) {
    const auto next = std::next(it);
    const bool still =
        std::any_of(wanted.begin(), wanted.end(), [&](const auto& want) { return want.id == it->first; });
    if (!still) let_go(it);
    it = next;
  }
  for (const auto& want : wanted) {
    auto [it, fresh] = links_.try_emplace(want.id);
    Link& link = it->second;
    link.wanted = want;
    if (fresh) {
      Bytes name(isolation_bytes);
      random_.fill(name);
      link.isolation = hex(name);
      link.report.id = want.id;
      link.report.authority = want.relay.authority;
      link.report.since = host_.now().timestamp;
      link.next_dial = host_.now().instant + spread();
    } else if (link.report.state == LinkState::refused && !link.wire &&
               may_dial(want, proxy_) == DialVerdict::allowed && !link.next_dial) {
      link.next_dial = host_.now().instant;  // the person has allowed it meanwhile
      link.become(LinkState::waiting, host_.now());
      link.report.problem.clear();
    }
  }
}

void LinkDriver::let_go(std::map<LinkId, Link>::iterator link) {
  if (link->second.wire &&
      (link->second.report.state == LinkState::open || link->second.report.state == LinkState::closing)) {
    link->second.wire->close();
    leaving_.emplace(link->first, std::move(link->second.wire));
  }
  links_.erase(link);
}

void LinkDriver::dial(Link& link) {
  const LinkId id = link.wanted.id;
  link.next_dial.reset();
  link.report.told_to_wait = false;
  if (const auto verdict = may_dial(link.wanted, proxy_); verdict != DialVerdict::allowed) {
    link.become(LinkState::refused, host_.now());
    link.report.problem = sentence(verdict);
    return check(messaging_.on_closed(id, LinkProblem::refused_dial, host_.now()));
  }
  link.become(LinkState::dialing, host_.now());
  WireEvents events;
  events.opened = [this, id] { wire_opened(id); };
  events.frame = [this, id](ByteView frame) { wire_frame(id, frame); };
  events.closed = [this, id](LinkProblem problem, std::string why) { wire_closed(id, problem, std::move(why)); };
  link.wire = host_.dial({link.wanted.relay, link.wanted.entered, proxy_, link.isolation}, std::move(events));
}

void LinkDriver::wire_opened(LinkId id) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  Link& link = found->second;
  link.become(LinkState::open, host_.now());
  link.report.problem.clear();
  ++link.report.openings;
  link.report.heard = host_.now().instant;
  link.backoff.answered(host_.now().instant);
  check(messaging_.on_open(id, host_.now()));
  pump();
}

void LinkDriver::wire_frame(LinkId id, ByteView frame) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;  // no longer wanted
  Link& link = found->second;
  const bool draining = !running_ && link.report.state == LinkState::closing;
  if (link.report.state != LinkState::open && !draining) return;
  link.report.heard = host_.now().instant;
  check(messaging_.on_frame(id, frame, host_.now()));
  pump();
}

void LinkDriver::wire_closed(LinkId id, LinkProblem problem, std::string sentence) {
  leaving_.erase(id);
  const auto found = links_.find(id);
  if (found == links_.end()) return host_.on_change();
  Link& link = found->second;
  const Now now = host_.now();
  link.wire.reset();
  if (!running_) {
    links_.erase(found);
  } else {
    const bool refused =
        problem == LinkProblem::wrong_pin || problem == LinkProblem::refused_dial || link.report.told_to_wait;
    link.become(refused ? LinkState::refused : LinkState::waiting, now);
    if (!sentence.empty()) link.report.problem = std::move(sentence);
    ++link.report.failures;
    const Duration delay = problem == LinkProblem::refused_dial
                               ? lying_name
                               : link.backoff.lost(now.instant, haste_ == Haste::eager, random_);
    if (!link.report.told_to_wait) link.next_dial = now.instant + delay;
  }
  check(messaging_.on_closed(id, problem, now));
  pump();
}

void LinkDriver::close_link(LinkId id, Duration wait) {
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  Link& link = found->second;
  link.report.told_to_wait = true;
  link.report.problem = "The relay refused this connection.";
  link.next_dial = host_.now().instant + wait;
  if (!link.wire) return;
  link.wire->close();
  link.become(LinkState::closing, host_.now());
}

void LinkDriver::tick() {
  planned_.reset();
  const Now now = host_.now();
  if (!running_ || failed_) return;
  if (const auto deadline = messaging_.next_deadline(); deadline && *deadline <= now.instant)
    check(messaging_.on_deadline(now));
  drain_effects();
  for (auto& [id, link] : links_)
    if (!link.wire && link.next_dial && *link.next_dial <= now.instant) dial(link);
  pump();
}

void LinkDriver::stop() {
  running_ = false;
  for (auto it = links_.begin(); it != links_.end();) {
    const auto next = std::next(it);
    const LinkId id = it->first;
    Link& link = it->second;
    if (link.wire && (link.report.state == LinkState::open || link.report.state == LinkState::closing)) {
      link.wire->close();
      link.become(LinkState::closing, host_.now());
    } else {
      const bool dialing = link.wire != nullptr;
      links_.erase(it);
      if (dialing) check(messaging_.on_closed(id, LinkProblem::lost, host_.now()));
    }
    it = next;
  }
  drain_effects();
  host_.wake_at(std::nullopt);
}

void LinkDriver::check(Status status) {
  if (status || failed_) return;
  failed_ = true;
  host_.on_failure(status.error());
}

void LinkDriver::plan() {
  if (!running_ || failed_) return;
  const Instant now = host_.now().instant;
  std::optional<Instant> when;
  const auto sooner = [&](std::optional<Instant> other) {
    if (other && (!when || *other < *when)) when = other;
  };
  if (!links_.empty()) sooner(now + heartbeat);
  for (const auto& [id, link] : links_)
    if (!link.wire) sooner(link.next_dial);
  sooner(messaging_.next_deadline());
  if (when) when = std::max(*when, now + deadline_floor);
  // The heartbeat moves with every look; the host is told only when something comes sooner than what it knows.
  if (planned_ && when && *when >= *planned_) return;
  planned_ = when;
  host_.wake_at(when);
}

std::vector<LinkDriver::Report> LinkDriver::reports() const {
  std::vector<Report> out;
  out.reserve(links_.size());
  for (const auto& [id, link] : links_) out.push_back(link.report);
  return out;
}

void LinkDriver::count_from_here() {
  for (auto& [id, link] : links_) link.report.openings = link.report.failures = 0;
}

Duration LinkDriver::spread() {
  if (std::exchange(first_link_, false)) return {};
  const Duration most = haste_ == Haste::eager ? spread_eager : spread_calm;
  return {static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most.ms)))};
}

}  // namespace sotto::runtime
