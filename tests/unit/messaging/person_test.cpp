// What a person does with a profile that has never met a network.
#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/crypto/kdf.hpp>
#include <sotto/messaging/messaging.hpp>

#include "fake_clock.hpp"
#include "seeded_random.hpp"

using namespace sotto;
using messaging::Messaging;

namespace {

ByteArray<4> checksum(ByteView bytes) {
  const auto hash = crypto::plain_hash(bytes);
  return {hash[0], hash[1], hash[2], hash[3]};
}

struct Alone {
  test::FakeClock clock;
  test::SeededRandom random{3};
  std::unique_ptr<store::Vault> vault;
  std::unique_ptr<Messaging> messaging;

  Alone() {
    auto made = store::Vault::in_memory({store::store_layer(), messaging::layer()});
    REQUIRE(made);
    vault = std::move(*made);
    auto opened = Messaging::open(*vault, random, nullptr, clock.now());
    REQUIRE(opened);
    messaging = std::move(*opened);
  }
  std::string relay_link(const std::string& authority) {
    proto::RelayLink link;
    link.relay.authority = authority;
    link.relay.pin = random.id<Pin>();
    link.guest = random.id<AdmissionKey>();
    link.member = random.id<AdmissionKey>();
    return proto::encode(link, checksum);
  }
  Now now() const { return clock.now(); }
};

}  // namespace

TEST_CASE("relay: added once, the same host again replaces its keys") {
  Alone one;
  CHECK(one.messaging->add_relay("sotto-relay:x", one.now()).error().code == Errc::malformed);
  REQUIRE(one.messaging->add_relay(one.relay_link("a.example:443"), one.now()));
  const auto again = one.messaging->add_relay(one.relay_link("a.example:443"), one.now());
  REQUIRE(again);
  const auto relays = one.messaging->relays();
  REQUIRE(relays);
  REQUIRE(relays->size() == 1);
  CHECK(relays->front().link.member == again->link.member);
}

TEST_CASE("invite: without a relay it is refused; with one the link is short enough to paste") {
  Alone one;
  CHECK(one.messaging->invite("", false, days(7), one.now()).error().code == Errc::refused);
  REQUIRE(one.messaging->add_relay(one.relay_link("a.example:443"), one.now()));
  const auto made = one.messaging->invite("Eva", true, days(7), one.now());
  REQUIRE(made);
  CHECK(made->link.size() <= limits::invite_max);
  CHECK(made->link.starts_with("sotto:"));
  const auto all = one.messaging->invites(one.now());
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  CHECK(all->front().as == "Eva");
  CHECK(all->front().link.empty());
  CHECK(one.messaging->links().size() == 1);
  REQUIRE(one.messaging->revoke_invite(made->id, one.now()));
  CHECK(one.messaging->links().empty());
  CHECK(one.messaging->revoke_invite(InviteId{}, one.now()).error().code == Errc::not_found);
}

TEST_CASE("invite: an open invitation asks for its own expiry as a deadline, and is expired after it") {
  Alone one;
  REQUIRE(one.messaging->add_relay(one.relay_link("a.example:443"), one.now()));
  REQUIRE(one.messaging->invite("", false, hours(1), one.now()));
  const auto deadline = one.messaging->next_deadline();
  REQUIRE(deadline);
  CHECK(*deadline <= one.now().instant + hours(1));
  one.clock.advance(hours(1));
  REQUIRE(one.messaging->on_deadline(one.now()));
  CHECK(one.messaging->invites(one.now())->front().state == messaging::InviteState::expired);
  CHECK(one.messaging->links().empty());
  CHECK_FALSE(one.messaging->next_deadline().has_value());
}

TEST_CASE("buddies: nobody is found where nobody is") {
  Alone one;
  CHECK(one.messaging->find_buddy("Eva").error().code == Errc::not_found);
  CHECK(one.messaging->find_buddy("0011223344556677").error().code == Errc::not_found);
  CHECK(one.messaging->history(BuddyId{}, std::nullopt, 10).error().code == Errc::not_found);
  CHECK(one.messaging->recall(MessageId{}, one.now()).error().code == Errc::not_found);
  CHECK(one.messaging->search("anything", 10)->empty());
}

TEST_CASE("links: a frame for a link that does not exist, or is closed, is nothing") {
  Alone one;
  const auto commits = one.vault->commits();
  CHECK(one.messaging->on_frame(77, Bytes{1, 2, 3}, one.now()));
  CHECK(one.messaging->on_closed(77, messaging::LinkProblem::lost, one.now()));
  CHECK(one.messaging->on_open(77, one.now()));
  CHECK(one.vault->commits() == commits);
}

TEST_CASE("links: a relay that speaks out of turn is left, whatever it says") {
  Alone one;
  REQUIRE(one.messaging->add_relay(one.relay_link("a.example:443"), one.now()));
  REQUIRE(one.messaging->invite("", false, hours(1), one.now()));
  const auto link = one.messaging->links().front().id;
  const auto left = [&](const proto::Frame& frame) {
    while (one.messaging->poll_effect()) {
    }
    REQUIRE(one.messaging->on_open(link, one.now()));
    REQUIRE(one.messaging->on_frame(link, proto::encode(frame), one.now()));
    bool closed = false;
    while (const auto effect = one.messaging->poll_effect()) {
      closed = closed || std::holds_alternative<messaging::CloseLink>(*effect);
    }
    return closed;
  };
  CHECK(left(proto::Admitted{}));
  CHECK(left(proto::Admit{}));
  CHECK(left(proto::SpoolChanged{}));
  CHECK(left(proto::Ack{}));
  CHECK(left(proto::Refused{}));
  proto::Welcome newer;
  newer.version_min = newer.version_max = 9;
  CHECK(left(newer));
  CHECK_FALSE(left(proto::Welcome{}));
}
