// Pairing, docs/protocol.md section 4: hello, answer, confirmation. The inviter's half is inviter.cpp, the joiner's
// joiner.cpp; their states are the Stage of the channel and the state of the invitation:
//
//   invitation   open --HELLO--> used --expiry--> used, its keys gone
//                  | cancel: revoked    | expiry: expired
#pragma once

#include <string_view>

#include "channel.hpp"

namespace sotto::messaging {

// ---- inviter ----
struct InviteOrder {
  std::string_view as;
  bool with_member_key;
  Duration life;
};
Result<Invite> create_invitation(Turn& turn, const InviteOrder& order);
std::vector<Invite> list_invitations(Turn& turn);
Status revoke_invitation(Turn& turn, const InviteId& id);
void receive_hello(Turn& turn, std::int64_t invitation, ByteView cell);
void pump_invitation(Turn& turn, std::int64_t invitation);
void expire_invitation(Turn& turn, std::int64_t invitation);  // if it is time
// CONFIRM of a claimed channel. False: it does not fit, the channel has failed.
bool receive_confirm(Turn& turn, Channel& channel, const proto::Content& content);

// ---- joiner ----
Result<Buddy> join_invitation(Turn& turn, std::string_view link, std::string_view as);
void receive_answer(Turn& turn, Channel& channel, ByteView cell);  // ANSWER or REFUSED, or nothing
void give_up_joining(Turn& turn, Channel& channel, Failure failure);
// The relay of a pending invitation is not the one it names, or does not take its key. True: the buddy is gone.
bool invitation_is_dead(Turn& turn, Owner owner, LinkId link);

// ---- both ----
ByteArray<4> link_checksum(ByteView bytes);
struct PairedKeys {
  crypto::Key root;
  crypto::PublicKey own;
  crypto::PublicKey peer;
};
void adopt_root(Turn& turn, Channel& channel, const PairedKeys& keys);  // cid, reset keys, epochs
struct WordsInput {
  ByteView root;
  Address own_address;
  Address peer_address;
  ByteArray<32> n_i;
  ByteArray<32> n_j;
};
void keep_words(Turn& turn, const Channel& channel, const WordsInput& input);
Result<Words> read_words(Turn& turn, const Channel& channel);

}  // namespace sotto::messaging
