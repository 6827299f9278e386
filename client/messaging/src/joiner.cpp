#include <sotto/base/limits.hpp>
#include <sotto/store/channel_stores.hpp>

#include "conversation.hpp"
#include "delivery.hpp"
#include "keeping.hpp"
#include "links.hpp"
#include "outbox.hpp"
#include "pairing.hpp"
#include "relays.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

struct Joining {
  bool named = false;
  crypto::Key root_base;
  crypto::Key dh;
  crypto::Key answer_key;
  ByteArray<32> h1{};
  ByteArray<32> n_j{};
};
std::optional<Joining> load_joining(Turn& turn, const Channel& channel) {
  auto row =
      turn.tx.query("SELECT named, root_base, dh, answer_key, h1, n_j FROM joining WHERE channel = ?", channel.row);
  if (!row.next()) return std::nullopt;
  auto root_base = crypto::Key::from(row.blob(1));
  auto dh = crypto::Key::from(row.blob(2));
  auto answer_key = crypto::Key::from(row.blob(3));
  const auto h1 = exactly<32>(row.blob(4));
  const auto n_j = exactly<32>(row.blob(5));
  if (!root_base || !dh || !answer_key || !h1 || !n_j) return std::nullopt;
  return Joining{row.flag(0), std::move(*root_base), std::move(*dh), std::move(*answer_key), *h1, *n_j};
}

std::optional<Channel> joined_before(Turn& turn, const Address& rendezvous) {
  std::int64_t found = 0;
  {
    auto row = turn.tx.query("SELECT row FROM channel WHERE rendezvous = ?", rendezvous);
    if (!row.next()) return std::nullopt;
    found = row.integer(0);
  }
  return load_channel(turn, found);
}

Status may_join(Turn& turn, const proto::Invitation& invitation) {
  if (turn.tx.query("SELECT 1 FROM invitation WHERE rendezvous = ?", invitation.rendezvous).next()) {
    return Error{Errc::refused, "This is your own invitation. Send it to the person you want to talk to."};
  }
  if (turn.now.timestamp >= invitation.expiry) {
    return Error{Errc::refused, "This invitation has expired. Ask for a new one."};
  }
  if (!invitation.member && own_relays(turn).empty()) {
    return Error{Errc::refused, "You have no relay of your own to listen on. Add one with its relay link first."};
  }
  return ok();
}

Result<crypto::PrekeyBundle> make_bundle(Turn& turn, std::int64_t channel) {
  const auto own = crypto::Gate::make_identity(turn.signal);
  if (!own) return own.error();
  store::ChannelStores stores(turn.tx, channel, 1);
  stores.create_identity(*own);
  return crypto::Gate(turn.signal, stores.stores(), 1).make_bundle();
}

// The hello: X25519 points are not uniform, so the symmetric layer is outside; e_J and S_h are not kept.
Status write_hello(Turn& turn, const Channel& channel, const proto::Invitation& invitation, bool named) {
  const auto bundle = make_bundle(turn, channel.row);
  if (!bundle) return bundle.error();
  const auto ephemeral = crypto::EphemeralKey::make(turn.random);
  const auto& e_j = ephemeral.public_key;
  const auto dh = crypto::x25519_to_address(ephemeral.private_key, invitation.rendezvous);
  if (!dh) return Error{Errc::malformed, "This invitation is damaged."};
  const auto n_j = turn.random.array<32>();
  proto::Hello hello;
  hello.bundle = {bundle->identity, bundle->signed_prekey, bundle->signature, bundle->one_time_prekey};
  hello.commitment = crypto::commitment(n_j, e_j);
  hello.descriptors = make_addresses(turn, channel.row);
  hello.name = own_name(turn);
  const Bytes plain = proto::encode(hello);

  const crypto::Key secret(invitation.secret);
  const auto hello_base = crypto::hello_base(secret, invitation.public_bytes);
  const auto root_base = crypto::root_base(secret, invitation.public_bytes);
  const auto inner = crypto::hello_inner(hello_base, *dh, e_j, invitation.rendezvous);
  Bytes body(e_j.begin(), e_j.end());
  append(body, crypto::aead_seal(inner, crypto::Nonce{}, plain));
  auto cell = crypto::seal(crypto::hello_outer(hello_base), crypto::CellType::hello, body, turn.random);
  if (!cell) return cell.error();
  const auto h1 = crypto::hello_hash(e_j, plain);
  turn.tx.run("INSERT INTO joining VALUES(?, ?, ?, ?, ?, ?, ?, ?)", channel.row, named, invitation.expiry,
              root_base.expose(), dh->expose(), crypto::answer_key(hello_base, *dh, h1).expose(), h1, n_j);
  write_cell(turn, channel.row, RowKind::hello, {turn.random.id<Token>(), std::move(*cell)});
  return ok();
}

