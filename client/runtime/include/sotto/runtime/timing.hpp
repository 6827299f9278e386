// When to dial again and when a silent connection is dead: pure policy, time and randomness are arguments.
// Backoff: full jitter from 1 s doubling to 120 s; in the first minute after a relay that had answered the cap is 10 s,
// so that a relay's restart is noticed soon; a connection that held a minute starts over. Thread: values.
#pragma once

#include <optional>

#include <sotto/base/clock.hpp>
#include <sotto/base/random.hpp>

namespace sotto::runtime {

class Backoff {
 public:
  void answered(Instant now);  // the relay accepted the upgrade
  // The connection ended, or could not be opened: how long to wait. `eager`: somebody waits for this very connection.
  Duration lost(Instant now, bool eager, Random& random);
  void forget() { *this = Backoff{}; }  // after resume or a change of the way out: as if nothing had failed

 private:
  int failures_ = 0;
  std::optional<Instant> up_since_;
  std::optional<Instant> lost_at_;  // the end of the last connection that had answered
};

class Keepalive {  // ping after 25 s of silence, dead after 50 s
 public:
  enum class Step : std::uint8_t { wait, ping, dead };
  explicit Keepalive(Instant now) : heard_(now) {}
  void heard(Instant now) {
    heard_ = now;
    pinged_ = false;
  }
  Step step(Instant now);
  Instant next() const;

 private:
  Instant heard_;
  bool pinged_ = false;
};

// A machine that slept: the clock that counts sleep has moved away from the one that does not.
class ResumeWatch {
 public:
  bool resumed(Instant awake_only, Instant counting_sleep);

 private:
  std::optional<Duration> offset_;
};

}  // namespace sotto::runtime
