// When a `sync` is over: pure judgement over the state of the links. Thread: values.
#pragma once

#include <functional>
#include <vector>

#include <sotto/api/reply.hpp>
#include <sotto/runtime/link_driver.hpp>

namespace sotto::runtime {

class Sync {
 public:
  Sync(Now now, std::optional<Duration> wait);

  using Idle = std::function<bool(messaging::LinkId)>;
  void observe(const std::vector<LinkDriver::Report>& links);
  // Every relay said drained and every cell was answered, or the relay was given up.
  bool settled(const std::vector<LinkDriver::Report>& links, const Idle& idle, Now now) const;
  bool over(bool settled, const messaging::Progress& progress, Now now) const;
  bool wants_progress(bool settled) const { return settled && wait_.has_value(); }
  bool expired(Now now) const { return wait_ && now.instant >= started_ + *wait_; }
  Instant look_again(Now now) const;
  bool reached() const { return reached_; }
  const std::string& notice() const { return notice_; }  // of a relay that was not to be contacted, or empty
  std::optional<api::Problem> unreachable() const;       // no relay could be reached, though there was one to reach

 private:
  Instant started_;
  std::optional<Duration> wait_;
  bool reached_ = false;
  bool tried_ = false;
  bool only_refused_ = true;
  std::string problem_;
  std::string notice_;
};

}  // namespace sotto::runtime
