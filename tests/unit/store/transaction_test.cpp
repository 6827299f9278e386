#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <sotto/store/vault.hpp>

using namespace sotto;
using store::CommitPoint;
using store::Layer;
using store::Savepoint;
using store::Transaction;
using store::Vault;

namespace {

Layer notes() {
  return {"notes",
          {"CREATE TABLE note(id INTEGER PRIMARY KEY, key BLOB UNIQUE, body TEXT, seen INTEGER) STRICT;"
           "CREATE VIRTUAL TABLE note_words USING fts5(body, content='note', content_rowid='id');"
           "CREATE TRIGGER note_added AFTER INSERT ON note BEGIN"
           "  INSERT INTO note_words(rowid, body) VALUES(new.id, new.body); END;"}};
}

std::unique_ptr<Vault> vault() { return std::move(Vault::in_memory({notes()})).value(); }

Status add(Vault& to, std::string_view body) {
  return to.transact([&](Transaction& tx) -> Status {
    tx.run("INSERT INTO note(body) VALUES(?)", body);
    return ok();
  });
}

std::int64_t count(Vault& in) {
  const auto n = in.transact([](Transaction& tx) -> Result<std::int64_t> {
    auto row = tx.query("SELECT count(*) FROM note");
    row.next();
    return row.integer(0);
  });
  return n ? *n : -1;
}

}  // namespace

TEST_CASE("transaction: every kind of value comes back as it went in") {
  const auto store = vault();
  const auto key = MessageId::from(Bytes(16, 0xab)).value();
  const auto done = store->transact([&](Transaction& tx) -> Status {
    CHECK(tx.run("INSERT INTO note(id, key, body, seen) VALUES(?, ?, ?, ?)", 7, key, std::string("h\xc3\xa9"),
                 Timestamp{123}) == 1);
    CHECK(tx.last_row_id() == 7);
    tx.run("INSERT INTO note(key, body, seen) VALUES(?, ?, ?)", std::optional<MessageId>(), std::string_view(), true);
    tx.run("INSERT INTO note(key, body) VALUES(?, ?)", ByteView(), std::nullopt);
    auto row = tx.query("SELECT key, body, seen FROM note ORDER BY id");
    REQUIRE(row.next());
    CHECK(row.id<MessageId>(0) == key);
    CHECK(row.text(1) == "h\xc3\xa9");
    CHECK(row.integer(2) == 123);
    REQUIRE(row.next());
    CHECK(row.null(0));
    CHECK(row.text(1).empty());
    CHECK_FALSE(row.null(1));
    CHECK(row.flag(2));
    REQUIRE(row.next());
    CHECK_FALSE(row.null(0));
    CHECK(row.blob(0).empty());
    CHECK(row.null(1));
    CHECK_FALSE(row.next());
    CHECK_FALSE(row.next());
    return ok();
  });
  CHECK(done);
}

TEST_CASE("transaction: the values of a query may be gone before its rows are read") {
  const auto store = vault();
  CHECK(add(*store, "a text that is longer than any small string"));
  const auto found = store->transact([&](Transaction& tx) -> Result<bool> {
    auto row =
        tx.query("SELECT 1 FROM note WHERE body = ?", std::string("a text that is longer than any ") + "small string");
    std::string other(43, 'x');
    return row.next();
  });
  CHECK(found.value());
}

TEST_CASE("transaction: the first failing statement sticks, later ones do nothing, and nothing is committed") {
  const auto store = vault();
  CHECK(add(*store, "before"));
  const auto before = store->commits();
  const auto done = store->transact([](Transaction& tx) -> Status {
    tx.run("INSERT INTO note(id, body) VALUES(2, 'two')");
    tx.run("INSERT INTO note(id, body) VALUES(2, 'twice')");
    CHECK(tx.failed());
    CHECK(tx.error().code == Errc::unexpected);
    CHECK(tx.run("INSERT INTO note(body) VALUES('late')") == 0);
    auto row = tx.query("SELECT id FROM note");
    CHECK_FALSE(row.next());
    CHECK(row.integer(0) == 0);
    tx.fail({Errc::io, "a later error"});
    return ok();
  });
  CHECK_FALSE(done);
  CHECK(done.error().code == Errc::unexpected);
  CHECK(count(*store) == 1);
  CHECK(store->commits() == before);
  CHECK(add(*store, "after"));
}

TEST_CASE("transaction: an error or an exception of the body rolls everything back") {
  const auto store = vault();
  const auto refused = store->transact([](Transaction& tx) -> Status {
    tx.run("INSERT INTO note(body) VALUES('x')");
    return Error{Errc::refused, "no"};
  });
  CHECK(refused.error().code == Errc::refused);
  CHECK_THROWS_AS(static_cast<void>(store->transact([](Transaction& tx) -> Status {
                    tx.run("INSERT INTO note(body) VALUES('x')");
                    throw std::runtime_error("x");
                  })),
                  std::runtime_error);
  CHECK(count(*store) == 0);
}

TEST_CASE("transaction: an id of another size poisons the transaction as damage") {
  const auto store = vault();
  const auto done = store->transact([](Transaction& tx) -> Status {
    tx.run("INSERT INTO note(key) VALUES(?)", Bytes(15, 1));
    auto row = tx.query("SELECT key FROM note");
    REQUIRE(row.next());
    CHECK(row.id<MessageId>(0) == MessageId{});
    return ok();
  });
  CHECK(done.error().code == Errc::damaged);
  CHECK(count(*store) == 0);
}

