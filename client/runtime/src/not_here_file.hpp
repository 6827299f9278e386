// One file of the not-here list, read and written whole. Numbers are big-endian:
//   "sotto not-here 1\n" || public key(32) || u16 grants || u32 entries
//   || grants: profile(16) || its public key(32) || ephemeral key(32) || sealed list key(48)
//   || entries: hash(16) || kind(1), in rising order
#pragma once

#include <vector>

#include <sotto/base/bytes.hpp>
#include <sotto/base/ids.hpp>
#include <sotto/runtime/witness.hpp>

namespace sotto::runtime {

struct NotHereFile {
  struct Grant {  // the list key, for one other profile
    ProfileId to;
    ByteArray<32> public_key{}, ephemeral{};
    ByteArray<48> sealed{};
  };
  struct Mark {  // of one name
    ByteArray<16> hash{};
    std::uint8_t kind = 0;
    auto operator<=>(const Mark&) const = default;
  };
  static constexpr std::size_t grants_max = 64;
  static constexpr std::size_t marks_max = 65'536;

  ByteArray<32> public_key{};
  std::vector<Grant> grants;
  std::vector<Mark> marks;  // sorted, each once
};

Bytes encode(const NotHereFile& file);
std::optional<NotHereFile> decode_not_here(ByteView bytes);  // nullopt: anything but one exact encoding

}  // namespace sotto::runtime
