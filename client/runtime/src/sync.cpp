#include <algorithm>

#include <sotto/runtime/sync.hpp>

namespace sotto::runtime {

using State = LinkDriver::LinkState;

namespace {

constexpr Duration silence_max = seconds(15);  // an open relay that says nothing for so long is not waited for
constexpr Duration look_every = seconds(1);
constexpr std::uint32_t losses_max = 3;  // of a relay that had answered: it may be restarting

}  // namespace

Sync::Sync(Now now, std::optional<Duration> wait) : started_(now.instant), wait_(wait) {}

void Sync::observe(const std::vector<LinkDriver::Report>& links) {
  for (const auto& link : links) {
    tried_ = true;
    if (link.state == State::open || link.openings > 0) reached_ = true;
    if (link.state != State::refused)
      only_refused_ = false;
    else if (!link.told_to_wait)
      notice_ = link.authority + ": " + link.problem;
    if (!link.problem.empty()) problem_ = link.problem;
  }
}

bool Sync::settled(const std::vector<LinkDriver::Report>& links, const Idle& idle, Now now) const {
  return std::all_of(links.begin(), links.end(), [&](const LinkDriver::Report& link) {
    switch (link.state) {
      case State::open: return idle(link.id) || now.instant - std::max(link.heard, started_) > silence_max;
      case State::refused: return true;
      case State::closing: return false;
      case State::waiting:
      case State::dialing: return link.failures >= (link.openings > 0 ? losses_max : 1U);
    }
    return true;
  });
}

bool Sync::over(bool settled, const messaging::Progress& progress, Now now) const {
  if (expired(now)) return true;
  if (!settled) return false;
  if (!wait_) return true;
  const bool hopeless = !tried_ || only_refused_;  // else a relay that is restarting is worth the wait
  return (reached_ || hopeless) && progress.pending == 0 && !progress.pairing_waits;
}

Instant Sync::look_again(Now now) const {
  const Instant soon = now.instant + look_every;
  return wait_ ? std::min(soon, started_ + *wait_) : soon;
}

std::optional<api::Problem> Sync::unreachable() const {
  if (reached_ || !tried_) return std::nullopt;
  const bool refused = only_refused_ && !problem_.empty();
  return api::Problem{refused ? Errc::refused : Errc::unreachable,
                      problem_.empty() ? "No relay could be reached." : problem_};
}

}  // namespace sotto::runtime
