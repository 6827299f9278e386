// Database: one keyed SQLCipher connection with the settings of the design, asserted. The only code that knows how to
// open one. Thread: one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <sotto/base/bytes.hpp>
#include <sotto/base/result.hpp>

struct sqlite3;
struct sqlite3_file;

namespace sotto::store {

class Database {
 public:
  // Keys the connection and proves the key by reading the schema; writes nothing. Closing it again writes nothing
  // either, not even a checkpoint, until `accept`.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, ByteView key);
  static Result<std::unique_ptr<Database>> in_memory(ByteView key);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status accept();                               // WAL on, every setting asserted; from here on the file may be written
  void close_schema() { schema_open_ = false; }  // no DDL and no PRAGMA any more
  bool memory() const { return memory_; }
  sqlite3* handle() const { return handle_; }

  int step_all(std::string_view script);  // every statement; the first extended code that is not OK
  Status execute(std::string_view script);
  Result<std::string> ask(std::string_view sql);  // first column of the first row, empty when there is none
  Status check();                                 // integrity_check and cipher_integrity_check

  int pages_in_log() const { return pages_in_log_; }
  Status checkpoint();                  // the whole log into the file, the log emptied
  Result<sqlite3_file*> opened_file();  // to be read beside SQLite without losing its POSIX locks

 private:
  Database(sqlite3* handle, bool memory) : handle_(handle), memory_(memory) {}
  static Result<std::unique_ptr<Database>> connect(const std::string& name, bool memory, ByteView key);
  Status configure();
  Status set_key(ByteView key);
  static int authorize(void* self, int action, const char* first, const char* second, const char*, const char*);

  sqlite3* handle_;
  bool memory_;
  bool schema_open_ = true;
  int pages_in_log_ = 0;
};

}  // namespace sotto::store
