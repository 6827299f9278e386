// The one Transaction there is: between BEGIN IMMEDIATE and COMMIT of one Database.
#pragma once

#include <sotto/store/transaction.hpp>

#include "database.hpp"
#include "statement_cache.hpp"

namespace sotto::store {

class SqlTransaction final : public Transaction {
 public:
  explicit SqlTransaction(Database& database) : database_(database), statements_(database.handle()) {}
  void begin();
  int commit();  // SQLite's extended code
  void rollback() noexcept;
  bool wrote() const;  // something that still stands was inserted, changed or deleted

  std::int64_t last_row_id() const override;
  std::int64_t changes() const override;

 protected:
  void* prepare(Literal sql) override;
  void bind(void* statement, int index, std::int64_t value) override;
  void bind(void* statement, int index, std::string_view text) override;
  void bind(void* statement, int index, ByteView blob) override;
  void bind_null(void* statement, int index) override;
  std::int64_t open_savepoint() override;
  void undo_savepoint(std::int64_t changes_before) override;
  void release_savepoint() override;

 private:
  int end(Literal sql);
  std::int64_t total_changes() const;
  void note(int code);

  Database& database_;
  StatementCache statements_;
  std::int64_t changes_before_ = 0;
};

}  // namespace sotto::store
