// The codec of second opinions. Inside practice*.cpp only.
#pragma once

#include <sotto/proto/practice.hpp>

namespace sotto::proto {

Bytes bytes_of(const OpinionOpen& in);
Bytes bytes_of(const OpinionSeal& in);
Bytes bytes_of(const OpinionReveal& in);
Bytes bytes_of(const OpinionEnd& in);
std::optional<Said> read_opinion_open(ByteView bytes);
std::optional<Said> read_opinion_seal(ByteView bytes);
std::optional<Said> read_opinion_reveal(ByteView bytes);
std::optional<Said> read_opinion_end(ByteView bytes);

}  // namespace sotto::proto
