// The gate's five stores in memory, with snapshot and restore in place of a savepoint, and with faults on request.
#pragma once

#include <map>
#include <stdexcept>

#include <sotto/crypto/gate.hpp>

namespace sotto::test {

class MemoryStores : public crypto::IdentityStore,
                     public crypto::SessionStore,
                     public crypto::PrekeyStore,
                     public crypto::SignedPrekeyStore {
 public:
  struct Rows {
    std::optional<Bytes> session;
    std::map<std::uint32_t, Bytes> prekeys, signed_prekeys;
    friend bool operator==(const Rows&, const Rows&) = default;
  };
  enum class Fault { none, error, exception };

  explicit MemoryStores(const crypto::IdentityKeyPair& own)
      : public_key_(own.public_key), private_key_(own.private_key.clone()) {}

  crypto::Stores stores() { return {*this, *this, *this, *this}; }
  Rows snapshot() const { return rows; }
  void restore(const Rows& before) { rows = before; }

  Rows rows;
  std::optional<crypto::PublicKey> pin;
  Fault on_write = Fault::none;
  Fault on_read = Fault::none;
  int writes = 0;

  Result<crypto::IdentityKeyPair> own_identity() override {
    return crypto::IdentityKeyPair{public_key_, private_key_.clone()};
  }
  Result<std::optional<crypto::PublicKey>> pinned_identity() override { return pin; }
  Result<std::optional<crypto::SecretBytes>> load_session() override {
    if (const auto fine = play(on_read); !fine) return fine.error();
    return rows.session ? std::optional(crypto::SecretBytes(ByteView(*rows.session))) : std::nullopt;
  }
  Status store_session(ByteView record) override {
    if (const auto fine = written(); !fine) return fine.error();
    rows.session = to_bytes(record);
    return ok();
  }
  Result<std::optional<crypto::SecretBytes>> load_prekey(std::uint32_t id) override { return find(rows.prekeys, id); }
  Status store_prekey(std::uint32_t id, ByteView record) override { return put(rows.prekeys, id, record); }
  Status remove_prekey(std::uint32_t id) override {
    if (const auto fine = written(); !fine) return fine.error();
    rows.prekeys.erase(id);
    return ok();
  }
  Result<std::optional<crypto::SecretBytes>> load_signed_prekey(std::uint32_t id) override {
    return find(rows.signed_prekeys, id);
  }
  Status store_signed_prekey(std::uint32_t id, ByteView record) override {
    return put(rows.signed_prekeys, id, record);
  }

 private:
  using Table = std::map<std::uint32_t, Bytes>;
  static Status play(Fault fault) {
    if (fault == Fault::exception) throw std::runtime_error("the store broke");
    if (fault == Fault::error) return Error{Errc::disk_full, "no room"};
    return ok();
  }
  Status written() {
    ++writes;
    return play(on_write);
  }
  Result<std::optional<crypto::SecretBytes>> find(const Table& table, std::uint32_t id) {
    if (const auto fine = play(on_read); !fine) return fine.error();
    const auto row = table.find(id);
    return row != table.end() ? std::optional(crypto::SecretBytes(ByteView(row->second))) : std::nullopt;
  }
  Status put(Table& table, std::uint32_t id, ByteView record) {
    if (const auto fine = written(); !fine) return fine.error();
    table[id] = to_bytes(record);
    return ok();
  }

  crypto::PublicKey public_key_;
  crypto::Secret<32> private_key_;
};

}  // namespace sotto::test