TEST_CASE("transaction: the same query may run inside its own loop") {
  const auto store = vault();
  CHECK(add(*store, "one"));
  CHECK(add(*store, "two"));
  const auto pairs = store->transact([](Transaction& tx) -> Result<int> {
    const auto all = [&] { return tx.query("SELECT body FROM note ORDER BY id"); };
    int n = 0;
    for (auto outer = all(); outer.next();) {
      for (auto inner = all(); inner.next();) ++n;
      CHECK_FALSE(outer.text(0).empty());
    }
    return n;
  });
  CHECK(pairs.value() == 4);
}

TEST_CASE("transaction: one inside another is a bug and says so") {
  const auto store = vault();
  CHECK_THROWS_AS(static_cast<void>(store->transact([&](Transaction&) -> Status { return add(*store, "inner"); })),
                  std::logic_error);
  CHECK(add(*store, "afterwards"));
}

TEST_CASE("savepoint: what was not released is undone, and the transaction goes on") {
  const auto store = vault();
  const auto done = store->transact([](Transaction& tx) -> Status {
    tx.run("INSERT INTO note(body) VALUES('kept')");
    {
      Savepoint outer(tx);
      tx.run("INSERT INTO note(body) VALUES('kept too')");
      {
        Savepoint inner(tx);
        tx.run("INSERT INTO note(body) VALUES('undone')");
      }
      outer.release();
    }
    return ok();
  });
  CHECK(done);
  CHECK(count(*store) == 2);
}

TEST_CASE("commits: only a transaction that changed something counts and reaches the hook") {
  const auto store = vault();
  const auto start = store->commits();
  std::vector<CommitPoint> points;
  store->on_commit = [&](CommitPoint point) { points.push_back(point); };
  CHECK(count(*store) == 0);
  CHECK(store->transact([](Transaction& tx) -> Status {
    CHECK(tx.run("DELETE FROM note WHERE id = 9") == 0);
    return ok();
  }));
  CHECK(store->transact([](Transaction& tx) -> Status {
    Savepoint undone(tx);
    tx.run("INSERT INTO note(body) VALUES('undone')");
    return ok();
  }));
  CHECK(points.empty());
  CHECK(store->commits() == start);
  CHECK(add(*store, "x"));
  CHECK(points == std::vector{CommitPoint::before, CommitPoint::after});
  CHECK(store->commits() == start + 1);
}

TEST_CASE("commits: a crash before the commit leaves nothing, a crash after it leaves everything") {
  const auto store = vault();
  struct Crash {};
  const auto start = store->commits();
  store->on_commit = [](CommitPoint point) {
    if (point == CommitPoint::before) throw Crash{};
  };
  CHECK_THROWS_AS(static_cast<void>(add(*store, "lost")), Crash);
  CHECK(count(*store) == 0);
  CHECK(store->commits() == start);
  store->on_commit = [](CommitPoint point) {
    if (point == CommitPoint::after) throw Crash{};
  };
  CHECK_THROWS_AS(static_cast<void>(add(*store, "kept")), Crash);
  CHECK(count(*store) == 1);
  CHECK(store->commits() == start + 1);
}

TEST_CASE("transaction: the schema is closed, and nothing else can be attached or loaded") {
  const auto store = vault();
  const auto tried = [&](auto&& statement) {
    const auto done = store->transact([&](Transaction& tx) -> Status {
      statement(tx);
      return ok();
    });
    return done ? Errc::interrupted : done.error().code;
  };
  CHECK(tried([](Transaction& tx) { tx.run("ATTACH ':memory:' AS other"); }) == Errc::unexpected);
  CHECK(tried([](Transaction& tx) { tx.run("SELECT load_extension('x')"); }) == Errc::unexpected);
  CHECK(tried([](Transaction& tx) { tx.run("CREATE TABLE more(x)"); }) == Errc::unexpected);
  CHECK(tried([](Transaction& tx) { tx.run("DROP TABLE note"); }) == Errc::unexpected);
  CHECK(tried([](Transaction& tx) { tx.run("PRAGMA synchronous=OFF"); }) == Errc::unexpected);
  CHECK(tried([](Transaction& tx) { tx.run("UPDATE sqlite_schema SET sql = ''"); }) == Errc::unexpected);
  CHECK(add(*store, "still here"));
}

TEST_CASE("search: full text finds a word of a committed row") {
  const auto store = vault();
  CHECK(add(*store, "the quick brown fox"));
  CHECK(add(*store, "a lazy dog"));
  const auto found = store->transact([](Transaction& tx) -> Result<std::int64_t> {
    auto row = tx.query("SELECT rowid FROM note_words WHERE note_words MATCH ?", "\"lazy\"");
    REQUIRE(row.next());
    return row.integer(0);
  });
  CHECK(found.value() == 2);
  CHECK(store->check());
}

TEST_CASE("vault: a migration that does not parse is refused") {
  CHECK(Vault::in_memory({{"broken", {"CREATE TABLE x(y); NONSENSE"}}}).error().code == Errc::unexpected);
}
