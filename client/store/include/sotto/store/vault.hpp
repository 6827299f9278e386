// The vault: one SQLCipher file, one connection, one transaction per event (design: WAL, EXCLUSIVE, synchronous FULL,
// temp_store MEMORY, secure_delete, all asserted at open; ATTACH forbidden; cipher logging off).
//
// Errors of create and open: damaged (a page fails its HMAC, the file is not ours, or the key is another one: the key
// file tells wrong_passphrase first), newer_version (a layer newer than this program; nothing is written), in_use,
// not_found (open), refused (create over a vault), disk_full, io. A commit whose outcome is unknown ends the process
// with one sentence: `fatal`. Thread: one thread owns a Vault and everything made from it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sotto/base/result.hpp>
#include <sotto/crypto/secret.hpp>
#include <sotto/store/transaction.hpp>

namespace sotto::store {

// A layer's part of the schema. migrations[i] is an SQL script that takes it from version i to i + 1; the layer's
// version is the number of scripts that ran. Layers migrate in the order given, all in one transaction.
struct Layer {
  Literal name;
  std::vector<std::string_view> migrations;
};
Layer store_layer();  // the tables behind ChannelStores; every vault has it, first

enum class CommitPoint { before, after };

class Vault {
 public:
  static Result<std::unique_ptr<Vault>> create(const std::filesystem::path& file, const crypto::GuardedKey& key,
                                               std::vector<Layer> layers);
  static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& file, const crypto::GuardedKey& key,
                                             std::vector<Layer> layers);
  // For tests and simulation: the same code and the same cipher build, but SQLite never writes a page of it anywhere.
  static Result<std::unique_ptr<Vault>> in_memory(std::vector<Layer> layers);
  virtual ~Vault() = default;

  // Runs `body(Transaction&)` between BEGIN IMMEDIATE and COMMIT. Rolls back when the body returns an error, throws, or
  // when any statement failed: the transaction's first error sticks and is what this returns.
  template <class Body>
  auto transact(Body&& body) -> std::invoke_result_t<Body, Transaction&>;

  virtual Status check() = 0;  // integrity_check and cipher_integrity_check
  // After something was deleted for good: no older page of it stays in the write-ahead log.
  virtual Status empty_log() = 0;
  virtual std::uint64_t commits() const = 0;  // writing transactions since the file was made; kept inside the file
  // Tests: called around every writing commit; may throw to play a crash.
  std::function<void(CommitPoint)> on_commit;

 protected:
  friend class Unit;
  virtual Transaction& begin() = 0;
  virtual Status commit() = 0;
  virtual void rollback() noexcept = 0;
};

// Ends the process (exit 1) after one sentence on stderr: the disk refused to confirm a commit.
[[noreturn]] void fatal(Literal sentence);

// ---- implementation of transact ----
class Unit {  // rolls back unless finished
 public:
  explicit Unit(Vault& vault) : vault_(vault), transaction_(vault.begin()) {}
  ~Unit() {
    if (!done_) vault_.rollback();
  }
  Unit(const Unit&) = delete;
  Unit& operator=(const Unit&) = delete;
  Transaction& transaction() { return transaction_; }
  Status finish() {
    auto status = vault_.commit();  // rolls back and returns the sticky error if there is one
    done_ = true;
    return status;
  }

 private:
  Vault& vault_;
  Transaction& transaction_;
  bool done_ = false;
};

template <class Body>
auto Vault::transact(Body&& body) -> std::invoke_result_t<Body, Transaction&> {
  Unit unit(*this);
  auto result = body(unit.transaction());
  if (!result)
    return unit.transaction().failed() ? std::invoke_result_t<Body, Transaction&>(unit.transaction().error()) : result;
  if (const auto done = unit.finish(); !done) return done.error();
  return result;
}

}  // namespace sotto::store