struct Accepted {
  proto::AnswerContent answer;
  Token token;
  crypto::PublicKey peer{};
};
// Only the holder of R and of the secret can make a cell that opens; its identity key is pinned before libsignal reads
// it.
std::optional<Accepted> accept_answer(Turn& turn, const Channel& channel, const Joining& joining, ByteView body) {
  const auto identity = crypto::Gate::identity_of(turn.signal, body);
  if (!identity) return std::nullopt;
  store::ChannelStores stores(turn.tx, channel.row, 1);
  stores.pin_identity(*identity);
  crypto::Gate gate(turn.signal, stores.stores(), 1);
  const auto plain = gate.decrypt({crypto::CiphertextKind::prekey_message, to_bytes(body)});
  if (!plain) return std::nullopt;
  const auto content = proto::decode_content(plain->expose());
  if (!content) return std::nullopt;
  const auto* answer = std::get_if<proto::AnswerContent>(&content->body);
  if (answer == nullptr || content->seq != 0 || answer->h1 != joining.h1 || answer->descriptors.empty()) {
    return std::nullopt;
  }
  for (const auto& descriptor : answer->descriptors) {
    if (is_own_address(turn, descriptor.address)) return std::nullopt;
  }
  return Accepted{*answer, content->token, *identity};
}

crypto::PublicKey own_identity(Turn& turn, const Channel& channel) {
  store::ChannelStores stores(turn.tx, channel.row, 1);
  const auto own = stores.stores().identity.own_identity();
  return own ? own->public_key : crypto::PublicKey{};
}

void become_ready(Turn& turn, Channel& channel, const Joining& joining, const Accepted& accepted, ByteView body) {
  const auto h2 = crypto::answer_hash(joining.h1, body);
  const auto root = crypto::root_key(joining.root_base, joining.dh, h2);
  const auto own = own_descriptors(turn, channel.row);
  adopt_root(turn, channel, {root.clone(), own_identity(turn, channel), accepted.peer});
  channel.peers = accepted.answer.descriptors;
  WordsInput words{};
  words.root = root.expose();
  words.own_address = own.empty() ? Address{} : own.front().address;
  words.peer_address = channel.peers.front().address;
  words.n_i = accepted.answer.n_i;
  words.n_j = joining.n_j;
  keep_words(turn, channel, words);
  if (const auto name = clean_name(accepted.answer.name); !joining.named && !name.empty()) channel.name = name;
  channel.stage = Stage::ready;
  channel.next_show = 1;
  turn.tx.run("DELETE FROM joining WHERE channel = ?", channel.row);
  delete_rows(turn, channel.row, RowKind::hello);
  write_body(turn, channel, RowKind::confirm, proto::ConfirmContent{accepted.token, joining.n_j});
  introduce_keep(turn, channel);
}

Failure sentence_of(proto::RefuseReason reason) {
  switch (reason) {
    case proto::RefuseReason::used:
      return {Errc::refused, "This invitation was used by somebody else already. Tell the person who sent it."};
    case proto::RefuseReason::version:
      return {Errc::refused, "Your buddy's program is of another version. Update both, and ask for a new invitation."};
    default: return {Errc::refused, "This invitation has expired. Ask for a new one."};
  }
}

}  // namespace

