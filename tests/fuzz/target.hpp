// What every fuzz target shares: one input, and a way to say what must hold for it.
#pragma once

#include <cstdlib>

#include <sotto/base/bytes.hpp>

namespace sotto::fuzz {

inline void must(bool holds) {
  if (!holds) std::abort();
}

// A decoder that accepts bytes accepts nothing else for the same value.
template <class Decode>
void one_encoding(ByteView bytes, const Decode& decode) {
  if (const auto value = decode(bytes)) must(equal(encode(*value), bytes));
}

}  // namespace sotto::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
