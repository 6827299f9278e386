// One event = one transaction = one set of effects. Everything the facade does goes through `event` or `read`.
#pragma once

#include <deque>

#include <sotto/messaging/messaging.hpp>

#include "calendar.hpp"
#include "channel.hpp"
#include "plant.hpp"
#include "turn.hpp"

namespace sotto::messaging {

class Messaging::Impl {
 public:
  Impl(store::Vault& vault, Random& random, ContentHandler* handler)
      : vault_(vault), random_(random), handler_(handler), signal_(crypto::make_signal_context(random)) {}

  template <class Body>
  auto event(Now now, Body&& body) -> std::invoke_result_t<Body, Turn&> {
    using Answer = std::invoke_result_t<Body, Turn&>;
    Outcome outcome;
    Undo undo{lives_};
    Answer answer = vault_.transact([&](store::Transaction& tx) -> Answer {
      Turn turn{tx,           now,     random_,  *signal_,          handler_, lives_,
                prompt_acks_, outcome, effects_, calendar_.at(now), blocks_};
      Answer made = body(turn);
      if (planted(Plant::commit_after_send) && made) leak_frames(outcome);
      return made;
    });
    now_ = now;
    if constexpr (std::is_same_v<Answer, Status>) {
      if (!answer && planted(Plant::swallow_store_error)) answer = ok();
    }
    if (!answer) return answer;
    undo.cancelled = true;
    lives_.keep();
    publish(std::move(outcome));
    return answer;
  }

  // For questions: nothing comes out of it.
  template <class Body>
  auto read(Body&& body) -> std::invoke_result_t<Body, Turn&> {
    using Answer = std::invoke_result_t<Body, Turn&>;
    Outcome outcome;
    return vault_.transact([&](store::Transaction& tx) -> Answer {
      Turn turn{tx,           now_,    random_,  *signal_,           handler_, lives_,
                prompt_acks_, outcome, effects_, calendar_.at(now_), blocks_};
      Answer made = body(turn);
      if (tx.failed()) return tx.error();
      return made;
    });
  }

  Status keep_files(store::Blocks& blocks);
  store::Blocks* files() { return blocks_; }
  std::unique_ptr<FileSealer> seal_file() {
    return blocks_ == nullptr ? nullptr : std::make_unique<FileSealer>(*blocks_, random_);
  }
  Status start(Now now);
  Status pass_deadlines(Now now);
  Status delete_due(Now now);
  Timestamp calendar(Now now) const { return calendar_.at(now); }
  std::optional<Instant> next_deadline() const;
  std::optional<Effect> poll_effect();
  std::vector<LinkWanted> links() const;
  bool idle(LinkId link) const;
  void prompt_acks(bool on);
  std::vector<Failure> take_failures();
  Result<Progress> take_progress();

 private:
  struct Undo {  // an event that fails, or throws, leaves the memory as it was
    Lives& lives;
    bool cancelled = false;
    ~Undo() {
      if (!cancelled) lives.undo();
    }
  };
  void publish(Outcome outcome);
  void leak_frames(Outcome& outcome);

  store::Vault& vault_;
  Random& random_;
  ContentHandler* handler_;
  store::Blocks* blocks_ = nullptr;
  crypto::SignalContextPtr signal_;
  Lives lives_;
  std::deque<Effect> effects_;
  std::vector<Failure> failures_;
  Progress gained_;
  bool prompt_acks_ = false;
  Now now_{};
  Calendar calendar_;
};

}  // namespace sotto::messaging
