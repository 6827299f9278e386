// How hard a passphrase is to guess, by zxcvbn: dictionary words, keyboard walks, dates and repeats are cheap.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sotto::api {

inline constexpr double passphrase_bits_min = 35;  // contract.md: below this `init` refuses, unless told otherwise

// `known`: words an acquaintance would try first (the person's name).
double passphrase_bits(std::string_view passphrase, std::span<const std::string> known = {});

}  // namespace sotto::api
