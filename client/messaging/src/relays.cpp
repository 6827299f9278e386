#include "relays.hpp"

#include "delivery.hpp"
#include "links.hpp"
#include "outbox.hpp"

namespace sotto::messaging {
namespace {

std::vector<std::int64_t> channels_at(Turn& turn, std::string_view authority) {
  std::vector<std::int64_t> out;
  auto row = turn.tx.query("SELECT DISTINCT channel FROM own_address WHERE authority = ?", authority);
  while (row.next()) out.push_back(row.integer(0));
  return out;
}

bool changes_descriptor(Turn& turn, const proto::RelayLink& link) {
  for (const auto& relay : own_relays(turn)) {
    if (relay.link.relay.authority != link.relay.authority) continue;
    return relay.link.guest != link.guest || !(relay.link.relay == link.relay);
  }
  return false;
}

}  // namespace

void keep_relay(Turn& turn, const proto::RelayLink& link) {
  const bool announce_it = changes_descriptor(turn, link);
  turn.tx.run(
      "INSERT INTO relay(authority, pin, plain, guest, member) VALUES(?, ?, ?, ?, ?) ON CONFLICT(authority) DO UPDATE "
      "SET pin = excluded.pin, plain = excluded.plain, guest = excluded.guest, member = excluded.member",
      link.relay.authority, link.relay.pin, link.relay.plain, link.guest, link.member);
  enter_relay(turn, link.relay.authority);
  refresh_all_links(turn);
  if (!announce_it) return;
  for (const auto row : channels_at(turn, link.relay.authority)) {
    auto channel = load_channel(turn, row);
    if (!channel || !channel->paired() || channel->over != Over::no) continue;
    write_body(turn, *channel, RowKind::move, proto::Move{own_descriptors(turn, row), ++channel->own_list});
    pump(turn, *channel);
    save_channel(turn, *channel);
  }
}

}  // namespace sotto::messaging
