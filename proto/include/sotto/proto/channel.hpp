// Bodies of the cells that are not Signal messages, and what HELLO carries inside: schema/channel.proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sotto/base/ids.hpp>
#include <sotto/base/result.hpp>
#include <sotto/proto/links.hpp>

namespace sotto::proto {

// Where I can be reached: a relay, its guest key, my address there. 1 to limits::relays_max per side, order =
// preference.
struct Descriptor {
  Endpoint relay;
  AdmissionKey guest;
  Address address;
  friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

struct Bundle {  // raw 32-byte keys; the gate checks them
  ByteArray<32> identity{};
  ByteArray<32> signed_prekey{};
  ByteArray<64> signature{};
  ByteArray<32> one_time_prekey{};
};

struct Hello {  // the plaintext inside K_in
  std::uint32_t version = 1;
  Bundle bundle;
  ByteArray<32> commitment{};
  std::vector<Descriptor> descriptors;
  std::string name;  // at most limits::name_max bytes of UTF-8, what the joiner calls itself
};
enum class RefuseReason : std::uint8_t { used = 1, version = 2, expired = 3 };

enum class Verdict : std::uint8_t { kept = 1, superseded = 2, refused = 3 };
struct AckEntry {
  Token token;
  Verdict verdict = Verdict::kept;
};

struct Reset1 {
  ByteArray<16> id{};
  std::uint64_t incarnation = 0;
  ByteArray<8> tie{};
  std::uint32_t generation = 0;  // proposed
  ByteArray<32> ephemeral{};     // e_x
  Bundle bundle;
  std::vector<Descriptor> descriptors;
  std::uint64_t next_expected = 0;
  std::uint64_t lowest_unacknowledged = 0;
};
struct Reset2 {  // followed by a prekey message whose content is {token}
  ByteArray<16> id{};
  std::uint32_t generation = 0;
  ByteArray<32> ephemeral{};  // e_y
  std::uint64_t next_expected = 0;
  std::uint64_t lowest_unacknowledged = 0;
  Bytes prekey_message;
};
struct ResetRefused {
  ByteArray<16> id{};
  std::uint64_t known_incarnation = 0;
};

Bytes encode(const Hello& hello);
Result<Hello> decode_hello(ByteView bytes);
Bytes encode(RefuseReason reason);  // body of REFUSED: version and reason
Result<RefuseReason> decode_refused(ByteView bytes);
Bytes encode(const std::vector<AckEntry>& entries);  // 17 bytes each: token || verdict
Result<std::vector<AckEntry>> decode_acks(ByteView bytes);
Bytes encode(const Reset1& reset);
Result<Reset1> decode_reset1(ByteView bytes);
Bytes encode(const Reset2& reset);
Result<Reset2> decode_reset2(ByteView bytes);
Bytes encode(const ResetRefused& refused);
Result<ResetRefused> decode_reset_refused(ByteView bytes);
Bytes encode(const std::vector<Descriptor>& descriptors);  // kept in the vault
Result<std::vector<Descriptor>> decode_descriptors(ByteView bytes);

}  // namespace sotto::proto
