// The tap on one party's vault and wire. After each commit it reads what the vault holds, and it judges every cell that
// leaves. Rows are final bytes, so they must have been committed earlier; acknowledgements are sealed afresh each time,
// so they are opened with the sender's own key and every token in them must be one that a commit has kept.
//   I4  no byte leaves that was not committed, or that does not follow from what was
//   I3  one ciphertext for each (channel, ratchet key, counter); one cell for each nonce
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <sotto/crypto/envelope.hpp>
#include <sotto/messaging/types.hpp>
#include <sotto/store/vault.hpp>

namespace sotto::sim {

class Tap {
 public:
  explicit Tap(store::Vault& vault) : vault_(&vault) {}
  void moved(store::Vault& vault);          // another copy of the vault is in use; what left before is not forgotten
  void committed();                         // throws Break
  void judge(ByteView cell);                // a cell on its way out; throws Break
  bool holds_text(const MessageId& id);     // as received, whole, in the vault; shown or waiting for its turn
  std::vector<messaging::Message> texts();  // id, way and state of all that the vault shows
  std::uint64_t waiting_texts();            // whole, and behind a hole in the order
  // Tombstones that left the outbox since the last call; each must have reached the other vault.
  std::vector<Token> ended_tombstones();
  bool knows(const Token& token);
  std::string holes();    // numbers that the receiver misses
  std::string waiting();  // rows of the outbox, for a person who looks for the cause

 private:
  using Hash = ByteArray<32>;
  struct Row {  // what changes when a row is sealed anew, by a recall or a reset
    std::int64_t seq, epoch, generation;
    Token token;
    auto operator<=>(const Row&) const = default;
  };
  struct Keys {  // the sending keys that a cell may be sealed under at the moment: the newest first
    Bytes chain;
    std::vector<crypto::Key> cell;
  };
  void read_keys(store::Transaction& tx);
  void read_rows(store::Transaction& tx);
  void keep(ByteView cell);
  void check_counter(std::int64_t channel, const crypto::Opened& opened, const Hash& hash);
  bool fresh_acknowledgement(ByteView cell);
  bool all_kept(ByteView entries);

  store::Vault* vault_;
  std::map<std::int64_t, Row> rows_;
  std::map<std::int64_t, Token> tombstones_;  // by outbox row
  std::map<std::int64_t, Keys> keys_;         // by channel row
  std::vector<crypto::Key> reset_keys_;
  std::set<Bytes> reset_known_;
  std::set<Hash> cells_;
  std::map<crypto::Nonce, Hash> nonces_;
  std::map<Bytes, Hash> counters_;
};

// Ratchet key and counter of a Signal message, as bytes; inside a prekey message, of the message it carries.
std::optional<Bytes> chain_position(ByteView signal_message, bool prekey);

}  // namespace sotto::sim
