#include <sotto/runtime/dial_rule.hpp>
#include <sotto/runtime/probe.hpp>

namespace sotto::runtime {
namespace {

constexpr Duration patience = seconds(10);

}  // namespace

Probe::Probe(Loop& loop, Random& random, const Proxy& proxy, const std::vector<proto::Endpoint>& relays, Done done)
    : done_(std::move(done)), limit_(loop, [this] { finish(); }) {
  limit_.set(loop.now().instant + patience);
  for (const auto& relay : relays)
    findings_.push_back({relay, false, messaging::LinkProblem::lost, "The relay does not answer."});
  wires_.resize(relays.size());
  open_questions_ = relays.size();
  for (std::size_t i = 0; i < relays.size(); ++i) {
    if (const auto verdict = may_dial({0, relays[i], false, true}, proxy); verdict != DialVerdict::allowed) {
      findings_[i].problem = messaging::LinkProblem::refused_dial;
      findings_[i].sentence = sentence(verdict);
      --open_questions_;
      continue;
    }
    WireEvents events;
    events.opened = [this, i] {
      findings_[i].reachable = true;
      findings_[i].sentence.clear();
      answered(i);
    };
    events.frame = [](ByteView) {};
    events.closed = [this, i](messaging::LinkProblem problem, std::string why) {
      findings_[i].problem = problem;
      if (!why.empty()) findings_[i].sentence = std::move(why);
      answered(i);
    };
    wires_[i] = dial_relay(loop, random, {relays[i], true, proxy, "probe"}, std::move(events));
  }
  if (open_questions_ == 0) limit_.set(loop.now().instant);  // the alarm ends it, so that `done` never runs in here
}

void Probe::answered(std::size_t index) {
  wires_[index].reset();
  if (--open_questions_ == 0) finish();
}

void Probe::finish() {
  limit_.set(std::nullopt);
  for (auto& wire : wires_) wire.reset();
  if (const auto done = std::exchange(done_, nullptr)) done(findings_);
}

}  // namespace sotto::runtime
