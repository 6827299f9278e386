#include <sotto/base/limits.hpp>
#include <sotto/store/channel_stores.hpp>

#include "conversation.hpp"
#include "delivery.hpp"
#include "keeping.hpp"
#include "links.hpp"
#include "outbox.hpp"
#include "pairing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

constexpr int refusals_max = 3;

struct Invitation {
  std::int64_t row = 0;
  std::string name;
  Timestamp expires;
  InviteState state = InviteState::open;
  crypto::AddressKey rendezvous;
  crypto::Key hello_base;
  std::optional<crypto::Key> root_base;
  std::optional<ByteArray<32>> hello_hash;  // of the hello that claimed it
  std::int64_t channel = 0;
  std::int64_t refusals = 0;
};

std::optional<Invitation> load_live(Turn& turn, std::int64_t row_id) {
  auto row = turn.tx.query(
      "SELECT row, name, expires, state, seed, hello_base, root_base, hello_hash, channel, refusals FROM invitation "
      "WHERE row = ? AND seed IS NOT NULL",
      row_id);
  if (!row.next()) return std::nullopt;
  Invitation out;
  out.row = row.integer(0);
  out.name = row.text(1);
  out.expires = {row.integer(2)};
  out.state = static_cast<InviteState>(row.integer(3));
  auto seed = crypto::Secret<32>::from(row.blob(4));
  auto base = crypto::Key::from(row.blob(5));
  if (!seed || !base) return std::nullopt;
  out.rendezvous = crypto::AddressKey::from_seed(std::move(*seed));
  out.hello_base = std::move(*base);
  if (!row.null(6)) out.root_base = crypto::Key::from(row.blob(6));
  if (!row.null(7)) out.hello_hash = exactly<32>(row.blob(7));
  out.channel = row.integer(8);
  out.refusals = row.integer(9);
  return out;
}

struct OpenedHello {
  ByteArray<32> e_j{};
  crypto::Key dh;
  ByteArray<32> h1{};
  proto::Hello hello;
};
enum class Opening : std::uint8_t { not_a_hello, bad, good };

// The outer layer is symmetric and hides everything; inside are e_J and what only the holder of R can open.
Opening open_hello(Turn& turn, const Invitation& invitation, ByteView cell, OpenedHello& out) {
  const auto outer = crypto::open(crypto::hello_outer(invitation.hello_base), cell);
  if (!outer) return Opening::not_a_hello;
  if (outer->type != crypto::CellType::hello || outer->body.size() < out.e_j.size()) return Opening::bad;
  const ByteView body = outer->body;
  out.e_j = *exactly<32>(body.first(32));
  auto dh = crypto::x25519_of_address(invitation.rendezvous, out.e_j);
  if (!dh) return Opening::bad;
  out.dh = std::move(*dh);
  const auto inner = crypto::hello_inner(invitation.hello_base, out.dh, out.e_j, invitation.rendezvous.address);
  const auto plain = crypto::aead_open(inner, crypto::Nonce{}, body.subspan(32));
  if (!plain) return Opening::bad;
  auto hello = proto::decode_hello(*plain);
  if (!hello || hello->descriptors.empty()) return Opening::bad;
  for (const auto& descriptor : hello->descriptors) {
    if (is_own_address(turn, descriptor.address)) return Opening::bad;  // a reflection
  }
  out.h1 = crypto::hello_hash(out.e_j, *plain);
  out.hello = std::move(*hello);
  return Opening::good;
}

Channel new_channel(Turn& turn, const Invitation& invitation, const proto::Hello& hello) {
  std::string name = invitation.name.empty() ? clean_name(hello.name) : invitation.name;
  if (name.empty()) name = "Buddy";
  turn.tx.run("INSERT INTO channel(buddy, name, role, stage) VALUES(?, ?, ?, ?)", turn.random.id<BuddyId>(), name,
              crypto::Role::inviter, Stage::claimed);
  auto channel = load_channel(turn, turn.tx.last_row_id());
  return channel ? std::move(*channel) : Channel{};
}

