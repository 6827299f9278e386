#include <doctest/doctest.h>

#include <sotto/store/channel_stores.hpp>
#include <sotto/store/vault.hpp>

using namespace sotto;
using store::ChannelStores;
using store::Transaction;
using store::Vault;

namespace {

std::unique_ptr<Vault> vault() { return std::move(Vault::in_memory({})).value(); }

crypto::IdentityKeyPair identity(std::uint8_t byte) {
  ByteArray<32> both;
  both.fill(byte);
  return {both, crypto::Secret<32>(both)};
}

template <class Body>
Status in(Vault& store, Body&& body) {
  return store.transact([&](Transaction& tx) -> Status {
    body(tx);
    return ok();
  });
}

}  // namespace

TEST_CASE("channel stores: identity, pin, session and prekeys come back in a later transaction") {
  const auto store = vault();
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    channel.pin_identity(identity(2).public_key);
    channel.create_identity(identity(1));
    CHECK_FALSE(channel.has_session());
    CHECK(channel.stores().session.store_session(Bytes(400, 3)));
    CHECK(channel.stores().session.store_session(Bytes(500, 4)));
    CHECK(channel.stores().prekeys.store_prekey(1, Bytes(5, 5)));
    CHECK(channel.stores().signed_prekeys.store_signed_prekey(1, Bytes(6, 6)));
  }));
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    auto stores = channel.stores();
    const auto own = stores.identity.own_identity();
    CHECK(own.value().public_key == identity(1).public_key);
    CHECK(equal(own.value().private_key.expose(), identity(1).private_key.expose()));
    CHECK(stores.identity.pinned_identity().value() == identity(2).public_key);
    CHECK(channel.has_session());
    CHECK(equal(stores.session.load_session().value()->expose(), Bytes(500, 4)));
    CHECK(equal(stores.prekeys.load_prekey(1).value()->expose(), Bytes(5, 5)));
    CHECK(equal(stores.signed_prekeys.load_signed_prekey(1).value()->expose(), Bytes(6, 6)));
    CHECK(stores.prekeys.remove_prekey(1));
    CHECK_FALSE(stores.prekeys.load_prekey(1).value().has_value());
  }));
}

TEST_CASE("channel stores: channels and generations do not see each other") {
  const auto store = vault();
  CHECK(in(*store, [](Transaction& tx) {
    for (const auto& [row, generation] : {std::pair<std::int64_t, std::uint32_t>{1, 1}, {1, 2}, {2, 1}}) {
      ChannelStores channel(tx, row, generation);
      CHECK_FALSE(channel.has_session());
      CHECK_FALSE(channel.stores().prekeys.load_prekey(9).value().has_value());
      CHECK_FALSE(channel.stores().signed_prekeys.load_signed_prekey(9).value().has_value());
      CHECK(channel.stores().session.store_session(Bytes{1}));
      CHECK(channel.stores().prekeys.store_prekey(9, Bytes{1}));
      CHECK(channel.stores().signed_prekeys.store_signed_prekey(9, Bytes{1}));
    }
    ChannelStores(tx, 1, 1).delete_generation();
    CHECK_FALSE(ChannelStores(tx, 1, 1).has_session());
    CHECK_FALSE(ChannelStores(tx, 1, 1).stores().prekeys.load_prekey(9).value().has_value());
    CHECK_FALSE(ChannelStores(tx, 1, 1).stores().signed_prekeys.load_signed_prekey(9).value().has_value());
    CHECK(ChannelStores(tx, 1, 2).has_session());
    CHECK(ChannelStores(tx, 2, 1).has_session());
  }));
}

TEST_CASE("channel stores: a deleted channel leaves no key") {
  const auto store = vault();
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 3);
    channel.create_identity(identity(1));
    channel.pin_identity(identity(2).public_key);
    CHECK(channel.stores().session.store_session(Bytes{1}));
    CHECK(channel.stores().prekeys.store_prekey(3, Bytes{1}));
    CHECK(channel.stores().signed_prekeys.store_signed_prekey(3, Bytes{1}));
    ChannelStores::delete_channel(tx, 1);
    auto row = tx.query(
        "SELECT (SELECT count(*) FROM signal_identity) + (SELECT count(*) FROM signal_session) + "
        "(SELECT count(*) FROM signal_prekey) + (SELECT count(*) FROM signal_signed_prekey)");
    REQUIRE(row.next());
    CHECK(row.integer(0) == 0);
  }));
}

TEST_CASE("channel stores: a second pin that differs, or a second own identity, poisons the transaction") {
  const auto store = vault();
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    channel.create_identity(identity(1));
    channel.pin_identity(identity(2).public_key);
  }));
  CHECK(in(*store, [](Transaction& tx) { ChannelStores(tx, 1, 2).pin_identity(identity(2).public_key); }));
  const auto repinned =
      in(*store, [](Transaction& tx) { ChannelStores(tx, 1, 1).pin_identity(identity(3).public_key); });
  CHECK(repinned.error().code == Errc::identity_changed);
  const auto remade = in(*store, [](Transaction& tx) { ChannelStores(tx, 1, 1).create_identity(identity(4)); });
  CHECK(remade.error().code == Errc::identity_changed);
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    CHECK(channel.stores().identity.pinned_identity().value() == identity(2).public_key);
    CHECK(channel.stores().identity.own_identity().value().public_key == identity(1).public_key);
  }));
}

TEST_CASE("channel stores: what a savepoint undoes, it undoes in every store") {
  const auto store = vault();
  CHECK(in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    CHECK(channel.stores().prekeys.store_prekey(1, Bytes{1}));
    {
      store::Savepoint decrypting(tx);
      CHECK(channel.stores().session.store_session(Bytes{2}));
      CHECK(channel.stores().prekeys.remove_prekey(1));
    }
    CHECK_FALSE(channel.has_session());
    CHECK(channel.stores().prekeys.load_prekey(1).value().has_value());
  }));
}

TEST_CASE("channel stores: in a poisoned transaction every store answers its error") {
  const auto store = vault();
  const auto done = in(*store, [](Transaction& tx) {
    ChannelStores channel(tx, 1, 1);
    CHECK(channel.stores().identity.own_identity().error().code == Errc::not_found);
    tx.fail({Errc::io, "x"});
    CHECK(channel.stores().identity.own_identity().error().code == Errc::io);
    CHECK(channel.stores().identity.pinned_identity().error().code == Errc::io);
    CHECK(channel.stores().session.load_session().error().code == Errc::io);
    CHECK(channel.stores().session.store_session(Bytes{1}).error().code == Errc::io);
    CHECK(channel.stores().prekeys.load_prekey(1).error().code == Errc::io);
    CHECK(channel.stores().prekeys.remove_prekey(1).error().code == Errc::io);
  });
  CHECK(done.error().code == Errc::io);
}
