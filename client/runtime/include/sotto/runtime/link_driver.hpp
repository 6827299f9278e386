// Keeps the set of connections equal to what messaging wants, and carries frames, timers and effects between the two.
// It opens no socket and reads no clock: the Host does, so a test plays both.
// Thread: the loop's. Each entry that touches messaging ends by draining its effects.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sotto/messaging/messaging.hpp>
#include <sotto/runtime/timing.hpp>
#include <sotto/runtime/wire.hpp>

namespace sotto::runtime {

class LinkDriver {
 public:
  class Host {
   public:
    virtual ~Host() = default;
    virtual Now now() const = 0;
    virtual std::unique_ptr<Wire> dial(const Dial& dial, WireEvents events) = 0;
    virtual void wake_at(std::optional<Instant> when) = 0;     // call tick() then; replaces the earlier wish
    virtual void on_event(const messaging::Event& event) = 0;  // for `watch`
    virtual void on_change() = 0;                              // a link or the outbox moved: sync looks again
    virtual void on_failure(Error error) = 0;                  // the store's: nothing can go on
  };
  enum class Haste : std::uint8_t {
    calm,   // an engine: openings spread over seconds, full backoff
    eager,  // somebody waits: openings spread over a quarter second, next tries within a second
  };
  enum class LinkState : std::uint8_t { waiting, dialing, open, closing, refused };
  struct Report {  // one link, for sync and relay.status
    messaging::LinkId id = 0;
    std::string authority;
    LinkState state = LinkState::waiting;
    Timestamp since;
    std::string problem;         // why it is not open: one sentence, or empty
    std::uint32_t openings = 0;  // since `count_from_here`
    std::uint32_t failures = 0;
    bool told_to_wait = false;  // the relay refused us; no try before its time is over
    Instant heard;              // the last frame
  };

  LinkDriver(messaging::Messaging& messaging, Random& random, Host& host);
  ~LinkDriver();
  LinkDriver(const LinkDriver&) = delete;
  LinkDriver& operator=(const LinkDriver&) = delete;

  void start(Proxy proxy, Haste haste);
  void set_proxy(Proxy proxy);  // every connection is made anew
  void set_haste(Haste haste);  // eager: what waits is tried now, except where a relay told us to wait
  void resumed();               // the machine slept: every connection is presumed dead
  void pump();                  // after anybody called messaging
  void tick();
  void stop();  // closes every link; stopped() when the last one is closed
  bool running() const { return running_; }
  bool stopped() const { return !running_ && links_.empty() && leaving_.empty(); }
  std::vector<Report> reports() const;
  void count_from_here();

 private:
  struct Link;
  void reconcile();
  void dial(Link& link);
  void wire_opened(messaging::LinkId id);
  void wire_frame(messaging::LinkId id, ByteView frame);
  void wire_closed(messaging::LinkId id, messaging::LinkProblem problem, std::string sentence);
  void close_link(messaging::LinkId id, Duration wait);
  void let_go(std::map<messaging::LinkId, Link>::iterator link);
  void drain_effects();
  void redial_all();
  void check(Status status);
  void plan();
  Duration spread();

  messaging::Messaging& messaging_;
  Random& random_;
  Host& host_;
  Proxy proxy_;
  Haste haste_ = Haste::calm;
  bool running_ = false;
  bool failed_ = false;
  bool links_changed_ = false;
  bool first_link_ = true;
  std::optional<Instant> planned_;  // what the host was last asked for
  std::map<messaging::LinkId, Link> links_;
  std::map<messaging::LinkId, std::unique_ptr<Wire>> leaving_;  // no longer wanted, closing
};

}  // namespace sotto::runtime
