// Opening a conversation of a million messages must cost what opening one of ten costs.
#include "history_sql.hpp"

#include <array>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <sotto/messaging/messaging.hpp>

#include "outbox_sql.hpp"

using namespace sotto;
namespace sql = messaging::sql;

namespace {

constexpr std::string_view explain = "EXPLAIN QUERY PLAN ";

template <const auto& Query>
struct Explained {
  static constexpr std::size_t size = explain.size() + sizeof Query;
  static constexpr std::array<char, size> text = [] {
    std::array<char, size> out{};
    for (std::size_t i = 0; i < explain.size(); ++i) out[i] = explain[i];
    for (std::size_t i = 0; i < sizeof Query; ++i) out[explain.size() + i] = Query[i];
    return out;
  }();
};

template <const auto& Query>
void quick(store::Transaction& tx) {
  int steps = 0;
  for (auto row = tx.query(Literal(Explained<Query>::text.data())); row.next(); ++steps) {
    const std::string step = row.text(3);
    const bool scan = step.find("SCAN") != std::string::npos;
    const bool allowed = step.starts_with("SCAN channel") || step.find("VIRTUAL TABLE INDEX") != std::string::npos;
    CHECK_MESSAGE((!scan || allowed), Query, ": ", step);
    CHECK_MESSAGE(step.find("TEMP B-TREE") == std::string::npos, Query, ": ", step);
  }
  CHECK(steps > 0);
}

// By its state and number, its id, its token or its row; by the channel alone would be all that waits.
template <const auto& Query>
void bounded(store::Transaction& tx) {
  for (auto row = tx.query(Literal(Explained<Query>::text.data())); row.next();) {
    const std::string step = row.text(3);
    const auto names = [&](std::string_view what) { return step.find(what) != std::string::npos; };
    CHECK_MESSAGE(!names("SCAN"), Query, ": ", step);
    if (!names("SEARCH outbox")) continue;
    CHECK_MESSAGE((names(" AND seq") || names("state>?") || names("id=?") || names("token=?")), Query, ": ", step);
  }
}

}  // namespace

TEST_CASE("history: no question of a conversation walks through a table or sorts") {
  auto vault = store::Vault::in_memory({store::store_layer(), messaging::layer()});
  REQUIRE(vault);
  REQUIRE((*vault)->transact([](store::Transaction& tx) -> Status {
    quick<sql::newest>(tx);
    quick<sql::before>(tx);
    quick<sql::after>(tx);
    quick<sql::at_or_after>(tx);
    quick<sql::find_mine>(tx);
    quick<sql::find_theirs>(tx);
    quick<sql::find_own>(tx);
    quick<sql::holders>(tx);
    quick<sql::count_unread>(tx);
    quick<sql::first_unread>(tx);
    quick<sql::last_place>(tx);
    quick<sql::search>(tx);
    return ok();
  }));
}

TEST_CASE("outbox: what an event asks of it reads what is sealed, however much waits") {
  auto vault = store::Vault::in_memory({store::store_layer(), messaging::layer()});
  REQUIRE(vault);
  REQUIRE((*vault)->transact([](store::Transaction& tx) -> Status {
    bounded<sql::numbered>(tx);
    bounded<sql::unnumbered>(tx);
    bounded<sql::oldest>(tx);
    bounded<sql::lowest_number>(tx);
    bounded<sql::blocks>(tx);
    bounded<sql::parts>(tx);
    bounded<sql::sealed>(tx);
    bounded<sql::recalled>(tx);
    bounded<sql::not_relayed>(tx);
    return ok();
  }));
}
