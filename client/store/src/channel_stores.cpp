#include <sotto/store/channel_stores.hpp>

#include "errors.hpp"

namespace sotto::store {
namespace {

constexpr Error other_identity{Errc::identity_changed, "A channel keeps the identity it was paired with."};
constexpr Error no_identity{Errc::not_found, "This channel has no identity of its own."};

}  // namespace

struct ChannelStores::State final : crypto::IdentityStore,
                                    crypto::SessionStore,
                                    crypto::PrekeyStore,
                                    crypto::SignedPrekeyStore {
  State(Transaction& open, std::int64_t row, std::uint32_t g) : transaction(open), channel(row), generation(g) {}

  Status status() const {
    if (transaction.failed()) return transaction.error();
    return ok();
  }

  Result<std::optional<crypto::SecretBytes>> first_record(Row row) const {
    std::optional<crypto::SecretBytes> record;
    if (row.next()) record.emplace(row.blob(0));
    if (transaction.failed()) return transaction.error();
    return record;
  }

  Result<crypto::IdentityKeyPair> own_identity() override {
    auto row = transaction.query("SELECT own_public, own_private FROM signal_identity WHERE channel = ?", channel);
    if (!row.next() || row.null(0)) return transaction.failed() ? transaction.error() : no_identity;
    const auto own_public = exactly<32>(row.blob(0));
    auto own_private = crypto::Secret<32>::from(row.blob(1));
    if (!own_public || !own_private) return damaged;
    return crypto::IdentityKeyPair{*own_public, std::move(*own_private)};
  }

  Result<std::optional<crypto::PublicKey>> pinned_identity() override {
    std::optional<crypto::PublicKey> pin;
    auto row = transaction.query("SELECT pinned FROM signal_identity WHERE channel = ?", channel);
    if (row.next() && !row.null(0)) {
      pin = exactly<32>(row.blob(0));
      if (!pin) return damaged;
    }
    if (transaction.failed()) return transaction.error();
    return pin;
  }

  Result<std::optional<crypto::SecretBytes>> load_session() override {
    return first_record(transaction.query("SELECT record FROM signal_session WHERE channel = ? AND generation = ?",
                                          channel, generation));
  }
  Status store_session(ByteView record) override {
    transaction.run("INSERT OR REPLACE INTO signal_session VALUES(?, ?, ?)", channel, generation, record);
    return status();
  }

  Result<std::optional<crypto::SecretBytes>> load_prekey(std::uint32_t id) override {
    return first_record(transaction.query(
        "SELECT record FROM signal_prekey WHERE channel = ? AND generation = ? AND id = ?", channel, generation, id));
  }
  Status store_prekey(std::uint32_t id, ByteView record) override {
    transaction.run("INSERT OR REPLACE INTO signal_prekey VALUES(?, ?, ?, ?)", channel, generation, id, record);
    return status();
  }
  Status remove_prekey(std::uint32_t id) override {
    transaction.run("DELETE FROM signal_prekey WHERE channel = ? AND generation = ? AND id = ?", channel, generation,
                    id);
    return status();
  }

  Result<std::optional<crypto::SecretBytes>> load_signed_prekey(std::uint32_t id) override {
    return first_record(
        transaction.query("SELECT record FROM signal_signed_prekey WHERE channel = ? AND generation = ? AND id = ?",
                          channel, generation, id));
  }
  Status store_signed_prekey(std::uint32_t id, ByteView record) override {
    transaction.run("INSERT OR REPLACE INTO signal_signed_prekey VALUES(?, ?, ?, ?)", channel, generation, id, record);
    return status();
  }

  Transaction& transaction;
  std::int64_t channel;
  std::uint32_t generation;
};

ChannelStores::ChannelStores(Transaction& transaction, std::int64_t channel, std::uint32_t generation)
    : state_(std::make_unique<State>(transaction, channel, generation)) {}

ChannelStores::~ChannelStores() = default;

crypto::Stores ChannelStores::stores() { return {*state_, *state_, *state_, *state_}; }

void ChannelStores::create_identity(const crypto::IdentityKeyPair& own) {
  const auto made = state_->transaction.run(
      "INSERT INTO signal_identity(channel, own_public, own_private) VALUES(?, ?, ?) "
      "ON CONFLICT(channel) DO UPDATE SET own_public = excluded.own_public, own_private = excluded.own_private "
      "WHERE own_public IS NULL",
      state_->channel, own.public_key, own.private_key.expose());
  if (made != 1) state_->transaction.fail(other_identity);
}

void ChannelStores::pin_identity(const crypto::PublicKey& peer) {
  const auto pin = state_->pinned_identity();
  if (!pin) return state_->transaction.fail(pin.error());
  if (*pin) {
    if (**pin != peer) state_->transaction.fail(other_identity);
    return;
  }
  state_->transaction.run(
      "INSERT INTO signal_identity(channel, pinned) VALUES(?, ?) "
      "ON CONFLICT(channel) DO UPDATE SET pinned = excluded.pinned",
      state_->channel, peer);
}

bool ChannelStores::has_session() {
  return state_->transaction
      .query("SELECT 1 FROM signal_session WHERE channel = ? AND generation = ?", state_->channel, state_->generation)
      .next();
}

void ChannelStores::delete_generation() {
  auto& [transaction, channel, generation] = *state_;
  transaction.run("DELETE FROM signal_session WHERE channel = ? AND generation = ?", channel, generation);
  transaction.run("DELETE FROM signal_prekey WHERE channel = ? AND generation = ?", channel, generation);
  transaction.run("DELETE FROM signal_signed_prekey WHERE channel = ? AND generation = ?", channel, generation);
}

void ChannelStores::delete_channel(Transaction& transaction, std::int64_t channel) {
  transaction.run("DELETE FROM signal_session WHERE channel = ?", channel);
  transaction.run("DELETE FROM signal_prekey WHERE channel = ?", channel);
  transaction.run("DELETE FROM signal_signed_prekey WHERE channel = ?", channel);
  transaction.run("DELETE FROM signal_identity WHERE channel = ?", channel);
}

}  // namespace sotto::store
