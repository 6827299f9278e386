#include <sqlite3.h>

#include <sotto/store/transaction.hpp>

#include "errors.hpp"
#include "sql_transaction.hpp"

namespace sotto::store {
namespace {

sqlite3_stmt* prepared(void* statement) { return static_cast<Statement*>(statement)->prepared; }

}  // namespace

Row::Row(Row&& other) noexcept
    : transaction_(other.transaction_), statement_(std::exchange(other.statement_, nullptr)) {}

Row::~Row() {
  if (statement_ != nullptr) static_cast<Statement*>(statement_)->release();
}

bool Row::next() {
  if (statement_ == nullptr) return false;
  if (!transaction_->failed()) {
    const int code = sqlite3_step(prepared(statement_));
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) transaction_->fail(error_of(sqlite3_db_handle(prepared(statement_)), code));
  }
  static_cast<Statement*>(std::exchange(statement_, nullptr))->release();
  return false;
}

std::int64_t Row::integer(int column) const {
  return statement_ == nullptr ? 0 : sqlite3_column_int64(prepared(statement_), column);
}

std::string Row::text(int column) const {
  if (statement_ == nullptr) return {};
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared(statement_), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared(statement_), column))};
}

ByteView Row::blob(int column) const {
  if (statement_ == nullptr) return {};
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(prepared(statement_), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared(statement_), column))};
}

bool Row::null(int column) const {
  return statement_ == nullptr || sqlite3_column_type(prepared(statement_), column) == SQLITE_NULL;
}

void Row::spoil() const { transaction_->fail(damaged); }

Savepoint::Savepoint(Transaction& transaction)
    : transaction_(transaction), changes_before_(transaction.open_savepoint()) {}

Savepoint::~Savepoint() {
  if (open_) transaction_.undo_savepoint(changes_before_);
}

void Savepoint::release() {
  if (std::exchange(open_, false)) transaction_.release_savepoint();
}

void SqlTransaction::begin() {
  error_.reset();
  run("BEGIN IMMEDIATE");
  changes_before_ = total_changes();
}

int SqlTransaction::end(Literal sql) {
  int code = SQLITE_OK;
  auto* statement = statements_.take(sql.text, code);
  if (statement == nullptr) return code;
  code = sqlite3_step(statement->prepared);
  statement->release();
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int SqlTransaction::commit() { return end("COMMIT"); }

void SqlTransaction::rollback() noexcept {
  if (sqlite3_get_autocommit(database_.handle()) != 0) return;  // some errors make SQLite roll back by itself
  end("ROLLBACK");
}

bool SqlTransaction::wrote() const { return total_changes() != changes_before_; }

std::int64_t SqlTransaction::last_row_id() const { return sqlite3_last_insert_rowid(database_.handle()); }

std::int64_t SqlTransaction::changes() const { return failed() ? 0 : sqlite3_changes64(database_.handle()); }

std::int64_t SqlTransaction::total_changes() const { return sqlite3_total_changes64(database_.handle()); }

void SqlTransaction::note(int code) {
  if (code != SQLITE_OK) fail(error_of(database_.handle(), code));
}

void* SqlTransaction::prepare(Literal sql) {
  if (failed()) return nullptr;
  int code = SQLITE_OK;
  auto* statement = statements_.take(sql.text, code);
  if (statement == nullptr) fail(code == SQLITE_OK ? own_fault : error_of(database_.handle(), code));
  return statement;
}

// Values are copied: the arguments of a query are gone before its rows are read.
void SqlTransaction::bind(void* statement, int index, std::int64_t value) {
  if (statement != nullptr) note(sqlite3_bind_int64(prepared(statement), index, value));
}

void SqlTransaction::bind(void* statement, int index, std::string_view text) {
  if (statement == nullptr) return;
  const char* bytes = text.empty() ? "" : text.data();  // a null pointer would bind NULL
  note(sqlite3_bind_text64(prepared(statement), index, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void SqlTransaction::bind(void* statement, int index, ByteView blob) {
  if (statement == nullptr) return;
  const void* bytes = blob.empty() ? static_cast<const void*>("") : blob.data();
  note(sqlite3_bind_blob64(prepared(statement), index, bytes, blob.size(), SQLITE_TRANSIENT));
}

void SqlTransaction::bind_null(void* statement, int index) {
  if (statement != nullptr) note(sqlite3_bind_null(prepared(statement), index));
}

std::int64_t SqlTransaction::open_savepoint() {
  const auto before = total_changes();
  run("SAVEPOINT inner_step");
  return before;
}

void SqlTransaction::undo_savepoint(std::int64_t changes_before) {
  if (failed()) return;  // everything will be rolled back
  run("ROLLBACK TO inner_step");
  run("RELEASE inner_step");
  changes_before_ += total_changes() - changes_before;
}

void SqlTransaction::release_savepoint() { run("RELEASE inner_step"); }

}  // namespace sotto::store