struct Answer {
  Bytes body;  // a prekey message
  Token token;
  ByteArray<32> n_i{};
  crypto::PublicKey own{};
};
Result<Answer> make_answer(Turn& turn, const Channel& channel, const OpenedHello& opened) {
  const auto& bundle = opened.hello.bundle;
  const auto own = crypto::Gate::make_identity(turn.signal);
  if (!own) return own.error();
  store::ChannelStores stores(turn.tx, channel.row, 1);
  stores.create_identity(*own);
  stores.pin_identity(bundle.identity);
  crypto::Gate gate(turn.signal, stores.stores(), 1);
  const auto started = gate.start({bundle.identity, bundle.signed_prekey, bundle.signature, bundle.one_time_prekey});
  if (!started) return started.error();
  Answer out;
  out.own = own->public_key;
  out.token = turn.random.id<Token>();
  out.n_i = turn.random.array<32>();
  proto::Content content;
  content.token = out.token;
  content.id = turn.random.id<MessageId>();
  content.time = turn.now.timestamp;
  content.body = proto::AnswerContent{out.n_i, own_descriptors(turn, channel.row), own_name(turn), opened.h1};
  auto sealed = gate.encrypt(proto::encode(content));
  if (!sealed) return sealed.error();
  out.body = std::move(sealed->bytes);
  return out;
}

// The first valid hello claims the invitation: everything below is one transaction.
Status claim(Turn& turn, Invitation& invitation, const OpenedHello& opened) {
  store::Savepoint savepoint(turn.tx);
  Channel channel = new_channel(turn, invitation, opened.hello);
  make_addresses(turn, channel.row);
  const auto answer = make_answer(turn, channel, opened);
  if (!answer) return answer.error();
  const auto h2 = crypto::answer_hash(opened.h1, answer->body);
  const auto root = crypto::root_key(*invitation.root_base, opened.dh, h2);
  adopt_root(turn, channel, {root.clone(), answer->own, opened.hello.bundle.identity});
  channel.peers = opened.hello.descriptors;
  const auto key = crypto::answer_key(invitation.hello_base, opened.dh, opened.h1);
  auto cell = crypto::seal(key, crypto::CellType::answer, answer->body, turn.random);
  if (!cell) return cell.error();
  write_cell(turn, channel.row, RowKind::answer, {answer->token, std::move(*cell)});
  turn.tx.run("INSERT INTO claiming VALUES(?, ?, ?, ?, ?, ?)", channel.row, root.expose(), opened.hello.commitment,
              opened.e_j, answer->n_i, answer->token);
  turn.tx.run("UPDATE invitation SET state = ?, root_base = NULL, hello_hash = ?, channel = ? WHERE row = ?",
              InviteState::used, opened.h1, channel.row, invitation.row);
  save_channel(turn, channel);
  savepoint.release();
  refresh_links(turn, channel.owner());
  announce(turn, channel);
  pump(turn, channel);
  save_channel(turn, channel);
  return ok();
}

void repeat_answer(Turn& turn, const Invitation& invitation) {
  auto channel = load_channel(turn, invitation.channel);
  if (!channel || channel->stage != Stage::claimed) return;
  for (auto& [row, flight] : turn.lives.touch(channel->owner()).flights) {
    for (auto& leg : flight) {
      if (leg.state == Leg::State::live || leg.state == Leg::State::spooled) leg.due = turn.now.instant;
    }
  }
  pump(turn, *channel);
  save_channel(turn, *channel);
}

void refuse_second(Turn& turn, const Invitation& invitation, const OpenedHello& opened) {
  if (invitation.refusals >= refusals_max) return;
  turn.tx.run("UPDATE invitation SET refusals = refusals + 1 WHERE row = ?", invitation.row);
  const auto key = crypto::answer_key(invitation.hello_base, opened.dh, opened.h1);
  const auto cell = crypto::seal(key, crypto::CellType::refused, proto::encode(proto::RefuseReason::used), turn.random);
  if (!cell) return;
  turn.tx.run("INSERT INTO refusal(invitation, descriptor, cell) VALUES(?, ?, ?)", invitation.row,
              proto::encode(std::vector<proto::Descriptor>{opened.hello.descriptors.front()}), *cell);
  refresh_links(turn, invitation_owner(invitation.row));
  if (invitation.refusals > 0) return;  // said once
  turn.outcome.failures.push_back(
      {Errc::refused,
       "Somebody else tried to use an invitation of yours. Compare the words with your buddy by voice."});
  if (auto channel = load_channel(turn, invitation.channel); channel) {
    add_notice(
        turn, *channel,
        "A second person tried to use this invitation. Compare the words by voice before you trust this channel.");
    save_channel(turn, *channel);
  }
}

