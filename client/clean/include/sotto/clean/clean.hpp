// What a file says about its author beside its content: where and with what a photo was taken, who wrote a document,
// when. Removed from the sender's own file, before it leaves, by taking the file's structure apart and leaving pieces
// out; pixels and text are never decoded, and nothing received ever comes here. Thread: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include <sotto/base/bytes.hpp>

namespace sotto::clean {

inline constexpr std::size_t size_max = std::size_t{32} << 20;  // larger ones are not taken apart

enum class Outcome : std::uint8_t {
  cleaned,  // `removed` says what is gone
  nothing,  // of a kind that has no such place, or nothing was there
  unknown,  // of a kind that is not understood well enough: the person decides
};
struct Cleaned {
  Outcome outcome = Outcome::unknown;
  Bytes bytes;                            // what to send; empty when unknown
  std::vector<std::string_view> removed;  // for a person
  std::string_view advice;                // what stays in it, or why it is unknown; one sentence, or empty
};
Cleaned without_traces(ByteView file);  // by its content, not by its name

}  // namespace sotto::clean
