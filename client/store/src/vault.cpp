#include <cstring>
#include <stdexcept>
#include <system_error>

#include <sqlite3.h>

#include <sotto/store/vault.hpp>

#include "database.hpp"
#include "durable_file.hpp"
#include "errors.hpp"
#include "migration.hpp"
#include "sql_transaction.hpp"

namespace sotto::store {
namespace {

constexpr int log_pages_before_checkpoint = 1000;  // 4 MiB

class SqlVault final : public Vault {
 public:
  explicit SqlVault(std::unique_ptr<Database> database) : database_(std::move(database)), transaction_(*database_) {}

  Status start() {
    database_->close_schema();
    const auto commits = database_->ask("SELECT commits FROM vault");
    if (!commits) return commits.error();
    commits_ = std::strtoull(commits->c_str(), nullptr, 10);
    return ok();
  }

  Status empty_log() override { return database_->checkpoint(); }
  Status check() override { return database_->check(); }
  std::uint64_t commits() const override { return commits_; }

 private:
  Transaction& begin() override {
    if (open_) throw std::logic_error("a transaction inside a transaction");
    open_ = true;
    transaction_.begin();
    return transaction_;
  }

  void rollback() noexcept override {
    transaction_.rollback();
    open_ = false;
  }

  Status commit() override {
    if (transaction_.wrote() && !transaction_.failed()) {
      if (on_commit) on_commit(CommitPoint::before);
      transaction_.run("UPDATE vault SET commits = ?", commits_ + 1);
    }
    if (transaction_.failed() || !transaction_.wrote()) {
      rollback();
      return transaction_.failed() ? Status(transaction_.error()) : ok();
    }
    if (const int code = transaction_.commit(); code != SQLITE_OK) return refused_commit(code);
    open_ = false;
    ++commits_;
    if (database_->pages_in_log() >= log_pages_before_checkpoint) {
      // What is committed is safe in the log; a full disk only means that the log stays longer.
      [[maybe_unused]] const auto later = database_->checkpoint();
    }
    if (on_commit) on_commit(CommitPoint::after);
    return ok();
  }

  Status refused_commit(int code) {
    const auto error = error_of(database_->handle(), code);
    if (error.code != Errc::disk_full && (code & 0xff) == SQLITE_IOERR) {
      fatal("The disk failed while your data was being saved. Check the disk, then start Sotto again.");
    }
    rollback();
    return error;
  }

  std::unique_ptr<Database> database_;
  SqlTransaction transaction_;
  std::uint64_t commits_ = 0;
  bool open_ = false;
};

Result<std::unique_ptr<Vault>> started(std::unique_ptr<Database> database) {
  auto vault = std::make_unique<SqlVault>(std::move(database));
  if (const auto done = vault->start(); !done) return done.error();
  return std::unique_ptr<Vault>(std::move(vault));
}

// A program linked against another SQLite would write everything in clear and report success.
Status must_be_encrypted(Database& database) {
  const auto file = database.opened_file();
  if (!file) return file.error();
  static constexpr std::string_view clear = "SQLite format 3";
  ByteArray<clear.size()> start{};
  if ((*file)->pMethods->xRead(*file, start.data(), static_cast<int>(start.size()), 0) != SQLITE_OK) return damaged;
  if (text_of(start) == clear) {
    return Error{Errc::unexpected, "The vault is not encrypted and must not be used. Please report this."};
  }
  return ok();
}

void remove_with_log(const std::filesystem::path& file) {
  std::error_code ignored;
  for (const auto* end : {"", "-wal", "-journal"}) std::filesystem::remove(file.string() + end, ignored);
}

Status build(const std::filesystem::path& file, ByteView key, const std::vector<Layer>& layers) {
  if (const auto done = create_empty(file); !done) return done;
  const auto database = Database::open(file, key);
  if (!database) return database.error();
  if (const auto done = (*database)->accept(); !done) return done;
  if (const auto done = migrate(**database, layers); !done) return done;
  if (const auto done = (*database)->checkpoint(); !done) return done;
  return must_be_encrypted(**database);
}

}  // namespace

// Built under another name, so that there is a whole vault or none.
Result<std::unique_ptr<Vault>> Vault::create(const std::filesystem::path& file, const crypto::GuardedKey& key,
                                             std::vector<Layer> layers) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return Error{Errc::refused, "There is a vault already; it stays as it is."};
  const std::filesystem::path unfinished = file.string() + ".unfinished";
  remove_with_log(unfinished);
  auto built = build(unfinished, key.expose(), with_store_layer(layers));
  if (built) {
    std::filesystem::rename(unfinished, file, error);
    built = error ? Status(error_of_errno(error.value())) : sync_folder_of(file);
  }
  if (!built) {
    remove_with_log(unfinished);
    return built.error();
  }
  return open(file, key, std::move(layers));
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& file, const crypto::GuardedKey& key,
                                           std::vector<Layer> layers) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return Error{Errc::not_found, "There is no vault here."};
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  layers = with_store_layer(std::move(layers));
  auto database = Database::open(file, key.expose());
  if (!database) return database.error();
  if (const auto done = must_be_encrypted(**database); !done) return done.error();
  const auto missing = must_migrate(**database, layers);
  if (!missing) return missing.error();
  if (const auto done = (*database)->accept(); !done) return done.error();
  if (*missing) {
    if (const auto done = keep_copy(**database, file); !done) return done.error();
    if (const auto done = migrate(**database, layers); !done) return done.error();
  } else {
    std::filesystem::remove(copy_before_migration(file), error);
  }
  return started(std::move(*database));
}

Result<std::unique_ptr<Vault>> Vault::in_memory(std::vector<Layer> layers) {
  layers = with_store_layer(std::move(layers));
  auto database = Database::in_memory(ByteArray<32>{});
  if (!database) return database.error();
  if (const auto done = (*database)->accept(); !done) return done.error();
  if (const auto done = migrate(**database, layers); !done) return done.error();
  return started(std::move(*database));
}

}  // namespace sotto::store
