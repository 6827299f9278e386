// The twelve 32-byte strings that reach a point of small order on Curve25519 or its twist in one implementation or
// another (D. J. Bernstein, "Validate"): 0, 1, the two points of order 8, p - 1, and the forms of these above p.
#pragma once

#include <array>

#include <sotto/base/bytes.hpp>

namespace sotto::test {

inline constexpr std::array<std::string_view, 12> small_order_points = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "cdeb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
    "4c9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
    "d9ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "daffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "dbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};
inline constexpr std::size_t seen_by_rfc7748 = 7;  // the first seven; the rest change when the top bit is masked

inline ByteArray<32> small_order_point(std::size_t i) { return *exactly<32>(*from_hex(small_order_points.at(i))); }

}  // namespace sotto::test
