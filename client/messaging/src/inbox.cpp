#include "inbox.hpp"

#include <sotto/base/limits.hpp>
#include <sotto/base/log.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/store/channel_stores.hpp>

#include "acks.hpp"
#include "attachments.hpp"
#include "channel.hpp"
#include "conversation.hpp"
#include "delivery.hpp"
#include "history.hpp"
#include "links.hpp"
#include "ordering.hpp"
#include "outbox.hpp"
#include "pairing.hpp"
#include "plant.hpp"
#include "reset.hpp"
#include "standing.hpp"
#include "texts.hpp"

namespace sotto::messaging {
namespace {

class Receiver {
 public:
  Receiver(Turn& turn, Channel& channel, ByteView cell)
      : turn_(turn), channel_(channel), nonce_(crypto::nonce_of(cell)) {}

  void take(const OpenedCell& opened) {
    heard_from_peer(turn_, channel_);
    const auto type = opened.cell.type;
    if (opened.reset_key) return receive_reset(turn_, channel_, type, opened.cell.body);
    if (type == crypto::CellType::ack) {
      raise_receive_epoch(turn_, channel_, opened.epoch);
      if (const auto entries = proto::decode_acks(opened.cell.body); entries) acknowledged(turn_, channel_, *entries);
    } else if (type == crypto::CellType::data || type == crypto::CellType::data_pre) {
      raise_receive_epoch(turn_, channel_, opened.epoch);
      if (!channel_.resetting && !repeated()) take_data(opened);  // during an own reset the peer will seal it anew
    }
  }

 private:
  bool repeated() {
    std::optional<proto::AckEntry> entry;
    {
      auto row =
          turn_.tx.query("SELECT token, verdict FROM seen WHERE channel = ? AND nonce = ?", channel_.row, nonce_);
      if (!row.next()) return false;
      entry = proto::AckEntry{row.id<Token>(0), static_cast<proto::Verdict>(row.integer(1))};
      if (row.integer(1) == undecided) return true;
    }
    repeat_ack(turn_, channel_, entry->token, entry->verdict);
    return true;
  }

  void take_data(const OpenedCell& opened) {
    const auto kind = opened.cell.type == crypto::CellType::data ? crypto::CiphertextKind::message
                                                                 : crypto::CiphertextKind::prekey_message;
    store::Savepoint savepoint(turn_.tx);
    store::ChannelStores stores(turn_.tx, channel_.row, channel_.slot);
    crypto::Gate gate(turn_.signal, stores.stores(), channel_.slot);
    const auto plain = gate.decrypt({kind, opened.cell.body});
    if (!plain) {
      undo_ = plain.error().code;
    } else if (!take_plain(plain->expose(), opened.epoch)) {
      undo_ = Errc::malformed;
    } else {
      savepoint.release();
      delete_rows(turn_, channel_.row, RowKind::reset2);  // the first DATA of a generation acknowledges it
      show_in_order(turn_, channel_);
      return;
    }
    decrypted_ = static_cast<bool>(plain);
  }

  // False: what libsignal authenticated is not of our format; the ratchet is put back, and nothing is acknowledged.
  bool take_plain(ByteView plain, std::uint64_t epoch) {
    const auto content = proto::decode_content(plain);
    if (!content) {
      const auto head = proto::head_of_newer(plain);
      if (!head) return false;
      finish(head->token, proto::Verdict::refused, epoch);
      return true;
    }
    finish(content->token, decide(*content), epoch);
    return true;
  }

  // Without a verdict it waits for its turn: the acknowledgement comes when the layer above has decided.
  void finish(const Token& token, std::optional<proto::Verdict> verdict, std::uint64_t epoch) {
    if (channel_.stage == Stage::failed) return;
    if (verdict) queue_ack(turn_, channel_, token, *verdict);
    if (planted(Plant::seen_not_written)) return;
    turn_.tx.run("INSERT OR REPLACE INTO seen VALUES(?, ?, ?, ?, ?)", channel_.row, nonce_, token,
                 verdict ? static_cast<std::int64_t>(*verdict) : undecided, epoch);
  }

