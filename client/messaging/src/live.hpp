// What a restart forgets: the state of each link, what is under way on it, and the timers shorter than a day.
// Everything else is rows. An event changes it through `touch`, which keeps a copy, so that a transaction that fails
// leaves no trace.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <sotto/base/clock.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/messaging/types.hpp>

namespace sotto::messaging {

struct Owner {  // of links: an open invitation or a channel
  enum class Kind : std::uint8_t { invitation, channel };
  Kind kind;
  std::int64_t row;
  friend auto operator<=>(const Owner&, const Owner&) = default;
};
constexpr Owner channel_owner(std::int64_t row) { return {Owner::Kind::channel, row}; }
constexpr Owner invitation_owner(std::int64_t row) { return {Owner::Kind::invitation, row}; }

// One address that I listen on, on one link.
struct Listened {
  enum class State : std::uint8_t { idle, asked, listening, drained, displaced, refused };
  Address address;
  State state = State::idle;
  Instant again{};           // when to claim it again: displaced or refused; else only to make sure
  bool making_sure = false;  // the last claim was one too many: what still waits there was lost on its way here
  Duration reclaim_wait{};   // doubles with each displacement
};

struct SentRow {
  std::int64_t row;
  std::size_t leg;
  bool block = false;
};
struct SentAcks {
  std::vector<std::int64_t> rows;
};
struct SentRefusal {
  std::int64_t row;
};
using Outstanding = std::variant<SentRow, SentAcks, SentRefusal>;

struct Link {
  enum class Phase : std::uint8_t { closed, opened, admitting, admitted };
  LinkId id = 0;
  proto::Endpoint relay;
  bool foreign = false;
  bool entered = false;
  proto::Role role = proto::Role::guest;
  AdmissionKey key;
  std::vector<Listened> listens;
  std::optional<Address> target;  // where the peer listens on this relay
  std::size_t leg = 0;            // preference among the peer's relays

  Phase phase = Phase::closed;
  Instant down_since{};
  ByteArray<32> nonce{};
  std::optional<SpoolId> spool;
  std::uint32_t next_ref = 1;
  std::map<std::uint32_t, Outstanding> outstanding;
  bool full = false;  // the target's spool; one probe at a time
  Instant full_until{};
  Duration full_backoff{};
};

// One sealed row on its way to one of the peer's relays.
struct Leg {
  enum class State : std::uint8_t { idle, sent, live, spooled, refused };  // refused: a block that found no room
  State state = State::idle;
  bool was_spooled = false;
  bool hurried = false;  // was sent again because a chain waits for it
  Instant spooled_since{};
  Instant due{};
  Duration backoff{};
};
inline constexpr std::size_t legs_used = 2;  // the format allows three relays a side, two are used
using Flight = std::array<Leg, legs_used>;

struct Live {
  std::vector<Link> links;
  std::map<std::int64_t, Flight> flights;  // by outbox row
  std::optional<Instant> acks_due;         // there are ack rows that are not under way
  std::set<std::int64_t> acks_flying;
  bool acks_missed = false;  // the peer asks again: its first relay may keep them where it does not come
  std::optional<Instant> deadline;
  std::optional<Instant> reset_accepted;  // RESET_RATE
  std::optional<Instant> reset_started;

  Link* find(LinkId id) {
    for (auto& link : links) {
      if (link.id == id) return &link;
    }
    return nullptr;
  }
  Link* admitted_leg(std::size_t leg) {
    for (auto& link : links) {
      if (link.target && link.leg == leg && link.phase == Link::Phase::admitted) return &link;
    }
    return nullptr;
  }
  Link* any_leg(std::size_t leg) {
    for (auto& link : links) {
      if (link.target && link.leg == leg) return &link;
    }
    return nullptr;
  }
};

class Lives {
 public:
  const std::map<Owner, Live>& all() const { return lives_; }
  const Live* find(Owner owner) const {
    const auto found = lives_.find(owner);
    return found == lives_.end() ? nullptr : &found->second;
  }
  Live& touch(Owner owner) {  // made if there is none
    remember(owner);
    return lives_[owner];
  }
  void erase(Owner owner) {
    remember(owner);
    lives_.erase(owner);
  }
  LinkId new_link(Owner owner) {
    owners_.emplace(++last_link_, owner);
    return last_link_;
  }
  std::optional<Owner> owner_of(LinkId link) const {
    const auto found = owners_.find(link);
    if (found == owners_.end()) return std::nullopt;
    return found->second;
  }
  void keep() { before_.clear(); }
  void undo();

 private:
  void remember(Owner owner);
  std::map<Owner, Live> lives_;
  std::map<Owner, std::optional<Live>> before_;
  std::unordered_map<LinkId, Owner> owners_;
  LinkId last_link_ = 0;
};

}  // namespace sotto::messaging