void delete_invitation_keys(Turn& turn, std::int64_t row) {
  turn.tx.run("UPDATE invitation SET seed = NULL, hello_base = NULL, root_base = NULL WHERE row = ?", row);
  turn.tx.run("DELETE FROM refusal WHERE invitation = ?", row);
  refresh_links(turn, invitation_owner(row));
}

Invite read_invite(const store::Row& row) {
  Invite out;
  out.id = row.id<InviteId>(0);
  out.as = row.text(1);
  out.expires = {row.integer(2)};
  out.state = static_cast<InviteState>(row.integer(3));
  return out;
}

}  // namespace

Result<Invite> create_invitation(Turn& turn, const InviteOrder& order) {
  const auto relays = own_relays(turn);
  if (relays.empty()) return Error{Errc::refused, "You have no relay yet. Add one with its relay link first."};
  if (!valid_utf8(order.as)) return Error{Errc::malformed, "The name is not valid text."};
  if (order.life.ms <= 0 || order.life > days(365))
    return Error{Errc::usage, "An invitation lives from 1 to 365 days."};
  const auto& relay = relays.front().link;
  const auto rendezvous = crypto::AddressKey::make(turn.random);
  const crypto::Key secret(turn.random);
  proto::Invitation invitation;
  invitation.relay = relay.relay;
  invitation.guest = relay.guest;
  if (order.with_member_key) invitation.member = relay.member;
  invitation.rendezvous = rendezvous.address;
  invitation.secret = *exactly<32>(secret.expose());
  invitation.expiry = {(turn.now.timestamp.ms + order.life.ms) / 1000 * 1000};
  Invite out;
  out.link = proto::encode(invitation, link_checksum);
  crypto::wipe(invitation.secret);
  out.id = turn.random.id<InviteId>();
  out.as = clean_name(order.as);
  out.expires = invitation.expiry;
  // Split at once: what refuses a second joiner until expiry does not open the channel of the first.
  const auto hello_base = crypto::hello_base(secret, invitation.public_bytes);
  const auto root_base = crypto::root_base(secret, invitation.public_bytes);
  turn.tx.run(
      "INSERT INTO invitation(id, name, authority, rendezvous, expires, state, seed, hello_base, root_base) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
      out.id, out.as, relay.relay.authority, rendezvous.address, out.expires, InviteState::open,
      rendezvous.seed.expose(), hello_base.expose(), root_base.expose());
  const auto row = turn.tx.last_row_id();
  refresh_links(turn, invitation_owner(row));
  pump_invitation(turn, row);
  return out;
}

std::vector<Invite> list_invitations(Turn& turn) {
  std::vector<Invite> out;
  auto row = turn.tx.query("SELECT id, name, expires, state FROM invitation ORDER BY row");
  while (row.next()) {
    out.push_back(read_invite(row));
    if (out.back().state == InviteState::open && turn.now.timestamp >= out.back().expires) {
      out.back().state = InviteState::expired;
    }
  }
  return out;
}

Status revoke_invitation(Turn& turn, const InviteId& id) {
  std::int64_t found = 0;
  auto state = InviteState::open;
  {
    auto row = turn.tx.query("SELECT row, state FROM invitation WHERE id = ?", id);
    if (!row.next()) return Error{Errc::not_found, "There is no such invitation."};
    found = row.integer(0);
    state = static_cast<InviteState>(row.integer(1));
  }
  if (state == InviteState::used)
    return Error{Errc::refused, "The invitation was used. End or block the buddy instead."};
  turn.tx.run("UPDATE invitation SET state = ? WHERE row = ? AND state = ?", InviteState::revoked, found,
              InviteState::open);
  delete_invitation_keys(turn, found);
  return ok();
}

