// Prepared statements by their text. The same text may be in use twice at once (a query inside its own loop): then a
// second statement is prepared and kept too.
#pragma once

#include <list>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace sotto::store {

struct Statement {
  sqlite3_stmt* prepared = nullptr;
  bool busy = false;
  void release();  // reset, its values forgotten, free for the next use
};

class StatementCache {
 public:
  explicit StatementCache(sqlite3* database) : database_(database) {}
  ~StatementCache();
  StatementCache(const StatementCache&) = delete;
  StatementCache& operator=(const StatementCache&) = delete;

  // `sql` lives as long as the program. Marks the statement busy; nullptr and `code` when it cannot be prepared.
  Statement* take(std::string_view sql, int& code);

 private:
  sqlite3* database_;
  std::unordered_map<std::string_view, std::list<Statement>> statements_;
};

}  // namespace sotto::store