  std::optional<proto::Verdict> decide(const proto::Content& content) {
    using V = proto::Verdict;
    if (std::holds_alternative<proto::ConfirmContent>(content.body)) {
      if (channel_.stage == Stage::claimed && content.seq == 0) receive_confirm(turn_, channel_, content);
      return channel_.role == crypto::Role::inviter && content.seq == 0 ? V::kept : V::refused;
    }
    if (content.seq == 0) return V::refused;  // the number of the handshake
    if (std::holds_alternative<proto::AnswerContent>(content.body) ||
        std::holds_alternative<proto::ResetContent>(content.body)) {
      return V::refused;
    }
    const bool silent =
        std::holds_alternative<proto::Tombstone>(content.body) || std::holds_alternative<proto::Move>(content.body) ||
        std::holds_alternative<proto::Keepalive>(content.body) || std::holds_alternative<proto::End>(content.body);
    if (!silent && channel_.has_ended()) return V::refused;
    if (!plausible(content)) return V::refused;
    const auto kept = keep_part(turn_, channel_, content);
    if (!kept.fresh) return kept.verdict;
    if (!silent && !std::holds_alternative<proto::Read>(content.body)) touch_traffic(turn_, channel_);
    if (const auto* move = std::get_if<proto::Move>(&content.body)) follow(*move);
    return kept.verdict;
  }

  // An id of mine under a text of theirs would make it doubtful which of the two an answer means.
  bool plausible(const proto::Content& content) {
    if (const auto* reaction = std::get_if<proto::Reaction>(&content.body))
      return reaction->emoji.empty() || is_reaction(reaction->emoji);
    const bool text = std::holds_alternative<proto::Text>(content.body) ||
                      std::holds_alternative<proto::Reply>(content.body) ||
                      std::holds_alternative<proto::Attachment>(content.body);
    if (!text) return true;
    const auto own = find_own(turn_, content.id);
    return !own || own->buddy != channel_.buddy;
  }

  void follow(const proto::Move& move) {
    if (move.number <= channel_.peer_list || move.descriptors.empty()) return;
    for (const auto& descriptor : move.descriptors) {
      if (is_own_address(turn_, descriptor.address)) return;
    }
    channel_.peer_list = move.number;
    channel_.peers = move.descriptors;
    for (auto& [row, flight] : turn_.lives.touch(channel_.owner()).flights) flight = {};
    save_channel(turn_, channel_);  // what the links are made from
    refresh_links(turn_, channel_.owner());
  }

 public:
  // After the savepoint: what failed is counted, not stored.
  void settle() {
    if (!undo_ || decrypted_ || turn_.tx.failed()) return;
    log::event("cell_not_decrypted", {{"code", static_cast<std::int64_t>(*undo_)}});
    if (*undo_ == Errc::duplicate) return say("Another copy of your buddy's profile seems to be in use. Ask them.");
    if (*undo_ == Errc::untrusted) {
      channel_.changed = true;
      channel_.verified = false;
      return say("Your buddy's key has changed, which is never accepted here. Ask them, and pair again.");
    }
    turn_.tx.run("INSERT OR IGNORE INTO undecryptable VALUES(?, ?)", channel_.row, nonce_);
    auto row = turn_.tx.query("SELECT count(*) FROM undecryptable WHERE channel = ?", channel_.row);
    if (row.next() && row.integer(0) >= limits::fail_reset) start_reset(turn_, channel_);
  }

 private:
  void say(std::string_view sentence) {
    if (channel_.notice != sentence) add_notice(turn_, channel_, sentence);
  }

  Turn& turn_;
  Channel& channel_;
  crypto::Nonce nonce_;
  std::optional<Errc> undo_;
  bool decrypted_ = false;
};

}  // namespace

void receive_cell(Turn& turn, std::int64_t row, ByteView cell) {
  auto channel = load_channel(turn, row);
  if (!channel || channel->stage == Stage::failed) return;
  if (cell.size() == limits::block && channel->paired()) {
    receive_block(turn, *channel, cell);
    return save_channel(turn, *channel);
  }
  if (cell.size() != limits::cell) return;
  if (channel->stage == Stage::waiting) return receive_answer(turn, *channel, cell);
  const auto opened = open_cell(turn, *channel, cell);
  if (!opened) return;
  Receiver receiver(turn, *channel, cell);
  receiver.take(*opened);
  receiver.settle();
  save_channel(turn, *channel);
}

}  // namespace sotto::messaging
