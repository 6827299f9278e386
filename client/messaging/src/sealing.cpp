// written -> sealed: the number, the encryption and the final bytes, in one transaction (docs/protocol.md section 5).
#include <sotto/base/limits.hpp>
#include <sotto/store/channel_stores.hpp>

#include "delivery.hpp"
#include "outbox.hpp"
#include "outbox_sql.hpp"
#include "plant.hpp"
#include "reset.hpp"

namespace sotto::messaging {
namespace {

struct Group {                       // the rows of one id that are to be sealed together
  std::optional<std::uint64_t> seq;  // of a recall or after a reset: the number it had
  struct Part {
    std::int64_t row;
    proto::Content content;
  };
  std::vector<Part> parts;
};

std::optional<Group> next_group(Turn& turn, const Channel& channel) {
  Group out;
  std::optional<MessageId> id;
  if (auto row = turn.tx.query(sql::numbered, channel.row); row.next()) {
    id = row.id<MessageId>(0);
    out.seq = static_cast<std::uint64_t>(row.integer(1));
  }
  if (auto row = turn.tx.query(sql::unnumbered, channel.row); !id && row.next()) id = row.id<MessageId>(0);
  if (!id) return std::nullopt;
  auto row = turn.tx.query(sql::parts, channel.row, *id);
  while (row.next()) {
    auto content = proto::decode_content(row.blob(1));
    if (!content) {
      turn.tx.fail({Errc::damaged, "A message in the outbox cannot be read."});
      return std::nullopt;
    }
    out.parts.push_back({row.integer(0), std::move(*content)});
  }
  return out;
}

struct Unacknowledged {
  std::uint64_t rows = 0;
  std::optional<std::uint64_t> ordinal;  // of the oldest sending chain
  std::int64_t oldest = 0;               // its row
};
Unacknowledged unacknowledged(Turn& turn, const Channel& channel) {
  Unacknowledged out;
  auto row =
      turn.tx.query("SELECT count(*), min(ordinal), row FROM outbox WHERE channel = ? AND state > 0 AND kind <> ?",
                    channel.row, RowKind::block);
  if (!row.next()) return out;
  out.rows = static_cast<std::uint64_t>(row.integer(0));
  if (!row.null(1)) out.ordinal = static_cast<std::uint64_t>(row.integer(1));
  out.oldest = row.integer(2);  // SQLite: bare columns come from the row of min()
  return out;
}

class Sealer {
 public:
  Sealer(Turn& turn, Channel& channel)
      : turn_(turn),
        channel_(channel),
        stores_(turn.tx, channel.row, channel.slot),
        gate_(turn.signal, stores_.stores(), channel.slot) {}

  bool allowed(const Group& group) {
    const auto waiting = unacknowledged(turn_, channel_);
    if (waiting.rows + group.parts.size() > limits::send_window) return false;
    if (!group.seq && channel_.next_seq >= lowest_unacknowledged(turn_, channel_) + seq_span) return false;
    const auto key = gate_.sending_ratchet_key();
    if (!key) {  // the session is lost: the texts wait, a new one is made
      start_reset(turn_, channel_);
      return false;
    }
    note_chain(*key);
    if (planted(Plant::chain_span_off) || !waiting.ordinal) return true;
    if (channel_.ordinal <= *waiting.ordinal + limits::chain_span) return true;
    send_again(turn_, channel_, waiting.oldest);
    return false;
  }

  bool seal(Group& group) {
    move_send_epoch(turn_, channel_);
    const std::uint64_t seq = group.seq ? *group.seq : channel_.next_seq++;
    for (auto& part : group.parts) {
      part.content.seq = seq;
      if (!seal(part)) return false;
    }
    return true;
  }

 private:
  bool seal(const Group::Part& part) {
    const auto sealed = gate_.encrypt(proto::encode(part.content));
    if (!sealed) return false;
    if (const auto key = gate_.sending_ratchet_key(); key) note_chain(*key);
    const auto type =
        sealed->kind == crypto::CiphertextKind::message ? crypto::CellType::data : crypto::CellType::data_pre;
    const auto cell = crypto::seal(crypto::cell_key(channel_.send_chain), type, sealed->bytes, turn_.random);
    if (!cell) return false;
    turn_.tx.run("UPDATE outbox SET state = 1, seq = ?, epoch = ?, ordinal = ?, cell = ? WHERE row = ?",
                 part.content.seq, channel_.send_epoch, channel_.ordinal, *cell, part.row);
    turn_.lives.touch(channel_.owner()).flights.erase(part.row);  // new bytes have not been anywhere
    return true;
  }

  void note_chain(const crypto::RatchetKey& key) {
    if (key == channel_.ratchet_key) return;
    channel_.ratchet_key = key;
    ++channel_.ordinal;
  }

  Turn& turn_;
  Channel& channel_;
  store::ChannelStores stores_;
  crypto::Gate gate_;
};

}  // namespace

void seal_waiting(Turn& turn, Channel& channel) {
  if (!channel.may_seal()) return;
  std::optional<Sealer> sealer;
  while (auto group = next_group(turn, channel)) {
    if (!sealer) sealer.emplace(turn, channel);
    if (!sealer->allowed(*group)) return;
    if (!sealer->seal(*group)) {
      // The plaintext was accepted when it was written and the session is ours: only a broken vault ends here.
      turn.tx.fail({Errc::damaged, "A message could not be encrypted: the vault does not fit together."});
      return;
    }
  }
}

}  // namespace sotto::messaging
