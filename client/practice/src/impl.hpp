// Every call of the facade is `act` (one event of messaging's) or `read` (a question).
#pragma once

#include <sotto/practice/crisis.hpp>
#include <sotto/practice/practice.hpp>
#include <sotto/practice/sessions.hpp>

#include "retention.hpp"

namespace sotto::practice {

class Practice::Impl {
 public:
  Impl(Practice& practice, store::Vault& vault)
      : sessions(practice), crisis(practice), opinions(practice), vault_(vault) {}
  void speak_through(messaging::Messaging& messaging) { messaging_ = &messaging; }

  template <class Body>
  auto act(Now now, Body&& body) -> std::invoke_result_t<Body, messaging::Moment&> {
    using Answer = std::invoke_result_t<Body, messaging::Moment&>;
    std::optional<Answer> answer;
    const auto done = messaging_->act(now, [&](messaging::Moment& moment) -> Status {
      answer.emplace(body(moment));
      if (!*answer) return answer->error();
      return ok();
    });
    if (!done) return done.error();
    return std::move(*answer);
  }

  // Changes something, then shows what it looks like now.
  template <class Change, class Show>
  auto change(Now now, Change&& change, Show&& show) -> std::invoke_result_t<Show, store::Transaction&> {
    return act(now, [&](messaging::Moment& moment) -> std::invoke_result_t<Show, store::Transaction&> {
      if (const Status done = change(moment); !done) return done.error();
      return show(moment.transaction());
    });
  }

  template <class Body>
  auto read(Body&& body) -> std::invoke_result_t<Body, store::Transaction&> {
    using Answer = std::invoke_result_t<Body, store::Transaction&>;
    return vault_.transact([&](store::Transaction& tx) -> Answer {
      Answer made = body(tx);
      if (tx.failed()) return tx.error();
      return made;
    });
  }

  void note_change(std::uint32_t kind) {  // of what arrived
    changes.sessions = changes.sessions || (kind >= 32 && kind < 48);
    changes.crisis = changes.crisis || (kind >= 48 && kind < 64);
    changes.opinions = changes.opinions || (kind >= 64 && kind < 80);
  }

  Sessions sessions;
  Crisis crisis;
  Opinions opinions;
  Practice::Changes changes;  // since somebody last asked

  Timestamp calendar(Now now) const { return messaging_->calendar(now); }
  // Whether messages would go earlier than they do now.
  Result<bool> shortens(const ChatKeep& wanted) {
    const auto everybody = messaging_->keeping();
    if (!everybody) return everybody.error();
    Duration before = *everybody;
    if (wanted.buddy) {
      const auto here = messaging_->keeping(*wanted.buddy);
      if (!here) return here.error();
      before = here->mine;
    }
    const Duration after = wanted.keep.value_or(*everybody);
    return after.ms != 0 && (before.ms == 0 || after < before);
  }

  // After a purge no older page stays in the log, either.
  Status empty_log() { return vault_.empty_log(); }

  void look_elsewhere(std::function<Elsewhere()> open) { open_elsewhere_ = std::move(open); }
  void names_changed() { ++names_version_; }
  std::uint64_t names_version() const { return names_version_; }
  Elsewhere elsewhere() const { return open_elsewhere_ ? open_elsewhere_() : Elsewhere(); }

 private:
  store::Vault& vault_;
  messaging::Messaging* messaging_ = nullptr;
  std::function<Elsewhere()> open_elsewhere_;
  std::uint64_t names_version_ = 1;
};

}  // namespace sotto::practice
