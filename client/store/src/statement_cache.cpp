#include "statement_cache.hpp"

#include <sqlite3.h>

namespace sotto::store {

void Statement::release() {
  sqlite3_reset(prepared);
  sqlite3_clear_bindings(prepared);
  busy = false;
}

StatementCache::~StatementCache() {
  for (auto& [sql, list] : statements_) {
    for (auto& statement : list) sqlite3_finalize(statement.prepared);
  }
}

Statement* StatementCache::take(std::string_view sql, int& code) {
  auto& list = statements_[sql];
  for (auto& statement : list) {
    if (statement.busy) continue;
    statement.busy = true;
    return &statement;
  }
  sqlite3_stmt* prepared = nullptr;
  code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &prepared,
                            nullptr);
  if (code != SQLITE_OK || prepared == nullptr) return nullptr;
  return &list.emplace_back(Statement{prepared, true});
}

}  // namespace sotto::store