Result<Buddy> join_invitation(Turn& turn, std::string_view link, std::string_view as) {
  auto invitation = proto::decode_invitation(link, link_checksum);
  if (!invitation) return invitation.error();
  if (!valid_utf8(as)) return Error{Errc::malformed, "The name is not valid text."};
  if (const auto before = joined_before(turn, invitation->rendezvous); before) {
    if (before->has_ended()) return Error{Errc::refused, "This invitation was used before. Ask for a new one."};
    return buddy_of(turn, *before);
  }
  if (const auto may = may_join(turn, *invitation); !may) return may.error();
  enter_relay(turn, invitation->relay.authority);
  if (invitation->member) keep_relay(turn, {invitation->relay, invitation->guest, *invitation->member});

  std::string name = clean_name(as);
  const bool named = !name.empty();
  if (!named) name = "Buddy";
  turn.tx.run("INSERT INTO channel(buddy, name, role, stage, rendezvous) VALUES(?, ?, ?, ?, ?)",
              turn.random.id<BuddyId>(), name, crypto::Role::joiner, Stage::waiting, invitation->rendezvous);
  auto channel = load_channel(turn, turn.tx.last_row_id());
  if (!channel) return turn.tx.error();
  channel->peers = {{invitation->relay, invitation->guest, invitation->rendezvous}};
  save_channel(turn, *channel);
  if (const auto written = write_hello(turn, *channel, *invitation, named); !written) return written.error();
  crypto::wipe(invitation->secret);
  refresh_links(turn, channel->owner());
  pump(turn, *channel);
  save_channel(turn, *channel);
  announce(turn, *channel);
  return buddy_of(turn, *channel);
}

void receive_answer(Turn& turn, Channel& channel, ByteView cell) {
  const auto joining = load_joining(turn, channel);
  if (!joining) return;
  const auto opened = crypto::open(joining->answer_key, cell);
  if (!opened) return;
  if (opened->type == crypto::CellType::refused) {
    if (const auto reason = proto::decode_refused(opened->body); reason) {
      give_up_joining(turn, channel, sentence_of(*reason));
    }
    return;
  }
  if (opened->type != crypto::CellType::answer) return;
  std::optional<Accepted> accepted;
  {
    store::Savepoint savepoint(turn.tx);
    accepted = accept_answer(turn, channel, *joining, opened->body);
    if (!accepted) return;
    savepoint.release();
  }
  become_ready(turn, channel, *joining, *accepted, opened->body);
  save_channel(turn, channel);
  refresh_links(turn, channel.owner());
  announce(turn, channel);
}

void give_up_joining(Turn& turn, Channel& channel, Failure failure) {
  turn.outcome.failures.push_back(failure);
  auto gone = buddy_of(turn, channel);
  gone.state = BuddyState::ended;
  gone.notice = failure.sentence.text;
  turn.emit(Event{BuddyEvent{std::move(gone)}});
  delete_channel(turn, channel);
  refresh_links(turn, channel.owner());
}

bool invitation_is_dead(Turn& turn, Owner owner, LinkId id) {
  if (owner.kind != Owner::Kind::channel) return false;
  const Link* link = turn.lives.touch(owner).find(id);
  auto channel = load_channel(turn, owner.row);
  if (link == nullptr || !channel || channel->stage != Stage::waiting || !link->target) return false;
  const bool admission = link->phase != Link::Phase::closed;  // else the transport found another key
  if (admission && link->role == proto::Role::member) return false;
  give_up_joining(
      turn, *channel,
      admission ? Failure{Errc::unreachable, "The relay does not accept this invitation. Ask for a new one."}
                : Failure{Errc::unreachable, "The relay is not the one that the invitation names. Ask for a new one."});
  return true;
}

}  // namespace sotto::messaging
