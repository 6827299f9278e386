#include <algorithm>

#include <sotto/runtime/timing.hpp>

namespace sotto::runtime {
namespace {

constexpr Duration delay_min = milliseconds(200);  // full jitter may draw zero; a relay is not hit that often
constexpr Duration ceiling_first = seconds(1);
constexpr Duration ceiling_max = seconds(120);
constexpr Duration ceiling_recent = seconds(10);
constexpr Duration recent = minutes(1);
constexpr Duration stable = minutes(1);
constexpr int doublings_max = 7;  // 1 s << 7 is beyond the cap

constexpr Duration ping_after = seconds(25);
constexpr Duration dead_after = seconds(50);

constexpr Duration slept = seconds(5);  // less is no sleep: the two clocks are not read in the same moment

}  // namespace

void Backoff::answered(Instant now) { up_since_ = now; }

Duration Backoff::lost(Instant now, bool eager, Random& random) {
  if (up_since_) {
    if (now - *up_since_ >= stable) failures_ = 0;
    lost_at_ = now;
    up_since_.reset();
  }
  const bool just_lost = lost_at_ && now - *lost_at_ < recent;
  const Duration cap = eager ? ceiling_first : just_lost ? ceiling_recent : ceiling_max;
  const Duration ceiling = std::min(Duration{ceiling_first.ms << std::min(failures_, doublings_max)}, cap);
  ++failures_;
  const auto span = static_cast<std::uint64_t>(ceiling.ms - delay_min.ms);
  return {delay_min.ms + static_cast<std::int64_t>(random.below(span + 1))};
}

Keepalive::Step Keepalive::step(Instant now) {
  if (now - heard_ >= dead_after) return Step::dead;
  if (!pinged_ && now - heard_ >= ping_after) {
    pinged_ = true;
    return Step::ping;
  }
  return Step::wait;
}

Instant Keepalive::next() const { return heard_ + (pinged_ ? dead_after : ping_after); }

bool ResumeWatch::resumed(Instant awake_only, Instant counting_sleep) {
  const Duration offset = counting_sleep - awake_only;
  const bool jumped = offset_ && offset.ms - offset_->ms >= slept.ms;
  offset_ = offset;
  return jumped;
}

}  // namespace sotto::runtime
