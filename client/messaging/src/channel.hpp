// One row of `channel`: the keys, numbers and standing of one buddy. Loaded at the start of an event, saved at its end
// by whoever loaded it; everything between works on the one object.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sotto/crypto/envelope.hpp>
#include <sotto/crypto/keys.hpp>
#include <sotto/proto/channel.hpp>

#include "turn.hpp"

namespace sotto::messaging {

//            join                       ANSWER
//   joiner   ----> waiting ----------------------------> ready
//                     | REFUSED, expiry: the row is deleted
//            HELLO                      CONFIRM
//   inviter  ----> claimed ----------------------------> ready
//                     | CONFIRM that does not fit: failed
enum class Stage : std::uint8_t { waiting = 1, claimed = 2, ready = 3, failed = 4 };
enum class Over : std::uint8_t { no = 0, ended = 1, blocked = 2, mismatch = 3 };

// How far a number may be ahead of the oldest that is not through: the sender seals nothing beyond it, the receiver
// stores nothing beyond it. It bounds what one hostile number can make a receiver keep.
inline constexpr std::uint64_t seq_span = 1024;

struct ChannelFields {  // what an event may change, without the keys
  std::string name;
  Stage stage = Stage::waiting;
  Over over = Over::no;
  Timestamp over_at{};
  bool verified = false;
  bool changed = false;  // a message under another identity key came
  std::string notice;
  std::uint32_t generation = 1;
  std::uint32_t slot = 1;        // the gate's generation: the number that the prekeys of this session carry
  std::uint64_t send_epoch = 0;  // c
  Timestamp epoch_since{};
  bool epoch_acked = false;      // a row sealed under send_epoch was acknowledged
  std::uint64_t recv_epoch = 0;  // m
  std::uint64_t next_seq = 1;
  std::uint64_t next_show = 0;
  crypto::PublicKey ratchet_key{};
  std::uint64_t ordinal = 0;  // of the own sending chain
  std::vector<proto::Descriptor> peers;
  std::uint64_t peer_list = 0;
  std::uint64_t own_list = 0;
  std::uint64_t peer_incarnation = 0;
  ByteArray<8> peer_tie{};
  bool paused = false;   // the peer refused a reset: an older copy may be this one
  bool traffic = false;  // since the last keepalive
  Timestamp keepalive_since{};
  bool operator==(const ChannelFields&) const = default;
};

struct Channel : ChannelFields {
  std::int64_t row = 0;
  BuddyId buddy;
  crypto::Role role = crypto::Role::inviter;
  bool resetting = false;  // an own RESET1 waits for its answer: there is a row in `reset`
  crypto::Key send_chain;  // CK[g, c, d]; it changes only together with the numbers above
  crypto::Key recv_chain;  // CK[g, max(m - 1, 0), d]
  ChannelFields saved;     // as the row has them: an event that changes nothing writes nothing

  Owner owner() const { return channel_owner(row); }
  bool paired() const { return stage == Stage::claimed || stage == Stage::ready; }
  bool may_seal() const { return paired() && over != Over::mismatch && !paused && !resetting; }
  bool has_ended() const { return over == Over::ended || over == Over::blocked || stage == Stage::failed; }
};

std::optional<Channel> load_channel(Turn& turn, std::int64_t row);
std::optional<Channel> find_channel(Turn& turn, const BuddyId& buddy);
// What an event may change. Names, standing and notices are announced with a BuddyEvent by `announce`.
void save_channel(Turn& turn, Channel& channel);
std::vector<std::int64_t> all_channels(Turn& turn);  // their rows, oldest first
void announce(Turn& turn, const Channel& channel);
Buddy buddy_of(Turn& turn, const Channel& channel);
void delete_channel(Turn& turn, Channel& channel);       // the buddy never was
void forget_channel_keys(Turn& turn, Channel& channel);  // LINGER is over, or the pairing failed

// ---- keys ----
struct NewKeys {  // of a new root: pairing or reset
  crypto::Key root;
  std::uint32_t generation;
  std::uint32_t slot;
};
void start_epochs(Turn& turn, Channel& channel, const NewKeys& keys);
std::optional<crypto::Key> column_key(Turn& turn, std::int64_t channel, Literal sql);
crypto::Key reset_cell_key(Turn& turn, const Channel& channel, crypto::Direction direction);
void move_send_epoch(Turn& turn, Channel& channel);  // if the rules of section 6 allow it now
struct OpenedCell {
  crypto::Opened cell;
  bool reset_key = false;
  std::uint64_t epoch = 0;
};
// Tries K[m-1], K[m], K[m+1] and the reset key; writes nothing.
std::optional<OpenedCell> open_cell(Turn& turn, const Channel& channel, ByteView cell);
void raise_receive_epoch(Turn& turn, Channel& channel, std::uint64_t opened);

// ---- own addresses and relays ----
std::vector<Relay> own_relays(Turn& turn);
std::vector<proto::Descriptor> make_addresses(Turn& turn, std::int64_t channel);  // one at each of my relays in use
std::vector<proto::Descriptor> own_descriptors(Turn& turn, std::int64_t channel);
bool is_own_address(Turn& turn, const Address& address);

// ---- settings ----
std::string own_name(Turn& turn);
struct Incarnation {
  std::uint64_t number = 0;
  ByteArray<8> tie{};
  friend auto operator<=>(const Incarnation&, const Incarnation&) = default;
};
Incarnation own_incarnation(Turn& turn);
void set_incarnation(Turn& turn, const Incarnation& incarnation);

}  // namespace sotto::messaging
