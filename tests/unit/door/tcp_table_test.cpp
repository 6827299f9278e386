#include <string>

#include <doctest/doctest.h>

#include <sotto/door/tcp_table.hpp>

using namespace sotto;

namespace {

// As the kernel writes it: a listener, both ends of a connection to port 41234 (A112), one that is ending, one from
// another machine's address.
const std::string table =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:A112 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1138 1 0 100 0 0 10 0\n"
    "   1: 0100007F:A112 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 1139 1 0 20 4 30 10 "
    "-1\n"
    "   2: 0100007F:C001 0100007F:A112 01 00000000:00000000 00:00000000 00000000  1001        0 1140 1 0 20 4 30 10 "
    "-1\n"
    "   3: 0100007F:C002 0100007F:A112 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0\n"
    "   4: 0200007F:C003 0100007F:A112 01 00000000:00000000 00:00000000 00000000  1000        0 1141 1 0 20 4 30 10 "
    "-1\n";

}  // namespace

TEST_CASE("account: the other end of a connection belongs to whom the kernel says") {
  CHECK(door::owner(table, 0xc001, 0xa112) == 1001U);
  CHECK(door::owner(table, 0xa112, 0xc001) == 1000U);
}

TEST_CASE("account: whoever is not in the table belongs to nobody") {
  CHECK_FALSE(door::owner(table, 0xc002, 0xa112));  // it has gone
  CHECK_FALSE(door::owner(table, 0xc003, 0xa112));  // not 127.0.0.1
  CHECK_FALSE(door::owner(table, 0xc001, 0xa113));
  CHECK_FALSE(door::owner("", 0xc001, 0xa112));
}

TEST_CASE("account: a line that cannot be read says nothing") {
  CHECK_FALSE(door::owner("   2: 0100007F:C001 0100007F:A112 01", 0xc001, 0xa112));
  CHECK_FALSE(door::owner("   2: 0100007F:C001 0100007F:A112 01 0:0 0:0 0 -1 0 1", 0xc001, 0xa112));
  CHECK_FALSE(door::owner("   2: 0100007F:C001 0100007F:A112 01 0:0 0:0 0 99999999999 0 1", 0xc001, 0xa112));
  CHECK_FALSE(door::owner("\n\n \n::::\n0100007F:\n", 0xc001, 0xa112));
}