void receive_hello(Turn& turn, std::int64_t row, ByteView cell) {
  expire_invitation(turn, row);
  auto invitation = load_live(turn, row);
  if (!invitation) return;
  OpenedHello opened;
  const auto opening = open_hello(turn, *invitation, cell, opened);
  if (opening == Opening::not_a_hello) return;
  if (opening == Opening::good) {
    if (invitation->state == InviteState::used) {
      if (invitation->hello_hash == opened.h1) return repeat_answer(turn, *invitation);
      return refuse_second(turn, *invitation, opened);
    }
    if (invitation->root_base && claim(turn, *invitation, opened)) return;
  }
  turn.tx.run("UPDATE invitation SET bad_hellos = bad_hellos + 1 WHERE row = ?", row);
}

bool receive_confirm(Turn& turn, Channel& channel, const proto::Content& content) {
  const auto& confirm = std::get<proto::ConfirmContent>(content.body);
  WordsInput input{};
  crypto::SecretBytes root;
  bool fits = false;
  {
    auto row =
        turn.tx.query("SELECT root, commitment, e_j, n_i, answer_token FROM claiming WHERE channel = ?", channel.row);
    if (!row.next()) return true;  // confirmed before
    root = crypto::SecretBytes(row.blob(0));
    const auto e_j = exactly<32>(row.blob(2)).value_or(ByteArray<32>{});
    fits = equal(crypto::commitment(confirm.n_j, e_j), row.blob(1)) && row.id<Token>(4) == confirm.answer_token;
    input.n_i = exactly<32>(row.blob(3)).value_or(ByteArray<32>{});
  }
  turn.tx.run("DELETE FROM claiming WHERE channel = ?", channel.row);
  delete_rows(turn, channel.row, RowKind::answer);
  if (!fits) {
    add_notice(turn, channel,
               "The pairing was tampered with and is closed. Invite again, and hand the link over yourself.");
    channel.stage = Stage::failed;
    forget_channel_keys(turn, channel);
    announce(turn, channel);
    refresh_links(turn, channel.owner());
    return false;
  }
  const auto own = own_descriptors(turn, channel.row);
  input.root = root.expose();
  input.own_address = own.empty() ? Address{} : own.front().address;
  input.peer_address = channel.peers.empty() ? Address{} : channel.peers.front().address;
  input.n_j = confirm.n_j;
  keep_words(turn, channel, input);
  channel.stage = Stage::ready;
  channel.next_show = 1;
  introduce_keep(turn, channel);
  announce(turn, channel);
  return true;
}

void pump_invitation(Turn& turn, std::int64_t row_id) {
  const Owner owner = invitation_owner(row_id);
  if (turn.lives.find(owner) == nullptr) return;
  Live& live = turn.lives.touch(owner);
  Link* link = live.admitted_leg(0);
  if (link != nullptr && link->outstanding.empty()) {
    std::int64_t refusal = 0;
    Bytes cell;
    auto row = turn.tx.query("SELECT row, cell FROM refusal WHERE invitation = ? ORDER BY row LIMIT 1", row_id);
    if (row.next() && turn.now.instant >= link->full_until) {
      refusal = row.integer(0);
      cell = to_bytes(row.blob(1));
      forward(turn, *link, cell, SentRefusal{refusal});
      link->full_until = turn.now.instant + limits::full_retry;
    }
  }
  auto row = turn.tx.query("SELECT expires FROM invitation WHERE row = ?", row_id);
  if (row.next()) live.deadline = turn.at({row.integer(0)});
  for (const auto& one : live.links) {
    for (const auto& listened : one.listens) {
      const bool waits = listened.state != Listened::State::idle && listened.state != Listened::State::asked;
      if (waits && one.phase == Link::Phase::admitted) live.deadline = std::min(*live.deadline, listened.again);
    }
  }
}

void expire_invitation(Turn& turn, std::int64_t row_id) {
  {
    auto row = turn.tx.query("SELECT expires FROM invitation WHERE row = ? AND seed IS NOT NULL", row_id);
    if (!row.next() || turn.now.timestamp < Timestamp{row.integer(0)}) return;
  }
  turn.tx.run("UPDATE invitation SET state = ? WHERE row = ? AND state = ?", InviteState::expired, row_id,
              InviteState::open);
  delete_invitation_keys(turn, row_id);
}

}  // namespace sotto::messaging
