#include "pairing.hpp"

#include <algorithm>

#include <sotto/crypto/words.hpp>

namespace sotto::messaging {

ByteArray<4> link_checksum(ByteView bytes) {
  const auto hash = crypto::plain_hash(bytes);
  ByteArray<4> out;
  std::copy_n(hash.begin(), out.size(), out.begin());
  return out;
}

void adopt_root(Turn& turn, Channel& channel, const PairedKeys& keys) {
  turn.tx.run(
      "UPDATE channel SET cid = ?, own_identity = ?, peer_identity = ?, reset_to_joiner = ?, reset_to_inviter = ? "
      "WHERE row = ?",
      crypto::channel_id(keys.root), keys.own, keys.peer,
      crypto::reset_key(keys.root, crypto::Direction::to_joiner).expose(),
      crypto::reset_key(keys.root, crypto::Direction::to_inviter).expose(), channel.row);
  start_epochs(turn, channel, {keys.root.clone(), 1, 1});
}

void keep_words(Turn& turn, const Channel& channel, const WordsInput& input) {
  const auto root = crypto::Key::from(input.root);
  if (!root) return;
  crypto::PublicKey own{};
  crypto::PublicKey peer{};
  {
    auto row = turn.tx.query("SELECT own_identity, peer_identity FROM channel WHERE row = ?", channel.row);
    if (!row.next()) return;
    own = exactly<32>(row.blob(0)).value_or(own);
    peer = exactly<32>(row.blob(1)).value_or(peer);
  }
  const bool inviter = channel.role == crypto::Role::inviter;
  const auto words = crypto::words_key(*root, inviter ? own : peer, inviter ? peer : own,
                                       inviter ? input.own_address : input.peer_address,
                                       inviter ? input.peer_address : input.own_address, input.n_i, input.n_j);
  turn.tx.run("UPDATE channel SET words = ? WHERE row = ?", words.expose(), channel.row);
}

Result<Words> read_words(Turn& turn, const Channel& channel) {
  auto row = turn.tx.query("SELECT words, cid, own_identity, peer_identity FROM channel WHERE row = ?", channel.row);
  if (!row.next() || row.null(0)) {
    return Error{Errc::refused, "There are no words yet: pairing is not finished."};
  }
  Words out;
  const auto words = crypto::six_words(row.blob(0));
  std::copy(words.begin(), words.end(), out.words.begin());
  const auto cid = row.id<ChannelId>(1);
  const auto own = exactly<32>(row.blob(2)).value_or(crypto::PublicKey{});
  const auto peer = exactly<32>(row.blob(3)).value_or(crypto::PublicKey{});
  const bool inviter = channel.role == crypto::Role::inviter;
  auto digits = crypto::safety_number(turn.signal, cid, inviter ? own : peer, inviter ? peer : own, inviter);
  if (!digits) return digits.error();
  out.safety_number = std::move(*digits);
  return out;
}

}  // namespace sotto::messaging
