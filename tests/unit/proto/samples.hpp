// Random values of every wire type, and the sweeps that every decoder must stand.
#pragma once

#include <doctest/doctest.h>

#include <sotto/base/limits.hpp>
#include <sotto/proto/channel.hpp>
#include <sotto/proto/content.hpp>
#include <sotto/proto/relay.hpp>

#include "seeded_random.hpp"

namespace sotto::proto::test {

using sotto::test::SeededRandom;

inline std::uint64_t any_number(SeededRandom& random) { return random.next() >> random.below(64); }  // every length
inline std::string any_text(SeededRandom& random, std::size_t least, std::size_t most) {
  static const std::string_view letters[] = {"a", "Z", " ", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\n"};
  const std::size_t size = least + random.below(most - least + 1);
  std::string out;
  for (;;) {
    const auto letter = letters[random.below(std::size(letters))];
    if (out.size() + letter.size() > size) break;
    out += letter;
  }
  out.append(size - out.size(), 'x');
  return out;
}

inline Endpoint any_endpoint(SeededRandom& random) {
  static const char* names[] = {"relay.example.org:443", "127.0.0.1:8443", "[2001:db8::1]:9", "localhost:65535"};
  Endpoint out{names[random.below(std::size(names))], std::nullopt, false};
  const auto way = random.below(3);
  if (way == 0) out.pin = random.id<Pin>();
  out.plain = way == 1;
  return out;
}
inline std::vector<Descriptor> any_descriptors(SeededRandom& random) {
  std::vector<Descriptor> out(1 + random.below(limits::relays_max));
  for (auto& one : out) one = {any_endpoint(random), random.id<AdmissionKey>(), random.id<Address>()};
  return out;
}
inline Bundle any_bundle(SeededRandom& random) {
  return {random.array<32>(), random.array<32>(), random.array<64>(), random.array<32>()};
}
inline Hello any_hello(SeededRandom& random) {
  return {1, any_bundle(random), random.array<32>(), any_descriptors(random), any_text(random, 0, limits::name_max)};
}

inline constexpr int frame_kinds = 13;
inline Frame any_frame(SeededRandom& random, int kind, ByteView cell) {
  const auto small = [&] { return static_cast<std::uint32_t>(any_number(random)); };
  switch (kind) {
    case 0: return Welcome{1, 1 + static_cast<std::uint32_t>(random.below(9)), random.array<32>()};
    case 1:
      return Admit{1, random.below(2) == 0 ? Role::guest : Role::member, any_endpoint(random).authority,
                   random.array<32>(), random.array<32>()};
    case 2: return Admitted{random.below(2) == 0 ? std::nullopt : std::optional(random.id<SpoolId>())};
    case 3:
      return Refused{static_cast<Refusal>(1 + random.below(7)),
                     random.below(2) == 0 ? std::nullopt : std::optional(random.id<Address>())};
    case 4: return Listen{random.id<Address>(), random.array<64>()};
    case 5: return Listening{random.id<Address>(), small()};
    case 6: return Drained{random.id<Address>()};
    case 7: return Displaced{random.id<Address>()};
    case 8: return Forward{small(), random.id<Address>(), cell};
    case 9: {
      Answer out{small() >> 1, 1 + (small() >> 1), static_cast<Outcome>(1 + random.below(4)), Refusal::rate};
      if (out.outcome == Outcome::refused) out.reason = static_cast<Refusal>(1 + random.below(7));
      return out;
    }
    case 10: return Deliver{any_number(random), random.id<Address>(), cell};
    case 11: return Ack{random.id<Address>(), 1 + (any_number(random) >> 1)};
    default: return SpoolChanged{random.id<SpoolId>()};
  }
}

// Whatever a decoder accepts must be the one encoding of what it answers: for every truncation and every flipped bit.
template <class Decode>
void sweep(const Bytes& good, const Decode& decode) {
  for (std::size_t size = 0; size < good.size(); ++size) {
    const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    if (const auto value = decode(cut); value && encode(*value) != cut) FAIL("accepted a cut at " << size);
  }
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    if (const auto value = decode(bad); value && encode(*value) != bad) FAIL("accepted flipped bit " << bit);
  }
}

// One more field, whether known or not, is never accepted.
template <class Decode>
void refuses_more_fields(const Bytes& good, const Decode& decode) {
  for (const auto& extra :
       {Bytes{0x78, 0x01}, Bytes{0x7a, 0x00}, Bytes{0x08, 0x01}, Bytes{0x0a, 0x00}, Bytes{0x00}, Bytes{0x0b, 0x0c}}) {
    Bytes more = good;
    append(more, extra);
    CHECK_FALSE(decode(more));
  }
}

}  // namespace sotto::proto::test
